package app

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app/onboard"
	"github.com/heald-dev/heald/internal/policy/rego"
	"github.com/heald-dev/heald/internal/sandbox/bubblewrap"
)

// Health is one check of one part.
type Health = onboard.Check

// Doctor checks every part that healing needs on this machine, each for real: a repository is read, a sandbox is started.
func Doctor(ctx context.Context) []Health {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return []Health{checkGit(ctx), checkSandbox(ctx), checkPython(ctx), checkPytest(ctx), checkPolicy(ctx), checkState()}
}

func checkGit(ctx context.Context) Health {
	version, err := exec.CommandContext(ctx, "git", "--version").Output()
	return onboard.Result("repo", "git", strings.TrimSpace(string(version)), "apt-get install git", err)
}

func checkSandbox(ctx context.Context) Health {
	runner, err := bubblewrap.New(bubblewrap.Config{})
	if err == nil {
		err = runner.Check(ctx)
	}
	return onboard.Result("sandbox", "bubblewrap", "foreign code runs without network, privileges and sight of this machine", "apt-get install bubblewrap util-linux; allow user namespaces", err)
}

// systemPython runs the system's interpreter in the sandbox.
func systemPython(ctx context.Context, args ...string) (string, error) {
	runner, err := bubblewrap.New(bubblewrap.Config{})
	if err != nil {
		return "", err
	}
	result, err := runner.Run(ctx, heald.Command{
		Argv: append([]string{"/usr/bin/python3"}, args...), Dir: "/tmp", Env: map[string]string{"PATH": "/usr/bin:/bin", "HOME": "/tmp"},
		Limits: heald.Limits{Wall: 20 * time.Second},
	})
	if err != nil {
		return "", err
	}
	if result.ExitCode != 0 {
		return "", fmt.Errorf("exit code %d: %s", result.ExitCode, tail(string(result.Stderr)))
	}
	return strings.TrimSpace(string(result.Stdout)), nil
}

func checkPython(ctx context.Context) Health {
	version, err := systemPython(ctx, "--version")
	return onboard.Result("language", "python", version+" runs in the sandbox", "apt-get install python3 python3-venv", err)
}

func checkPytest(ctx context.Context) Health {
	version, err := systemPython(ctx, "-c", "import pytest; print('pytest', pytest.__version__)")
	h := onboard.Result("language", "pytest", version, "apt-get install python3-pytest", err)
	if err != nil {
		h.Outcome = "warn" // services with a pytest of their own do not need it
	}
	return h
}

func checkPolicy(ctx context.Context) Health {
	engine, err := rego.New(ctx, rego.Config{})
	detail := ""
	if err == nil {
		detail = "default bundle " + engine.Hash()
	}
	return onboard.Result("policy", "rego", detail, "reinstall heald: the bundle is part of the binary", err)
}

func checkState() Health {
	dir := stateDir()
	if dir == "" {
		return Health{Part: "environment", Name: "cache", Outcome: "warn", Detail: "no cache folder for this user: what --setup builds is not kept", Remedy: "set HOME or XDG_CACHE_HOME"}
	}
	return Health{Part: "environment", Name: "cache", Outcome: "ok", Detail: dir, Remedy: ""}
}
