// Package store is the port for cases, and its memory brand: one lock, versions checked. It is what heald heal uses.
package store

import (
	"context"
	"fmt"
	"sync"

	"github.com/heald-dev/heald"
)

// Memory keeps cases for the life of the process.
type Memory struct {
	mu    sync.Mutex
	cases map[string]heald.Case
}

// NewMemory returns an empty store.
func NewMemory() *Memory { return &Memory{cases: map[string]heald.Case{}} }

// Save writes a case whose version is one above the saved one; another version is heald.ErrConflict.
func (m *Memory) Save(_ context.Context, c heald.Case) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if saved := m.cases[c.ID].Version; c.Version != saved+1 {
		return fmt.Errorf("save case %s: version %d after %d: %w", c.ID, c.Version, saved, heald.ErrConflict)
	}
	m.cases[c.ID] = c
	return nil
}

// Load returns a saved case, or heald.ErrNotFound.
func (m *Memory) Load(_ context.Context, id string) (heald.Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.cases[id]
	if !ok {
		return heald.Case{}, fmt.Errorf("case %s: %w", id, heald.ErrNotFound)
	}
	return c, nil
}
