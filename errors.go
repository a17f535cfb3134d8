package heald

import "errors"

// The sentinels that callers decide on. Brands translate their own errors into these; nobody above a brand reads a status
// code. An outcome ("could not reproduce", "tests failed", "policy said no") is never an error but a value in the case.
var (
	// ErrNotFound says that what was named is not there.
	ErrNotFound = errors.New("not found")
	// ErrInvalid says that the caller's input is wrong; the message names the input, the place and the remedy.
	ErrInvalid = errors.New("invalid")
	// ErrConflict says that somebody else was faster; read again and retry.
	ErrConflict = errors.New("conflict")
	// ErrDenied says that a rule or a permission forbids it.
	ErrDenied = errors.New("denied")
	// ErrExhausted says that a budget, limit or resource is used up.
	ErrExhausted = errors.New("exhausted")
	// ErrTransient says that the same call may succeed later.
	ErrTransient = errors.New("transient")
)
