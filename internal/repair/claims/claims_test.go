package claims

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/language/python"
)

func TestOf(t *testing.T) {
	cases := map[string]string{
		"assert f(1) == 0\n":    "f(1) 0",
		"assert None is f(1)\n": "f(1) None",
		"assert f(1) != 0\n":    "",
		"assert f(1) == g(x)\n": "",
		"class T:\n    def test(self):\n        self.assertEqual(f(1), [])\n":                        "f(1) []",
		"class T:\n    def test(self):\n        self.assertIsNone(f(1))\n":                           "f(1) None",
		"@p.parametrize('a, want', [(1, 2), (3, 4)])\ndef test(a, want):\n    assert f(a) == want\n": "f(a) 2; f(a) 4",
	}
	for source, want := range cases {
		tree, err := python.Support().Parse("test_a.py", []byte(source))
		if err != nil || tree.Broken {
			t.Fatal(source, err)
		}
		var got []string
		for _, c := range Of(tree, python.Support().Idioms) {
			got = append(got, c.Call.Text()+" "+c.Want)
		}
		if joined := strings.Join(got, "; "); joined != want {
			t.Errorf("%q: got %q, want %q", source, joined, want)
		}
	}
}
