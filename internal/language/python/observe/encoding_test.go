package observe

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// posted reads a file in a given way.
func posted(how string) string {
	return "def read(path):\n    with open(path" + how + ") as rows:\n        return [row.rstrip('\\n').split('|') for row in rows]\n"
}

// A file whose encoding is not the one that it is read with has neighbours that can be read: its plain letters.
func TestAFileInAnotherEncodingIsVaried(t *testing.T) {
	files := map[string]string{"shop.py": posted(""), "in.txt": "R01|39|M\xfcller\nR04|40|Caf\xe9\nR02|44|Bram\n"}
	seen := observed(t, "", func(ask *language.ObserveAsk) {
		ask.Workplace, ask.Drive, ask.ErrorType = place(t, files), call("read", "'in.txt'"), "UnicodeDecodeError"
		ask.Functions = []language.Watched{{Path: "shop.py", Name: "read", Function: "read", First: 1, Last: 3}}
		ask.Crash, ask.Aims = heald.Frame{File: "shop.py", Function: "read"}, [][]language.Span{{{Path: "shop.py", First: 2, Last: 2}}}
	})
	var worked []language.Observed
	var inputs []heald.Drive
	for _, s := range seen.Seen {
		if s.End == "return" && s.Far < 2 && strings.Contains(s.Input, "in.txt = ") {
			worked, inputs = append(worked, s), append(inputs, s.Drive)
		}
	}
	if seen.Broken != "" || len(worked) < 20 {
		t.Fatalf("broken %q, few %q: %d of %d inputs with another text work", seen.Broken, seen.Few, len(worked), len(seen.Seen))
	}
	for how, alike := range map[string]bool{", encoding='cp1252'": true, ", encoding='utf-16-le', errors='replace'": false, ", errors='ignore', newline='|'": false} {
		patched := map[string]string{"shop.py": posted(how), "in.txt": files["in.txt"]}
		now := observed(t, "", func(ask *language.ObserveAsk) {
			ask.Workplace, ask.Drive, ask.Inputs = place(t, patched), call("read", "'in.txt'"), inputs
		})
		same := 0
		for n := range now.Seen {
			if now.Seen[n].All == worked[n].All {
				same++
			}
		}
		if len(now.Seen) != len(worked) || (same == len(worked)) != alike {
			t.Errorf("open(path%s): %d of %d inputs give the same, want all of them: %v", how, same, len(worked), alike)
		}
	}
}

// What is no text is not read as one.
func TestBytesAreNotVariedAsText(t *testing.T) {
	files := map[string]string{"shop.py": posted(""), "in.txt": "\x1f\x8b\x08\x00\xff\xfc\x00\x01|a\n"}
	seen := observed(t, "", func(ask *language.ObserveAsk) {
		ask.Workplace, ask.Drive, ask.ErrorType = place(t, files), call("read", "'in.txt'"), "UnicodeDecodeError"
		ask.Functions = []language.Watched{{Path: "shop.py", Name: "read", Function: "read", First: 1, Last: 3}}
		ask.Aims = [][]language.Span{{{Path: "shop.py", First: 2, Last: 2}}}
	})
	for _, s := range seen.Seen {
		if strings.Contains(s.Input, "in.txt = ") {
			t.Errorf("%s: a file that is no text is varied as one", s.Input)
		}
	}
	if seen.Broken != "" || len(seen.Seen) == 0 {
		t.Errorf("broken %q, %d inputs", seen.Broken, len(seen.Seen))
	}
}
