package language

import (
	"context"
	"io/fs"

	"github.com/heald-dev/heald"
)

// Root is a place on this machine that may hold a service's dependencies: a virtual environment, a dependency folder, or a
// bare interpreter. It is found by names, links and kinds of files alone.
type Root struct {
	Dir         string            `json:"dir,omitempty"` // empty for a bare interpreter
	Provenance  string            `json:"provenance"`    // "flag", "repository", "beside", "cache", "system"
	Interpreter string            `json:"interpreter"`   // absolute path, to be run inside the sandbox
	Version     string            `json:"version"`       // "3.11", as far as names tell; empty when they do not
	Mounts      []heald.Mount     `json:"mounts,omitempty"`
	Framework   []heald.Mount     `json:"framework,omitempty"` // pieces of a test framework of this machine that can be lent
	Vars        map[string]string `json:"vars,omitempty"`
	Problem     string            `json:"problem,omitempty"` // why it cannot be used; it is listed so that a person can be told
}

// Finder names the roots and guards what a sandbox may see of this machine. It runs in heald's own process, beside the keys.
type Finder interface {
	// Roots lists what exists, in the order in which it is to be tried.
	Roots(service heald.Service, tree heald.Checkout) []Root
	// MayMount says whether a sandbox may see source; an error (heald.ErrDenied) says why not.
	MayMount(source string) error
}

// Environments is a language's knowledge of what makes code runnable. It runs in the worker and reads hostile bytes.
type Environments interface {
	// Layout reads what the tree says about how it is run and tested.
	Layout(tree fs.FS, service heald.Service) Layout
	// Probe asks a root's own interpreter what it is and what it offers. A root that cannot be used is an Installed with a Reason.
	Probe(ctx context.Context, run heald.Runner, ask Question) (Installed, error)
	// Needs lists what the tree wants of a root that looks like installed.
	Needs(tree fs.FS, layout Layout, installed Installed) []Need
}

// Planner turns a set-up command into a plan that needs no foreign code while the network is there. It runs in the worker.
type Planner interface {
	// Plan reads what command would install, for an interpreter of that version ("3.12").
	Plan(tree fs.FS, service heald.Service, command, version string) (Plan, error)
}

// Builder carries out a plan and keeps the result. It runs in heald's own process: it alone has the network.
type Builder interface {
	Build(ctx context.Context, job Job) (Root, error)
}

// Blamer reads which package an exception misses: the names that it may go by, the one to show first; none when it is something else.
type Blamer interface {
	Absent(exception heald.Exception) (names []string)
}

// Question is one root to probe for one tree.
type Question struct {
	Service heald.Service
	Tree    heald.Checkout
	Files   fs.FS // the tree's files
	Root    Root
	Layout  Layout
}

// Layout is what a tree says about itself.
type Layout struct {
	Folder      string                    // the service's folder in the tree; "." for the root
	Framework   string                    // the test framework that it uses; empty when nothing says so
	Tests       int                       // test files
	Suites      map[string][]string       // arguments after the interpreter that run them in the service's folder, by framework
	ImportRoots []string                  // folders on the import path, best first, relative to the tree
	Fits        func(version string) bool // whether it asks for an interpreter of that version ("3.12"); nil when it does not say
	Setup       string                    // the set-up command that its files suggest; empty when nothing is declared
}

// Installed is what a root offers.
type Installed struct {
	Reason        string // why it cannot be used; empty when it can
	Environment   heald.Environment
	Distributions map[string]string // version by normalised name
	Modules       map[string]bool   // what can be imported, the standard library included
	Imports       []Imported        // what the tree's own code imports
	Marks         map[string]string // what conditions in declarations are judged by
}

// Imported is one import of the tree's own code that is not guarded against failing.
type Imported struct {
	Module string `json:"module"` // in full: "google.protobuf.message"
	Path   string `json:"path"`
	Line   int    `json:"line"`
}

// Need is one thing that a tree wants: a distribution, or a module that some distribution brings.
type Need struct {
	Name   string // as a person would install it
	Key    string // normalised; empty for a module that nobody declared
	Module string // empty when only declared
	From   string // "requirements.txt:3"
	Tests  bool   // nobody declares it, and only tests import it
}

// Plan is a set-up that was read from a tree. Every field is hostile until the builder has checked its form.
type Plan struct {
	Command     string   `json:"command"`
	Interpreter string   `json:"interpreter"` // of a bare root
	Wants       []Want   `json:"wants,omitempty"`
	Closed      bool     `json:"closed,omitempty"` // the wants are a complete lock: resolve nothing
	Locals      []Local  `json:"locals,omitempty"`
	Script      []string `json:"script,omitempty"` // to run offline in the sandbox afterwards; argv
}

// Want is one distribution to fetch.
type Want struct {
	Name   string   `json:"name"`
	Extras []string `json:"extras,omitempty"`
	Spec   string   `json:"spec,omitempty"` // ">=2,<3"
	Marker string   `json:"marker,omitempty"`
	Hashes []string `json:"hashes,omitempty"` // "sha256:…"
}

// Local is a project of the tree itself. It is always linked, never copied: what runs must be the tree that is mounted.
type Local struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Roots   []string `json:"roots"`             // folders of the tree that it puts on the import path
	Entries []Entry  `json:"entries,omitempty"` // commands and plug-ins that it registers
}

// Entry is one entry point: group "console_scripts", name "shop", value "shop.cli:main".
type Entry struct {
	Group string `json:"group"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Job is one plan to carry out for one service.
type Job struct {
	Plan     Plan
	Service  heald.Service
	Tree     heald.Checkout
	Runner   heald.Runner
	Progress func(step string)
}
