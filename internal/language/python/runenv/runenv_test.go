package runenv

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

func TestSearchPath(t *testing.T) {
	for _, c := range []struct {
		name        string
		env         heald.Environment
		front, tail string
	}{
		{"nothing is known", heald.Environment{}, "", ""},
		{"folders of the tree", heald.Environment{ImportRoots: []string{"src", ""}}, "/srv/shop/src:/srv/shop", ""},
		{"the tree before what is installed beside it", heald.Environment{ImportRoots: []string{""}, Vars: map[string]string{"PYTHONPATH": "/own:/other"}}, "/srv/shop:/own:/other", ""},
		{"named twice", heald.Environment{ImportRoots: []string{"src"}, Vars: map[string]string{"PYTHONPATH": "/srv/shop/src::/own:/own"}}, "/srv/shop/src:/own", ""},
		{"a lent framework is last", heald.Environment{ImportRoots: []string{""}, FrameworkFrom: "/fw"}, "/srv/shop", "/fw"},
	} {
		front, tail := SearchPath("/srv/shop", c.env)
		if got := strings.Join(front, ":"); got != c.front {
			t.Errorf("%s: front %q, want %q", c.name, got, c.front)
		}
		if got := strings.Join(tail, ":"); got != c.tail {
			t.Errorf("%s: tail %q, want %q", c.name, got, c.tail)
		}
	}
}

func TestVars(t *testing.T) {
	own := map[string]string{"MODE": "test", "TZ": "Asia/Tokyo", "PYTHONPATH": "/own", "PYTHONHASHSEED": "random"}
	got := Vars("/srv/shop", heald.Environment{ImportRoots: []string{"src", ""}, FrameworkFrom: "/fw", Vars: own})
	for name, want := range map[string]string{
		"PYTHONPATH": "/srv/shop/src:/srv/shop:/own:/fw", "MODE": "test", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/tmp",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if own["PYTHONHASHSEED"] != "random" {
		t.Error("the environment's own table was written to")
	}
	if path, set := Vars("/srv/shop", heald.Environment{})["PYTHONPATH"]; set {
		t.Errorf("an import path of nothing: %q", path)
	}
}
