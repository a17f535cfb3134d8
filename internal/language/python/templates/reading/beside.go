package reading

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// families are the errors whose kinds say the same of a value in several ways: what cannot be read, what is not there, what cannot be
// computed. Errors of the system are none: a file that is missing and one that nobody may read are two things.
var families = []string{"ValueError", "LookupError", "ArithmeticError"}

// ofValues are errors of the standard library that are ValueErrors.
var ofValues = []string{"binascii.Error", "json.JSONDecodeError", "json.decoder.JSONDecodeError", "JSONDecodeError", "UnicodeDecodeError", "UnicodeEncodeError",
	"ipaddress.AddressValueError", "ipaddress.NetmaskValueError", "tomllib.TOMLDecodeError"}

// builtin are the errors that can be named without an import.
var builtin = []string{"UnicodeDecodeError", "UnicodeEncodeError", "UnicodeError", "ValueError", "KeyError", "IndexError", "ZeroDivisionError", "OverflowError", "FloatingPointError"}

// Beside lets the handler beside a failing statement answer this error too: the try was written for values that the statement cannot take,
// and answers another error of the same family. Only the first statement counts: for which of several a handler is, nobody says.
func Beside(scene *language.Scene) []language.Proposal {
	crashed := scene.Incident.ErrorType
	stmt := writing.Statement(scene.Failing)
	if stmt == nil || !slices.Contains(builtin, crashed) || !stmt.Parent.Is(language.Block) || !stmt.Parent.Parent.Is(language.Try) || stmt.Parent.Children[0] != stmt {
		return nil
	}
	family := familyOf(scene, crashed)
	if family == "" {
		return nil
	}
	var found []language.Proposal
	for _, handler := range stmt.Parent.Parent.Children {
		caught := caughtBy(handler)
		score := answers(scene, handler)
		if caught == nil || score == 0 || !ofFamily(scene, caught, family) {
			continue
		}
		text := "(" + caught.Text() + ", " + crashed + ")"
		if caught.Is(language.Tuple, language.Paren) {
			text = strings.TrimRight(strings.TrimSuffix(caught.Text(), ")"), ", \n") + ", " + crashed + ")"
		}
		found = append(found, language.Proposal{
			Edits: []language.Edit{language.Replace(caught, text)}, Value: "handled as " + caught.Text(), Score: score,
			Why:      "the handler beside it answers what `" + stmt.Text() + "` cannot take; " + crashed + " says the same of it",
			Evidence: []heald.Evidence{language.Cite("code", handler, "another error of the same statement is answered so", score)},
		})
	}
	return found
}

// caughtBy is what a handler names, or nil.
func caughtBy(handler *language.Node) *language.Node {
	if !handler.Is(language.Handler) {
		return nil
	}
	caught := handler.Child(language.RoleType)
	if caught != nil && caught.Raw == "as_pattern" && len(caught.Children) > 0 {
		caught = caught.Children[0]
	}
	return caught
}

// ofFamily says whether all that a handler names are errors of the family.
func ofFamily(scene *language.Scene, caught *language.Node, family string) bool {
	names := []*language.Node{caught}
	if caught.Bare().Is(language.Tuple) {
		names = caught.Bare().Children
	}
	return len(names) > 0 && !slices.ContainsFunc(names, func(n *language.Node) bool { return familyOf(scene, n.Text()) != family })
}

func familyOf(scene *language.Scene, name string) string {
	if slices.Contains(ofValues, name) {
		return "ValueError"
	}
	if strings.Contains(name, ".") {
		return ""
	}
	for _, above := range append([]string{name}, scene.Program.Support.Crashes.Parents(name)...) {
		if slices.Contains(families, above) {
			return above
		}
	}
	return ""
}

// answers says how surely a handler answers a bad value: it refuses it, or returns what stands for it. 0: it does something else.
func answers(scene *language.Scene, handler *language.Node) float64 {
	body := writing.First(handler, language.Block)
	if body == nil {
		return 0
	}
	last := body.Children[len(body.Children)-1]
	switch {
	case last.Is(language.Raise) && len(last.Children) > 0, last.Is(language.Return) && scene.Program.Support.Crashes.Status(last)/100 == 4:
		return 0.76
	case last.Is(language.Return) && len(last.Children) > 0:
		return 0.62
	}
	return 0
}
