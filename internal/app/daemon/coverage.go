package daemon

import (
	"context"
	"errors"

	"github.com/heald-dev/heald"
)

// coverage says what of a service can be healed with what is configured. What must be tried out is doctor's.
func (d *Daemon) coverage(s heald.Service) (have, missing []string) {
	add := func(is bool, what, without string) {
		if is {
			have = append(have, what)
		} else {
			missing = append(missing, without)
		}
	}
	add(len(s.TestCommand) > 0, "a test suite", "a test suite that is named (tests): found by convention")
	_, err := d.delivery.Live(context.Background(), s)
	add(err == nil || !errors.Is(err, heald.ErrNotFound), "delivery behind a canary", "delivery (run.command and run.listen): a merged fix is the end")
	add(s.Goal > 0, "an availability goal", "an availability goal (goal): incidents are ordered by tier alone")
	add(len(s.Owners) > 0, "owners", "owners")
	return have, missing
}
