package onboard

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/config"
	"github.com/heald-dev/heald/internal/policy/rego"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/store/postgres"
	"github.com/heald-dev/heald/internal/store/sqlite"
)

// Check is one check of one part.
type Check struct {
	Part    string `json:"part"`
	Name    string `json:"name"`
	Outcome string `json:"outcome"` // "ok", "warn", "fail"
	Detail  string `json:"detail"`
	Remedy  string `json:"remedy"`
}

// Result is a check that an error fails.
func Result(part, name, good, remedy string, err error) Check {
	if err != nil {
		return Check{part, name, "fail", err.Error(), remedy}
	}
	return Check{part, name, "ok", good, ""}
}

// Parts is what an examination needs of the brands.
type Parts struct {
	Machine   []Check // what was found on this machine, whatever is configured
	Languages []Language
	// Prepare makes a service's environment at a commit, as a case would.
	Prepare func(ctx context.Context, repo *git.Repo, service heald.Service, commit string) (heald.Environment, error)
}

// Coverage is how much of the way from crash to mended service is there for one service.
type Coverage struct {
	Service string   `json:"service"`
	Have    []string `json:"have"`
	Missing []string `json:"missing"`
}

// examineTime bounds the examination of a whole configuration; one that hangs must not hang the doctor.
const examineTime = 5 * time.Minute

// Examine checks every part that a configuration names, each for real, and says for each service what is there and what is missing.
// A file that is not valid is an error.
func Examine(ctx context.Context, file string, p Parts) ([]Check, []Coverage, error) {
	c, err := config.Load(file)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, examineTime)
	defer cancel()
	checks := append([]Check{}, p.Machine...)
	checks = append(checks, Result("config", filepath.Base(file), fmt.Sprintf("%d services", len(c.Services)), "", nil))
	running := daemonAt(ctx, c.Console.Listen)
	checks = append(checks, checkBundle(ctx, c), checkFolder("state", c.State), checkStore(ctx, c, running), checkBrake(c), checkTelemetry(ctx, c))
	checks = append(checks, checkSecrets(c)...)
	checks = append(checks, checkPorts(ctx, c, running)...)
	var coverage []Coverage
	for _, s := range c.Services {
		e := &examination{Parts: p, service: s, otlp: c.OTLP.HTTP != "" || c.OTLP.GRPC != ""}
		e.run(ctx)
		checks, coverage = append(checks, e.checks...), append(coverage, e.coverage())
	}
	return checks, coverage, nil
}

func checkBundle(ctx context.Context, c config.Config) Check {
	if c.Policy.Bundle == "" {
		return Check{"policy", "bundle", "ok", "the built-in rules", ""}
	}
	engine, err := rego.New(ctx, rego.Config{Dir: string(c.Policy.Bundle)})
	detail := ""
	if err == nil {
		detail = string(c.Policy.Bundle) + " " + engine.Hash()
	}
	return Result("policy", "bundle", detail, "see 'heald policy test --bundle "+string(c.Policy.Bundle)+"'", err)
}

// checkFolder says whether a folder can be made and written to.
func checkFolder(name string, dir config.Path) Check {
	err := os.MkdirAll(string(dir), 0o700)
	if err == nil {
		var file *os.File
		if file, err = os.CreateTemp(string(dir), ".heald-doctor-"); err == nil {
			err = errors.Join(file.Close(), os.Remove(file.Name()))
		}
	}
	return Result(name, "folder", string(dir), "let this user write there, or name another folder as "+name, err)
}

// checkStore opens the store. While a daemon has it open that is proof enough.
func checkStore(ctx context.Context, c config.Config, running bool) Check {
	if c.Store.Postgres != "" {
		return Result("store", "postgres", "connected, tables are up to date", "see store.postgres: a connection string as postgres://USER:PASSWORD@HOST/DATABASE", tryPostgres(ctx, c.Store.Postgres))
	}
	store, err := sqlite.New(ctx, sqlite.Config{Path: string(c.Store.SQLite)})
	if errors.Is(err, heald.ErrConflict) && running {
		return Check{"store", "sqlite", "ok", string(c.Store.SQLite) + " is in use by the daemon that runs", ""}
	}
	if err == nil {
		err = errors.Join(store.Check(ctx), store.Close())
	}
	return Result("store", "sqlite", string(c.Store.SQLite), "let this user write there, stop what has it open, or name another file as store.sqlite", err)
}

