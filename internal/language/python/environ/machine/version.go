package machine

import (
	"cmp"
	"path/filepath"
	"regexp"
	"strconv"
)

var numbers = regexp.MustCompile(`\d+`)

// versionIn reads the version out of .../NAME/bin/python3, where NAME is pyenv's "3.12.1" or uv's "cpython-3.12.1-linux-…".
func versionIn(path string) []string {
	return numbers.FindAllString(filepath.Base(filepath.Dir(filepath.Dir(path))), 3)
}

// compareVersions orders by number, not by letter: 3.9 comes before 3.12.
func compareVersions(a, b []string) int {
	for i := range min(len(a), len(b)) {
		left, _ := strconv.Atoi(a[i])
		right, _ := strconv.Atoi(b[i])
		if order := cmp.Compare(left, right); order != 0 {
			return order
		}
	}
	return cmp.Compare(len(a), len(b))
}
