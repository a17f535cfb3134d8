package templates

import (
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// ownClock asks the repository's own clock for the time where the code asks the system for one without a zone.
func ownClock(scene *language.Scene) []language.Proposal {
	if !strings.Contains(scene.Incident.Message, "offset-naive and offset-aware") {
		return nil
	}
	var found []language.Proposal
	for _, step := range scene.Steps {
		for _, call := range step.Node.Statement().All(language.Call) {
			callee := call.Child(language.RoleCallee).Text()
			if strings.HasSuffix(callee, "utcnow") || strings.HasSuffix(callee, "datetime.now") && len(call.Child(language.RoleArgs).Children) == 0 {
				found = append(found, clocks(scene, call)...)
			}
		}
	}
	return writing.Unique(found)
}

// clocks are the functions that give the time with a zone, as other files call them.
func clocks(scene *language.Scene, call *language.Node) []language.Proposal {
	var found []language.Proposal
	for _, f := range scene.Program.Funcs() {
		if f.Test || f.Class != "" || len(language.Parameters(f.Node)) > 0 || !tellsTime(f.Node) {
			continue
		}
		for _, site := range scene.Program.Calls(f.Node.Name) {
			callee := site.Node.Child(language.RoleCallee).Text()
			name, _, _ := strings.Cut(callee, ".")
			if site.Test || site.Node.Within(f.Node) || strings.Contains(callee, "datetime") {
				continue
			}
			edits := []language.Edit{language.Replace(call, callee+"()")}
			if !naming.Known(call.Tree(), name) {
				imports := naming.Imports(scene, name)
				if len(imports) == 0 {
					continue
				}
				edits = append(edits, imports[0].Edits...)
			}
			found = append(found, language.Proposal{
				Edits: edits, Value: "aware", Score: 0.8, Why: "the service has a clock of its own, which knows the zone",
				Evidence: []heald.Evidence{language.Cite("sibling", site.Node, "others ask this clock", 0.8)},
			})
			break
		}
	}
	return found
}

func tellsTime(fn *language.Node) bool {
	for _, call := range fn.All(language.Call) {
		if callee := call.Child(language.RoleCallee).Text(); strings.HasSuffix(callee, "datetime.now") && len(call.Child(language.RoleArgs).Children) == 1 {
			return true
		}
	}
	return false
}
