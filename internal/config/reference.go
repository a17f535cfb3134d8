package config

import (
	"fmt"
	"reflect"
	"strings"
)

// Reference is the table of all keys as Markdown, for docs/configuration.md.
func Reference() string {
	var out strings.Builder
	var rest []entry
	for _, e := range tree() {
		if e.below == nil {
			rest = append(rest, e)
			continue
		}
		fmt.Fprintf(&out, "### %s\n\n%s\n\n", e.name, e.row.Doc)
		rows(&out, e.below, "")
		out.WriteString("\n")
	}
	out.WriteString("### Other keys\n\n")
	rows(&out, rest, "")
	return out.String()
}

func rows(out *strings.Builder, list []entry, prefix string) {
	if prefix == "" {
		out.WriteString("| key | value | default | meaning |\n| --- | --- | --- | --- |\n")
	}
	for _, e := range list {
		name := prefix + e.name
		standard := e.row.Default
		if s := e.standard(); s != "" {
			standard = "`" + s + "`"
		}
		if e.row.Required && standard == "" {
			standard = "required"
		}
		fmt.Fprintf(out, "| `%s` | %s | %s | %s |\n", name, what(e), standard, strings.ReplaceAll(meaning(e), "|", `\|`))
		mark := "."
		if e.list {
			mark = "[]."
		}
		rows(out, e.below, name+mark)
	}
}

func meaning(e entry) string {
	text := e.row.Doc
	if e.row.Max > 0 && e.kind != typeDuration {
		text += fmt.Sprintf(" From %s to %s.", number(e.row.Min), number(e.row.Max))
	}
	if e.row.Rule != "" {
		text += " Allowed: " + e.row.Rule + "."
	}
	if e.row.Example != "" {
		text += " Example: `" + e.row.Example + "`."
	}
	return text
}

// what names the kind of value.
func what(e entry) string {
	switch {
	case len(e.row.Choices) > 0 && e.kind.Kind() == reflect.String:
		return strings.Join(e.row.Choices, ", ")
	case e.list:
		return "list of sections"
	case e.section():
		return "section"
	case e.kind == typeDuration:
		return "time span"
	case e.kind == typeSecret:
		return "reference"
	case e.kind == typeAddress:
		return "address"
	case e.kind == typePath, e.kind == typeCommand:
		return strings.TrimPrefix(expects(e.kind), "a ")
	case e.kind.Kind() == reflect.Map:
		return "NAME: value pairs"
	}
	return strings.TrimPrefix(expects(e.kind), "a ")
}
