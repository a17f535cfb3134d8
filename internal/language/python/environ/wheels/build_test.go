package wheels

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/machine"
)

func TestCheck(t *testing.T) {
	hash := "sha256:" + strings.Repeat("0a", 32)
	want := func(w language.Want) language.Plan { return language.Plan{Wants: []language.Want{w}} }
	local := func(l language.Local) language.Plan { return language.Plan{Locals: []language.Local{l}} }
	tests := []struct {
		name string
		plan language.Plan
		ok   bool
	}{
		{"plain", want(language.Want{Name: "Flask", Spec: ">=2,<3", Extras: []string{"async"}, Hashes: []string{hash}}), true},
		{"project", local(language.Local{Name: "a", Version: "0.0", Roots: []string{"", "src"}, Entries: []language.Entry{{Group: "g.h", Name: "n", Value: "a.b:c"}}}), true},
		{"option as name", want(language.Want{Name: "--index-url"}), false},
		{"path as name", want(language.Want{Name: "./evil"}), false},
		{"line break", want(language.Want{Name: "a\n-e ."}), false},
		{"option as version", want(language.Want{Name: "a", Spec: "==1 --no-binary=:all:"}), false},
		{"URL as version", want(language.Want{Name: "a", Spec: "@ file:///x"}), false},
		{"extra", want(language.Want{Name: "a", Extras: []string{"x] --pre ["}}), false},
		{"hash", want(language.Want{Name: "a", Hashes: []string{"md5:00"}}), false},
		{"long marker", want(language.Want{Name: "a", Marker: strings.Repeat("x", 3000)}), false},
		{"root outside", local(language.Local{Name: "a", Version: "1", Roots: []string{"../x"}}), false},
		{"root with code", local(language.Local{Name: "a", Version: "1", Roots: []string{"x\nimport os"}}), false},
		{"name of a project", local(language.Local{Name: "../a", Version: "1"}), false},
		{"entry with code", local(language.Local{Name: "a", Version: "1", Entries: []language.Entry{{Group: "g", Name: "n", Value: "a;import os"}}}), false},
		{"too many", language.Plan{Wants: make([]language.Want, maxWants+1)}, false},
	}
	for _, test := range tests {
		if err := check(test.plan); (err == nil) != test.ok || err != nil && !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%s: %v, want ok %v", test.name, err, test.ok)
		}
	}
}

