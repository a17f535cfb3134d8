package reproduce

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
)

// judged keeps the finds that failed as production did, by the stage's own eye.
func (w *walk) judged(finds []language.Find) []language.Find {
	var kept []language.Find
	for _, f := range finds {
		if f.Level < 0 || f.Level >= len(w.in.Diagnosis.Sites) {
			continue
		}
		if why := w.alike(f.Observed); why != "" {
			w.fail("an input failed nearly as production did, but " + why)
			continue
		}
		kept = append(kept, f)
	}
	if len(kept) > 0 {
		w.failed = nil
	}
	return kept
}

// alike says in what an observed crash differs from production's, or nothing.
func (w *walk) alike(observed heald.Exception) string {
	want := w.in.Incident.Exception
	if name(observed.ErrorType) != name(want.ErrorType) {
		return fmt.Sprintf("it raised %s instead of %s", observed.ErrorType, want.ErrorType)
	}
	frames := slices.DeleteFunc(inApp(observed.Frames), w.ofATest)
	if len(frames) == 0 {
		return "it was raised outside the service's code"
	}
	if w.cycles(want) {
		return w.sameCycle(frames)
	}
	if got, expected := w.normal(observed), w.normal(want); !strings.EqualFold(got, expected) {
		return fmt.Sprintf("the message was %q instead of %q", shorten(observed.Message), shorten(want.Message))
	}
	if word := w.lacks(observed); word != "" {
		return fmt.Sprintf("the message was %q, without production's %q", shorten(observed.Message), shorten(word))
	}
	return w.samePlace(frames)
}

// ofATest says whether a frame is a test's or its helpers', where the trace has none of such: it stands where production's own entry stood.
func (w *walk) ofATest(f heald.Frame) bool {
	return w.support.IsTest(f.File) && !slices.ContainsFunc(w.in.Diagnosis.Sites, func(s heald.Site) bool { return s.Path == f.File })
}

// cycles says whether the error is raised wherever a recursion happens to end.
func (w *walk) cycles(e heald.Exception) bool { return w.classed(e, "infinite_recursion") }

func (w *walk) classed(e heald.Exception, class heald.Class) bool {
	return w.support.Crashes != nil && w.support.Crashes.Classify(e) == class
}

// sameCycle asks that the frames at the end of the recursion are functions of the trace.
func (w *walk) sameCycle(frames []heald.Frame) string {
	known := map[string]bool{}
	for _, s := range w.in.Diagnosis.Sites {
		known[s.Path+":"+name(s.Function)] = true
	}
	tail, hits := frames[max(0, len(frames)-20):], 0
	for _, f := range tail {
		if known[f.File+":"+name(f.Function)] {
			hits++
		}
	}
	if hits*2 < len(tail) {
		return "another recursion ran too deep"
	}
	return ""
}

// samePlace compares the frames from the innermost outward, then the failing line and expression.
func (w *walk) samePlace(frames []heald.Frame) string {
	inner, site := frames[len(frames)-1], *w.in.Diagnosis.Last()
	named, sites := namedFrames(frames), w.namedSites()
	for i := 1; i <= min(len(named), len(sites)); i++ {
		f, s := named[len(named)-i], sites[len(sites)-i]
		if f.File != path.Clean(s.Path) || !fits(f.Function, s.Function) {
			return fmt.Sprintf("it came through %s in %s instead of %s in %s", f.Function, f.File, s.Function, s.Path)
		}
	}
	if inner.Line != site.Line && !w.sameExpression(inner) {
		return fmt.Sprintf("it was raised in line %d instead of %d of %s", inner.Line, site.Line, site.Path)
	}
	if marked := w.marked(); marked != "" && inner.Marked != "" && squeezed(inner.Marked) != squeezed(marked) {
		return fmt.Sprintf("%q failed instead of %q", shorten(inner.Marked), shorten(marked))
	}
	return ""
}

// squeezed is what is marked in the first line, without spaces: some interpreters show no more of an expression of several lines.
func squeezed(marked string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(marked), "\n")
	return strings.Join(strings.Fields(first), "")
}

