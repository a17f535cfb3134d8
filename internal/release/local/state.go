package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/heald-dev/heald"
)

// state is what survives heald.
type state struct {
	Live    string    `json:"live,omitempty"`
	Since   time.Time `json:"since,omitzero"`
	Canary  string    `json:"canary,omitempty"`
	Percent int       `json:"percent,omitempty"`
	Good    []string  `json:"good,omitempty"` // commits that ran well, the last one last
}

// maxGood is how many good commits are remembered.
const maxGood = 20

func (s *state) good(commit string) {
	s.Good = slices.DeleteFunc(s.Good, func(c string) bool { return c == commit })
	s.Good = append(s.Good, commit)
	s.Good = s.Good[max(len(s.Good)-maxGood, 0):]
}

// previous is the last good commit that is not the live one.
func (s *state) previous() string {
	for _, commit := range slices.Backward(s.Good) {
		if commit != s.Live {
			return commit
		}
	}
	return ""
}

func (u *unit) dir() string { return filepath.Join(u.local.config.Dir, u.service.Name) }

func (u *unit) load() error {
	if err := os.MkdirAll(u.dir(), 0o700); err != nil {
		return fmt.Errorf("keep the state of %s: %w", u.service.Name, err)
	}
	if raw, err := os.ReadFile(filepath.Join(u.dir(), "history.json")); err == nil {
		if err := u.proxy.Recall(raw); err != nil {
			u.local.config.Log.Warn("what was normal before is not known", "service", u.service.Name, "err", err)
		}
	}
	raw, err := os.ReadFile(filepath.Join(u.dir(), "state.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the state of %s: %w", u.service.Name, err)
	}
	if err := json.Unmarshal(raw, &u.state); err != nil {
		return fmt.Errorf("read the state of %s: %w: %w", u.service.Name, heald.ErrInvalid, err)
	}
	return nil
}

// save writes the state; the caller holds the lock.
func (u *unit) save() error {
	raw, err := json.MarshalIndent(u.state, "", "  ")
	if err != nil {
		return fmt.Errorf("write the state of %s: %w", u.service.Name, err)
	}
	if err := replaceFile(filepath.Join(u.dir(), "state.json"), raw); err != nil {
		return fmt.Errorf("write the state of %s: %w", u.service.Name, err)
	}
	return nil
}

// replaceFile writes a file as a whole or not at all.
func replaceFile(name string, raw []byte) error {
	if err := os.WriteFile(name+".new", raw, 0o600); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

func (u *unit) deployment() heald.Deployment {
	u.mu.Lock()
	defer u.mu.Unlock()
	s := u.state
	return heald.Deployment{Commit: s.Live, Since: s.Since, Previous: s.previous(), Fresh: !slices.Contains(s.Good, s.Live)}
}

// proof is how long the stable version has run well by now.
type proof struct {
	since time.Time
	exits int
}

// badShare of the requests that fail is not running well.
const badShare = 0.01

// prove notes a good version: for Proven it was ready, no process ended, and hardly a request failed.
func (u *unit) prove() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.stable == nil || slices.Contains(u.state.Good, u.state.Live) {
		return
	}
	now, b := u.local.config.Now(), u.stable.backend
	if u.proof.since.IsZero() || now.Before(u.proof.since) || !b.Ready() || b.Exits() != u.proof.exits || u.failing(now) {
		u.proof = proof{now, b.Exits()}
		return
	}
	if now.Sub(u.proof.since) < u.service.Proven {
		return
	}
	u.state.good(u.state.Live)
	if err := u.save(); err != nil {
		u.local.config.Log.Error("note a good version", "service", u.service.Name, "err", err)
	}
}

func (u *unit) failing(now time.Time) bool {
	requests, failed := 0, 0
	for _, rate := range u.proxy.Between(u.proof.since, now.Add(time.Second), false) {
		requests += rate.Requests
		failed += rate.Errors
	}
	return failed > 0 && float64(failed) > badShare*float64(requests)
}