func TestRequirements(t *testing.T) {
	hash := "sha256:" + strings.Repeat("0a", 32)
	pinned := language.Want{Name: "a", Spec: "==1", Hashes: []string{hash}}
	tests := []struct {
		name  string
		wants []language.Want
		want  string
	}{
		{"pinned by hash", []language.Want{pinned}, "a==1 --hash=" + hash + "\n"},
		{"one without", []language.Want{pinned, {Name: "b", Extras: []string{"x", "y"}, Spec: ">2"}}, "a==1\nb[x,y]>2\n"},
		{"markers are judged", []language.Want{{Name: "a", Marker: "python_version < '3'"}, {Name: "b", Marker: "python_version > '3'"}}, "b\n"},
		{"options behind a marker", []language.Want{{Name: "a", Marker: "python_version > '3' --global-option=x"}}, "a\n"},
	}
	for _, test := range tests {
		if got := requirements(test.wants, "3.12"); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestChoose(t *testing.T) {
	files := []release{
		{Filename: "my_pkg-1.0.tar.gz"}, {Filename: "my_pkg-1.10.tar.gz"}, {Filename: "my_pkg-1.9.zip"}, {Filename: "my_pkg-2.0rc1.tar.gz"},
		{Filename: "my_pkg-3.0.tar.gz", Yanked: true}, {Filename: "my_pkg-4.0.tar.gz", Requires: ">=3.14"}, {Filename: "my_pkg-5.0-py3-none-any.whl"},
		{Filename: "my_pkg_extra-9.0.tar.gz"}, {Filename: "nodash.tar.gz"},
	}
	for spec, want := range map[string]string{"": "my_pkg-1.10.tar.gz", "<1.10": "my_pkg-1.9.zip", "==1.0": "my_pkg-1.0.tar.gz", "==2.0rc1": "my_pkg-2.0rc1.tar.gz", ">4": ""} {
		got, ok := choose(files, language.Want{Name: "My.Pkg", Spec: spec}, "3.12")
		if got.Filename != want || ok != (want != "") {
			t.Errorf("choose(%q) = %q, %v; want %q", spec, got.Filename, ok, want)
		}
	}
}

func TestIsWheelOf(t *testing.T) {
	for file, want := range map[string]bool{
		"my_pkg-1.0-py3-none-any.whl": true, "my.pkg-1.0-2-cp312-cp312-linux_x86_64.whl": true, "other-1.0-py3-none-any.whl": false,
		"../my_pkg-1.0-py3-none-any.whl": false, "my_pkg.whl": false, "my_pkg-1.0-py3-none-any.whl\n": false, "": false,
	} {
		if got := isWheelOf(file, "My-Pkg"); got != want {
			t.Errorf("isWheelOf(%q) = %v, want %v", file, got, want)
		}
	}
}

// index serves files as a package index does, in both of its forms.
func index(t *testing.T, files map[string][]byte) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if content, ok := files[strings.TrimPrefix(r.URL.Path, "/files/")]; ok {
			_, _ = w.Write(content)
			return
		}
		project := strings.ReplaceAll(strings.Trim(strings.TrimPrefix(r.URL.Path, "/simple/"), "/"), "-", "_")
		var list []release
		for name, content := range files {
			if sum := sha256.Sum256(content); strings.HasPrefix(name, project+"-") {
				list = append(list, release{Filename: name, URL: "/files/" + name, Hashes: map[string]string{"sha256": hex.EncodeToString(sum[:])}})
			}
		}
		if len(list) == 0 {
			http.NotFound(w, r)
			return
		}
		if strings.Contains(r.Header.Get("Accept"), "vnd.pypi.simple.v1+json") {
			w.Header().Set("Content-Type", "application/vnd.pypi.simple.v1+json")
			_ = json.NewEncoder(w).Encode(map[string]any{"meta": map[string]string{"api-version": "1.0"}, "name": project, "files": list})
			return
		}
		w.Header().Set("Content-Type", "text/html")
		for _, file := range list {
			fmt.Fprintf(w, "<a href=%q>%s</a>\n", file.URL+"#sha256="+file.Hashes["sha256"], file.Filename)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func TestSource(t *testing.T) {
	server := index(t, map[string][]byte{"heald_two-1.0.tar.gz": []byte("SOURCE"), "heald_three-1.0-py3-none-any.whl": []byte("WHEEL")})
	a := &attempt{builder: &Builder{Index: []string{"PIP_INDEX_URL=" + server.URL + "/simple/"}}, base: language.Root{Version: "3.12"}}
	tests := []struct {
		name string
		want language.Want
		text string
		kind error
	}{
		{"found", language.Want{Name: "Heald.Two", Spec: ">=1"}, "", nil},
		{"not on the index", language.Want{Name: "heald-none"}, "heald-none", heald.ErrNotFound},
		{"only a wheel", language.Want{Name: "heald-three"}, "neither a wheel nor a source", heald.ErrNotFound},
		{"no such version", language.Want{Name: "heald-two", Spec: ">=2"}, "heald-two>=2", heald.ErrNotFound},
		{"another hash than the lock's", language.Want{Name: "heald-two", Hashes: []string{"sha256:" + strings.Repeat("0", 64)}}, "hash", heald.ErrDenied},
	}
	for _, test := range tests {
		name, content, err := a.source(t.Context(), test.want)
		if test.kind == nil && (err != nil || name != "heald_two-1.0.tar.gz" || string(content) != "SOURCE") {
			t.Errorf("%s: %s %q, %v", test.name, name, content, err)
		}
		if test.kind != nil && (!errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.text)) {
			t.Errorf("%s: %v, want %v with %q", test.name, err, test.kind, test.text)
		}
	}
	if _, err := get(t.Context(), server.URL+"/files/heald_two-1.0.tar.gz", "", 3); !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("a file that is too long: %v, want exhausted", err)
	}
	server.Close()
	if _, _, err := a.source(t.Context(), tests[0].want); !errors.Is(err, heald.ErrTransient) {
		t.Errorf("an index that is down: %v, want transient", err)
	}
}

// command answers like a sandbox in which a set-up command ran.
type command struct {
	result heald.Result
	seen   *heald.Command
}

func (c command) Run(_ context.Context, cmd heald.Command) (heald.Result, error) {
	*c.seen = cmd
	return c.result, nil
}

func TestScript(t *testing.T) {
	state := t.TempDir()
	m := machine.New(filepath.Join(state, "repo"), state, nil)
	bases := m.Bases()
	if len(bases) == 0 {
		t.Skip("no interpreter is installed")
	}
	real, err := newVenv(filepath.Join(state, "real"), "/final", bases[0])
	if err != nil {
		t.Fatal(err)
	}
	defer real.close()
	var seen heald.Command
	job := language.Job{Plan: language.Plan{Script: []string{"/bin/sh", "-c", "make"}}, Tree: heald.Checkout{Root: "/r", Home: "/h"}, Service: heald.Service{Path: "svc"}}
	a := &attempt{builder: &Builder{Machine: m}, job: job, base: bases[0], work: state, progress: func(string) {}}
	a.job.Runner = command{heald.Result{ExitCode: 2, Stderr: []byte("make: \x1b no rule")}, &seen}
	if err := a.script(t.Context(), real); !errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), "no rule") || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("a command that fails: %v, want its words without control bytes", err)
	}
	if seen.Dir != "/h/svc" || seen.Tree.Home != "/h" || seen.Env["PIP_NO_INDEX"] != "1" || seen.Argv[len(seen.Argv)-1] != "make" {
		t.Errorf("the sandbox was asked for %+v", seen)
	}
	a.job.Runner = command{heald.Result{Files: map[string][]byte{"new.tar": make([]byte, 1024)}}, &seen}
	if err := a.script(t.Context(), real); err != nil {
		t.Errorf("a command that installs nothing: %v", err)
	}
}

