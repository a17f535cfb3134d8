package diagnose

import "github.com/heald-dev/heald"

// choose picks the exception of a chain or group that tells the story: an error that our code raised anew while it handled
// another one ("raise X from err") says less than the error it hides.
func (v *view) choose() {
	e := deepest(v.Incident.Exception, v.ours)
	v.told, v.found = e, v.locate(e)
	for _, cause := range e.Causes {
		if len(v.found) > 0 && !v.rewraps(cause) {
			break
		}
		if found := v.locate(cause); len(found) > 0 {
			outer := v.told
			v.wrapper, v.told, v.found = &outer, cause, join(v.found, found)
		}
	}
	if v.crashes.Classify(v.told) == "infinite_recursion" {
		v.found = circle(v.found)
	}
}

// circle cuts what was called last: where the stack ran out is chance, the functions that stand on it again and again are not.
func circle(found []located) []located {
	times := map[string]int{}
	for _, l := range found {
		times[l.site.Path+":"+l.site.Function] += 1 + l.frame.Repeated
	}
	for i := len(found) - 1; i >= 0; i-- {
		if times[found[i].site.Path+":"+found[i].site.Function] > 1 {
			return found[:i+1]
		}
	}
	return found
}

// ours says whether a trace has frames in the repository.
func (v *view) ours(e heald.Exception) bool { return len(v.locate(e)) > 0 }

// deepest walks into exception groups: the first member with frames of ours.
func deepest(e heald.Exception, ours func(heald.Exception) bool) heald.Exception {
	for _, m := range e.Members {
		if inner := deepest(m, ours); ours(inner) {
			return inner
		}
	}
	return e
}

// rewraps says whether the told exception was raised by our own code as a consequence of cause: its innermost frame is ours
// and raises. What fails by itself while another error is handled is a story of its own.
func (v *view) rewraps(cause heald.Exception) bool {
	last := v.found[len(v.found)-1]
	return last.innermost && last.node != nil && v.raises(last.node) && len(v.locate(cause)) > 0
}

// join puts the callers of the wrapper before the frames of its cause, which begin where the cause was caught.
func join(outer, inner []located) []located {
	for i, o := range outer {
		if o.site.Path == inner[0].site.Path && o.site.Function == inner[0].site.Function {
			return append(append([]located(nil), outer[:i]...), inner...)
		}
	}
	return inner
}
