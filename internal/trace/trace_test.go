package trace

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden reads every sample of testdata. The samples are real output of real programs.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := Parse(text)
			check(t, text, got)
			golden := strings.TrimSuffix(file, ".txt") + ".golden.json"
			if *update {
				out, err := json.MarshalIndent(got, "", " ")
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, append(out, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			data, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			var want []heald.Exception
			if err := json.Unmarshal(data, &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Parse(%s) differs from the golden file (-want +got):\n%s", file, diff)
			}
		})
	}
}

// check holds the invariants of every answer.
func check(t *testing.T, text []byte, es []heald.Exception) {
	t.Helper()
	last := 0
	for i, e := range es {
		if e.Start < last || e.End < e.Start || e.End > len(text) {
			t.Errorf("exception %d spans %d to %d of %d bytes, the one before ends at %d", i, e.Start, e.End, len(text), last)
		}
		last = e.Start
		checkOne(t, e, 0)
	}
}

func checkOne(t *testing.T, e heald.Exception, depth int) {
	t.Helper()
	if e.Language == "" || depth > maxDepth+2 {
		t.Errorf("language %q at depth %d", e.Language, depth)
	}
	for _, f := range e.Frames {
		if f.Line < 0 || f.Column < 0 || f.EndColumn < 0 || f.Column > f.EndColumn && f.EndColumn != 0 {
			t.Errorf("frame with a position that cannot be: %+v", f)
		}
		if strings.ContainsAny(f.File+f.Function, "\n\x1b") {
			t.Errorf("frame with control characters: %+v", f)
		}
	}
	for _, c := range e.Causes {
		if len(c.Causes) > 0 {
			t.Errorf("cause %s has causes of its own", c.ErrorType)
		}
	}
	for _, c := range append(e.Causes, e.Members...) {
		checkOne(t, c, depth+1)
	}
}
