package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

const branch = "main"

// stage is the folder in which a scenario plays: a repository, what only production has, and heald's configuration and state.
type stage struct {
	Scenario
	dir     string
	repo    string
	address string // where the service's clients go
	today   time.Time
	venv    string // in which the service runs; empty: the machine's own Python
}

// set makes the folder. The caller removes it.
func set(ctx context.Context, s Scenario, dir string, today time.Time) (*stage, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	st := &stage{Scenario: s, dir: dir, repo: filepath.Join(dir, s.service), address: fmt.Sprintf("127.0.0.1:%d", port), today: today}
	if err := os.Mkdir(st.repo, 0o755); err != nil {
		return nil, err
	}
	if _, err := st.git(ctx, Commit{}, "init", "-q", "-b", branch); err != nil {
		return nil, err
	}
	for _, file := range s.Live {
		text, err := fs.ReadFile(s.folder, file)
		if err == nil {
			err = write(filepath.Join(dir, filepath.FromSlash(file)), text)
		}
		if err != nil {
			return nil, err
		}
	}
	return st, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func write(file string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

// commit makes commits and returns the last one. The branch is not left checked out: what is merged into it would wait for its owner.
func (st *stage) commit(ctx context.Context, commits []Commit) (string, error) {
	if _, err := st.git(ctx, Commit{}, "symbolic-ref", "HEAD", "refs/heads/"+branch); err != nil {
		return "", err
	}
	for _, c := range commits {
		files, err := st.files(c)
		if err != nil {
			return "", err
		}
		for name, text := range files {
			if err := write(filepath.Join(st.repo, filepath.FromSlash(name)), text); err != nil {
				return "", err
			}
		}
		if _, err := st.git(ctx, c, "add", "-A"); err != nil {
			return "", err
		}
		if _, err := st.git(ctx, c, "commit", "-q", "-m", c.Message); err != nil {
			return "", err
		}
	}
	if _, err := st.git(ctx, Commit{}, "checkout", "-q", "--detach"); err != nil {
		return "", err
	}
	head, err := st.git(ctx, Commit{}, "rev-parse", "HEAD")
	return strings.TrimSpace(head), err
}

// git runs git on the demo's own repository, untouched by what the user's configuration says.
func (st *stage) git(ctx context.Context, c Commit, args ...string) (string, error) {
	when := st.today.Add(-time.Duration(c.Days * 24 * float64(time.Hour))).Format(time.RFC3339)
	author := c.Author
	if author == "" {
		author = "demo"
	}
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", st.repo, "-c", "core.autocrlf=false"}, args...)...)
	mail := strings.ToLower(strings.ReplaceAll(author, " ", ".")) + "@shop.example"
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GIT_") }),
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull, "GIT_AUTHOR_NAME="+author, "GIT_AUTHOR_EMAIL="+mail, "GIT_AUTHOR_DATE="+when,
		"GIT_COMMITTER_NAME="+author, "GIT_COMMITTER_EMAIL="+mail, "GIT_COMMITTER_DATE="+when)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(exit.Stderr)))
		}
		return "", fmt.Errorf("git %s in %s: %w", args[0], st.repo, err)
	}
	return string(out), nil
}

// env is what the service's process is given.
func (st *stage) env() map[string]string {
	env := map[string]string{"PYTHONDONTWRITEBYTECODE": "1"}
	for name, file := range st.Live {
		env[name] = path.Join(st.dir, file)
	}
	return env
}

// command starts the service, with the virtual environment's interpreter where there is one.
func (st *stage) command() []string {
	run := slices.Clone(st.Run)
	if st.venv != "" {
		run[0] = filepath.Join(st.venv, "bin", run[0])
	}
	return run
}

// configure writes the heald.yaml of the demo, as somebody would who guards this service, and returns its path.
func (st *stage) configure(console string) (string, error) {
	type section = map[string]any
	service := section{
		"name": st.service, "repository": st.service, "branch": branch, "language": st.Language,
		"run": section{"command": st.command(), "listen": st.address, "env": st.env(), "stop": "5s", "ready": section{"path": st.Ready, "within": "10s"}},
	}
	if st.venv != "" {
		service["environment"] = section{"venv": st.venv}
	}
	file := section{
		"state":    "state",
		"console":  section{"listen": console},
		"services": []section{service},
		"policy":   section{"rollback": st.Rollback},
		"delivery": section{"steps": []int{25, 100}, "hold": "3s", "proven": "4s", "deadline": "2m"},
	}
	text, err := yaml.Marshal(file)
	if err != nil {
		return "", err
	}
	name := filepath.Join(st.dir, "heald.yaml")
	return name, write(name, text)
}
