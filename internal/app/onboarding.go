package app

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"slices"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app/onboard"
	"github.com/heald-dev/heald/internal/config"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/review"
)

// Card sums up a case for a person.
func Card(c heald.Case) heald.Card { return review.Card(c) }

// ConsoleOf is where the daemon of a configuration answers on this machine, and the token that it asks for.
func ConsoleOf(file string) (addr, token string, err error) {
	c, err := config.Load(file)
	if err != nil {
		return "", "", err
	}
	if token, err = c.Console.Token.Read(); err != nil {
		return "", "", fmt.Errorf("%s: console.token: %w", file, err)
	}
	host, _, err := net.SplitHostPort(string(c.Console.Listen))
	if err != nil || c.Console.Listen.Port() == "" {
		return "", "", fmt.Errorf("%s: console.listen is %s: heald chooses the port at start; name the one that 'heald serve' printed with --addr: %w", file, c.Console.Listen, heald.ErrInvalid)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // every address of this machine
	}
	return net.JoinHostPort(host, c.Console.Listen.Port()), token, nil
}

// Found is what init wrote, Coverage what is there to heal a service.
type (
	Found    = onboard.Found
	Coverage = onboard.Coverage
)

// Init writes a documented configuration for the service in a folder.
func Init(ctx context.Context, dir string) (Found, error) {
	return onboard.Init(ctx, dir, onboardLanguages())
}

// Examine checks every part that a configuration names, and what is there to heal each service.
func Examine(ctx context.Context, file string) ([]Health, []Coverage, error) {
	if _, err := config.Load(file); err != nil {
		return nil, nil, err // before anything is started
	}
	return onboard.Examine(ctx, file, onboard.Parts{Machine: Doctor(ctx), Languages: onboardLanguages(), Prepare: prepareAt})
}

func onboardLanguages() []onboard.Language {
	var list []onboard.Language
	for _, name := range slices.Sorted(maps.Keys(languages)) {
		b := languages[name]
		list = append(list, onboard.Language{
			Name:    name,
			Sources: func(dir string) (sources, manifests []string) { return names(dir, b.support()) },
			Layout:  func(tree fs.FS, service heald.Service) language.Layout { return b.environments.Layout(tree, service) },
			Roots: func(ctx context.Context, repo *git.Repo, service heald.Service, tree heald.Checkout) []language.Root {
				finder := b.finder(repo.Root(), stateDir(), func(path string) (bool, error) { return repo.Tracked(ctx, path) })
				return finder.Roots(service, tree)
			},
			Start: b.start,
		})
	}
	return list
}

// prepareAt makes a service's environment at a commit, as a case would.
func prepareAt(ctx context.Context, repo *git.Repo, service heald.Service, commit string) (heald.Environment, error) {
	dir, err := os.MkdirTemp("", "heald-doctor-")
	if err != nil {
		return heald.Environment{}, err
	}
	defer os.RemoveAll(dir)
	worker, err := startWorker(ctx, workerOptions{dir: dir, repo: repo, language: service.Language, say: func(string) {}})
	if err != nil {
		return heald.Environment{}, err
	}
	defer worker.close()
	tree, err := worker.guard.checkout(ctx, historyQuestion{Commit: commit})
	if err != nil {
		return heald.Environment{}, err
	}
	if err := holds(tree, service.Path); err != nil {
		return heald.Environment{}, fmt.Errorf("path %s is no folder at %.12s of branch %s: %w", service.Path, commit, service.Branch, heald.ErrInvalid)
	}
	tree.Path = service.Path
	scene := engine.Scene{Service: service, Checkout: tree, Incident: heald.Incident{Language: service.Language}, Deadline: time.Now().Add(2 * time.Minute)}
	if service.Setup != "" && service.Venv == "" {
		if err := worker.setUp(ctx, scene); err != nil {
			return heald.Environment{}, err
		}
	}
	return worker.Prepare(ctx, scene)
}
