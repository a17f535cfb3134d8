package environ

import (
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

//go:embed probe.py
var probeScript string

//go:embed lend.py
var lendScript string

const oldest = "3.8"

// answer is what the probe prints. It is hostile: packages of the environment run while it is made.
type answer struct {
	Executable    string              `json:"executable"`
	Prefix        string              `json:"prefix"`
	BasePrefix    string              `json:"base_prefix"`
	Marks         map[string]string   `json:"marks"`
	Site          []string            `json:"site"`
	Distributions map[string]string   `json:"distributions"`
	Plugins       []string            `json:"plugins"`
	Pytest        string              `json:"pytest"`
	Standard      []string            `json:"standard"`
	Modules       []string            `json:"modules"`
	Imports       []language.Imported `json:"imports"`
}

// Probe asks a root's own interpreter what it is and what it offers.
func (e Environments) Probe(ctx context.Context, run heald.Runner, ask language.Question) (language.Installed, error) {
	if ask.Root.Problem != "" {
		return language.Installed{Reason: ask.Root.Problem}, nil
	}
	found, reason, err := inspect(ctx, run, ask)
	if err != nil || reason != "" {
		return language.Installed{Reason: reason}, err
	}
	installed := language.Installed{
		Environment: heald.Environment{
			Language: "python", Provenance: ask.Root.Provenance, Root: ask.Root.Dir, Interpreter: ask.Root.Interpreter,
			Version: found.Marks["python_full_version"], Mounts: slices.Clone(ask.Root.Mounts), Vars: variables(ask.Root),
		},
		Distributions: map[string]string{}, Modules: map[string]bool{}, Imports: found.Imports, Marks: found.Marks,
	}
	for name, version := range found.Distributions {
		installed.Distributions[pep.Normal(name)] = version
	}
	for _, name := range slices.Concat(found.Standard, found.Modules) {
		installed.Modules[name] = true
	}
	env := &installed.Environment
	env.ImportRoots = roots(ask, found, installed.Modules)
	if err := e.framework(ctx, run, ask, found, env); err != nil {
		return language.Installed{}, err
	}
	env.Suite = command(ask, *env)
	return installed, nil
}

// inspect runs the probe. A reason says why the root cannot be used.
func inspect(ctx context.Context, run heald.Runner, ask language.Question) (found answer, reason string, err error) {
	secret := make([]byte, 16)
	rand.Read(secret)
	nonce := hex.EncodeToString(secret)
	result, err := run.Run(ctx, heald.Command{
		Argv: []string{ask.Root.Interpreter, "-I", "-B", "-c", probeScript, nonce, ask.Tree.Home, strings.Join(skipped, ",")},
		Tree: heald.Tree{Root: ask.Tree.Root, Home: ask.Tree.Home}, Mounts: ask.Root.Mounts, Env: variables(ask.Root),
		Limits: heald.Limits{Wall: 60 * time.Second, Output: 16 << 20},
	})
	if err != nil {
		return found, "", fmt.Errorf("probe %s: %w", ask.Root.Interpreter, err)
	}
	_, line, ok := strings.Cut(string(result.Stdout), nonce)
	line, _, _ = strings.Cut(line, "\n")
	if !ok || json.Unmarshal([]byte(line), &found) != nil {
		return found, fmt.Sprintf("%s does not run: %s", ask.Root.Interpreter, ending(result)), nil
	}
	version := found.Marks["python_full_version"]
	if !importForm.MatchString(version) {
		return found, ask.Root.Interpreter + " does not say which version it is", nil
	}
	if pep.Compare(version, oldest) < 0 {
		return found, fmt.Sprintf("%s is Python %s; %s is the oldest that is supported", ask.Root.Interpreter, version, oldest), nil
	}
	return found, "", nil
}

// ending is the last thing that a failed run said, fit to be shown.
func ending(result heald.Result) string {
	if result.TimedOut {
		return "it took too long"
	}
	lines := strings.Split(strings.TrimSpace(string(result.Stderr)), "\n")
	last := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(lines[len(lines)-1], ""))
	if last == "" {
		return fmt.Sprintf("exit code %d", result.ExitCode)
	}
	return string([]rune(last)[:min(200, len([]rune(last)))])
}

// variables are what an activated environment has.
func variables(root language.Root) map[string]string {
	vars := map[string]string{"PATH": path.Dir(root.Interpreter) + ":/usr/local/bin:/usr/bin:/bin"}
	maps.Copy(vars, root.Vars)
	if root.Dir != "" && root.Vars == nil {
		vars["VIRTUAL_ENV"] = root.Dir
	}
	return vars
}

