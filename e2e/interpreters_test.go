package e2e

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestE2ENewerInterpreters heals the example service in environments of interpreters that are not the system's: the trace is theirs, and
// so is the interpreter in the sandbox.
func TestE2ENewerInterpreters(t *testing.T) {
	needed(t)
	for name, python := range interpreters(t) {
		if name == "system" || strings.HasSuffix(name, " 3.8") {
			continue // the example is written for 3.9 and later
		}
		t.Run(name, func(t *testing.T) {
			dir, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			example, err := filepath.Abs("../examples/pricing")
			if err != nil {
				t.Fatal(err)
			}
			repo := filepath.Join(dir, "pricing")
			sh(t, dir, "cp -R %q %q && cd %q && %s -m venv --without-pip .venv && echo .venv > .gitignore && git init -q && git add -A && git commit -qm first", example, repo, repo, python)
			sh(t, repo, `.venv/bin/python server.py --port 0 > ../log 2>&1 & pid=$!
for i in $(seq 100); do grep -q 'listening' ../log && break; sleep 0.1; done
port=$(grep -o '[0-9]*$' ../log | head -1)
.venv/bin/python -c "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])" "http://127.0.0.1:$port/price?sku=KT-0031&quantity=2" 2>/dev/null || true
kill $pid`)
			got := heal(t, repo, filepath.Join(dir, "log"), "")
			if got.exit != 0 {
				t.Errorf("exit %d, %s: %s; want a verified patch", got.exit, got.Outcome, got.Reason)
			}
		})
	}
}
