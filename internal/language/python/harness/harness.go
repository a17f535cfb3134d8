// Package harness is the Python code that heald runs inside the sandbox, embedded.
package harness

import "embed"

//go:embed *.py
var files embed.FS

// Files returns the harness as a command's Files, by name.
func Files() (map[string][]byte, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	found := make(map[string][]byte, len(entries))
	for _, entry := range entries {
		if found[entry.Name()], err = files.ReadFile(entry.Name()); err != nil {
			return nil, err
		}
	}
	return found, nil
}
