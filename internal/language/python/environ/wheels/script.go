package wheels

import (
	"archive/tar"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/heald-dev/heald"
)

//go:embed script.sh
var installScript string

const scriptTime = 5 * time.Minute

// script runs a set-up command that is not one of the well-known ones: offline, in the sandbox, on the tree, with what the lock
// files brought already installed. What it installs with pip goes to a folder that is brought back.
func (a *attempt) script(ctx context.Context, v *venv) error {
	a.progress("run the command in the sandbox, without a network")
	root := a.builder.Machine.Environment(v.dir, "cache")
	if root.Problem != "" {
		return fmt.Errorf("use %s: %s: %w", v.dir, root.Problem, heald.ErrDenied)
	}
	tree := a.job.Tree
	result, err := a.job.Runner.Run(ctx, heald.Command{
		Argv: append([]string{"/bin/sh", "/heald/install.sh"}, a.job.Plan.Script...), Dir: path.Join(tree.Home, a.job.Service.Path),
		Tree: heald.Tree{Root: tree.Root, Home: tree.Home}, Mounts: root.Mounts, Files: map[string][]byte{"install.sh": []byte(installScript)},
		Env: map[string]string{"HOME": "/tmp", "PATH": v.dir + "/bin:/usr/local/bin:/usr/bin:/bin", "PIP_NO_INDEX": "1", "PIP_PREFIX": "/out/new",
			"PIP_NO_BUILD_ISOLATION":        "0", // pip reads it the other way round: build with what is installed
			"PIP_DISABLE_PIP_VERSION_CHECK": "1", "VIRTUAL_ENV": v.dir},
		Limits: heald.Limits{Wall: scriptTime, Memory: 3 << 30, FileSize: maxSource}, Collect: []string{"new.tar"},
	})
	if err != nil {
		return fmt.Errorf("run the command: %w", err)
	}
	if result.ExitCode != 0 {
		return fmt.Errorf("the command ended with exit code %d in the sandbox, which has no network: %.300q: %w", result.ExitCode, last(string(result.Stderr)), heald.ErrInvalid)
	}
	return v.extract(bytes.NewReader(result.Files["new.tar"]))
}

// belongs says whether a name is one in the folders of an environment that a command installs into.
func belongs(name string) bool {
	return fs.ValidPath(name) && (strings.HasPrefix(name, "lib/") || strings.HasPrefix(name, "bin/"))
}

// extract takes over the regular files that a command installed below lib and bin.
func (v *venv) extract(archive io.Reader) error {
	reader := tar.NewReader(archive)
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read what the command installed: %w", err)
		}
		name := path.Clean(header.Name)
		if v.entries--; v.entries < 0 {
			return fmt.Errorf("the command installed more than %d files: %w", maxEntries, heald.ErrExhausted)
		}
		if header.Typeflag != tar.TypeReg || !belongs(name) || v.owned[name] {
			continue
		}
		if err := v.copy(name, reader, fs.FileMode(header.Mode)&0o111|0o644); err != nil {
			return fmt.Errorf("keep %s: %w", name, err)
		}
	}
}
