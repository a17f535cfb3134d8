// Package triage turns what services say into incidents: which exception of a log to work on, what it has in common with
// others, and the text around it.
//
// # What a fingerprint is made of
//
// Two signals are one incident when the same change would mend both. So the fingerprint of an exception is made of its root
// story: the exception of the chain where our own code went wrong first, by
//   - language and error type (its last name, since import paths differ between deployments),
//   - the message with its values taken out (NormaliseMessage), unless the failing line composes the message itself,
//   - the innermost two in-app frames, each by file, function and printed code, never by line.
//
// Two frames: the failing line alone would throw together all wrong calls of one helper; the whole stack, as Sentry hashes it,
// would split one bug by the entry points that reach it. Library frames count only where there are no in-app frames. A file is
// named relative to the folder that all in-app frames of the trace share, so that neither the place of deployment nor a fellow
// with the same base name in another package matters. Recursion is the set of the functions that recur, wherever the limit hit.
//
// In a chain an error raised from another ("direct cause", or "during handling" by a raise statement) only carries the story on;
// an error that happened while another was being handled is a story of its own. An exception group is the set of its members.
package triage

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
)

const (
	storyFrames = 2
	maxGroups   = 8 // nesting of exception groups that is looked into
)

// Fingerprint returns 16 hexadecimal digits that are equal for exceptions that share a cause. They survive edits elsewhere in
// the files, other deployment paths and other values.
func Fingerprint(e heald.Exception) string {
	return fingerprint(e, 0)
}

func fingerprint(e heald.Exception, depth int) string {
	story := root(e)
	parts := []string{story.Language, shortType(story.ErrorType)}
	if depth < maxGroups && len(story.Members) > 0 {
		var members []string
		for _, m := range story.Members {
			members = append(members, fingerprint(m, depth+1))
		}
		slices.Sort(members)
		return digest(append(parts, slices.Compact(members)...))
	}
	shared := sharedFolder(e)
	if circle := recursion(story, shared); len(circle) > 0 {
		return digest(append(parts, circle...))
	}
	parts = append(parts, message(story))
	for i, f := range storyOf(story) {
		parts = append(parts, place(f, shared), code(f.Code))
		if i == 0 {
			parts = append(parts, code(f.Marked))
		}
	}
	return digest(parts)
}

