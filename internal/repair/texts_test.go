package repair

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

// Small repositories whose texts say what is meant where the code crashes, in the words of different people, and others whose texts
// speak of something else. testdata/texts holds one file each; its comment has "class", "error", "at" and "want": the value that is
// singled out, or "unsure".
func TestTexts(t *testing.T) {
	files, err := filepath.Glob("testdata/texts/*.txtar")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d situations, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			root := t.TempDir()
			for _, f := range archive.Files {
				write(t, filepath.Join(root, f.Name), f.Data)
			}
			in := Input{Checkout: heald.Checkout{Root: root, Home: "/srv/app"}}
			crash(t, &in, root, string(archive.Comment))
			_, rest, _ := strings.Cut(string(archive.Comment), "want: ")
			want, _, _ := strings.Cut(rest, "\n")
			if got := singled(t, root, in); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// singled is the value that evidence singles out, or "unsure".
func singled(t *testing.T, root string, in Input) string {
	t.Helper()
	support := python.Support()
	program, err := language.Open(root, support)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	attempt := Stage{Support: func(string) *language.Support { return support }}.propose(program, in)
	if len(attempt.Plausible) == 0 {
		return "nothing"
	}
	best := attempt.Plausible[0]
	if os.Getenv("SHOW") != "" {
		for _, p := range attempt.Plausible[:min(6, len(attempt.Plausible))] {
			t.Logf("%.3f %s %v", p.Score, p.Value, p.Evidence)
		}
	}
	for _, p := range attempt.Plausible[1:] {
		if p.Value != best.Value && strings.TrimPrefix(p.Value, "return ") != strings.TrimPrefix(best.Value, "return ") && best.Score-p.Score < margin {
			return "unsure"
		}
	}
	if best.Score < sure {
		return "unsure"
	}
	return best.Value
}
