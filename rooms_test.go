package heald_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/heald-dev/heald"

// room is one row of the plan: who may import whom, and why. A row matches a folder and all below it that no longer row matches.
type room struct {
	folder string   // "" is the root package
	ours   []string // folders that it may import; "X/" also allows everything below X
	theirs []string // third-party modules by prefix; "*" allows any
	why    string
}

var (
	toolboxes = []string{"internal/trace", "internal/diff", "internal/redact", "internal/pipe", "internal/wording", "internal/show", "internal/traffic",
		"internal/supervise", "internal/stats"}
	ports = []string{"internal/language", "internal/sandbox", "internal/repo", "internal/policy", "internal/forge",
		"internal/telemetry", "internal/release"}
	stages = []string{"internal/triage", "internal/govern", "internal/diagnose", "internal/prepare", "internal/reproduce", "internal/repair", "internal/validate", "internal/review",
		"internal/deliver"}
)

func rooms() []room {
	table := []room{
		{"", nil, nil, "nouns: one leaf vocabulary that everybody imports"},
		{"cmd/heald", append([]string{"", "internal/app", "internal/app/daemon", "internal/config", "internal/term", "internal/bench", "internal/demo", "examples"}, toolboxes...), []string{"*"}, "doors assemble nothing themselves"},
		{"internal/app", []string{"", "internal/"}, []string{"*"}, "the composition root"},
		{"examples", nil, nil, "data that the binary carries"},
		{"internal/demo", append([]string{"", "internal/app"}, toolboxes...), []string{"go.yaml.in/yaml/v3"}, "a user of app, like cmd"},
		{"internal/bench", append([]string{"", "internal/app"}, toolboxes...), nil, "a user of app, like cmd"},
		{"internal/term", append([]string{""}, toolboxes...), []string{"*"}, "a door knows nouns only"},
		{"internal/config", []string{""}, []string{"go.yaml.in/yaml/v3"}, "it reads one file and knows no part that is configured"},
		{"internal/web", append([]string{""}, toolboxes...), []string{"*"}, "a door knows nouns only: what it shows and does comes through interfaces of its own"},
		{"internal/engine", []string{""}, nil, "it declares what it needs of each stage"},
		{"internal/store", append([]string{""}, toolboxes...), nil, "a port and its memory brand"},
		{"internal/store/rows", []string{"", "internal/store"}, nil, "the SQL that the store's brands share, so that it is written once"},
		{"internal/store/sqlite", append([]string{"", "internal/store", "internal/store/rows"}, toolboxes...), []string{"*"}, "a brand, over the shared SQL"},
		{"internal/store/postgres", append([]string{"", "internal/store", "internal/store/rows"}, toolboxes...), []string{"*"}, "a brand, over the shared SQL"},
		{"internal/runner", []string{"", "internal/engine", "internal/store"}, []string{"github.com/riverqueue/river"}, "steps as jobs in the store's own database"},
		{"internal/learn", append([]string{"", "internal/store"}, toolboxes...), nil, "a stage: it imports no other stage and no brand"},
	}
	for _, t := range toolboxes {
		table = append(table, room{t, append([]string{""}, toolboxes...), []string{"*"}, "a toolbox knows no stage, port or brand"})
	}
	shared := map[string][]string{
		"internal/language": {"github.com/tree-sitter/go-tree-sitter"}, // every brand parses with it
	}
	for _, p := range ports {
		table = append(table, room{p, append([]string{""}, toolboxes...), shared[p], "a port never imports another port"})
	}
	for _, b := range []string{"internal/language/python", "internal/sandbox/bubblewrap", "internal/repo/git", "internal/policy/rego", "internal/forge/local",
		"internal/telemetry/process", "internal/telemetry/logfile", "internal/telemetry/otlp",
		"internal/release/local"} {
		table = append(table, room{b, append([]string{"", b + "/", path.Dir(b)}, toolboxes...), []string{"*"}, "a brand never imports another brand"})
	}
	table = append(table, room{"internal/language/weaken", append([]string{"", "internal/language"}, toolboxes...), nil, "rules over the neutral tree that two stages share"})
	for _, s := range stages {
		table = append(table, room{s, slices.Concat([]string{"", s + "/", "internal/language/weaken"}, toolboxes, ports), nil, "a stage imports no other stage and no brand"})
	}
	return table
}

// testHelpers are conformance suites: they may use testing libraries and their port's neighbours.
func testHelper(folder string) bool { return strings.HasSuffix(folder, "test") }

func TestRooms(t *testing.T) {
	table := rooms()
	eachGoFile(t, func(file string) {
		folder := filepath.ToSlash(filepath.Dir(file))
		if folder == "." {
			folder = ""
		}
		if strings.HasSuffix(file, "_test.go") || testHelper(folder) {
			return
		}
		row := find(table, folder)
		if row == nil {
			t.Errorf("%s: folder %q is in no row of the table of rooms: look for its room in ARCHITECTURE.md first", file, folder)
			return
		}
		for _, imported := range imports(t, file) {
			if !row.allows(folder, imported) {
				t.Errorf("%s imports %s: %s", file, imported, row.why)
			}
		}
	})
}

func find(table []room, folder string) *room {
	var best *room
	for i, row := range table {
		matches := folder == row.folder || row.folder != "" && strings.HasPrefix(folder, row.folder+"/")
		if matches && (best == nil || len(row.folder) > len(best.folder)) {
			best = &table[i]
		}
	}
	return best
}

func (r *room) allows(folder, imported string) bool {
	if own, ok := strings.CutPrefix(imported, module); ok {
		own = strings.TrimPrefix(own, "/")
		if own == r.folder || strings.HasPrefix(folder, own+"/") && own != "" {
			return own != "" || slices.Contains(r.ours, "")
		}
		for _, allowed := range r.ours {
			if own == allowed || allowed != "" && strings.HasSuffix(allowed, "/") && strings.HasPrefix(own, allowed) {
				return true
			}
		}
		return false
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return true
	}
	for _, allowed := range r.theirs {
		if allowed == "*" || imported == allowed || strings.HasPrefix(imported, allowed+"/") {
			return true
		}
	}
	return false
}

func TestRoomsRefuseWhatTheyShould(t *testing.T) {
	table := rooms()
	for _, c := range []struct {
		folder, imported string
		want             bool
	}{
		{"", module + "/internal/trace", false},
		{"internal/repair", module + "/internal/validate", false},
		{"internal/repair", module + "/internal/language/python", false},
		{"internal/repair", module + "/internal/language", true},
		{"internal/repair", "github.com/spf13/cobra", false},
		{"internal/engine", module + "/internal/store", false},
		{"internal/engine", module, true},
		{"internal/policy", module + "/internal/repo", false},
		{"internal/policy/rego", module + "/internal/repo/git", false},
		{"internal/policy/rego", "github.com/open-policy-agent/opa/v1/rego", true},
		{"internal/trace", module + "/internal/language", false},
		{"cmd/heald", module + "/internal/repair", false},
	} {
		if got := find(table, c.folder).allows(c.folder, c.imported); got != c.want {
			t.Errorf("%s imports %s: allowed = %t, want %t", c.folder, c.imported, got, c.want)
		}
	}
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, spec := range parsed.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		found = append(found, name)
	}
	return found
}

// eachGoFile visits all Go files, generated ones too: what they import counts. The budgets leave them out.
func eachGoFile(t *testing.T, visit func(file string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata" || entry.Name() == "bin") {
			return fs.SkipDir
		}
		if strings.HasSuffix(name, ".go") {
			visit(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
