package diagnose

import (
	"fmt"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// finding is what is known of the innermost site.
type finding struct {
	last    located
	operand language.Operand
	sources []language.Source
	origin  *heald.Place
}

func (v *view) examine(last located) finding {
	f := finding{last: last}
	if last.node == nil {
		return f
	}
	f.operand = v.crashes.Operand(v.told, last.node)
	if f.operand.Node != nil {
		f.sources = v.scene().Sources(f.operand.Node)
	}
	return f
}

// scene is the trace as the port's data flow reads it.
func (v *view) scene() *language.Scene {
	s := &language.Scene{Program: v.program, Incident: v.Incident}
	for _, l := range v.found {
		if l.node != nil {
			s.Steps = append(s.Steps, language.Step{Func: l.fn, Node: l.node})
		}
	}
	if n := len(s.Steps); n > 0 {
		s.Function, s.Failing = s.Steps[n-1].Func, s.Steps[n-1].Node
	}
	return s
}

// nowhere is the answer when no frame fits the repository.
func (v *view) nowhere(d heald.Diagnosis) heald.Diagnosis {
	d.Abstained = true
	d.Why = "no frame of the trace fits exactly one file of the repository at this commit"
	d.Missing = []string{"the repository or the revision that the trace was made by (`--repo`, `--rev`, `--service`)"}
	return d
}

func (v *view) finish(d *heald.Diagnosis, f finding) {
	d.Wrong = v.wrong(f)
	d.Places = v.places(f)
	if f.last.site.Match == heald.MatchUnverified {
		d.Abstained = true
		d.Why = fmt.Sprintf("the trace's line %d of %s cannot be verified against this commit", f.last.frame.Line, f.last.site.Path)
		d.Missing = []string{"the source line that the trace prints is not in that function here: is it the deployed revision (`--rev`)?"}
		return
	}
	d.Nature, d.Provenance = heald.NatureCodeBug, heald.FromInside
	d.Why = fmt.Sprintf("%s in `%s` (%s:%d)", v.told.ErrorType, d.Last().Expression, d.Last().Path, d.Last().Line)
	d.Confidence = 0.6
}

func (v *view) wrong(f finding) heald.Wrong {
	w := heald.Wrong{Kind: f.operand.Kind, Value: f.operand.Value, Origin: f.origin}
	if f.operand.Node == nil {
		return w
	}
	w.Expression = shorten(f.operand.Node.Text())
	w.Names = names(f)
	return w
}

// names collects what the same value is called along the way, nearest first.
func names(f finding) []string {
	var found []string
	add := func(n *language.Node) {
		name := n.Last()
		if name == "" || strings.ContainsAny(name, "\n") {
			return
		}
		for _, have := range found {
			if have == name {
				return
			}
		}
		found = append(found, name)
	}
	add(f.operand.Node)
	for _, s := range f.sources {
		if s.Node.Is(language.Name, language.Attribute, language.Index) && s.Depth <= 4 {
			add(s.Node)
		}
	}
	return found
}

func (v *view) places(f finding) []heald.Place {
	var places []heald.Place
	for i := len(v.found) - 1; i >= 0; i-- {
		p := v.found[i].site.Place
		p.Score, p.Why = 0.9, "the line that crashed"
		if i < len(v.found)-1 {
			p.Score, p.Why = 0.4/float64(len(v.found)-i), "a caller along the trace"
		}
		places = append(places, p)
	}
	return places
}
