package daemon

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/web"
)

// brake is the kill switch: on while the store says so or while its file is there. The file works when nothing else does: it needs no
// daemon that answers, no token and no store.
type brake struct {
	store store.Brakes
	file  string
	feed  *web.Hub
	wake  func(ctx context.Context) // looks at every waiting case again
	now   func() time.Time
}

// maxWhy bounds what is read of the brake's file.
const maxWhy = 500

// Brake implements web.Brakes.
func (b *brake) Brake(ctx context.Context) (heald.Brake, error) {
	info, err := os.Stat(b.file)
	if err == nil {
		return heald.Brake{On: true, Why: b.reason(info), By: "the file " + b.file, At: info.ModTime()}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		// A brake that cannot be read is on: it stops new effects only.
		return heald.Brake{On: true, Why: "its file cannot be read: " + err.Error(), By: "the file " + b.file, At: b.now()}, nil
	}
	return b.store.Brake(ctx)
}

func (b *brake) reason(info fs.FileInfo) string {
	if !info.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(b.file)
	if err != nil {
		return ""
	}
	defer f.Close()
	text := make([]byte, maxWhy)
	n, _ := f.Read(text)
	return strings.TrimSpace(show.Line(string(text[:n])))
}

// SetBrake implements web.Brakes. The brake is not off while its file is there, so that is refused with what to do.
func (b *brake) SetBrake(ctx context.Context, set heald.Brake) error {
	if _, err := os.Lstat(b.file); !set.On && err == nil {
		return fmt.Errorf("the brake stays on while the file %s is there: remove it: %w", b.file, heald.ErrConflict)
	}
	if err := b.store.SetBrake(ctx, set); err != nil {
		return err
	}
	b.feed.Publish(web.Change{Kind: "brake", Note: set.Why, At: set.At})
	if !set.On {
		b.wake(ctx)
	}
	return nil
}
