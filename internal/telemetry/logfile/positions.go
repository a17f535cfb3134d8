package logfile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/heald-dev/heald"
)

// PositionsFile keeps positions in one file, which is written anew beside itself and then renamed: a crash leaves the old or the
// new one.
type PositionsFile struct {
	path string
	mu   sync.Mutex
	all  map[string]Position
}

const maxPositions = 10_000

// OpenPositions reads the file at path, if there is one. A damaged one is an error: whoever starts anew must delete it, as the traces
// written meanwhile are then lost.
func OpenPositions(path string) (*PositionsFile, error) {
	p := &PositionsFile{path: path, all: map[string]Position{}}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &p.all)
	}
	if err != nil {
		return nil, fmt.Errorf("read the positions of log files from %s (delete it to begin at their ends): %w", path, err)
	}
	return p, nil
}

// Position implements Positions.
func (p *PositionsFile) Position(_ context.Context, path string) (Position, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found, ok := p.all[path]
	if !ok {
		return found, heald.ErrNotFound
	}
	return found, nil
}

// SavePosition implements Positions.
func (p *PositionsFile) SavePosition(_ context.Context, position Position) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.all[position.Path]; !ok && len(p.all) >= maxPositions {
		p.forgetGone()
	}
	p.all[position.Path] = position
	data, err := json.Marshal(p.all)
	if err != nil {
		return fmt.Errorf("encode positions: %w", err)
	}
	next, err := os.CreateTemp(filepath.Dir(p.path), ".positions-*")
	if err != nil {
		return fmt.Errorf("write positions: %w", err)
	}
	_, err = next.Write(data)
	err = errors.Join(err, next.Close())
	if err == nil {
		err = os.Rename(next.Name(), p.path)
	}
	if err != nil {
		os.Remove(next.Name())
		return fmt.Errorf("write positions: %w", err)
	}
	return nil
}

// forgetGone drops the positions of files that are not there any more.
func (p *PositionsFile) forgetGone() {
	for path := range p.all {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			delete(p.all, path)
		}
	}
}
