// Package runenv is what a run of Python finds around it: the service's own variables, where modules are imported from, and what makes
// runs repeatable.
package runenv

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
)

// Fixed are the variables of every run. The service's own go before them where repeatability does not hang on it.
func Fixed(own map[string]string) map[string]string {
	vars := map[string]string{"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "TZ": "UTC"}
	maps.Copy(vars, own)
	vars["PYTHONDONTWRITEBYTECODE"], vars["PYTHONHASHSEED"] = "1", "0"
	return vars
}

// Vars is the whole environment of a run in a tree.
func Vars(home string, env heald.Environment) map[string]string {
	vars := Fixed(env.Vars)
	front, tail := SearchPath(home, env)
	if all := slices.Concat(front, tail); len(all) > 0 {
		vars["PYTHONPATH"] = strings.Join(all, ":")
	}
	return vars
}

// SearchPath is what stands before and after the environment's own packages on the import path: the tree's folders, then what the
// environment names; the framework that is lent to it comes last.
func SearchPath(home string, env heald.Environment) (front, tail []string) {
	for _, root := range env.ImportRoots {
		front = append(front, path.Join(home, root))
	}
	for _, folder := range strings.Split(env.Vars["PYTHONPATH"], ":") {
		if folder != "" && !slices.Contains(front, folder) {
			front = append(front, folder)
		}
	}
	if env.FrameworkFrom != "" {
		tail = append(tail, env.FrameworkFrom)
	}
	return front, tail
}
