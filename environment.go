package heald

// Environment is what makes a service's code runnable at a commit.
type Environment struct {
	Language      string            `json:"language"`
	Provenance    string            `json:"provenance"`       // "flag", "repository", "beside", "cache", "system"
	Root          string            `json:"root,omitempty"`   // the virtual environment or dependency folder; empty for the system's
	Interpreter   string            `json:"interpreter"`      // absolute path to run inside the sandbox
	Version       string            `json:"version"`          // "3.11.2"
	Mounts        []Mount           `json:"mounts,omitempty"` // dependency roots, read-only, at their own paths
	Vars          map[string]string `json:"vars,omitempty"`
	ImportRoots   []string          `json:"import_roots,omitempty"`   // folders of the tree on the import path, relative to it; "" is the root
	Framework     string            `json:"framework"`                // "pytest", "unittest"
	FrameworkFrom string            `json:"framework_from,omitempty"` // where the framework is imported from when the environment lacks it
	Suite         []string          `json:"suite,omitempty"`          // the test command, argv; empty when there are no tests
	Missing       []string          `json:"missing,omitempty"`        // dependencies that are declared and absent
	MissingTests  []string          `json:"missing_tests,omitempty"`  // absent too, and nothing but tests asks for them
	Remedy        string            `json:"remedy,omitempty"`         // what to do about Missing, one sentence
}

// Mount is a folder or file of this machine that a sandbox sees, read-only.
type Mount struct {
	Source string `json:"source"`
	Target string `json:"target"`
}
