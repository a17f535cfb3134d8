package reproduce

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

const maxData = 200

// files lists the repository's test files and its data files, those that the log names first.
func (w *walk) files() (tests, data []string) {
	for _, f := range w.program.Files {
		if w.support.IsTest(f) {
			tests = append(tests, f)
		}
	}
	root, err := os.OpenRoot(w.in.Checkout.Root)
	if err != nil {
		return tests, nil
	}
	defer root.Close()
	// What cannot be listed is simply no lead.
	_ = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fs.SkipDir
		case entry.IsDir() && name != "." && (w.support.Skips(entry.Name()) || strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		case entry.Type().IsRegular() && !slices.Contains(w.support.Extensions, path.Ext(name)) && !strings.HasPrefix(entry.Name(), ".") && len(data) < maxData:
			data = append(data, name)
		}
		return nil
	})
	slices.Sort(data)
	return tests, data
}

// neutral offers stand-ins for the texts of a drive that must not stand in a test.
func (w *walk) neutral(d heald.Drive) map[string][]string {
	if w.Sensitive == nil {
		return nil
	}
	found := map[string][]string{}
	for _, text := range w.support.Drivers.Texts(d) {
		for _, secret := range w.Sensitive(text) {
			found[secret] = standIns(secret)
		}
	}
	return found
}

// standIns keep the shape of a text, then only what a reader needs.
func standIns(secret string) []string {
	shape := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return '0'
		case r >= 'a' && r <= 'z', r > 127:
			return 'x'
		case r >= 'A' && r <= 'Z':
			return 'X'
		}
		return r
	}, secret)
	if strings.Contains(secret, "@") {
		return []string{"user@example.com", shape}
	}
	return []string{"", "example", shape}
}

// why says in words a person can act on why there is no reproduction.
func (w *walk) why(hunted language.Hunted, finds int) string {
	last := w.in.Diagnosis.Last()
	within := last.Function
	if within == "" {
		within = last.Path
	}
	switch {
	case hunted.Broken != "":
		return "the search for inputs did not come to its end: " + shorten(hunted.Broken)
	case len(w.failed) > 0:
		return w.failed[0]
	case finds > 0:
		return "the crash was seen, but no test that stands by itself could be written for it"
	case hunted.Reached:
		return "the failing line of " + within + " was reached, but never with a value that breaks it as in production"
	}
	for i := len(w.in.Diagnosis.Sites) - 1; i >= 0; i-- {
		if reason := hunted.Blocked[i]; reason != "" {
			return "the failing line was not reached; " + w.in.Diagnosis.Sites[i].Function + " could not be driven: " + shorten(reason)
		}
	}
	return "the failing line of " + within + " was not reached by any input that the evidence, the tests or the code suggest"
}
