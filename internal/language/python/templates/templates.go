// Package templates is Python's table of crash-class rules: the shapes in which Python code is mended. A shape that needs a
// value leaves a hole; the stage fills it from evidence.
package templates

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/calling"
	"github.com/heald-dev/heald/internal/language/python/templates/consuming"
	"github.com/heald-dev/heald/internal/language/python/templates/converting"
	"github.com/heald-dev/heald/internal/language/python/templates/declaring"
	"github.com/heald-dev/heald/internal/language/python/templates/library"
	"github.com/heald-dev/heald/internal/language/python/templates/making"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/reading"
)

// All returns the rules, in the order in which they are tried.
func All() []language.Template {
	return []language.Template{
		{Name: "guard-denominator", Classes: classes("division_by_zero"), Propose: denominator},
		{Name: "guard-missing-key", Classes: classes("missing_key", "schema_drift"), Propose: missingKey},
		{Name: "rename-key", Classes: classes("missing_key", "schema_drift"), Propose: renamedKey},
		{Name: "producer-key", Classes: classes("missing_key", "schema_drift"), Propose: producerKey},
		{Name: "guard-index", Classes: classes("index_out_of_range", "empty_sequence"), Propose: shortIndex},
		{Name: "guard-empty", Classes: classes("empty_sequence", "index_out_of_range", "bad_conversion", "other"), Propose: emptySequence},
		{Name: "guard-none", Classes: classes("none_dereference", "type_mismatch", "missing_attribute", "schema_drift"), Propose: noneGuard},
		{Name: "return-result", Classes: classes("none_dereference", "type_mismatch", "unpack_mismatch"), Propose: missingReturn},
		{Name: "mutator-result", Classes: classes("none_dereference", "type_mismatch"), Propose: mutatorResult},
		{Name: "default-of-get", Classes: classes("none_dereference", "type_mismatch", "schema_drift"), Propose: missingDefault},
		{Name: "initialise", Classes: classes("unbound_variable"), Propose: naming.Unbound},
		{Name: "import", Classes: classes("missing_import", "unbound_variable", "other"), Propose: naming.Undefined},
		{Name: "rename-import", Classes: classes("missing_import"), Propose: naming.RenamedImport},
		{Name: "rename-attribute", Classes: classes("missing_attribute", "type_mismatch", "missing_import", "schema_drift"), Propose: naming.MissingAttribute},
		{Name: "table-of-names", Classes: classes("missing_attribute"), Propose: naming.Tabled},
		{Name: "restore-container", Classes: classes("missing_key", "missing_attribute", "type_mismatch", "schema_drift"), Propose: making.Containers},
		{Name: "complete-object", Classes: classes("missing_attribute"), Propose: making.Objects},
		{Name: "record", Classes: classes("missing_attribute", "type_mismatch", "schema_drift"), Propose: making.Records},
		{Name: "call", Classes: classes("type_mismatch", "other"), Propose: naming.CalledValue},
		{Name: "await", Classes: classes("missing_await", "type_mismatch", "missing_attribute"), Propose: missingAwait},
		{Name: "wrong-await", Classes: classes("missing_await", "type_mismatch"), Propose: wrongAwait},
		{Name: "return-recursion", Classes: classes("none_dereference", "type_mismatch", "unpack_mismatch"), Propose: recursionResult},
		{Name: "in-place", Classes: classes("none_dereference", "type_mismatch"), Propose: inPlaceResult},
		{Name: "hand-on", Classes: classes("infinite_recursion"), Propose: calling.HandedOn},
		{Name: "circle", Classes: classes("infinite_recursion"), Propose: cycleGuard},
		{Name: "set-through-base", Classes: classes("infinite_recursion"), Propose: attributeSetter},
		{Name: "attribute-of-receiver", Classes: classes("missing_import", "unbound_variable", "other"), Propose: naming.OfReceiver},
		{Name: "date", Classes: classes("bad_conversion", "type_mismatch", "schema_drift"), Propose: converting.Dates},
		{Name: "iterate-copy", Classes: classes("concurrent_modification"), Propose: changedWhileIterated},
		{Name: "stop-inside", Classes: classes("other", "empty_sequence"), Propose: stopInside},
		{Name: "base-case", Classes: classes("infinite_recursion"), Propose: baseCase},
		{Name: "convert-text", Classes: classes("bad_conversion", "schema_drift"), Propose: badConversion},
		{Name: "fraction", Classes: classes("bad_conversion"), Propose: converting.Fractions},
		{Name: "absent", Classes: classes("bad_conversion", "schema_drift"), Propose: converting.Absent},
		{Name: "member", Classes: classes("bad_conversion", "missing_key", "schema_drift"), Propose: converting.Members},
		{Name: "form", Classes: classes("type_mismatch", "missing_attribute"), Propose: converting.Forms},
		{Name: "encoding", Classes: classes("decode_error"), Propose: decoding},
		{Name: "unpack", Classes: classes("unpack_mismatch"), Propose: unpacking},
		{Name: "join-text", Classes: classes("type_mismatch"), Propose: joinedText},
		{Name: "convert-operand", Classes: classes("type_mismatch", "schema_drift"), Propose: numbers},
		{Name: "serialise", Classes: classes("type_mismatch", "missing_await"), Propose: serialised},
		{Name: "arguments", Classes: classes("type_mismatch"), Propose: calling.Arguments},
		{Name: "part", Classes: classes("missing_attribute", "type_mismatch"), Propose: calling.PartMeant},
		{Name: "exchange", Classes: classes("type_mismatch", "missing_attribute", "bad_conversion"), Propose: calling.Swapped},
		{Name: "hashable", Classes: classes("type_mismatch"), Propose: hashable},
		{Name: "sort-none", Classes: classes("type_mismatch", "none_dereference"), Propose: sortKeys},
		{Name: "clock", Classes: classes("type_mismatch"), Propose: ownClock},
		{Name: "field", Classes: classes("type_mismatch", "missing_attribute", "other"), Propose: declaring.Fields},
		{Name: "decorator", Classes: classes("type_mismatch"), Propose: declaring.Decorators},
		{Name: "outer-variable", Classes: classes("unbound_variable"), Propose: declaring.Outer},
		{Name: "declared-later", Classes: classes("missing_import", "unbound_variable"), Propose: declaring.Later},
		{Name: "import-circle", Classes: classes("missing_import"), Propose: declaring.Circles},
		{Name: "spelling", Classes: classes("missing_key", "schema_drift"), Propose: reading.Spelling},
		{Name: "boundary", Classes: classes("type_mismatch", "missing_attribute", "schema_drift"), Propose: reading.Boundary},
		{Name: "once", Classes: classes("empty_sequence", "division_by_zero", "index_out_of_range", "other"), Propose: consuming.Once},
		{Name: "empty-parts", Classes: classes("bad_conversion", "unpack_mismatch", "index_out_of_range", "decode_error", "schema_drift"), Propose: consuming.Parts},
		{Name: "range-end", Classes: classes("index_out_of_range"), Propose: consuming.Ends},
		{Name: "own-copy", Classes: classes("missing_key", "index_out_of_range", "empty_sequence", "other"), Propose: consuming.Shared},
		{Name: "order", Classes: classes("missing_attribute"), Propose: making.Order},
		{Name: "exhausted", Classes: classes("unbound_variable"), Propose: naming.Exhausted},
		{Name: "unmade", Classes: classes("unbound_variable"), Propose: naming.Unmade},
		{Name: "first-value", Classes: classes("unbound_variable"), Propose: naming.FirstValue},
		{Name: "not-called", Classes: classes("type_mismatch"), Propose: naming.NotCalled},
		{Name: "document", Classes: classes("type_mismatch"), Propose: converting.Documents},
		{Name: "pieces", Classes: classes("decode_error"), Propose: reading.Pieces},
		{Name: "mark", Classes: classes("missing_key", "schema_drift", "decode_error"), Propose: reading.Mark},
		{Name: "blank", Classes: classes("bad_conversion", "schema_drift"), Propose: reading.Blank},
		{Name: "otherwise", Classes: classes("bad_conversion", "schema_drift"), Propose: reading.Otherwise},
		{Name: "beside", Classes: classes("decode_error", "bad_conversion", "missing_key", "index_out_of_range", "division_by_zero", "other"), Propose: reading.Beside},
		{Name: "ties", Classes: classes("type_mismatch"), Propose: consuming.Ties},
		{Name: "usage", Classes: classes("type_mismatch", "missing_attribute", "other"), Propose: library.Use},
		{Name: "moved", Classes: classes("missing_attribute", "missing_import"), Propose: library.Moved},
		{Name: "module", Classes: classes("type_mismatch", "missing_attribute"), Propose: library.Modules},
		{Name: "zone", Classes: classes("type_mismatch"), Propose: converting.AwareTimes},
	}
}

func classes(names ...heald.Class) []heald.Class { return names }
