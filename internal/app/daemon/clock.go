package daemon

import (
	"context"
	"time"
)

// jump is what counts as one: a clock that is put right slowly is none.
const jump = 5 * time.Second

// clock watches the machine's clock. What was put off to a moment of a clock that went back would come too late by as much: a canary that
// nobody looks at. So what users wait for is looked at again at once, and everything else after it.
func (d *Daemon) clock(ctx context.Context) error {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	wall, began := d.now().Round(0), time.Now() // Round drops the monotonic reading: what is left is what the clock says
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		moved := d.now().Round(0).Sub(wall) - time.Since(began)
		if moved.Abs() < jump {
			continue
		}
		wall = wall.Add(moved)
		d.log.Warn("the machine's clock jumped: what waits is looked at again", "by", moved.Round(time.Second))
		d.wake(ctx)
	}
}
