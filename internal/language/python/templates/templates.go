// Package templates is Python's table of crash-class rules: the shapes in which Python code is mended. A shape that needs a
// value leaves a hole; the stage fills it from evidence.
package templates

import (
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// All returns the rules, in the order in which they are tried.
func All() []language.Template {
	return []language.Template{
		{Name: "guard-denominator", Classes: classes("division_by_zero"), Propose: denominator},
		{Name: "guard-missing-key", Classes: classes("missing_key", "schema_drift"), Propose: missingKey},
		{Name: "guard-index", Classes: classes("index_out_of_range"), Propose: shortIndex},
		{Name: "guard-empty", Classes: classes("empty_sequence", "index_out_of_range", "other", "bad_conversion"), Propose: emptySequence},
		{Name: "guard-none", Classes: classes("none_dereference", "type_mismatch", "missing_attribute", "schema_drift"), Propose: noneGuard},
	}
}

func classes(names ...heald.Class) []heald.Class { return names }

// Idioms returns how Python writes and speaks of guards.
func Idioms() *language.Idioms {
	return &language.Idioms{
		Defaults: []language.Defaulting{
			{Callee: "get", Method: true, Subject: -1, Value: 1, When: language.Missing},
			{Callee: "pop", Method: true, Subject: -1, Value: 1, When: language.Missing},
			{Callee: "setdefault", Method: true, Subject: -1, Value: 1, When: language.Missing},
			{Callee: "getattr", Subject: 0, Value: 2, When: language.Missing},
			{Callee: "next", Subject: 0, Value: 1, When: language.Empty},
			{Callee: "max", Subject: 0, Value: -1, Keyword: "default", When: language.Empty},
			{Callee: "min", Subject: 0, Value: -1, Keyword: "default", When: language.Empty},
		},
		Errors: map[string]language.Condition{
			"KeyError": language.Missing, "LookupError": language.Missing, "IndexError": language.Short,
			"ZeroDivisionError": language.Zero, "ValueError": language.Malformed,
		},
		Words: map[string]string{
			"zero": "0", "none": "None", "null": "None", "true": "True", "false": "False", "nothing": "None",
			"empty string": `""`, "empty text": `""`, "empty list": "[]", "empty dict": "{}", "empty dictionary": "{}", "empty tuple": "()",
			"empty mapping": "{}", "empty set": "set()", "blank": `""`, "empty": `""`,
		},
		Length: "len", Receiver: "self", NullValue: "None",
		Docs: docs, Optional: optional, Neutral: neutral,
	}
}

func docs(node *language.Node) *language.Node {
	body := node.Children
	if !node.Is(language.File) {
		body = node.Body()
	}
	if len(body) > 0 && body[0].Is(language.ExprStmt) && body[0].Child(language.RoleValue).Is(language.String) {
		return body[0].Child(language.RoleValue)
	}
	return nil
}

func optional(declared string) bool {
	return strings.Contains(declared, "None") && declared != "None" || strings.HasPrefix(declared, "Optional[") || strings.Contains(declared, ".Optional[")
}

var neutrals = map[string][]string{
	"float": {"0.0"}, "int": {"0"}, "str": {`""`}, "bool": {"False"}, "list": {"[]"}, "List": {"[]"}, "dict": {"{}"}, "Dict": {"{}"},
	"set": {"set()"}, "Set": {"set()"}, "tuple": {"()"}, "Tuple": {"()"}, "Sequence": {"()", "[]"}, "Iterable": {"()"}, "Mapping": {"{}"},
	"bytes": {`b""`}, "Decimal": {`Decimal("0")`}, "timedelta": {"timedelta(0)"}, "None": {"None"},
}

func neutral(declared string) []string {
	head, _, _ := strings.Cut(strings.Trim(declared, `"' `), "[")
	if i := strings.LastIndex(head, "."); i >= 0 {
		head = head[i+1:]
	}
	return neutrals[head]
}
