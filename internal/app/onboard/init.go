// Package onboard brings a service under guard: init describes it, the doctor says what is there and what is missing. What knows a brand is
// handed in by app.
package onboard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/config"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repo/git"
)

// ConfigName is the file that init writes and that the daemon looks for.
const ConfigName = "heald.yaml"

// Found is what init wrote, and what it found out on the way.
type Found struct {
	File     string   `json:"file"`
	Service  string   `json:"service"`
	Language string   `json:"language"`
	Branch   string   `json:"branch"`
	Command  string   `json:"command"`
	Listen   string   `json:"listen"`
	Venv     string   `json:"venv"`
	Tests    int      `json:"tests"` // test files
	Open     []string `json:"open"`  // what a person should fill in or look at
}

// known are languages whose crashes heald reads, by a file that their services have. Those that it mends are found by their sources.
var known = []struct{ manifest, language string }{{"go.mod", "go"}, {"package.json", "javascript"}, {"pom.xml", "java"}, {"build.gradle", "java"}, {"build.gradle.kts", "java"}}

// Language is what is asked of a language that heald mends.
type Language struct {
	Name    string
	Sources func(dir string) (sources, manifests []string) // names below a folder
	Layout  func(tree fs.FS, service heald.Service) language.Layout
	Roots   func(ctx context.Context, repo *git.Repo, service heald.Service, tree heald.Checkout) []language.Root
	Start   func(files fs.FS, virtual bool) Start
}

// Start is how a service is started, as far as its files tell; {port} in the command is the port to listen on.
type Start struct {
	Command string            // for a shell, in the service's folder; empty when nothing says so
	Env     map[string]string // variables that it needs
	Port    int               // on which it listens by itself; 0 when nothing says so
	Health  string            // a path that answers when it is ready
	Why     string            // where this was found
	Doubt   string            // what a person should look at
}

func spokenBy(languages []Language) string {
	var names []string
	for _, l := range languages {
		names = append(names, l.Name)
	}
	return strings.Join(names, ", ")
}

// Init writes a documented configuration for the service in a folder. It runs nothing of the service's and overwrites nothing.
func Init(ctx context.Context, dir string, languages []Language) (Found, error) {
	file := filepath.Join(dir, ConfigName)
	if _, err := os.Lstat(file); err == nil {
		return Found{}, fmt.Errorf("%s is there already: edit it, or move it away; 'heald doctor -c %s' checks it: %w", file, file, heald.ErrInvalid)
	}
	s, err := survey(ctx, dir, languages)
	if err != nil {
		return Found{}, fmt.Errorf("init %s: %w", dir, err)
	}
	text := config.Write(s.draft)
	if _, err := config.Parse(file, text); err != nil {
		return Found{}, fmt.Errorf("init %s: the file would not be valid: %w", dir, err)
	}
	out, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return Found{}, fmt.Errorf("init: %w: %w", err, heald.ErrInvalid)
	}
	_, err = out.Write(text)
	if err = errors.Join(err, out.Close()); err != nil {
		return Found{}, fmt.Errorf("init: write %s: %w", file, err)
	}
	s.found.File = file
	return s.found, nil
}

// surveyor looks at a service's folder and drafts its configuration.
type surveyor struct {
	repo    *git.Repo
	files   fs.FS // the repository's working tree
	service heald.Service
	found   Found
	draft   config.Draft
}

func survey(ctx context.Context, dir string, languages []Language) (*surveyor, error) {
	repo, err := git.Open(dir)
	if err != nil {
		return nil, err
	}
	if _, err := repo.Resolve(ctx, "HEAD"); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(repo.Root())
	if err != nil {
		return nil, err
	}
	defer root.Close()
	s := &surveyor{repo: repo, files: root.FS(), draft: config.Draft{Values: map[string]any{}, Notes: map[string]string{}}}
	s.found.Open = []string{}
	s.place()
	if err := s.branch(ctx); err != nil {
		return nil, err
	}
	return s, s.language(ctx, languages)
}

func (s *surveyor) set(key string, value any) { s.draft.Values["services[]."+key] = value }

// ask leaves a note at a key for a person, and in the result.
func (s *surveyor) ask(key, note string) {
	s.draft.Notes["services[]."+key] = "NOTE: " + note
	s.found.Open = append(s.found.Open, key+": "+note)
}

var unnamed = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// place says what the service is called and where it is.
func (s *surveyor) place() {
	folder := filepath.ToSlash(s.repo.Prefix())
	name := path.Base(filepath.ToSlash(s.repo.Root()))
	up := "."
	if folder != "" {
		name = path.Base(folder)
		up = strings.Repeat("../", strings.Count(folder, "/")+1)
		s.set("path", folder)
	}
	name = strings.Trim(unnamed.ReplaceAllString(name, "-"), "-._")
	name = cmp.Or(name[:min(len(name), 63)], "service")
	s.found.Service = name
	s.service = heald.Service{Name: name, Repository: s.repo.Root(), Path: folder}
	s.set("name", name)
	s.set("repository", cmp.Or(strings.TrimSuffix(up, "/"), "."))
}