func digest(parts []string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// root walks from the exception towards its causes as long as each only carries the one before it on, and returns the last one
// that has frames of ours.
func root(e heald.Exception) heald.Exception {
	best, last := e, e
	for _, c := range e.Causes {
		if last.Handling && !carries(last, c) {
			break
		}
		if inApp(c) || !inApp(best) {
			best = c
		}
		last = c
	}
	return best
}

// carries says of an exception that came while cause was being handled whether it only passes the cause on: it was raised by a
// raise statement (or one that is not printed) of the function that caught the cause.
func carries(e, cause heald.Exception) bool {
	f := e.Innermost()
	if f == nil || len(cause.Frames) == 0 {
		return true
	}
	catcher := cause.Frames[0]
	return f.Function == catcher.Function && f.File == catcher.File && (f.Code == "" || strings.HasPrefix(f.Code, "raise") || strings.HasPrefix(f.Code, "throw "))
}

func inApp(e heald.Exception) bool {
	return lastInApp(e.Frames) != nil || slices.ContainsFunc(e.Members, func(m heald.Exception) bool { return inApp(root(m)) })
}

func lastInApp(frames []heald.Frame) *heald.Frame {
	for i := len(frames) - 1; i >= 0; i-- {
		if frames[i].InApp {
			return &frames[i]
		}
	}
	return nil
}

// storyOf returns the frames that tell one cause from another, innermost first.
func storyOf(e heald.Exception) []heald.Frame {
	ours := lastInApp(e.Frames) != nil
	var out []heald.Frame
	for _, f := range withoutComprehensions(e.Frames) {
		if ours && !f.InApp {
			continue
		}
		if n := len(out); n > 0 && out[n-1].File == f.File && out[n-1].Function == f.Function && out[n-1].Code == f.Code {
			continue // the same call again
		}
		if out = append(out, f); len(out) == storyFrames {
			break
		}
	}
	return out
}

// withoutComprehensions returns the frames, innermost first, with each comprehension taken for a part of its function.
func withoutComprehensions(frames []heald.Frame) []heald.Frame {
	var out []heald.Frame
	var inner *heald.Frame // a comprehension, whose line its function's frame repeats
	for i := len(frames) - 1; i >= 0; i-- {
		f := frames[i]
		if comprehensions[f.Function] && i > 0 && frames[i-1].File == f.File {
			if inner == nil {
				inner = &f
			}
			continue
		}
		if inner != nil {
			f.Code, f.Marked = inner.Code, inner.Marked
			inner = nil
		}
		out = append(out, f)
	}
	return out
}

// comprehensions are frames of their own until Python 3.11 and none after.
var comprehensions = map[string]bool{"<listcomp>": true, "<dictcomp>": true, "<setcomp>": true}

// recursion returns the functions that recur when the stack ran out, sorted; the frames at the very end are where the limit
// happened to hit.
func recursion(e heald.Exception, shared string) []string {
	switch shortType(e.ErrorType) {
	case "RecursionError", "StackOverflowError", "RangeError", "fatal error":
	default:
		return nil
	}
	type function struct{ file, name string }
	count := map[function]int{}
	for _, f := range e.Frames {
		if f.InApp {
			count[function{f.File, f.Function}] += 1 + f.Repeated
		}
	}
	most := 0
	for _, n := range count {
		most = max(most, n)
	}
	var out []string
	for f, n := range count {
		if n >= 3 && n*4 >= most {
			out = append(out, place(heald.Frame{File: f.file, Function: f.name, InApp: true}, shared))
		}
	}
	slices.Sort(out)
	return out
}

// sharedFolder returns the folder that all in-app files of the trace lie in.
func sharedFolder(e heald.Exception) string {
	shared, any := "", false
	visit(e, 0, func(f heald.Frame) {
		if !f.InApp {
			return
		}
		dir := path.Dir(path.Clean(slashes(f.File)))
		if !any {
			shared, any = dir, true
		}
		for shared != dir && !strings.HasPrefix(dir, shared+"/") && shared != "." && shared != "/" {
			shared = path.Dir(shared)
		}
	})
	return shared
}

func visit(e heald.Exception, depth int, do func(heald.Frame)) {
	if depth > maxGroups {
		return
	}
	for _, f := range e.Frames {
		do(f)
	}
	for _, c := range slices.Concat(e.Causes, e.Members) {
		visit(c, depth+1, do)
	}
}

var (
	buildHash = regexp.MustCompile(`[.-][0-9a-fA-F]{6,}\b`)
	closure   = regexp.MustCompile(`(func|lambda\$\w+\$|gowrap)\d+(?:\.\d+)*`)
	proxy     = regexp.MustCompile(`\$\$\w+`)
	library   = regexp.MustCompile(`^.*/(?:site-packages|dist-packages|node_modules|lib/python[0-9.]+|pkg/mod|src)/`)
)

// place names a frame's function without what changes from build to build.
func place(f heald.Frame, shared string) string {
	name := closure.ReplaceAllString(f.Function, "$1")
	file := path.Clean(slashes(f.File))
	if f.Module != "" && packaged[path.Ext(file)] {
		return proxy.ReplaceAllString(f.Module, "") + "#" + name
	}
	if f.InApp && shared != "." && shared != "/" {
		file = strings.TrimPrefix(file, shared)
	} else if !f.InApp {
		file = library.ReplaceAllString(file, "")
	}
	file = strings.TrimLeft(file, "./")
	if parts := strings.Split(file, "/"); len(parts) > 2 {
		file = strings.Join(parts[len(parts)-2:], "/")
	}
	return buildHash.ReplaceAllString(file, "") + "#" + name
}

// packaged are the languages whose traces name the package, which no deployment changes.
var packaged = map[string]bool{".java": true, ".kt": true, ".go": true}

func slashes(file string) string {
	return strings.ReplaceAll(strings.TrimPrefix(file, "file://"), `\`, "/")
}

// code makes printed code independent of its spacing.
func code(s string) string { return strings.Join(strings.Fields(s), " ") }

// shortType is the last name of an error's type: "app.errors.Refused" is "Refused".
func shortType(t string) string {
	return t[strings.LastIndexAny(t, ".$")+1:]
}

// message returns the part of the fingerprint that the message is. A raise statement with a literal composes the message there:
// what the literal does not say is a value. And a key that the failing line does not spell out is a value too.
func message(e heald.Exception) string {
	f := e.Innermost()
	if f != nil && f.InApp && f.Code != "" {
		if strings.HasPrefix(f.Code, "raise ") && strings.ContainsAny(f.Code, `"'`) {
			return ""
		}
		if key := strings.Trim(e.Message, `'"`); shortType(e.ErrorType) == "KeyError" && !strings.Contains(f.Code+f.Marked, key) {
			return "<v>"
		}
	}
	return NormaliseMessage(e.Language, e.ErrorType, e.Message)
}

// Choose returns the exception of a log to work on: the last one that has frames of ours, preferring one whose error line is
// there, and of those that share its fingerprint the most complete. It returns false when there is none.
func Choose(es []heald.Exception) (heald.Exception, bool) {
	pool := es
	for _, want := range []func(heald.Exception) bool{
		func(e heald.Exception) bool { return inApp(root(e)) || inApp(e) },
		func(e heald.Exception) bool { return !e.Cut.End },
	} {
		if kept := slices.Collect(filter(pool, want)); len(kept) > 0 {
			pool = kept
		}
	}
	if len(pool) == 0 {
		return heald.Exception{}, false
	}
	last := pool[len(pool)-1]
	if len(pool) == 1 {
		return last, true
	}
	wanted, best := Fingerprint(last), last
	for i := len(pool) - 2; i >= 0; i-- {
		if completeness(pool[i]) > completeness(best) && Fingerprint(pool[i]) == wanted {
			best = pool[i]
		}
	}
	return best, true
}

func filter(es []heald.Exception, keep func(heald.Exception) bool) func(func(heald.Exception) bool) {
	return func(yield func(heald.Exception) bool) {
		for _, e := range es {
			if keep(e) && !yield(e) {
				return
			}
		}
	}
}

// completeness orders traces by how much of the event they tell.
func completeness(e heald.Exception) int {
	n := 0
	if !e.Cut.End {
		n += 4
	}
	if !e.Cut.Start {
		n += 2
	}
	if f := lastInApp(e.Frames); f != nil && f.Code != "" {
		n++
	}
	return n
}
