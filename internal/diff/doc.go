// Package diff writes, reads and applies unified diffs as git understands them. It knows nothing of incidents.
//
// Reading is strict: a diff that git would accept only by guessing (a hunk at another place, a mixture of styles) is
// refused, because what is decided on must be what is applied.
package diff
