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

// burden is what speaks against a find. A request that a client can send is what production saw: it is worth more than a call of the code
// behind it, unless much has to be arranged for it.
func (w *walk) burden(f language.Find) int {
	total := map[string]int{"command": 80, "startup": 40, "handler": -6, "scene": 20}[f.Drive.Kind]
	total += 4 * f.Level
	if f.Level > w.outermostPlace() {
		total += 50
	}
	if w.invented(f) {
		total += 100
	}
	for _, doubt := range []struct {
		holds  bool
		weight int
	}{{f.Made, 10}, {f.Hollow, 9}, {f.Contrary, 40}, {f.Bare, 30}} {
		if doubt.holds {
			total += doubt.weight
		}
	}
	for _, statement := range f.Drive.Setup {
		total += 2
		if left, _, assigned := strings.Cut(statement, " = "); assigned && strings.Contains(left, ".") && f.Drive.Kind != "handler" {
			total += 12 // no user of the object does so
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
	level := len(w.in.Diagnosis.Sites) - 1
	places := slices.Clone(w.in.Diagnosis.Places)
	if origin := w.in.Diagnosis.Wrong.Origin; origin != nil {
		places = append(places, heald.Place{Path: origin.Path, Line: origin.Line, Function: origin.Function, Score: 1})
	}
	for _, p := range places {
		if p.Score > places[0].Score/2 {
			level = min(level, w.reaches(p))
		}
	}
	return level
}

// reaches is the innermost site from which a place is run: the site of its own function, or the one that calls it. A place that no site is
// seen to run counts for nothing.
func (w *walk) reaches(p heald.Place) int {
	sites := w.in.Diagnosis.Sites
	for i := len(sites) - 1; i >= 0; i-- {
		if sites[i].Path == p.Path && sites[i].Function == p.Function {
			return i
		}
	}
	for i := len(sites) - 1; i >= 0; i-- {
		if w.calls(sites[i], p.Function) {
			return i
		}
	}
	return len(sites) - 1
}

// calls says whether a site's function calls another by its name, or makes an object whose constructor it is.
func (w *walk) calls(s heald.Site, called string) bool {
	f := w.program.Func(s.Path, s.Function)
	if f == nil || called == "" {
		return false
	}
	wanted := []string{name(called)}
	if owner, method, found := strings.Cut(called, "."); found && strings.HasPrefix(method, "__") {
		wanted = append(wanted, owner)
	}
	return slices.ContainsFunc(f.Node.All(language.Call), func(c *language.Node) bool {
		return slices.Contains(wanted, c.Child(language.RoleCallee).Last())
	})
}

// invented says whether the input was made up at the crashing function itself, with nobody shown to pass it. A drive from an outer frame
// shows it, and so does a value that the log, a test, a call site or a declaration gives.
func (w *walk) invented(f language.Find) bool {
	if f.Drive.Kind != "function" && f.Drive.Kind != "method" {
		return false
	}
	if f.Level < len(w.in.Diagnosis.Sites)-1 && !f.Made || w.in.Diagnosis.Provenance == heald.FromOutside || w.in.Diagnosis.Provenance == heald.FromPeer {
		return false // what comes from outside may be anything of its form
	}
	made := f.Made || slices.ContainsFunc(f.Drive.Args, func(a heald.Arg) bool { return a.From == "search" })
	return made && !w.passedOn(f.Hollow || f.Contrary)
}

// passedOn says whether the caller in the trace hands on what it takes from outside. Unless only the nearest counts, what it was given itself is
// followed to its own caller.
func (w *walk) passedOn(near bool) bool {
	sites := w.in.Diagnosis.Sites
	for n := len(sites) - 2; n >= 0; n-- {
		taken, given := w.handed(sites[n])
		if taken || !given || near {
			return taken
		}
	}
	return false
}

// handed says whether the call at a site hands on what its function takes from outside, or else what it was given itself.
func (w *walk) handed(s heald.Site) (taken, given bool) {
	if w.support.Drivers.Outside(s.Expression) {
		return true, false
	}
	tree := w.tree(s.Path)
	if tree == nil || s.Start >= s.End {
		return false, false
	}
	scope := tree.Root
	if function := w.program.Func(s.Path, s.Function); function != nil {
		scope = function.Node
	}
	known := map[string]bool{}
	for _, p := range language.Parameters(scope) {
		known[p.Name] = p.Name != language.Receiver(scope)
	}
	for names := tree.At(s.Start, s.End).All(language.Name); len(names) > 0; {
		name := names[0].Name
		names = names[1:]
		given = given || known[name]
		if _, seen := known[name]; seen {
			continue
		}
		known[name] = false
		for _, d := range language.Definitions(scope, name) {
			for _, source := range []*language.Node{d.Value, d.From} {
				if w.support.Drivers.Outside(source.Text()) {
					return true, false
				}
				names = append(names, source.All(language.Name)...)
			}
		}
	}
	return false, given
}

func (w *walk) tree(file string) *language.Tree {
	tree, err := w.program.Tree(file)
	if err != nil {
		return nil
	}
	return tree
}

// origins lists where a drive's inputs came from, each once.
func origins(d heald.Drive) []string {
	found := []string{}
	for _, a := range d.Args {
		if !slices.Contains(found, a.From) {
			found = append(found, a.From)
		}
	}
	switch {
	case d.Kind == "scene":
		found = []string{"test"}
	case len(found) == 0:
		found = append(found, "trace")
	}
	slices.Sort(found)
	return found
}
