package store

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/heald-dev/heald"
)

func TestVersions(t *testing.T) {
	ctx, m := context.Background(), NewMemory()
	if _, err := m.Load(ctx, "a"); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("load of nothing: %v, want ErrNotFound", err)
	}
	for _, c := range []struct {
		version int
		want    error
	}{{2, heald.ErrConflict}, {1, nil}, {1, heald.ErrConflict}, {2, nil}, {4, heald.ErrConflict}} {
		if err := m.Save(ctx, heald.Case{ID: "a", Version: c.version}); !errors.Is(err, c.want) {
			t.Errorf("save version %d: %v, want %v", c.version, err, c.want)
		}
	}
	if c, err := m.Load(ctx, "a"); err != nil || c.Version != 2 {
		t.Errorf("load: version %d, %v; want 2", c.Version, err)
	}
}

func TestOneOfManyWins(t *testing.T) {
	m, wins := NewMemory(), make(chan error, 20)
	var all sync.WaitGroup
	for range cap(wins) {
		all.Go(func() { wins <- m.Save(context.Background(), heald.Case{ID: "a", Version: 1}) })
	}
	all.Wait()
	close(wins)
	won := 0
	for err := range wins {
		if err == nil {
			won++
		}
	}
	if won != 1 {
		t.Errorf("%d writers won, want 1", won)
	}
}
