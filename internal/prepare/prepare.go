// Package prepare is the stage that answers: what makes this service's code runnable at this commit? It takes the roots that
// were found on this machine one by one, asks each root's own interpreter, keeps why one was passed over, and names what is missing.
package prepare

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Input is what the stage works on. Roots come from heald's own process, in the order in which they are to be tried.
type Input struct {
	Service  heald.Service
	Tree     heald.Checkout
	Roots    []language.Root
	Language language.Environments
	Runner   heald.Runner
}

// Run returns the first environment that works. An error means that none does, or that the one that the user named does not.
func Run(ctx context.Context, in Input) (heald.Environment, error) {
	dir, err := os.OpenRoot(in.Tree.Root)
	if err != nil {
		return heald.Environment{}, fmt.Errorf("open checkout %s: %w", in.Tree.Root, err)
	}
	defer dir.Close()
	files := dir.FS()
	layout := in.Language.Layout(files, in.Service)
	var passed []string
	for _, root := range ordered(in.Roots, layout.Fits) {
		installed, err := in.Language.Probe(ctx, in.Runner, language.Question{Service: in.Service, Tree: in.Tree, Files: files, Root: root, Layout: layout})
		if err != nil {
			return heald.Environment{}, err
		}
		if installed.Reason == "" {
			env := installed.Environment
			env.Missing, env.MissingTests = missing(in.Language.Needs(files, layout, installed), installed)
			env.Remedy = remedy(env, layout, passed)
			return env, nil
		}
		if root.Provenance == "flag" {
			return heald.Environment{}, fmt.Errorf("use environment %s: %s; name another folder, or leave it out: %w", root.Dir, installed.Reason, heald.ErrInvalid)
		}
		passed = append(passed, installed.Reason)
	}
	return heald.Environment{}, fmt.Errorf("find an environment for %s: %s: %w", in.Service.Name, said(passed), heald.ErrNotFound)
}

func said(passed []string) string {
	if len(passed) == 0 {
		return "no interpreter is installed"
	}
	return strings.Join(passed, "; ")
}

// ordered puts the bare interpreters that the tree asks for before the others. What somebody made for the service stays first,
// in its order: they knew which version they took.
func ordered(roots []language.Root, fits func(version string) bool) []language.Root {
	list := slices.Clone(roots)
	if fits == nil {
		return list
	}
	rank := func(root language.Root) int {
		if root.Provenance == "system" && !fits(root.Version) {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b language.Root) int { return rank(a) - rank(b) })
	return list
}

// missing names what is needed and not there, each once, sorted; what only tests ask for by itself.
func missing(needs []language.Need, installed language.Installed) (all, tests []string) {
	for _, need := range needs {
		_, there := installed.Distributions[need.Key]
		lent := installed.Environment.FrameworkFrom != "" && need.Key == installed.Environment.Framework
		if there || lent || need.Module != "" && installed.Modules[need.Module] {
			continue
		}
		names := &all
		if need.Tests {
			names = &tests
		}
		if !slices.ContainsFunc(append(slices.Clone(all), tests...), func(name string) bool { return strings.EqualFold(name, need.Name) }) {
			*names = append(*names, need.Name)
		}
	}
	for _, names := range [][]string{all, tests} {
		slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	}
	return all, tests
}

// remedy says what to do about what is missing, and why a nearer environment was not taken.
func remedy(env heald.Environment, layout language.Layout, passed []string) string {
	if len(env.Missing) == 0 {
		return ""
	}
	text := "install " + strings.Join(env.Missing, ", ")
	if env.Root != "" {
		text += " into " + env.Root
	} else {
		text += " into a virtual environment of the repository (.venv) or name one with --environment"
	}
	if layout.Setup != "" {
		text += fmt.Sprintf(", or let heald build one: --setup %q", layout.Setup)
	}
	if len(passed) > 0 {
		text += " (passed over: " + strings.Join(passed, "; ") + ")"
	}
	return text
}

// Explain says whether an exception is nothing but a dependency that env lacks: then there is nothing to mend, and a person is
// told what to install.
func Explain(blamer language.Blamer, env heald.Environment, exception heald.Exception) (string, bool) {
	for _, name := range blamer.Absent(exception) {
		if slices.ContainsFunc(env.Missing, func(missing string) bool { return strings.EqualFold(missing, name) }) {
			return fmt.Sprintf("the package %s is not installed; %s", name, env.Remedy), true
		}
	}
	return "", false
}
