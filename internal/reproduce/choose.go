package reproduce

import (
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// rank orders finds by how good a test they make. A test has to reach the place that is to be mended, and should need little.
func (w *walk) rank(finds []language.Find) []language.Find {
	finds = slices.DeleteFunc(finds, func(f language.Find) bool { return !f.Escaped })
	slices.SortStableFunc(finds, func(a, b language.Find) int { return w.burden(a) - w.burden(b) })
	return finds
}

// burden is what speaks against a find.
func (w *walk) burden(f language.Find) int {
	total := map[string]int{"command": 60, "startup": 40, "handler": 12}[f.Drive.Kind]
	total += 4 * f.Level
	if f.Level > w.outermostPlace() {
		total += 50
	}
	if w.invented(f) {
		total += 100
	}
	for _, statement := range f.Drive.Setup {
		total += 2
		if left, _, assigned := strings.Cut(statement, " = "); assigned && strings.Contains(left, "._") {
			total += 10
		}
	}
	for _, text := range w.support.Drivers.Texts(f.Drive) {
		if w.isData(text) {
			total += 25
		}
	}
	return total + w.length(f.Drive)/120
}

func (w *walk) length(d heald.Drive) int {
	n := len(d.Receiver)
	for _, a := range d.Args {
		n += len(a.Expr)
	}
	for _, s := range d.Setup {
		n += len(s)
	}
	return n
}

// isData says whether a text names a data file of the repository: a test should not hang on what operators edit.
func (w *walk) isData(text string) bool {
	_, found := slices.BinarySearch(w.hunt.Data, path.Join(w.in.Checkout.Path, text))
	return found && text != ""
}

// outermostPlace is the innermost site that still has every likely wrong line at it or further in: a test that enters deeper would stay red
// when the fault is mended where it is.
func (w *walk) outermostPlace() int {
	sites := w.in.Diagnosis.Sites
	level := len(sites) - 1
	places := slices.Clone(w.in.Diagnosis.Places)
	if origin := w.in.Diagnosis.Wrong.Origin; origin != nil {
		places = append(places, heald.Place{Path: origin.Path, Line: origin.Line, Function: origin.Function, Score: 1})
	}
	for _, p := range places {
		if len(places) > 0 && p.Score < places[0].Score/2 {
			continue
		}
		if at := slices.IndexFunc(sites, func(s heald.Site) bool { return s.Path == p.Path && s.Function == p.Function }); at >= 0 {
			level = min(level, at)
		}
	}
	return level
}

// invented says whether the input was made up at the crashing function itself, with nobody shown to pass it. A drive from an outer frame
// shows it, and so does a value that the log, a test, a call site or a declaration gives.
func (w *walk) invented(f language.Find) bool {
	if f.Drive.Kind != "function" && f.Drive.Kind != "method" {
		return false
	}
	if f.Level < len(w.in.Diagnosis.Sites)-1 || w.in.Diagnosis.Provenance == heald.FromOutside || w.in.Diagnosis.Provenance == heald.FromPeer {
		return false // what comes from outside may be anything of its form
	}
	return slices.ContainsFunc(f.Drive.Args, func(a heald.Arg) bool { return a.From == "search" })
}

// origins lists where a drive's inputs came from, each once.
func origins(d heald.Drive) []string {
	found := []string{}
	for _, a := range d.Args {
		if !slices.Contains(found, a.From) {
			found = append(found, a.From)
		}
	}
	if len(found) == 0 {
		found = append(found, "trace")
	}
	slices.Sort(found)
	return found
}
