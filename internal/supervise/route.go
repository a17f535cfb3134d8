package supervise

import (
	"slices"
	"strings"
	"sync"
)

// Limits of what hostile clients can make the proxy remember.
const (
	maxRoutes = 200
	maxNames  = 24  // different names at one place of a path, before the place is taken for a value
	maxPlaces = 500 // of all paths
	maxDepth  = 12
	hole      = "{}"
)

// Overflow is the route of requests whose own could not be remembered any more.
const Overflow = "other requests"

// routes gives every request a route: its method and path with ids taken out. Where too many names stand at one place of the path, the
// place is a value too, and what was counted under the names is counted together from then on.
type routes struct {
	mu     sync.Mutex
	places map[string]map[string]bool // the names at a place; nil: it is a value
	number map[string]int             // by route
	names  []string                   // by number
	into   []int                      // the number that a number counts as
}

func newRoutes() *routes {
	return &routes{places: map[string]map[string]bool{}, number: map[string]int{}, names: []string{Overflow}, into: []int{0}}
}

// of is the number of a request's route.
func (r *routes) of(method, path string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !knownMethod(method) {
		return 0
	}
	name, fits := r.name(method, segments(path), maxNames)
	if !fits {
		return 0
	}
	return r.canonical(r.add(name))
}

// name takes the values out of a path. A place gets at most `most` names.
func (r *routes) name(method string, parts []string, most int) (string, bool) {
	prefix := method + " "
	for i, part := range parts {
		if !isValue(part) || i == 0 && len(parts) > 1 && isNumbered(part) {
			names, known := r.places[prefix]
			switch {
			case !known && len(r.places) >= maxPlaces:
				return "", false
			case !known:
				r.places[prefix] = map[string]bool{part: true}
			case names == nil:
				part = hole
			case !names[part] && len(names) >= most:
				r.collapse(prefix)
				part = hole
			default:
				names[part] = true
			}
		} else {
			part = hole
		}
		prefix += "/" + part
	}
	if len(parts) == 0 {
		prefix += "/"
	}
	return prefix, true
}

// collapse makes a place a value, and lets the routes that had names there count as one.
func (r *routes) collapse(prefix string) {
	r.places[prefix] = nil
	for number, name := range slices.Clone(r.names) {
		if r.into[number] != number || !strings.HasPrefix(name, prefix+"/") {
			continue
		}
		method, path, _ := strings.Cut(name, " ")
		if merged, fits := r.name(method, segments(path), maxPlaces); fits && merged != name {
			r.into[number] = r.add(merged)
		}
	}
}

func (r *routes) add(name string) int {
	if number, known := r.number[name]; known {
		return number
	}
	if len(r.names) >= maxRoutes {
		return 0
	}
	number := len(r.names)
	r.number[name], r.names, r.into = number, append(r.names, name), append(r.into, number)
	return number
}

func (r *routes) canonical(number int) int {
	for r.into[number] != number {
		number = r.into[number]
	}
	return number
}

// called is the route that a number counts as, in words.
func (r *routes) called(number int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.names[r.canonical(number)]
}

func knownMethod(method string) bool {
	switch method {
	case "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE":
		return true
	}
	return false
}

// segments of a path, the last one holding nothing of what is deeper than anybody routes.
func segments(path string) []string {
	parts := slices.DeleteFunc(strings.Split(path, "/"), func(s string) bool { return s == "" })
	return parts[:min(len(parts), maxDepth)]
}

// isValue says whether a part of a path names one thing rather than a kind of things: numbers, dates, UUIDs, hashes, addresses, and
// words with a number of more than one digit in them ("SKU-1042", but not "v1" or "oauth2").
func isValue(part string) bool {
	digits, odd := 0, false
	for _, c := range part {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-', c == '_', c == '.':
		default:
			odd = true // escapes, spaces, signs, letters of other scripts: what no developer names a route
		}
	}
	return odd || digits > 1 || digits == len(part) || len(part) > 40
}

// isNumbered knows words that end with a number: the first part of a longer path is called so ("base64", "sha256") rather than a thing.
// Where things do stand there, the place is found to be a value by their number.
func isNumbered(part string) bool {
	word := strings.TrimRight(part, "0123456789")
	return len(word) > 2 && len(part)-len(word) <= 3 && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") == ""
}
