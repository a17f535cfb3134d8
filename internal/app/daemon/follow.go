package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

// follower deploys what people put on a service's branch, as a platform would. It leaves alone what heald put there itself: a merged
// fix goes through its canary. A head is deployed once: after a rollback the head of the branch is not what should run.
type follower struct {
	house *House
	file  string

	mu   sync.Mutex
	seen map[string]string // by service, the head that was dealt with

	told map[string]string // by service, what was wrong at the last look: it is said once
}

const lookAtBranches = 2 * time.Second

// newFollower reads what an earlier daemon dealt with.
func newFollower(h *House) (*follower, error) {
	f := &follower{house: h, file: filepath.Join(h.conf.State, "followed.json"), seen: map[string]string{}, told: map[string]string{}}
	return f, f.read()
}

func (f *follower) run(ctx context.Context) error {
	h := f.house
	ticker := time.NewTicker(lookAtBranches)
	defer ticker.Stop()
	for {
		for _, s := range h.conf.Services {
			if err := f.look(ctx, s); ctx.Err() == nil {
				f.tell(s, err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// tell says what is wrong when it begins, and when it is over.
func (f *follower) tell(s heald.Service, err error) {
	now := ""
	if err != nil {
		now = err.Error()
	}
	switch before := f.told[s.Name]; {
	case now == before:
	case now == "":
		f.house.log.Info("the branch of a service can be followed again", "service", s.Name, "branch", s.Branch)
	default:
		f.house.log.Warn("what is on the branch of a service was not deployed", "service", s.Name, "branch", s.Branch, "err", err)
	}
	f.told[s.Name] = now
}

// look deploys the head of a service's branch when somebody moved it.
func (f *follower) look(ctx context.Context, s heald.Service) error {
	h := f.house
	live, err := h.platform.Live(ctx, s)
	if errors.Is(err, heald.ErrNotFound) {
		return nil // not run by heald, or its first deployment is still to come
	}
	if err != nil {
		return err
	}
	shipping, err := h.store.List(ctx, store.Filter{Service: s.Name, States: []heald.State{heald.Merged, heald.Rolling, heald.Aborting}, Limit: 1})
	if err != nil || len(shipping) > 0 {
		return err // looked at again when the canary has ended
	}
	if brake, err := h.brake.Brake(ctx); err != nil || brake.On {
		return err
	}
	head, first, err := f.mark(ctx, s)
	if err != nil || head == "" || first || head == live.Commit || f.same(ctx, s, head, live.Commit) {
		return err
	}
	h.log.Info("the branch moved: deployed", "service", s.Name, "branch", s.Branch, "commit", head)
	return h.platform.Deploy(ctx, s.Name, head)
}

// mark deals with the head of a service's branch. It returns the head where it is a new one, and whether it is the first ever seen.
func (f *follower) mark(ctx context.Context, s heald.Service) (head string, first bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if head, err = f.house.forge.Head(ctx, s); err != nil {
		return "", false, err
	}
	before := f.seen[s.Name]
	if head == before {
		return "", false, nil
	}
	f.seen[s.Name] = head
	return head, before == "", f.write()
}

// began notes the head that a service's first deployment is of: what is put on the branch while that goes on is a later one.
func (f *follower) began(service, head string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen[service] != "" {
		return nil
	}
	f.seen[service] = head
	return f.write()
}

// same says whether two commits hold the same files: a fix and its revert, together, change nothing.
func (f *follower) same(ctx context.Context, s heald.Service, a, b string) bool {
	repo, err := openRepository(s.Repository)
	if err != nil {
		return false
	}
	one, errOne := repo.Tree(ctx, a)
	other, errOther := repo.Tree(ctx, b)
	return errOne == nil && errOther == nil && one == other
}

func (f *follower) read() error {
	text, err := os.ReadFile(f.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(text, &f.seen)
	}
	if err != nil {
		return fmt.Errorf("read which commits were deployed (remove %s to begin anew): %w", f.file, err)
	}
	return nil
}

func (f *follower) write() error {
	text, err := json.Marshal(f.seen)
	if err == nil {
		err = os.WriteFile(f.file+".making", text, 0o600)
	}
	if err == nil {
		err = os.Rename(f.file+".making", f.file)
	}
	return err
}
