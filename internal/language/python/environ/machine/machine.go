// Package machine finds Python on this machine: virtual environments, interpreters and their prefixes, and says which of them
// a sandbox may see. It runs in heald's own process, beside the keys, so it looks at names, links and kinds of files and reads
// no file of a repository beyond one bounded line.
package machine

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Machine is this computer as one service's environment is looked for on it. It implements language.Finder.
type Machine struct {
	Repository string   // the live checkout; nothing that contains it may be mounted
	Home       string   // home folder of the caller; empty when there is none
	Homes      []string // home folders of everybody: never mounted, nor anything that contains one
	Path       []string // folders of $PATH
	State      string   // where set-ups are kept; empty when they are not
	System     string   // folder of Debian's own Python packages, from which pytest is lent
	// Tracked says whether git tracks path or anything below it. Nil means that the repository is not under git.
	Tracked func(path string) (bool, error)
}

// New returns the machine as heald's own process sees it. Tracked is asked of git by the caller.
func New(repository, state string, tracked func(path string) (bool, error)) *Machine {
	home, err := os.UserHomeDir()
	if err != nil {
		home = ""
	}
	return &Machine{
		Repository: repository, Home: home, Homes: homes(home), Path: filepath.SplitList(os.Getenv("PATH")),
		State: state, System: "/usr/lib/python3/dist-packages", Tracked: tracked,
	}
}

// homes lists the home folders of this machine's accounts that hold something of theirs; system accounts live in "/" or "/usr".
func homes(own string) []string {
	list := []string{"/root", "/home"}
	if own != "" {
		list = append(list, filepath.Clean(own))
	}
	content, err := os.ReadFile("/etc/passwd")
	if err != nil {
		return list
	}
	for _, line := range strings.Split(string(content), "\n") {
		fields := strings.Split(line, ":")
		if len(fields) > 5 && filepath.IsAbs(fields[5]) && !strings.HasPrefix(fields[5], "/usr") {
			list = append(list, filepath.Clean(fields[5]))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