// namedFrames leaves out the anonymous code inside functions: interpreters differ in whether it has frames.
func namedFrames(frames []heald.Frame) []heald.Frame {
	return slices.DeleteFunc(slices.Clone(frames), func(f heald.Frame) bool {
		return strings.HasPrefix(f.Function, "<") && f.Function != "<module>"
	})
}

// namedSites does the same to sites, which carry the name of the function around: those whose frame in the trace has no name are left out.
func (w *walk) namedSites() []heald.Site {
	frames := w.in.Incident.Exception.Frames
	var found []heald.Site
	for _, s := range w.in.Diagnosis.Sites {
		at := slices.IndexFunc(frames, func(f heald.Frame) bool { return f.Line == s.Line && path.Base(f.File) == path.Base(s.Path) })
		if at >= 0 {
			anonymous := strings.HasPrefix(frames[at].Function, "<") && s.Function != ""
			if frames = frames[at+1:]; anonymous {
				continue
			}
		}
		found = append(found, s)
	}
	return found
}

// sameExpression holds for a statement of several lines, where interpreters differ in the line that they blame.
func (w *walk) sameExpression(f heald.Frame) bool {
	return f.Marked != "" && squeezed(f.Marked) == squeezed(w.marked())
}

// marked is the failing sub-expression as the trace's caret line shows it.
func (w *walk) marked() string {
	last := w.in.Incident.Exception.Innermost()
	for i := len(w.in.Incident.Exception.Frames) - 1; i >= 0; i-- {
		if f := w.in.Incident.Exception.Frames[i]; path.Base(f.File) == path.Base(w.in.Diagnosis.Last().Path) {
			last = &f
			break
		}
	}
	if last == nil {
		return ""
	}
	return last.Marked
}

// fits compares a frame's function with a site's: anonymous code belongs to the function around it.
func fits(frame, site string) bool {
	n := name(frame)
	return strings.HasPrefix(n, "<") || n == name(site)
}

func inApp(frames []heald.Frame) []heald.Frame {
	var found []heald.Frame
	for _, f := range frames {
		if f.InApp {
			found = append(found, f)
		}
	}
	return found
}

func (w *walk) normal(e heald.Exception) string {
	message := w.support.Drivers.Plain(e, w.line())
	if w.Normalise == nil {
		return message
	}
	return w.Normalise(w.in.Incident.Language, e.ErrorType, message)
}

// line is the source line that failed.
func (w *walk) line() string {
	last := w.in.Diagnosis.Last()
	tree := w.tree(last.Path)
	if tree == nil {
		return ""
	}
	return tree.Line(last.Line)
}

func name(dotted string) string { return dotted[strings.LastIndexByte(dotted, '.')+1:] }

// shorten keeps of a text what a reason or a quote has room for.
func shorten(text string) string { return show.Short(text, 120) }

// red finds in a report the one test that failed as production did; else it says why there is none.
func (w *walk) red(report language.TestReport, file string) (*heald.Exception, string) {
	if report.Broken != "" {
		return nil, "the test could not be judged: " + shorten(report.Broken)
	}
	if len(report.Tests) != 1 {
		return nil, fmt.Sprintf("the framework ran %d tests instead of one", len(report.Tests))
	}
	t := report.Tests[0]
	if t.Passed || t.Raised == nil {
		return nil, "the written test does not fail"
	}
	raised := []heald.Exception{*t.Raised}
	if w.in.Diagnosis.Told != nil { // what is raised anew while the crash is handled carries the crash
		raised = slices.Concat(raised, t.Raised.Causes, t.Raised.Members)
	}
	var why string
	for _, r := range raised {
		observed := r
		observed.Frames = slices.DeleteFunc(slices.Clone(r.Frames), func(f heald.Frame) bool { return f.File == file })
		differs := w.alike(observed)
		if differs == "" {
			return &observed, ""
		}
		why = cmp.Or(why, differs)
	}
	return nil, "the written test fails differently: " + why
}