// branch chooses the branch that is released: the usual one where there is one, else the one that is checked out.
func (s *surveyor) branch(ctx context.Context) error {
	current, err := s.repo.Current()
	if err != nil {
		return err
	}
	for _, name := range []string{"main", "master", "trunk"} {
		if _, err := s.repo.Head(ctx, name); err == nil {
			s.found.Branch = name
			break
		}
	}
	s.found.Branch = cmp.Or(s.found.Branch, current)
	if s.found.Branch == "" || strings.HasPrefix(s.found.Branch, "heald/") {
		return fmt.Errorf("no branch main, master or trunk, and none is checked out: git switch to the branch that is released: %w", heald.ErrInvalid)
	}
	s.set("branch", s.found.Branch)
	if current != "" && current != s.found.Branch {
		s.ask("branch", fmt.Sprintf("you stand on %q; is %q the branch that is released?", current, s.found.Branch))
	}
	return nil
}

// language finds in what the service is written, and asks that language's brand for the rest.
func (s *surveyor) language(ctx context.Context, languages []Language) error {
	folder, err := fs.Sub(s.files, cmp.Or(s.service.Path, "."))
	if err != nil {
		return err
	}
	for _, l := range languages {
		if sources, manifests := l.Sources(filepath.Join(s.repo.Root(), filepath.FromSlash(s.service.Path))); len(sources) > 0 {
			s.found.Language, s.service.Language = l.Name, l.Name
			s.set("language", l.Name)
			s.environment(ctx, l)
			s.start(l.Start(folder, s.found.Venv != ""), manifests)
			return nil
		}
	}
	for _, k := range known {
		if _, err := fs.Stat(folder, k.manifest); err == nil {
			s.found.Language = k.language
			s.set("language", k.language)
			s.ask("language", fmt.Sprintf("heald reads crashes of %s and groups them, and mends %s only: it will hand every case over.", k.language, spokenBy(languages)))
			s.ask("run.command", "fill in how the service starts, and where it listens.")
			return nil
		}
	}
	return fmt.Errorf("there is no source file that heald knows (it mends %s; it reads crashes of go, java and javascript by their manifest): name the service's own folder with --dir: %w", spokenBy(languages), heald.ErrInvalid)
}

// environment says which dependencies the service is run with, and whether it has tests.
func (s *surveyor) environment(ctx context.Context, l Language) {
	layout := l.Layout(s.files, s.service)
	s.found.Tests = layout.Tests
	if layout.Tests == 0 {
		s.ask("tests", "no tests were found: heald still proves a fix with a test of its own, but nothing else guards against side effects.")
	}
	for _, root := range l.Roots(ctx, s.repo, s.service, heald.Checkout{Root: s.repo.Root(), Home: s.repo.Root(), Path: s.service.Path}) {
		if root.Provenance != "repository" && root.Provenance != "beside" || root.Problem != "" {
			continue
		}
		from := filepath.Join(s.repo.Root(), filepath.FromSlash(s.service.Path))
		if near, err := filepath.Rel(from, root.Dir); err == nil {
			s.found.Venv = near
			s.set("environment.venv", near)
			return
		}
	}
	if layout.Setup != "" {
		s.set("environment.setup", layout.Setup)
		s.ask("environment.setup", "no virtual environment was found: heald builds one for its sandbox; what run.command needs must be installed where it finds it.")
	}
}

const maxSub = 8

// start says how the service is run and where users reach it.
func (s *surveyor) start(found Start, manifests []string) {
	if found.Command == "" {
		note := "heald found no way to start the service: fill in command and listen. Without them it reads logs and telemetry only (see sources)."
		if len(manifests) > 0 {
			slices.Sort(manifests)
			manifests = slices.Compact(manifests)
			note = "there are services of their own in " + strings.Join(manifests[:min(len(manifests), maxSub)], ", ") + ": did you mean 'heald init --dir' one of them? " + note
		}
		s.ask("run.command", note)
		return
	}
	port := found.Port
	if port < 1024 || port == 8787 {
		port = 8080
	}
	s.found.Command, s.found.Listen = found.Command, fmt.Sprintf("127.0.0.1:%d", port)
	s.set("run.command", found.Command)
	s.draft.Notes["services[].run.command"] = "Found: " + found.Why + "."
	s.set("run.listen", s.found.Listen)
	if len(found.Env) > 0 {
		s.set("run.env", found.Env)
	}
	if found.Health != "" {
		s.set("run.ready.path", found.Health)
	}
	if found.Doubt != "" {
		s.ask("run.command", found.Doubt+".")
	}
}
