package converting

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var (
	zoneLetter = regexp.MustCompile(`Invalid isoformat string: '[-0-9T:. ]+Z'`)
	amountTo   = regexp.MustCompile(`unsupported operand type\(s\) for [-+]=?: 'datetime\.(?:datetime|date)' and '(?:int|float)'`)
)

var spans = map[string]string{
	"weeks": "weeks", "days": "days", "hours": "hours", "minutes": "minutes", "mins": "minutes", "seconds": "seconds", "secs": "seconds",
	"millis": "milliseconds", "ms": "milliseconds", "milliseconds": "milliseconds",
}

// Dates mends times: the letter for universal time that older readers do not know, and amounts that lack their unit.
func Dates(scene *language.Scene) []language.Proposal {
	switch {
	case zoneLetter.MatchString(scene.Incident.Message):
		return offset(scene)
	case amountTo.MatchString(scene.Incident.Message):
		return span(scene)
	}
	return nil
}

func offset(scene *language.Scene) []language.Proposal {
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Last() == "fromisoformat" && n.Child(language.RoleArgs).Is(language.Args) && len(n.Child(language.RoleArgs).Children) == 1
	})
	if call == nil {
		return nil
	}
	arg := call.Child(language.RoleArgs).Children[0]
	return []language.Proposal{{
		Edits: []language.Edit{language.Replace(arg, writing.Tight(arg)+`.replace("Z", "+00:00")`)}, Value: "universal time", Score: 0.8, Why: "Z is the offset of universal time",
		Evidence: []heald.Evidence{language.Cite("trace", call, "the text ends in Z", 0.8)},
	}}
}

// span makes an amount a span of time, in the unit that its name ends in.
func span(scene *language.Scene) []language.Proposal {
	sum := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Binary, language.AugAssign) })
	if sum == nil {
		return nil
	}
	right := sum.Child(language.RoleRight).Bare()
	words := language.Words(right.Last())
	if len(words) == 0 || spans[words[len(words)-1]] == "" {
		return nil
	}
	text := "timedelta(" + spans[words[len(words)-1]] + "=" + right.Text() + ")"
	var edits []language.Edit
	if !naming.Known(sum.Tree(), "timedelta") {
		imports := naming.Imports(scene, "timedelta")
		switch {
		case strings.Contains(string(sum.Tree().Source), "import datetime\n") && !strings.Contains(string(sum.Tree().Source), "from datetime import"):
			text = "datetime." + text
		case len(imports) == 0:
			return nil
		default:
			edits = imports[0].Edits
		}
	}
	return []language.Proposal{{
		Edits: append(edits, language.Replace(sum.Child(language.RoleRight), text)), Value: text, Score: 0.8, Why: "its name says the unit: " + right.Text(),
		Evidence: []heald.Evidence{language.Cite("code", right, "named so", 0.8)},
	}}
}
