package wheels

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

//go:embed compile.py
var compileScript string

var wheelName = regexp.MustCompile(`^[A-Za-z0-9_.]+-[A-Za-z0-9_.!+]+(?:-[0-9][A-Za-z0-9_.]*)?-[A-Za-z0-9_.]+-[A-Za-z0-9_.]+-[A-Za-z0-9_.]+\.whl$`)

// compile turns a source archive into a wheel: foreign code, so it runs in the sandbox, which has no network.
func (a *attempt) compile(ctx context.Context, want language.Want) error {
	a.progress("fetch the source of " + want.Name)
	name, archive, err := a.source(ctx, want)
	if err != nil {
		return err
	}
	needs, err := a.needs(ctx, archive)
	if err != nil {
		return fmt.Errorf("read what %s needs to be built: %w", name, err)
	}
	tools, err := a.tools(ctx, name, needs)
	if err != nil {
		return err
	}
	a.progress("build " + name + " in the sandbox")
	result, err := a.sandboxed(ctx, tools, archive, "build")
	if err != nil {
		return fmt.Errorf("build %s: %w", name, err)
	}
	built := strings.TrimSpace(string(result.Files["name"]))
	if result.ExitCode != 0 || !isWheelOf(built, want.Name) {
		return fmt.Errorf("build %s in the sandbox, without a network: exit code %d: %.300q: %w", name, result.ExitCode, last(string(result.Stderr)), heald.ErrInvalid)
	}
	if err := os.WriteFile(filepath.Join(a.folder("built"), built), result.Files["wheel"], 0o644); err != nil {
		return fmt.Errorf("keep %s: %w", built, err)
	}
	return nil
}

// isWheelOf says whether a file's name, which came out of the sandbox, is that of a wheel of that distribution.
func isWheelOf(file, distribution string) bool {
	name, _, _ := strings.Cut(file, "-")
	return wheelName.MatchString(file) && pep.Normal(name) == pep.Normal(distribution)
}

// needs asks, in the sandbox, what the archive's pyproject.toml wants for the build.
func (a *attempt) needs(ctx context.Context, archive []byte) ([]language.Want, error) {
	result, err := a.sandboxed(ctx, a.base, archive, "needs")
	if err != nil {
		return nil, err
	}
	var lines []string
	if err := json.Unmarshal(result.Files["name"], &lines); err != nil {
		return nil, fmt.Errorf("exit code %d: %.300q: %w", result.ExitCode, last(string(result.Stderr)), heald.ErrInvalid)
	}
	wants := []language.Want{{Name: "wheel"}}
	for _, line := range append(lines, "setuptools") {
		want, ok := pep.Parse(line)
		if !ok || checkWant(want) != nil || len(wants) > 50 {
			return nil, fmt.Errorf("build requirement %.80q: %w", line, heald.ErrInvalid)
		}
		wants = append(wants, want)
	}
	return wants, nil
}

// tools makes a virtual environment of wheels to build with.
func (a *attempt) tools(ctx context.Context, name string, wants []language.Want) (language.Root, error) {
	label := "tools-" + pep.Normal(strings.TrimSuffix(strings.TrimSuffix(name, ".tar.gz"), ".zip"))
	absent, err := a.fetch(ctx, label, wants, false)
	if err != nil || absent != "" {
		return language.Root{}, fmt.Errorf("download what %s is built with: %s has no wheel: %w", name, absent, orNotFound(err))
	}
	dir := filepath.Join(a.work, label+"-venv")
	v, err := newVenv(dir, dir, a.base)
	if err != nil {
		return language.Root{}, err
	}
	defer v.close()
	files, _ := filepath.Glob(filepath.Join(a.work, label, "*.whl"))
	if err := v.unpackAll(files); err != nil {
		return language.Root{}, err
	}
	root := a.builder.Machine.Environment(dir, "cache")
	if root.Problem != "" {
		return root, fmt.Errorf("use %s: %s: %w", dir, root.Problem, heald.ErrDenied)
	}
	return root, nil
}

func orNotFound(err error) error {
	if err == nil {
		return heald.ErrNotFound
	}
	return err
}

const buildTime = 5 * time.Minute

func (a *attempt) sandboxed(ctx context.Context, root language.Root, archive []byte, step string) (heald.Result, error) {
	return a.job.Runner.Run(ctx, heald.Command{
		Argv: []string{root.Interpreter, "-I", "-B", "/heald/compile.py", step}, Dir: "/tmp", Mounts: root.Mounts,
		Env:    map[string]string{"HOME": "/tmp", "PATH": path.Dir(root.Interpreter) + ":/usr/local/bin:/usr/bin:/bin"},
		Files:  map[string][]byte{"compile.py": []byte(compileScript), "source": archive},
		Limits: heald.Limits{Wall: buildTime, Memory: 3 << 30, FileSize: maxSource}, Collect: []string{"name", "wheel"},
	})
}
