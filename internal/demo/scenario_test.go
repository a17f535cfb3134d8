package demo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/heald-dev/heald/examples"
)

func TestOurScenariosAreWhole(t *testing.T) {
	all, err := Load(examples.Files)
	if err != nil {
		t.Fatal(err)
	}
	ends := map[string]bool{}
	for _, s := range all {
		ends[string(s.Expected)] = true
	}
	if len(all) < 6 || len(ends) != 4 {
		t.Errorf("%d scenarios with the ends %v, want 6 and all four ends", len(all), ends)
	}
}

func TestScenariosThatAreWrong(t *testing.T) {
	const file = "shop/scenarios/trouble/scenario.yaml"
	for _, c := range []struct{ old, new, want string }{
		{"summary: a bad version is deployed", "", "has no summary"},
		{"expected: resolved", "expected: fine", "expects an end that there is not"},
		{"run: [serve]", "", "how the service is run"},
		{"ready: /health", "ready: health", "says when the service is up"},
		{"commits: [{days: 3, author: Ada Lind, message: All of it}]", "", "has no commits"},
		{"rate: 100", "rate: 0", "has no traffic"},
		{"after: 200ms, say: a bad version, commits: [{author: Ada Lind, message: Worse, from: [bad]}]", "after: 1s", "has nothing that goes wrong"},
		{"from: [bad]", "from: [worse]", `commit "Worse"`},
		{"author: Ada Lind, message: All of it", "message: All of it", `commit "All of it" has no files, message or author`},
		{"message: All of it", "message: All of it, only: [nothing]", "has no files"},
		{"live/items.json", "live/none.json", "live file"},
		{"language:", "langauge:", "langauge"},
	} {
		examples := shop()
		text := string(examples[file].Data)
		changed := strings.Replace(text, c.old, c.new, 1)
		if changed == text {
			t.Fatalf("%q is not in the scenario", c.old)
		}
		examples[file] = &fstest.MapFile{Data: []byte(changed)}
		if _, err := Load(examples); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: got %v, want %q and the file", c.new, err, c.want)
		}
	}
}

func TestAFreshRepository(t *testing.T) {
	all, err := Load(shop())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_DIR", "/nowhere") // of a hook that runs the demo
	dir := t.TempDir()
	today := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	st, err := set(t.Context(), all[0], dir, today)
	if err != nil {
		t.Fatal(err)
	}
	for _, commits := range [][]Commit{st.Commits, st.Trigger.Commits} {
		if _, err := st.commit(t.Context(), commits); err != nil {
			t.Fatal(err)
		}
	}
	got, err := st.git(t.Context(), Commit{}, "log", "--format=%an <%ae> %aI %s", "--name-status")
	if err != nil {
		t.Fatal(err)
	}
	want := "Ada Lind <ada.lind@shop.example> 2026-11-23T02:00:00+00:00 Worse\n\nM\tserver.txt\n" +
		"Ada Lind <ada.lind@shop.example> 2026-11-20T02:00:00+00:00 All of it\n\nA\tserver.txt\nA\ttests/__init__.txt\n"
	if strings.ReplaceAll(got, "Z", "+00:00") != want {
		t.Errorf("the history is\n%s\nwant\n%s", got, want)
	}
	if live, err := os.ReadFile(filepath.Join(dir, "live/items.json")); err != nil || string(live) != "[]\n" {
		t.Errorf("live file %q, %v", live, err)
	}
	file, err := st.configure("127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(file)
	for _, part := range []string{"listen: " + st.address, "ITEMS: " + dir + "/live/items.json", "repository: shop", "rollback: false"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("heald.yaml lacks %q:\n%s", part, text)
		}
	}
}
