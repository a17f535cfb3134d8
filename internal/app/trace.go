package app

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/triage"
)

// Fingerprint names the cause of an exception: equal for exceptions that share one.
func Fingerprint(e heald.Exception) string { return triage.Fingerprint(e) }
