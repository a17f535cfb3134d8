package language

import (
	"io/fs"
	"path"
	"slices"
)

// maxListed bounds how many other files are listed.
const maxListed = 400

// Others lists the files with one of the extensions that are no source: documentation, samples, settings. Sorted.
func (p *Program) Others(extensions ...string) []string {
	var found []string
	_ = fs.WalkDir(p.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil: // an unreadable folder is left out
			return fs.SkipDir
		case entry.IsDir() && name != "." && p.Support.Skips(entry.Name()):
			return fs.SkipDir
		case entry.Type().IsRegular() && slices.Contains(extensions, path.Ext(name)) && len(found) < maxListed:
			found = append(found, name)
		}
		return nil
	})
	slices.Sort(found)
	return found
}
