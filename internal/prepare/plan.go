package prepare

import (
	"fmt"
	"os"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Plan reads what the service's set-up command would install, for the best interpreter among the bare ones of in.Roots.
// Carrying it out is for heald's own process, which has the network.
func Plan(in Input, planner language.Planner) (language.Plan, error) {
	dir, err := os.OpenRoot(in.Tree.Root)
	if err != nil {
		return language.Plan{}, fmt.Errorf("open checkout %s: %w", in.Tree.Root, err)
	}
	defer dir.Close()
	layout := in.Language.Layout(dir.FS(), in.Service)
	var passed []string
	for _, root := range ordered(in.Roots, layout.Fits) {
		if root.Provenance != "system" {
			continue
		}
		if root.Problem != "" {
			passed = append(passed, root.Problem)
			continue
		}
		plan, err := planner.Plan(dir.FS(), in.Service, in.Service.Setup, root.Version)
		plan.Interpreter = root.Interpreter
		return plan, err
	}
	return language.Plan{}, fmt.Errorf("find an interpreter to set up %s: %s: %w", in.Service.Name, strings.Join(passed, "; "), heald.ErrNotFound)
}