// tryPostgres opens the store with a key of its own: nothing that is secret is read.
func tryPostgres(ctx context.Context, where config.Secret) error {
	dsn, err := where.Read()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "heald-doctor-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	store, err := postgres.New(ctx, postgres.Config{DSN: dsn, KeyFile: filepath.Join(dir, "key"), Archive: filepath.Join(dir, "archive")})
	if err != nil {
		return err
	}
	return errors.Join(store.Check(ctx), store.Close())
}

func checkBrake(c config.Config) Check {
	if _, err := os.Stat(string(c.Brake)); err == nil {
		return Check{"brake", "file", "warn", string(c.Brake) + " is there: no new effect starts", "remove it when changes may go on"}
	}
	return Check{"brake", "file", "ok", "off; make the file " + string(c.Brake) + " to stop new effects", ""}
}

func checkTelemetry(ctx context.Context, c config.Config) Check {
	if c.Telemetry.Endpoint == "" {
		return Check{"telemetry", "traces", "ok", "not sent anywhere", ""}
	}
	u, err := url.Parse(c.Telemetry.Endpoint)
	if err == nil {
		host := u.Host
		if u.Port() == "" {
			host = net.JoinHostPort(u.Hostname(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
		}
		var conn net.Conn
		if conn, err = (&net.Dialer{Timeout: 3 * time.Second}).DialContext(ctx, "tcp", host); err == nil {
			_ = conn.Close() // it answered: that was the question
		}
	}
	h := Result("telemetry", "traces", c.Telemetry.Endpoint+" answers", "start the collector, or take telemetry.endpoint out", err)
	if err != nil {
		h.Outcome = "warn" // heald works without it
	}
	return h
}

// checkSecrets reads every credential, and looks who else may.
func checkSecrets(c config.Config) []Check {
	var checks []Check
	for _, s := range c.Secrets() {
		value, err := s.Secret.Read()
		h := Result("credential", s.Key, string(s.Secret), "", err)
		if path := s.Secret.File(); err == nil && path != "" {
			if info, statErr := os.Stat(path); statErr == nil && info.Mode().Perm()&0o077 != 0 {
				h.Outcome, h.Remedy = "warn", fmt.Sprintf("others on this machine can read it: chmod 600 %s", path)
			}
		}
		if s.Key == "console.token" && err == nil && len(value) < minToken {
			h = Check{"credential", s.Key, "fail", fmt.Sprintf("%s has %d characters, at least %d are needed", s.Secret, len(value), minToken), "head -c 24 /dev/urandom | base64"}
		}
		checks = append(checks, h)
	}
	return checks
}

// minToken is the shortest token that the console takes.
const minToken = 16

// daemonAt says whether a daemon answers there already.
func daemonAt(ctx context.Context, at config.Address) bool {
	if at.Port() == "" {
		return false
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:"+at.Port()+"/healthz", nil)
	if err != nil {
		return false
	}
	response, err := (&http.Client{Timeout: 2 * time.Second}).Do(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

// checkPorts listens on every address for a moment. Those of a daemon that runs are taken by it.
func checkPorts(ctx context.Context, c config.Config, running bool) []Check {
	var checks []Check
	try := func(key string, at config.Address) {
		if at == "" {
			return
		}
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", string(at))
		if err == nil {
			err = listener.Close()
		} else if running {
			checks = append(checks, Check{"port", key, "ok", string(at) + " is taken while a daemon runs", ""})
			return
		}
		checks = append(checks, Result("port", key, string(at)+" is free", "stop what listens there, or give another address as "+key, err))
	}
	try("console.listen", c.Console.Listen)
	try("otlp.http", c.OTLP.HTTP)
	try("otlp.grpc", c.OTLP.GRPC)
	for _, s := range c.Services {
		try(s.Name+" run.listen", s.Run.Listen)
	}
	return checks
}
