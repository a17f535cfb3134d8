package onboard

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/config"
	"github.com/heald-dev/heald/internal/forge/local"
	"github.com/heald-dev/heald/internal/repo/git"
)

// Guarded is a configured service as the stages know it: its repository is the top of the checkout that holds the folder which the
// configuration names. A repository that is not there is left as it is named, with the error.
func Guarded(s config.Service) (heald.Service, error) {
	service := heald.Service{
		Name: s.Name, Repository: string(s.Repository), Path: s.Path, Language: s.Language, TestCommand: s.Tests, Venv: string(s.Environment.Venv),
		Setup: s.Environment.Setup, Branch: s.Branch, Owners: s.Owners, Tier: s.Tier, Goal: s.Goal,
	}
	repo, err := git.Open(service.Repository)
	if err != nil {
		return service, err
	}
	service.Repository, service.Path = repo.Root(), path.Join(filepath.ToSlash(repo.Prefix()), s.Path)
	return service, nil
}

// Forge is the forge of the repositories on this machine.
func Forge() *local.Forge {
	return local.New(local.Config{Open: func(path string) (local.Repository, error) { return git.Open(path) }})
}

// examination is what the doctor finds of one service.
type examination struct {
	Parts
	service config.Service
	otlp    bool
	checks  []Check
	have    []string
	missing []string
}

func (e *examination) coverage() Coverage {
	return Coverage{Service: e.service.Name, Have: list(e.have), Missing: list(e.missing)}
}

// list is never null in JSON.
func list(names []string) []string { return append([]string{}, names...) }

// note records a check; what fails or is warned of counts as missing.
func (e *examination) note(name, outcome, detail, remedy string) bool {
	e.checks = append(e.checks, Check{e.service.Name, name, outcome, detail, remedy})
	if outcome == "ok" {
		e.have = append(e.have, name)
		return true
	}
	e.missing = append(e.missing, name+": "+detail)
	return false
}

func (e *examination) result(name, good, remedy string, err error) bool {
	if err != nil {
		return e.note(name, "fail", err.Error(), remedy)
	}
	return e.note(name, "ok", good, "")
}

// run asks the questions in the order of a case's walk.
func (e *examination) run(ctx context.Context) {
	e.signals()
	service, err := Guarded(e.service)
	if !e.result("repository", strings.TrimSpace(service.Repository+" "+service.Path), "give the folder of a Git checkout as repository", err) {
		return
	}
	repo, err := git.Open(service.Repository)
	if err != nil {
		e.note("repository", "fail", err.Error(), "")
		return
	}
	head, err := Forge().Head(ctx, service)
	if !e.result("branch", e.onBranch(ctx, repo, head), "make the branch (git branch "+service.Branch+"), or name another as branch", err) {
		return
	}
	if e.speaks(&service) {
		e.prepared(ctx, repo, service, head)
	}
	e.delivery()
}

func (e *examination) onBranch(ctx context.Context, repo *git.Repo, head string) string {
	text := fmt.Sprintf("%s at %.12s", e.service.Branch, head)
	if used, err := repo.InUse(ctx, e.service.Branch); err == nil && used {
		text += "; it is checked out, so fixes land on heald/" + e.service.Branch + " for you to merge"
	}
	return text
}

// signals says from where heald hears of a crash.
func (e *examination) signals() {
	var from []string
	s := e.service
	if s.Sources.Process && len(s.Run.Command) > 0 {
		from = append(from, "the output of its processes")
	}
	for _, pattern := range s.Sources.Logs {
		found, err := filepath.Glob(string(pattern))
		switch {
		case err != nil:
		case len(found) == 0:
			from = append(from, string(pattern)+" (no such file yet)")
		default:
			from = append(from, fmt.Sprintf("%s (%d files)", pattern, len(found)))
			e.readable(found)
		}
	}
	if e.otlp {
		from = append(from, "OTLP as "+strings.Join(s.Sources.OTLP, ", "))
	}
	if len(from) == 0 {
		e.note("signals", "fail", "heald would never hear of a crash", "give run.command, sources.logs or otlp")
		return
	}
	e.note("signals", "ok", strings.Join(from, "; "), "")
}

func (e *examination) readable(files []string) {
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			e.note("log file", "fail", err.Error(), "let heald's user read it")
			continue
		}
		_ = file.Close() // it was only opened to be read
	}
}

