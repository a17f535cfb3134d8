package library

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// resolve imports as much of each dotted name as is a module and looks the rest up; what is not there is printed.
const resolve = `
import importlib, sys
for dotted in sys.argv[1:]:
    parts, found = dotted.split("."), importlib.import_module("builtins")
    for n in range(len(parts), 0, -1):
        try:
            found, parts = importlib.import_module(".".join(parts[:n])), parts[n:]
            break
        except ImportError:
            continue
    for part in parts:
        found = getattr(found, part, None)
    if found is None:
        print(dotted)
`

func missing(t *testing.T, names []string) string {
	t.Helper()
	out, err := exec.Command("/usr/bin/python3", append([]string{"-c", resolve}, names...)...).Output()
	if err != nil {
		t.Fatalf("resolve %d names: %v", len(names), err)
	}
	return strings.TrimSpace(string(out))
}

// What a name has become must be there; that the test can fail is seen from a name that nobody has.
func TestMovedNamesAreThere(t *testing.T) {
	if got := missing(t, []string{"time.no_such_name", "math.gcd"}); got != "time.no_such_name" {
		t.Fatalf("a name that is not there: got %q", got)
	}
	var names []string
	for _, now := range moved {
		names = append(names, now)
	}
	for _, name := range abstract {
		if name != "ByteString" { // given up altogether in 3.14
			names = append(names, "collections.abc."+name)
		}
	}
	slices.Sort(names)
	if got := missing(t, names); got != "" {
		t.Errorf("the table names what the library does not have: %s", got)
	}
}

func TestNowCalled(t *testing.T) {
	for _, c := range []struct{ module, name, want string }{
		{"collections", "Mapping", "collections.abc.Mapping"},
		{"collections", "Counter", ""},
		{"time", "clock", "time.perf_counter"},
		{"time", "sleep", ""},
	} {
		if got := nowCalled(c.module, c.name); got != c.want {
			t.Errorf("%s.%s: got %q, want %q", c.module, c.name, got, c.want)
		}
	}
}
