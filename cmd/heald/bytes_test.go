package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func slow(t *testing.T) {
	t.Helper()
	if os.Getenv("HEALD_SLOW") == "" {
		t.Skip("set HEALD_SLOW=1 (make e2e-bad)")
	}
}

// A patch keeps every byte that it does not mean to change: line ends, encodings, tabs, what stands around. Judged by what the branch holds.
func TestPatchKeepsBytes(t *testing.T) {
	slow(t)
	const old, mended = `idle_timeout=float(section["idle_timeout"])`, `idle_timeout=duration(section["idle_timeout"])`
	for name, edit := range map[string]func(string) string{
		"lines end as on Windows":   func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"lines end both ways":       func(s string) string { return strings.ReplaceAll(s, ",\n", ",\r\n") },
		"a byte order mark":         func(s string) string { return "\ufeff" + s },
		"Latin-1":                   func(s string) string { return strings.Replace(s, "\n", "  # -*- coding: latin-1 -*- caf\xe9\n", 1) },
		"tabs":                      func(s string) string { return strings.ReplaceAll(s, "    ", "\t") },
		"no end of line at the end": func(s string) string { return strings.TrimRight(s, "\n") },
		"a form feed":               func(s string) string { return strings.Replace(s, "\n\n\ndef", "\n\x0c\n\ndef", 1) },
		"separators of Unicode":     func(s string) string { return strings.Replace(s, "\n", "  # a\u2028b\u0085c\n", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			repo, log := deployed(t, func(b []byte) []byte { return []byte(edit(string(b))) })
			source := filepath.Join(repo, "edgeproxy", "settings.py")
			before, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			output(t, []int{0}, "heal", "--repo", repo, "--trace", log, "--branch", "mended", "--json")
			after, err := exec.Command("git", "-C", repo, "show", "mended:edgeproxy/settings.py").Output()
			if err != nil {
				t.Fatal(err)
			}
			if want := bytes.Replace(before, []byte(old), []byte(mended), 1); !bytes.Equal(after, want) {
				t.Errorf("the branch holds\n%q\nwant\n%q", after, want)
			}
			if now, err := os.ReadFile(source); err != nil || !bytes.Equal(now, before) {
				t.Errorf("the checkout changed: %v", err)
			}
		})
	}
}

// TestDeterminism: ten runs of one case with the same seed give byte-identical patches. HEALD_DETERMINISM=1, as make determinism sets it.
func TestDeterminism(t *testing.T) {
	if os.Getenv("HEALD_DETERMINISM") == "" {
		t.Skip("set HEALD_DETERMINISM=1 (make determinism)")
	}
	repo, log := deployed(t, same)
	first := map[string][]byte{}
	for run := range 10 {
		out := filepath.Join(t.TempDir(), "out")
		output(t, []int{0}, "heal", "--repo", repo, "--trace", log, "--seed", "7", "--out", out, "--json", "--budget", "600s") // what time cuts off is the machine's affair
		for _, name := range []string{"fix.diff", "test.diff", "card.md"} {
			content, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				t.Fatal(err)
			}
			if run == 0 {
				first[name] = content
			}
			if !bytes.Equal(content, first[name]) {
				t.Errorf("run %d: %s is\n%s\nthe first was\n%s", run+1, name, content, first[name])
			}
		}
	}
}
