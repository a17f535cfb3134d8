package heald

import (
	"context"
	"time"
)

// Command is foreign code to run in a sandbox: what, on which tree, with what limits. The sandbox adds nothing of its own
// environment.
type Command struct {
	Argv    []string          `json:"argv"`
	Dir     string            `json:"dir"` // working directory as seen inside; empty: the tree's Home
	Env     map[string]string `json:"env,omitempty"`
	Stdin   []byte            `json:"stdin,omitempty"`
	Tree    Tree              `json:"tree"`
	Mounts  []Mount           `json:"mounts,omitempty"`  // the environment's, read-only
	Files   map[string][]byte `json:"files,omitempty"`   // heald's own files, read-only, below /heald
	Collect []string          `json:"collect,omitempty"` // regular files to bring back from /out, by name
	Limits  Limits            `json:"limits"`
}

// Tree is the source tree that a command sees: a private, writable copy of Root, mounted at Home, with Overlay written over it.
type Tree struct {
	Root    string            `json:"root,omitempty"` // empty: no tree
	Home    string            `json:"home,omitempty"`
	Overlay map[string][]byte `json:"overlay,omitempty"` // by path relative to the tree; nil removes the file
}

// Limits bounds a command. A zero field means the sandbox's default.
type Limits struct {
	Wall      time.Duration `json:"wall,omitempty"`
	CPU       time.Duration `json:"cpu,omitempty"`
	Memory    int64         `json:"memory,omitempty"` // bytes
	Processes int           `json:"processes,omitempty"`
	FileSize  int64         `json:"file_size,omitempty"` // bytes, each file
	Output    int64         `json:"output,omitempty"`    // bytes, stdout and stderr each
}

// Result is what a command did. Every byte of it is hostile.
type Result struct {
	ExitCode    int               `json:"exit_code"` // 128+N when a signal N ended it
	Stdout      []byte            `json:"stdout,omitempty"`
	Stderr      []byte            `json:"stderr,omitempty"`
	Files       map[string][]byte `json:"files,omitempty"` // what was collected, by name
	TimedOut    bool              `json:"timed_out,omitempty"`
	OutOfMemory bool              `json:"out_of_memory,omitempty"`
	Truncated   bool              `json:"truncated,omitempty"` // output was cut at its limit
	Took        time.Duration     `json:"took"`
}

// Runner runs one command to its end. An error means that the command did not run; a crash or a time-out is a Result.
type Runner interface {
	Run(ctx context.Context, cmd Command) (Result, error)
}