// framework settles what tests run with: what the tree uses if the environment has it, else a pytest lent by this machine if
// it suits, else the standard library's.
func (e Environments) framework(ctx context.Context, run heald.Runner, ask language.Question, found answer, env *heald.Environment) error {
	env.Framework = unittest
	wants := ask.Layout.Framework
	if found.Pytest != "" && wants != unittest {
		env.Framework = pytest
		return nil
	}
	if wants != pytest {
		return nil
	}
	pieces := lendable(ask.Root.Framework, found.Modules)
	if len(pieces) == 0 {
		return nil
	}
	folder := path.Dir(pieces[0].Target)
	vars := variables(ask.Root)
	vars["PYTHONPATH"] = strings.TrimPrefix(vars["PYTHONPATH"]+":"+folder, ":")
	result, err := run.Run(ctx, heald.Command{
		Argv: []string{ask.Root.Interpreter, "-B", "-c", lendScript}, Mounts: slices.Concat(ask.Root.Mounts, pieces), Env: vars, Dir: "/tmp",
		Limits: heald.Limits{Wall: 30 * time.Second},
	})
	if err != nil {
		return fmt.Errorf("lend pytest to %s: %w", ask.Root.Interpreter, err)
	}
	if result.ExitCode == 0 && !result.TimedOut {
		env.Framework, env.FrameworkFrom = pytest, folder
		env.Mounts = slices.Concat(env.Mounts, pieces)
	}
	return nil
}

// lendable leaves out what the environment has itself, so that lending never replaces a package of the service.
func lendable(pieces []heald.Mount, modules []string) []heald.Mount {
	var list []heald.Mount
	whole := false
	for _, piece := range pieces {
		name := strings.TrimSuffix(path.Base(piece.Target), ".py")
		if name == pytest {
			whole = true
		}
		if !slices.Contains(modules, name) {
			list = append(list, piece)
		}
	}
	if !whole {
		return nil
	}
	return list
}

// roots are the layout's import roots, and those without which the tree's own imports could not have worked.
func roots(ask language.Question, found answer, modules map[string]bool) []string {
	list := slices.Clone(ask.Layout.ImportRoots)
	for _, site := range found.Site { // editable installs
		if name, ok := strings.CutPrefix(site, ask.Tree.Home+"/"); ok && fs.ValidPath(name) {
			list = appendRoot(ask.Files, list, name, true)
		}
	}
	owned := owners(ask.Files)
	asPackage := map[string]bool{}
	for _, each := range found.Imports {
		first, _, _ := strings.Cut(each.Module, ".")
		asPackage[first] = true
		reached := slices.ContainsFunc(owned[first], func(place string) bool { return slices.Contains(list, place) })
		if place, ok := nearest(owned[first], each.Path); ok && !reached && !modules[first] && len(list) < 12 {
			list = append(list, place)
		}
	}
	// "from src.app import …" means that src is a package here, not a folder on the path.
	return slices.DeleteFunc(list, func(name string) bool { return path.Base(name) == "src" && asPackage["src"] })
}

// nearest picks the folder that the importing file's own folder lies in, or the only one that there is.
func nearest(places []string, from string) (string, bool) {
	best, found := "", false
	for _, place := range places {
		if (place == "" || strings.HasPrefix(from, place+"/")) && (!found || len(place) > len(best)) {
			best, found = place, true
		}
	}
	if !found && len(places) == 1 {
		return places[0], true
	}
	return best, found
}

// owners maps a module's or package's name to the folders of the tree from which it could be imported.
func owners(tree fs.FS) map[string][]string {
	list := map[string][]string{}
	note := func(name, folder string) {
		folder = strings.TrimPrefix(folder, ".")
		if !slices.Contains(list[name], folder) {
			list[name] = append(list[name], folder)
		}
	}
	walk(tree, ".", func(name string) {
		stem, ok := strings.CutSuffix(path.Base(name), ".py")
		if !ok {
			return
		}
		folder := path.Dir(name)
		note(stem, folder)
		for folder != "." { // packages without __init__.py hold others
			note(path.Base(folder), path.Dir(folder))
			folder = path.Dir(folder)
		}
	})
	return list
}

// command is the suite's argv, to be run in the service's folder.
func command(ask language.Question, env heald.Environment) []string {
	given := ask.Service.TestCommand
	if len(given) == 0 {
		args := ask.Layout.Suites[env.Framework]
		if len(args) == 0 {
			return nil
		}
		return append([]string{env.Interpreter}, args...)
	}
	switch base := path.Base(given[0]); {
	case base == "python" || base == "python3":
		return append([]string{env.Interpreter}, given[1:]...)
	case base == pytest || base == "py.test":
		return append([]string{env.Interpreter, "-m", pytest}, given[1:]...)
	}
	return slices.Clone(given)
}
