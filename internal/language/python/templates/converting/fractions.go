package converting

import (
	"regexp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var fraction = regexp.MustCompile(`invalid literal for int\(\) with base 10: '\s*[+-]?\d*\.\d+\s*'$`)

// Fractions reads a count of units that is no whole number, as in "1.5 KB": the product is what has to be whole. Whether it is cut off
// or rounded is a question for a person, so that neither is sure.
func Fractions(scene *language.Scene) []language.Proposal {
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Child(language.RoleCallee).Text() == "int"
	})
	if call == nil || !fraction.MatchString(scene.Incident.Message) {
		return nil
	}
	args, product := call.Child(language.RoleArgs), call
	for product.Parent.Is(language.Binary) && product.Parent.Name == "*" {
		product = product.Parent
	}
	if product == call || !args.Is(language.Args) || len(args.Children) != 1 {
		return nil
	}
	before, behind := call.Start-product.Start, call.Child(language.RoleCallee).End-product.Start
	text := product.Text()[:before] + "float" + product.Text()[behind:]
	var found []language.Proposal
	for _, whole := range []string{"int", "round"} {
		found = append(found, language.Proposal{
			Edits: []language.Edit{language.Replace(product, whole+"("+text+")")}, Value: whole + "(" + text + ")", Score: 0.5, Why: "the amount need not be a whole number of units",
			Evidence: []heald.Evidence{language.Cite("code", product, "only the product has to be whole", 0.5)},
		})
	}
	return found
}
