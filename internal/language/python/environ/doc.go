// Package environ is Python's environment role: what a tree declares, imports and expects of its tests, and what an
// interpreter has to offer. It runs in the worker: every byte that it reads is hostile, and whatever must be run goes through
// heald.Runner. The part that runs beside the keys is package machine, and the part that fetches packages package wheels.
package environ

import (
	"io"
	"io/fs"
	"path"
	"strings"
)

// Environments implements language.Environments, language.Planner and language.Blamer. It has no state.
type Environments struct{}

const maxFile = 4 << 20

// text reads a regular file of the tree; one that is missing or too long is empty.
func text(tree fs.FS, name string) string {
	file, err := tree.Open(path.Clean(name))
	if err != nil {
		return ""
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil || len(content) > maxFile {
		return ""
	}
	return strings.ReplaceAll(string(content), "\r\n", "\n")
}

func exists(tree fs.FS, name string) bool {
	_, err := fs.Stat(tree, path.Clean(name))
	return err == nil
}
