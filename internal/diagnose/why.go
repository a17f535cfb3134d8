package diagnose

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
)

// why tells in one or two sentences what a person can check.
func (v *view) why(d heald.Diagnosis, f finding) string {
	at := fmt.Sprintf("%s:%d", f.last.site.Path, f.last.site.Line)
	expression := oneLine(cmp.Or(f.last.site.Expression, f.last.frame.Code))
	var told string
	switch {
	case d.Rejection != "":
		told = fmt.Sprintf("`%s` (%s) refuses its input on purpose%s", firstLine(d.Rejection), at, fromWhere(d.Provenance))
	case phrase(d.Wrong) != "":
		told = fmt.Sprintf("`%s` (%s) fails because %s", expression, at, phrase(d.Wrong))
	default:
		told = fmt.Sprintf("`%s` (%s) raises %s", expression, at, errorLine(v.told))
	}
	if o := d.Wrong.Origin; o != nil && d.Rejection == "" {
		told += fmt.Sprintf("; %s (%s:%d)", o.Why, o.Path, o.Line)
	}
	if v.wrapper != nil {
		told += fmt.Sprintf("; seen as %s", errorLine(*v.wrapper))
	}
	return told
}

// phrase says what is wrong with the value.
func phrase(w heald.Wrong) string {
	subject := "`" + oneLine(w.Expression) + "`"
	switch {
	case w.Kind == "missing":
		return "there is " + strings.Replace(oneLine(w.Value), "missing", "no", 1)
	case w.Expression == "":
		return ""
	}
	switch w.Kind {
	case "unset":
		return subject + " has no value on this path"
	case "name":
		if w.Value == "" {
			return ""
		}
		return "`" + w.Value + "` is not known here"
	case "attribute":
		return subject + " has " + w.Value
	case "mutation":
		return subject + " is changed while it is walked over"
	case "encoding":
		return subject + " is not in the encoding that is expected"
	case "arity":
		return subject + " does not fit: " + oneLine(w.Value)
	case "cycle":
		return "it is reached again and again without an end"
	}
	if w.Value == "" {
		return ""
	}
	return subject + " is " + oneLine(w.Value)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return oneLine(line)
}

func fromWhere(p heald.Provenance) string {
	switch p {
	case heald.FromOutside:
		return ", and the value comes from outside"
	case heald.FromInside:
		return ", and the value was made by our own code"
	case heald.FromSetting:
		return ", and the value is a setting"
	case heald.FromPeer:
		return ", and the value comes from another service"
	}
	return ""
}

func errorLine(e heald.Exception) string {
	if e.Message == "" {
		return e.ErrorType
	}
	return e.ErrorType + ": " + oneLine(e.Message)
}

// oneLine keeps what fits a sentence.
func oneLine(text string) string {
	return show.Short(show.Line(text), 100)
}

// refused says which values a statement that raises is about: those that it looked at, and those that it names.
func refused(n *language.Node) []*language.Node {
	stmt := n.Statement()
	if stmt.Is(language.Assert) {
		return stmt.Children
	}
	found := lookedAt(n)
	for _, call := range stmt.Children {
		found = append(found, given(call)...)
	}
	return found
}

// given is what a call is given.
func given(n *language.Node) []*language.Node {
	if args := n.Child(language.RoleArgs); args != nil {
		return args.Children
	}
	return nil
}

// lookedAt is what was looked at before a statement raised: the conditions around it, or, in a handler, what was tried.
func lookedAt(n *language.Node) []*language.Node {
	stmt := n.Statement()
	if stmt.Is(language.Assert) {
		return stmt.Children[:min(len(stmt.Children), 1)]
	}
	var looked []*language.Node
	for m := stmt; m != nil && !m.Is(language.Function, language.Class, language.File); m = m.Parent {
		switch {
		case m.Is(language.If, language.ElseIf, language.While):
			looked = append(looked, m.Child(language.RoleCond))
		case m.Is(language.For):
			looked = append(looked, m.Child(language.RoleRight))
		case m.Is(language.Handler):
			looked = append(looked, m.Parent.Child(language.RoleBody))
		}
	}
	return looked
}
