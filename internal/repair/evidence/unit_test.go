package evidence

import (
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

func TestMentions(t *testing.T) {
	for _, c := range []struct {
		text, name string
		want       bool
	}{
		{"the billing_mail stands for it", "billing_mail", true},
		{"one of contact_* stands for it", "contact_phone", true},
		{"contact stands for it", "contact_phone", false},
		{"the mailing list", "mail", false},
		{"a* is too short to say which", "address", false},
		{"", "mail", false},
	} {
		if got := mentions(c.text, c.name); got != c.want {
			t.Errorf("%q mentions %s: %t, want %t", c.text, c.name, got, c.want)
		}
	}
}

func TestKeyNameAndArgumentFor(t *testing.T) {
	tree, err := python.Support().Parse("a.py", []byte("Point(1, y=2)[row.key]['name']\n"))
	if err != nil {
		t.Fatal(err)
	}
	outer := tree.Root.All(language.Index)[0]
	if got := keyName(outer.Child(language.RoleKey)); got != "name" {
		t.Errorf("a literal key is called %q", got)
	}
	if got := keyName(outer.Child(language.RoleObject).Child(language.RoleKey)); got != "key" {
		t.Errorf("a member as key is called %q", got)
	}
	call, fields := tree.Root.All(language.Call)[0], []string{"x", "y", "z"}
	for field, want := range map[string]string{"x": "1", "y": "2", "z": "", "nowhere": ""} {
		if got := argumentFor(call, field, fields).Text(); got != want {
			t.Errorf("%s is given %q, want %q", field, got, want)
		}
	}
}
