package diagnose

import (
	"fmt"
	"math"
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
	raised  bool  // our own code raised on purpose
	built   bool  // our own code gave a library what it refused
	hits    []hit // where the wrong or refused value comes from
}

func (v *view) examine(last located) finding {
	f := finding{last: last}
	if last.node == nil {
		return f
	}
	f.raised = last.innermost && v.raises(last.node)
	watched := []*language.Node{last.node}
	if f.raised || v.crashes.Refuses(v.told) {
		v.refusal(&f)
		return f
	}
	if f.operand = v.crashes.Operand(v.told, last.node); f.operand.Node != nil {
		f.sources = v.scene().Sources(f.operand.Node)
		watched = []*language.Node{f.operand.Node}
	}
	f.hits = v.follow(watched, len(v.found)-1)
	return f
}

// refusal follows what was refused: of a library what it was given; of our own code what the statement looked at and what it says.
// Where it looked at values of our own alone and only names a client's in what it says, nothing is known for sure.
func (v *view) refusal(f *finding) {
	step := len(v.found) - 1
	f.hits = v.follow(refused(f.last.node), step)
	if !f.raised {
		given := v.follow(given(f.last.node), step)
		from, _ := provenance(given)
		if f.built = from == heald.FromInside && v.crashes.Status(f.last.node) == 0; f.built {
			f.hits = given
		}
		return
	}
	looked := v.follow(lookedAt(f.last.node), step)
	if from, _ := provenance(looked); from != heald.FromInside || flags(looked) {
		return
	}
	if from, _ := provenance(f.hits); from == heald.FromOutside {
		f.hits = append(looked, hit{open: true})
	}
}

// flags says whether a truth or a number is among the values: what is counted or noted depends on more than it is made of.
func flags(hits []hit) bool {
	for _, h := range hits {
		if h.node.Is(language.Bool, language.Number, language.None) {
			return true
		}
	}
	return false
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
	if v.byCause(&d, finding{}) && othersFault(d) {
		d.Why, d.Confidence = errorLine(v.told)+", raised outside of this repository", 0.6
		return d
	}
	d.Nature, d.Advice = heald.NatureUnknown, ""
	d.Abstained = true
	d.Why = "no frame of the trace fits exactly one file of the repository at this commit"
	if v.unread != nil {
		d.Why = "the file that the trace names cannot be read as source: " + v.unread.Error()
		return d
	}
	d.Missing = []string{"the repository or the revision that the trace was made by (`--repo`, `--rev`, `--service`)"}
	return d
}

func (v *view) finish(d *heald.Diagnosis, f finding) {
	d.Places, f.origin = v.places(f)
	d.Wrong = v.wrong(f)
	if v.told.Cut.Start {
		d.Missing = append(d.Missing, "the outer frames of the trace, which are cut off")
	}
	if f.last.site.Match == heald.MatchUnverified {
		if v.byCause(d, f) && othersFault(*d) {
			d.Why, d.Confidence = v.why(*d, f), 0.6
			return
		}
		d.Nature, d.Advice = heald.NatureUnknown, ""
		d.Abstained = true
		d.Why = fmt.Sprintf("the trace's line %d of %s cannot be verified against this commit", f.last.frame.Line, f.last.site.Path)
		d.Missing = append(d.Missing, "the source line that the trace prints is not in that function here: is it the deployed revision (`--rev`)?")
		return
	}
	d.Evidence = v.gather()
	v.judge(d, f)
	d.Confidence = confidence(*d, f)
	d.Why = v.why(*d, f)
}

// othersFault says whether the error alone shows that this code is not to blame, whatever line it came through.
func othersFault(d heald.Diagnosis) bool {
	return d.Nature == heald.NatureDependency || d.Nature == heald.NatureCapacity
}

// confidence grows with what was verified: the line, the expression, the value, its origin.
func confidence(d heald.Diagnosis, f finding) float64 {
	sure := 0.35
	for _, step := range []struct {
		known bool
		adds  float64
	}{
		{f.last.site.Match == heald.MatchExact, 0.2}, {f.last.frame.Column > 0, 0.1}, {f.operand.Node != nil, 0.1},
		{f.operand.Kind != "", 0.05}, {f.origin != nil, 0.05}, {f.origin != nil && f.origin.Score >= scoreFrom, 0.1}, {d.Nature != heald.NatureUnknown, 0.05},
	} {
		if step.known {
			sure += step.adds
		}
	}
	return math.Round(sure*100) / 100
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
