package heald

// Service is what heald guards: one deployable unit in one repository.
type Service struct {
	Name        string   `json:"name"`
	Repository  string   `json:"repository"`             // path of the checkout
	Path        string   `json:"path,omitempty"`         // sub-folder of the repository; empty for the root
	Language    string   `json:"language,omitempty"`     // found when empty
	TestCommand []string `json:"test_command,omitempty"` // the whole suite; found by convention when empty
	Venv        string   `json:"venv,omitempty"`         // a dependency root to use; found when empty
	Setup       string   `json:"setup,omitempty"`        // command that builds one, run once for each lock file
	Branch      string   `json:"branch,omitempty"`       // that fixes are merged into; empty in the foreground
	Owners      []string `json:"owners,omitempty"`
	Tier        int      `json:"tier,omitempty"` // 1 for what hurts most
	Goal        float64  `json:"goal,omitempty"` // the availability objective, 0.999; 0: none
}

// Checkout is the tree of one commit, readable at Root and mounted at Home inside every sandbox, so that editable installs
// and the paths in traces hold.
type Checkout struct {
	Root   string `json:"root"`           // folder on this machine that holds the files; no .git inside
	Home   string `json:"home"`           // the repository's original absolute path
	Commit string `json:"commit"`         // full SHA
	Path   string `json:"path,omitempty"` // the service's sub-folder
	// Skipped lists what the commit holds and Root does not, each with the reason: submodules, symlinks out of the tree.
	Skipped []string `json:"skipped,omitempty"`
}

// Commit is one entry of a repository's history.
type Commit struct {
	SHA     string `json:"sha"`
	Author  string `json:"author,omitempty"`
	When    string `json:"when,omitempty"` // RFC 3339
	Subject string `json:"subject,omitempty"`
}