// pure is a small wheel of one module.
func pure(t *testing.T, name string, needs ...string) []byte {
	metadata := "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n"
	for _, need := range needs {
		metadata += "Requires-Dist: " + need + "\n"
	}
	return wheel(t, map[string]string{
		name + ".py": "NAME = '" + name + "'\n", name + "-1.0.dist-info/METADATA": metadata, name + "-1.0.dist-info/RECORD": "",
		name + "-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
	})
}

// builder answers like a sandbox in which a source archive is built.
type builder struct {
	built []byte
	name  string
	steps *[]string
}

func (b builder) Run(_ context.Context, cmd heald.Command) (heald.Result, error) {
	step := cmd.Argv[len(cmd.Argv)-1]
	*b.steps = append(*b.steps, step+" "+string(cmd.Files["source"]))
	if step == "needs" {
		return heald.Result{Files: map[string][]byte{"name": []byte(`["setuptools>=1"]`)}}, nil
	}
	return heald.Result{Files: map[string][]byte{"name": []byte(b.name), "wheel": b.built}, Stderr: []byte("ERROR: no compiler")}, nil
}

// TestBuild carries a plan out with the real pip against an index of its own.
func TestBuild(t *testing.T) {
	state, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	repo := filepath.Join(state, "repo")
	if err := os.Mkdir(repo, 0o755); err != nil {
		t.Fatal(err)
	}
	m := machine.New(repo, filepath.Join(state, "cache"), nil)
	bases := m.Bases()
	if len(bases) == 0 || bases[0].Problem != "" {
		t.Skip("no interpreter is installed")
	}
	server := index(t, map[string][]byte{
		"heald_one-1.0-py3-none-any.whl": pure(t, "heald_one", "heald_two"), "heald_two-1.0.tar.gz": []byte("SOURCE"),
		"setuptools-1.0-py3-none-any.whl": pure(t, "setuptools"), "wheel-1.0-py3-none-any.whl": pure(t, "wheel"),
	})
	var steps []string
	job := language.Job{
		Plan:    language.Plan{Command: "pip install heald-one", Interpreter: bases[0].Interpreter, Wants: []language.Want{{Name: "heald-one"}}},
		Tree:    heald.Checkout{Root: repo, Home: repo},
		Runner:  builder{pure(t, "heald_two"), "heald_two-1.0-py3-none-any.whl", &steps},
		Service: heald.Service{Repository: repo},
	}
	b := Builder{Machine: m, Index: []string{"PIP_INDEX_URL=" + server.URL + "/simple", "PIP_DISABLE_PIP_VERSION_CHECK=1", "PIP_NO_CACHE_DIR=1", "PIP_CONFIG_FILE=/dev/null"}}
	root, err := b.Build(t.Context(), job)
	if err != nil || root.Problem != "" {
		t.Fatalf("Build: %v %s", err, root.Problem)
	}
	site := filepath.Join(root.Dir, "lib/python"+bases[0].Version+"/site-packages")
	for _, name := range []string{"heald_one.py", "heald_two.py"} {
		if _, err := os.Stat(filepath.Join(site, name)); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"needs SOURCE", "build SOURCE"}, steps); diff != "" {
		t.Errorf("steps in the sandbox (-want +got):\n%s", diff)
	}
	if again, err := b.Build(t.Context(), job); err != nil || again.Dir != root.Dir || len(steps) != 2 {
		t.Errorf("second Build = %s, %v after %d steps; want the kept one", again.Dir, err, len(steps))
	}
	if found := m.Roots(heald.Service{Repository: repo, Setup: job.Plan.Command}, job.Tree); found[0].Dir != root.Dir {
		t.Errorf("first root = %+v, want the one that was built", found[0])
	}
	for _, bad := range []struct {
		name   string
		change func(*language.Job, *Builder)
		want   string
		kind   error
	}{
		{"an interpreter of the plan's own", func(j *language.Job, _ *Builder) { j.Plan.Interpreter = "/bin/sh" }, "not an interpreter", heald.ErrInvalid},
		{"an option for pip", func(j *language.Job, _ *Builder) { j.Plan.Wants = []language.Want{{Name: "-e"}} }, "not allowed", heald.ErrInvalid},
		{"too slow", func(_ *language.Job, b *Builder) { b.Limit = time.Millisecond }, "longer than", heald.ErrExhausted},
	} {
		other, otherBuilder := job, b
		other.Plan.Command = bad.name
		bad.change(&other, &otherBuilder)
		if _, err := otherBuilder.Build(t.Context(), other); !errors.Is(err, bad.kind) || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("%s: %v, want %v with %q", bad.name, err, bad.kind, bad.want)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(root.Dir), "*")); len(left) != 1 {
		t.Errorf("what failed left %q behind", left)
	}
}
