// Package logfile is the source of signals that follows log files: through rotation by renaming and by copying, truncation, deletion
// and files that appear later. It polls; nothing of the system's notifications is needed.
//
// What a restart needs is a Position for each file. It is saved after the sink has stored what was read before it, so that a crash
// makes heald read something twice but lose nothing.
package logfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/telemetry"
)

// Config of a Source.
type Config struct {
	Files     []Files
	Positions Positions // nil: each start begins at the ends of the files
	Poll      time.Duration
	Now       func() time.Time
	Logger    *slog.Logger
	Commit    func(service string) string // the revision that runs, when known
	Symlinks  bool                        // follow symbolic links to files; a link may lead anywhere
	Most      int                         // files followed at once; 256 when zero
}

// Files are those of one service.
type Files struct {
	Service string
	Pattern string // a path with *, ? and [] as in filepath.Match
}

// Position is how far a file has been read.
type Position struct {
	Path   string
	Inode  uint64
	Head   string // digest of the first bytes
	Length int    // how many of them
	Offset int64
}

// Positions keeps positions over a restart.
type Positions interface {
	// Position returns what was saved for a path; heald.ErrNotFound when nothing was.
	Position(ctx context.Context, path string) (Position, error)
	SavePosition(ctx context.Context, position Position) error
}

const (
	defaultPoll = 100 * time.Millisecond
	rescan      = 10 // polls between looks for new files
)

// Source follows files.
type Source struct {
	config Config
	files  map[string]*file
	warned map[string]bool
	first  bool // nothing has been looked for yet
}

// New checks the configuration and returns a Source.
func New(config Config) (*Source, error) {
	for _, f := range config.Files {
		if _, err := filepath.Match(f.Pattern, ""); err != nil || f.Pattern == "" {
			return nil, fmt.Errorf("log files %q of service %s: not a pattern: %w", f.Pattern, f.Service, heald.ErrInvalid)
		}
		if f.Service == "" {
			return nil, fmt.Errorf("log files %q: no service is named: %w", f.Pattern, heald.ErrInvalid)
		}
	}
	if config.Poll <= 0 {
		config.Poll = defaultPoll
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Commit == nil {
		config.Commit = func(string) string { return "" }
	}
	if config.Most <= 0 {
		config.Most = 256
	}
	return &Source{config: config, files: map[string]*file{}, warned: map[string]bool{}, first: true}, nil
}

// Run implements telemetry.Source.
func (s *Source) Run(ctx context.Context, sink telemetry.Sink) error {
	defer s.close()
	ticker := time.NewTicker(s.config.Poll)
	defer ticker.Stop()
	for n := 0; ; n++ {
		if n%rescan == 0 {
			s.look(ctx)
		}
		busy, err := s.poll(ctx, sink)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			s.config.Logger.Error("signals of log files not stored", "err", err)
		}
		if busy {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// look finds files that are new.
func (s *Source) look(ctx context.Context) {
	for _, f := range s.config.Files {
		paths, err := filepath.Glob(f.Pattern)
		if err != nil {
			continue // New has checked it
		}
		for _, path := range paths {
			if s.files[path] == nil {
				s.follow(ctx, f.Service, path)
			}
		}
	}
	s.first = false
}

func (s *Source) follow(ctx context.Context, service, path string) {
	if len(s.files) >= s.config.Most {
		s.warn("too many log files: this one is not followed", path, nil)
		return
	}
	f := &file{service: service, path: path, symlinks: s.config.Symlinks, commit: s.config.Commit(service)}
	switch err := f.open(s.first, s.saved(ctx, path)); {
	case errors.Is(err, fs.ErrNotExist):
		return // it has gone meanwhile
	case err != nil:
		s.warn("log file not followed", path, err)
		return
	}
	s.files[path] = f
}

// warn says a thing about a path once.
func (s *Source) warn(what, path string, err error) {
	if key := what + path; !s.warned[key] && len(s.warned) < 10_000 {
		s.warned[key] = true
		s.config.Logger.Warn(what, "path", path, "err", err)
	}
}

func (s *Source) saved(ctx context.Context, path string) *Position {
	if s.config.Positions == nil {
		return nil
	}
	p, err := s.config.Positions.Position(ctx, path)
	if err != nil {
		if !errors.Is(err, heald.ErrNotFound) {
			s.warn("position of a log file not read", path, err)
		}
		return nil
	}
	return &p
}

// poll reads a little of every file, so that none waits for a long one. It returns whether there is more at once.
func (s *Source) poll(ctx context.Context, sink telemetry.Sink) (busy bool, err error) {
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		f := s.files[name]
		p := f.read(s.config.Now())
		failed := telemetry.Deliver(ctx, sink, p.signals)
		if ctx.Err() != nil && failed != nil {
			return false, nil // read again after the restart
		}
		err = errors.Join(err, failed)
		if p.old != nil {
			s.files[fmt.Sprintf("%s\x00%d", f.path, p.old.inode)] = p.old
		}
		if p.gone {
			f.close()
			delete(s.files, name)
		}
		err = errors.Join(err, s.save(ctx, f))
		busy = busy || p.more
	}
	return busy, err
}

// save keeps the position of a file. While the file that had its path before is read to its end, that one's is kept: a restart then
// finds both.
func (s *Source) save(ctx context.Context, f *file) error {
	if s.config.Positions == nil || !f.old && s.drains(f.path) {
		return nil
	}
	p, changed := f.position()
	if !changed {
		return nil
	}
	if err := s.config.Positions.SavePosition(ctx, p); err != nil {
		f.lastSaved = Position{} // try again
		return fmt.Errorf("save the position of %s: %w", f.path, err)
	}
	return nil
}

// drains says whether a file that had this path before is still read.
func (s *Source) drains(path string) bool {
	for _, f := range s.files {
		if f.old && f.path == path {
			return true
		}
	}
	return false
}

func (s *Source) close() {
	for _, f := range s.files {
		f.close()
	}
	clear(s.files)
}

// instance names what writes a file: a file name is what tells instances apart.
func instance(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}
