// Package idioms is how Python writes and speaks of things: guards, texts, tables, files, and what tests and examples claim.
package idioms

import (
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// Table returns how Python writes and speaks.
func Table() *language.Idioms {
	return &language.Idioms{
		Defaults: []language.Defaulting{
			{Callee: "get", Method: true, Subject: -1, Value: 1, Keyword: "default", When: language.Missing, Null: true},
			{Callee: "pop", Method: true, Subject: -1, Value: 1, When: language.Missing},
			{Callee: "setdefault", Method: true, Subject: -1, Value: 1, When: language.Missing, Stores: true},
			{Callee: "findtext", Method: true, Subject: -1, Value: 1, Keyword: "default", When: language.Missing, Null: true},
			{Callee: "getattr", Subject: 0, Value: 2, When: language.Missing},
			{Callee: "next", Subject: 0, Value: 1, When: language.Empty},
			{Callee: "max", Subject: 0, Value: -1, Keyword: "default", When: language.Empty},
			{Callee: "min", Subject: 0, Value: -1, Keyword: "default", When: language.Empty},
			{Callee: "reduce", Subject: 1, Value: 2, When: language.Empty},
			{Callee: "reduce", Method: true, Subject: 1, Value: 2, When: language.Empty},
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
		Broad: []string{"Exception", "BaseException"}, Probes: []string{"hasattr"},
		Getter: "property", Constructor: syntax.Constructor, Enumerations: []string{"Enum", "Flag"}, KeysOf: keysOf,
		NeverNull: []string{"round", "int", "float", "len", "sum", "str", "sorted", "abs", "list", "dict", "set", "tuple"},
		Record:    record, TextMethods: textMethods, Length: "len", Receiver: "self", NullValue: "None", True: "True", False: "False",
		Docs: writing.Docs, Import: importName, Optional: optional, Neutral: neutral,
		Other: others, Highest: func(table string) string { return "max(" + table + ".values())" },
		Fraction: "float", Forgets: []string{"pop", "clear", "discard"}, Splits: []string{"split", "partition"}, TextWords: textWords,
		Opened: opened, Asserted: asserted, Examples: examples, Loop: func(element, over string) string { return "for " + element + " in " + over + ":" },
	}
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

// others are what a maximum or minimum of nothing is, no number, no count, and a dash.
func others(declared, operation string) []string {
	found := neutral(declared)
	if len(found) == 0 {
		return nil
	}
	switch found[0] + operation {
	case "0.0call max":
		return []string{`float("-inf")`}
	case "0.0call min":
		return []string{`float("inf")`}
	case "0.0":
		return []string{`float("nan")`}
	case "0":
		return []string{"-1"}
	case `""`:
		return []string{`"-"`}
	}
	return nil
}

// importName writes the import that is surest.
func importName(scene *language.Scene, name string) []language.Edit {
	if found := naming.Imports(scene, name); len(found) > 0 {
		return found[0].Edits
	}
	return nil
}
