// Package demo shows heald at work: it makes a fresh repository from a scenario, has heald guard the service, sends it real traffic,
// brings the trouble about, and tells what happens. Scenarios are data beside the examples; nothing here knows one by name.
package demo

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/traffic"
	"go.yaml.in/yaml/v3"
)

// Scenario is one story: a service's history, what its clients ask for, what goes wrong, and how it should end.
type Scenario struct {
	Name     string      `yaml:"-"`     // of its folder
	Order    int         `yaml:"order"` // in lists; the first one is played when none is asked for
	Summary  string      `yaml:"summary"`
	Language string      `yaml:"language"`
	Expected heald.State `yaml:"expected"`

	Run      []string          `yaml:"run"`   // starts the service; it listens on $PORT
	Ready    string            `yaml:"ready"` // path that answers when it is up
	Live     map[string]string `yaml:"live"`  // variables that name a file which only production has
	Rollback bool              `yaml:"rollback"`
	Commits  []Commit          `yaml:"commits"`
	Traffic  Traffic           `yaml:"traffic"`
	Trigger  Trigger           `yaml:"trigger"`
	Back     bool              `yaml:"back"`    // heald should go back to the version before first
	Answers  []Answer          `yaml:"answers"` // what the service says in the end, where it should have been mended

	example fs.FS // the service, with its scenarios
	folder  fs.FS // the scenario's own files
	service string
}

// Commit is one entry of the service's history. Its files are written over those of the commit before.
type Commit struct {
	Days    float64  `yaml:"days"` // before today
	Author  string   `yaml:"author"`
	Message string   `yaml:"message"`
	From    []string `yaml:"from"` // folders of the scenario, one over the other; ".", and nothing: the example itself
	Only    []string `yaml:"only"` // files and folders to take; empty: all
	Except  []string `yaml:"except"`
}

// Traffic is what the service's clients do.
type Traffic struct {
	Rate float64           `yaml:"rate"`
	Mix  []traffic.Request `yaml:"mix"`
}

// Trigger is what goes wrong: requests that join the traffic, or commits that are made and deployed.
type Trigger struct {
	After   time.Duration     `yaml:"after"`
	Say     string            `yaml:"say"`
	Mix     []traffic.Request `yaml:"mix"`
	Commits []Commit          `yaml:"commits"`
}

// Answer is what a right service answers.
type Answer struct {
	Path  string `yaml:"path"`
	Holds string `yaml:"holds"` // a part of the body
}

const (
	scenarioFolder = "scenarios"
	scenarioFile   = "scenario.yaml"
)

// Load reads all scenarios below a folder of examples, in their order.
func Load(examples fs.FS) ([]Scenario, error) {
	files, err := fs.Glob(examples, path.Join("*", scenarioFolder, "*", scenarioFile))
	if err != nil {
		return nil, fmt.Errorf("look for scenarios: %w", err)
	}
	var all []Scenario
	for _, file := range files {
		s, err := read(examples, file)
		if err != nil {
			return nil, fmt.Errorf("scenario %s: %w", file, err)
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Scenario) int { return cmp.Or(a.Order-b.Order, strings.Compare(a.Name, b.Name)) })
	return all, nil
}

// Find is the scenario of that name, the first one for none; heald.ErrInvalid names those there are.
func Find(all []Scenario, name string) (Scenario, error) {
	var names []string
	for _, s := range all {
		if s.Name == name || name == "" {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return Scenario{}, fmt.Errorf("no scenario %q; there are: %s: %w", name, strings.Join(names, ", "), heald.ErrInvalid)
}

func read(examples fs.FS, file string) (Scenario, error) {
	text, err := fs.ReadFile(examples, file)
	if err != nil {
		return Scenario{}, err
	}
	var s Scenario
	strict := yaml.NewDecoder(bytes.NewReader(text))
	strict.KnownFields(true)
	if err := strict.Decode(&s); err != nil {
		return Scenario{}, err
	}
	folder := path.Dir(file)
	s.Name, s.service = path.Base(folder), strings.Split(file, "/")[0]
	if s.folder, err = fs.Sub(examples, folder); err != nil {
		return Scenario{}, err
	}
	if s.example, err = fs.Sub(examples, s.service); err != nil {
		return Scenario{}, err
	}
	return s, s.check()
}

// check finds what would only fail in the middle of the story.
func (s Scenario) check() error {
	var wrong []error
	for _, c := range []struct {
		lacks bool
		what  string
	}{
		{s.Summary == "", "has no summary"},
		{!slices.Contains([]heald.State{heald.Resolved, heald.Reverted, heald.Refused, heald.HandedOver}, s.Expected), "expects an end that there is not"},
		{len(s.Run) == 0, "does not say how the service is run"},
		{!strings.HasPrefix(s.Ready, "/"), "has no path that says when the service is up"},
		{len(s.Commits) == 0, "has no commits"},
		{s.Traffic.Rate <= 0 || len(s.Traffic.Mix) == 0, "has no traffic"},
		{len(s.Trigger.Mix) == 0 && len(s.Trigger.Commits) == 0, "has nothing that goes wrong"},
	} {
		if c.lacks {
			wrong = append(wrong, errors.New(c.what))
		}
	}
	for _, c := range slices.Concat(s.Commits, s.Trigger.Commits) {
		if files, err := s.files(c); err != nil {
			wrong = append(wrong, fmt.Errorf("commit %q: %w", c.Message, err))
		} else if len(files) == 0 || c.Message == "" || c.Author == "" {
			wrong = append(wrong, fmt.Errorf("commit %q has no files, message or author", c.Message))
		}
	}
	for _, file := range s.Live {
		if _, err := fs.Stat(s.folder, file); err != nil {
			wrong = append(wrong, fmt.Errorf("live file: %w", err))
		}
	}
	return errors.Join(wrong...)
}

// files are what a commit writes, by path.
func (s Scenario) files(c Commit) (map[string][]byte, error) {
	from := c.From
	if len(from) == 0 {
		from = []string{"."}
	}
	found := map[string][]byte{}
	for _, folder := range from {
		source, err := s.example, error(nil)
		if folder != "." {
			source, err = fs.Sub(s.folder, folder)
		}
		if err == nil {
			err = collect(source, c, found)
		}
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func collect(source fs.FS, c Commit, into map[string][]byte) error {
	return fs.WalkDir(source, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name == scenarioFolder || entry.Name() == "__pycache__" {
				return fs.SkipDir
			}
			return nil
		}
		if len(c.Only) > 0 && !named(c.Only, name) || named(c.Except, name) {
			return nil
		}
		into[name], err = fs.ReadFile(source, name)
		return err
	})
}

// named says whether a file or a folder that it is in is in the list.
func named(list []string, file string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return file == p || strings.HasPrefix(file, p+"/") })
}
