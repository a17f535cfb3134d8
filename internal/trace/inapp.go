package trace

import (
	"regexp"
	"strings"
)

var (
	pythonLib    = regexp.MustCompile(`/lib(?:64)?/(?:python|pypy)\d+(?:\.\d+)?t?/|(?i:/python\d+/lib/)|python\d+\.zip/`)
	begins       = regexp.MustCompile(`^(?:/|\.\.)|:`) // an absolute path, or one that leads up: its import path begins nobody knows where
	pythonVendor = regexp.MustCompile(`(?i)/(?:site|dist)-packages/`)
)

// pythonPlace says of a Python file whether it belongs to the service and which module it is. The module is a guess and stays
// empty where an absolute path does not tell where the import path begins.
func pythonPlace(file string) (module string, inApp bool) {
	if inner, ok := strings.CutPrefix(file, "<frozen "); ok {
		return strings.TrimSuffix(inner, ">"), false
	}
	if file == "" || strings.HasPrefix(file, "<") {
		return "", false
	}
	path := strings.ReplaceAll(file, `\`, "/")
	for _, library := range []*regexp.Regexp{pythonVendor, pythonLib} {
		if m := library.FindAllStringIndex(path, -1); m != nil {
			return dotted(path[m[len(m)-1][1]:]), false
		}
	}
	if strings.Contains(path, "/bin/") && !strings.HasSuffix(path, ".py") {
		return "", false // the launcher that pip wrote for a command
	}
	if begins.MatchString(path) {
		return "", true
	}
	return dotted(strings.TrimPrefix(path, "./")), true
}

// dotted turns a relative path into a module's name.
func dotted(path string) string {
	stem, ok := strings.CutSuffix(path, ".py")
	if !ok {
		return ""
	}
	stem = strings.TrimSuffix(stem, "/__init__")
	return strings.ReplaceAll(stem, "/", ".")
}
