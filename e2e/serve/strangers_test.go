package serve

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/rogpeppe/go-internal/txtar"
)

// stranger is a public package as it is published, and one way in which it crashes. Its comment is a sentence, then "key: value" lines:
// package, sha256 (of its source archive), install (beside it), env (of the service), traffic (paths that work), subject (of the commit that
// breaks it), right (what would be right, written before heald was run), expect (how the case ends), answers (the crashing request, mended).
// The scripts "setup" and "crash" send requests to $BASE; "patch" is the breaking commit; other files stand in $DIR.
type stranger struct {
	t     *testing.T
	keys  map[string]string
	files map[string]string
	dir   string
}

func readStranger(t *testing.T, file string) *stranger {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &stranger{t: t, keys: map[string]string{}, files: map[string]string{}, dir: t.TempDir()}
	for _, line := range strings.Split(string(archive.Comment), "\n")[1:] {
		if key, value, found := strings.Cut(line, ": "); found {
			s.keys[key] = strings.ReplaceAll(value, "$DIR", s.dir)
		}
	}
	for _, f := range archive.Files {
		s.files[f.Name] = strings.ReplaceAll(string(f.Data), "$DIR", s.dir)
		if err := os.WriteFile(filepath.Join(s.dir, f.Name), []byte(s.files[f.Name]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// sh runs a script in the stranger's folder.
func (s *stranger) sh(script string, env ...string) (string, error) {
	cmd := exec.CommandContext(s.t.Context(), "bash", "-euc", script)
	cmd.Dir, cmd.Env = s.dir, append(os.Environ(), "GIT_AUTHOR_NAME=u", "GIT_AUTHOR_EMAIL=u@example.org", "GIT_COMMITTER_NAME=u", "GIT_COMMITTER_EMAIL=u@example.org")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (s *stranger) must(script string, env ...string) string {
	s.t.Helper()
	out, err := s.sh(script, env...)
	if err != nil {
		s.t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return out
}

// repository makes a Git repository of the package's published sources, with a virtual environment as its developers have one.
func (s *stranger) repository() string {
	s.t.Helper()
	name, version, _ := strings.Cut(s.keys["package"], "==")
	if out, err := s.sh("mkdir src && /usr/bin/python3 -m pip download -q --no-deps --no-binary " + name + " -d src " + s.keys["package"]); err != nil {
		s.t.Skipf("the sources of %s cannot be had here: %v\n%s", s.keys["package"], err, out)
	}
	archives, err := filepath.Glob(filepath.Join(s.dir, "src", "*.tar.gz"))
	if err != nil || len(archives) != 1 {
		s.t.Fatalf("%v, %v: want one archive", archives, err)
	}
	content, err := os.ReadFile(archives[0])
	if err != nil {
		s.t.Fatal(err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != s.keys["sha256"] {
		s.t.Fatalf("%s has the sum %x, want %s", archives[0], sum, s.keys["sha256"])
	}
	s.must(`tar --no-same-owner -xzf src/*.tar.gz && mv "$(tar tzf src/*.tar.gz | sed -n '1s,/.*,,p')" `+name+` && cd `+name+`
git init -q -b main && printf '.venv/\n__pycache__/\n*.egg-info/\n' >> .gitignore && git add -A && git commit -qm 'as published'
/usr/bin/python3 -m venv .venv && .venv/bin/pip install -q -e . `+s.keys["install"]+` && git checkout -q .`, "SETUPTOOLS_SCM_PRETEND_VERSION="+version)
	return filepath.Join(s.dir, name)
}

// guarded is the service under heald serve, with the configuration that heald init writes for it.
func (s *stranger) guarded(repo string) *house {
	s.t.Helper()
	s.must(binary + " init --dir " + repo)
	h := &house{t: s.t, dir: s.dir, repo: repo, listen: free(s.t), console: free(s.t), state: filepath.Join(s.dir, "state"), log: filepath.Join(s.dir, "heald.log")}
	written := filepath.Join(repo, "heald.yaml")
	text, err := os.ReadFile(written)
	if err != nil {
		s.t.Fatal(err)
	}
	config := regexp.MustCompile(`(?m)^( *)listen: \S+$`).ReplaceAllString(string(text), "${1}listen: "+h.listen)
	for old, made := range map[string]string{
		"#listen: 127.0.0.1:8787": "listen: " + h.console, "#state: /var/lib/heald": "state: " + h.state, "#hold: 45s": "hold: 4s", "#budget: 120s": "budget: 5m",
		"repository: .\n": "repository: " + repo + "\n", "venv: .venv": "venv: " + filepath.Join(repo, ".venv"),
	} {
		if !strings.Contains(config, old) {
			s.t.Fatalf("heald init wrote nothing of %q:\n%s", old, text)
		}
		config = strings.Replace(config, old, made, 1)
	}
	if name, value, found := strings.Cut(s.keys["env"], "="); found {
		config = regexp.MustCompile(`(?m)^( *)#?env: \{(PYTHONPATH: src)?.*\}$`).ReplaceAllString(config, "${1}env: {$2}")
		config = strings.Replace(strings.Replace(config, "env: {}", "env: {"+name+": "+value+"}", 1), "env: {PYTHONPATH: src}", "env: {PYTHONPATH: src, "+name+": "+value+"}", 1)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "heald.yaml"), []byte(config), 0o600); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Remove(written); err != nil {
		s.t.Fatal(err)
	}
	return h
}

// TestStrangers has heald guard public packages as they are published, under traffic, and mend what crashes in them. Expectations are how the
// cases end today; what would be right stands beside them.
func TestStrangers(t *testing.T) {
	files, err := filepath.Glob("strangers/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { meet(t, readStranger(t, file)) })
	}
}

func meet(t *testing.T, s *stranger) {
	repo := s.repository()
	h := s.guarded(repo)
	t.Cleanup(func() {
		if said, err := os.ReadFile(h.log); err == nil && (t.Failed() || testing.Verbose()) {
			t.Logf("heald said:\n%s", said[max(0, len(said)-20_000):])
		}
	})
	h.up()
	t.Cleanup(func() { h.term(time.Minute) })
	base := "BASE=http://" + h.listen
	wait(t, time.Minute, "the service answers", func() bool { return status("http://"+h.listen+"/") != 0 })
	if s.files["setup"] != "" {
		s.must(s.files["setup"], base)
	}
	h.traffic(12, strings.Fields(s.keys["traffic"])...)
	if s.files["patch"] != "" {
		s.must("cd "+repo+" && git apply ../patch && git commit -qam \"$SUBJECT\"", "SUBJECT="+s.keys["subject"])
	}
	ended := s.crashes(h, base)
	if string(ended.State) != s.keys["expect"] {
		t.Errorf("ended %s (%s), want %s; right would be: %s", ended.State, ended.Reason, s.keys["expect"], s.keys["right"])
	}
	if answer := s.must(s.files["crash"], base); s.keys["answers"] != "" && !regexp.MustCompile(s.keys["answers"]).MatchString(answer) {
		t.Errorf("the request that crashed is answered with %q, want %s", answer, s.keys["answers"])
	}
}

// crashes sends the crashing request until the case has ended, and approves what is proposed.
func (s *stranger) crashes(h *house, base string) row {
	s.t.Helper()
	for end := time.Now().Add(8 * time.Minute); time.Now().Before(end); time.Sleep(400 * time.Millisecond) {
		s.must(s.files["crash"], base)
		one := h.only()
		switch {
		case one.State == heald.InReview:
			h.answer(one.ID, heald.Approve)
		case one.ID != "" && (&heald.Case{State: one.State}).Ended():
			return one
		}
	}
	s.t.Fatalf("the case did not end: %+v", h.incidents())
	return row{}
}
