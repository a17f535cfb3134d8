package diagnose

import (
	"strings"

	"github.com/heald-dev/heald"
)

// maxQuotes bounds how many log lines are quoted.
const maxQuotes = 3

// gather quotes the last lines that were logged before the crash: what the service was doing. Other sources of evidence join
// here once there are any.
func (v *view) gather() []heald.Evidence {
	var found []heald.Evidence
	lines := strings.Split(v.Incident.Context, "\n")
	for i := len(lines) - 1; i >= 0 && len(found) < maxQuotes; i-- {
		line := strings.TrimSpace(lines[i])
		if line == "" {
			continue
		}
		found = append(found, heald.Evidence{Source: "log", Quote: shorten(line), Says: "logged before the crash", Weight: 0.3})
	}
	return found
}
