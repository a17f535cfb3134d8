package drive

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// deliberate are the interpreter's own error types that code raises to refuse an input. The others tell of a fault.
var deliberate = []string{"ValueError", "LookupError", "KeyError", "IndexError", "TypeError", "PermissionError", "FileNotFoundError", "RuntimeError", "NotImplementedError"}

func refuses(name string) bool { return slices.Contains(deliberate, name) }

// refused writes the call as one that must end with an error of the repository's own.
func (t *text) refused(r language.Refusal, call string) {
	switch {
	case r.Path != "":
		t.need(fmt.Sprintf("from %s import %s", t.moduleOf(r.Path), r.Name))
	case r.Import != "":
		module, _, _ := strings.Cut(strings.TrimPrefix(r.Import, "from "), " import ")
		t.need(fmt.Sprintf("from %s import %s", module, r.Name))
	}
	if t.classes {
		t.say("with self.assertRaises(%s):", r.Name)
	} else {
		t.need("import pytest")
		t.say("with pytest.raises(%s):", r.Name)
	}
	if d := t.writing.Drive; around(d) != "" {
		t.say("    %s", around(d))
		call = "    " + call
	}
	t.say("    %s", call)
}

// moduleOf is the dotted import path of a file, below the longest import root that holds it.
func (t *text) moduleOf(file string) string {
	best := ""
	for _, root := range t.writing.Environment.ImportRoots {
		if root = path.Clean(root); root != "." && strings.HasPrefix(file, root+"/") && len(root) > len(best) {
			best = root
		}
	}
	inside := strings.TrimPrefix(strings.TrimPrefix(file, best), "/")
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(inside, ".py"), "/__init__"), "/", ".")
}