// speaks says whether crashes of the service's language are read, and whether they are mended.
func (e *examination) speaks(service *heald.Service) bool {
	if service.Language == "" {
		service.Language = e.spoken(service.Repository, service.Path)
	}
	mended := slices.ContainsFunc(e.Languages, func(l Language) bool { return l.Name == service.Language })
	switch {
	case service.Language == "":
		return e.note("language", "warn", "no source file of a language that heald mends ("+spokenBy(e.Languages)+")", "see repository and path")
	case !mended:
		return e.note("language", "warn", fmt.Sprintf("crashes of %s are read and grouped, and handed over: heald mends %s", service.Language, spokenBy(e.Languages)), "")
	}
	return e.note("language", "ok", service.Language+": stack traces are read, and bugs are mended", "")
}

// spoken is the language of a folder that heald mends; empty when there is none.
func (e *examination) spoken(repository, folder string) string {
	for _, l := range e.Languages {
		if sources, _ := l.Sources(filepath.Join(repository, filepath.FromSlash(folder))); len(sources) > 0 {
			return l.Name
		}
	}
	return ""
}

// prepared makes the environment at the branch's head, as a case would.
func (e *examination) prepared(ctx context.Context, repo *git.Repo, service heald.Service, head string) {
	env, err := e.Prepare(ctx, repo, service, head)
	if !e.result("environment", fmt.Sprintf("%s %s from %s", env.Language, env.Version, env.Provenance), "see environment.venv and environment.setup", err) {
		return
	}
	if len(env.Missing) > 0 {
		e.have = e.have[:len(e.have)-1]
		e.checks = e.checks[:len(e.checks)-1]
		e.note("environment", "warn", "dependencies are missing: "+strings.Join(env.Missing, ", "), env.Remedy)
	}
	if len(env.Suite) == 0 {
		e.note("tests", "warn", "no tests were found: nothing but heald's own test guards a fix", "name the command as tests")
		return
	}
	text := strings.Join(env.Suite, " ")
	if len(env.MissingTests) > 0 {
		text += "; tests that need " + strings.Join(env.MissingTests, ", ") + " cannot be run: it is not installed"
	}
	e.note("tests", "ok", text, "")
}

// delivery says whether heald can run the service, and so ship a fix through a canary.
func (e *examination) delivery() {
	run := e.service.Run
	if len(run.Command) == 0 {
		e.note("delivery", "warn", "heald does not run the service: you deliver what is merged, without canary, probe or rollback", "give run.command and run.listen")
		return
	}
	vars, err := e.service.Variables()
	if err == nil {
		err = startable(run.Command, vars, filepath.Join(string(e.service.Repository), filepath.FromSlash(e.service.Path)))
	}
	if err == nil && run.Listen == "" {
		e.note("delivery", "warn", run.Command.String()+" is run without a proxy: a fix is delivered by a restart, without a canary", "give run.listen, if the service answers requests")
		return
	}
	if !e.result("delivery", run.Command.String()+" behind "+string(run.Listen), "see run.command and environment.venv", err) {
		return
	}
	if !strings.Contains(run.Command.String(), "{port}") {
		e.checks = append(e.checks, Check{e.service.Name, "port", "warn", "the command has no {port}: the service must take its port from the variable PORT, or no canary can run beside it", "add {port} to run.command"})
	}
}

// startable says whether a command's program exists. Only the first word of a shell's text can be told.
func startable(command config.Command, vars map[string]string, dir string) error {
	word := command[0]
	if fields := strings.Fields(command.String()); word == "/bin/sh" && len(fields) > 0 {
		word = fields[0]
		if strings.ContainsAny(word, "=$`\"'(){}") {
			return nil // a shell's own doing
		}
	}
	if strings.Contains(word, "/") && !filepath.IsAbs(word) {
		word = filepath.Join(dir, word)
	}
	if list, set := vars["PATH"]; set && !strings.Contains(word, "/") {
		for _, folder := range filepath.SplitList(list) {
			if _, err := exec.LookPath(filepath.Join(folder, word)); err == nil {
				return nil
			}
		}
		return fmt.Errorf("the program %s is not on the path %s: %w", word, list, heald.ErrNotFound)
	}
	if _, err := exec.LookPath(word); err != nil {
		return fmt.Errorf("the program %s cannot be started: %w", word, err)
	}
	return nil
}
