// Package sandbox is the port through which foreign code runs: a service's tests, a candidate patch, a parser of hostile
// bytes. A brand is a sub-folder; sandboxtest holds the suite that every brand must pass.
//
// Nothing that comes out of a sandbox is to be believed or shown as it is: see Printable.
package sandbox

import (
	"context"
	"io"
	"time"

	"github.com/heald-dev/heald"
)

// Sandbox runs foreign code. There is no other way to run it: a brand that cannot isolate refuses, and never runs the command
// without its walls.
type Sandbox interface {
	// Run runs cmd to its end. An error means that it did not run, or that ctx ended it.
	Run(ctx context.Context, cmd heald.Command) (heald.Result, error)
	// Start starts a conversation with cmd over its standard input and output. It lives until it exits, Kill, the end of
	// ctx, or its wall limit, whichever comes first; Command.Stdin is not used.
	Start(ctx context.Context, cmd heald.Command) (Session, error)
	// Check says whether foreign code can be run on this machine, and if not, what to install or change.
	Check(ctx context.Context) error
}

// Session is a running command that one talks to.
type Session interface {
	// Pipes returns the command's standard input and output. Both belong to the caller; closing the first tells the command
	// that nothing more will come.
	Pipes() (stdin io.WriteCloser, stdout io.ReadCloser)
	// Wait waits for the end and may be called more than once. The result has no Stdout: that went through the pipe.
	Wait() (heald.Result, error)
	// Kill ends every process of the session; Wait then returns soon.
	Kill()
}

// Defaults of heald.Limits; the CPU limit's is twice the wall limit.
const (
	DefaultWall      = 60 * time.Second
	DefaultMemory    = 1 << 30
	DefaultProcesses = 128
	DefaultFileSize  = 64 << 20
	DefaultOutput    = 1 << 20
)

// WithDefaults returns l with every zero field filled in.
func WithDefaults(l heald.Limits) heald.Limits {
	fill(&l.Wall, DefaultWall)
	fill(&l.CPU, 2*l.Wall)
	fill(&l.Memory, DefaultMemory)
	fill(&l.Processes, DefaultProcesses)
	fill(&l.FileSize, DefaultFileSize)
	fill(&l.Output, DefaultOutput)
	return l
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
