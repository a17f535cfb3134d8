package reading

import (
	"bytes"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// Pieces decodes a stream piece by piece with a decoder that keeps what the next piece completes.
func Pieces(scene *language.Scene) []language.Proposal {
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Last() == "decode" && n.Child(language.RoleCallee).Child(language.RoleObject).Is(language.Name)
	})
	if call == nil || !strings.Contains(scene.Incident.Message, "unexpected end of data") {
		return nil
	}
	piece := call.Child(language.RoleCallee).Child(language.RoleObject)
	encoding, errors := `"utf-8"`, ""
	for i, arg := range call.Child(language.RoleArgs).Children {
		switch {
		case i == 0 && arg.Is(language.String):
			encoding = arg.Text()
		default:
			errors = arg.Text()
		}
	}
	made := "codecs.getincrementaldecoder(" + encoding + ")(" + errors + ")"
	name, edits := keptIn(scene, call, piece, made)
	if edits == nil {
		return nil
	}
	p := language.Proposal{
		Edits: append(edits, language.Replace(call, name+".decode("+piece.Text()+")")), Value: "incremental", Score: 0.8, Why: "a character may begin in one piece and end in the next",
		Evidence: []heald.Evidence{language.Cite("trace", call, "the piece ends within a character", 0.8)},
	}
	if !naming.Known(call.Tree(), "codecs") {
		p.Edits = append(p.Edits, naming.AddImport(call.Tree(), "import codecs")...)
	}
	return []language.Proposal{p}
}

// keptIn makes a decoder where it lives as long as the stream: with the object whose method takes the pieces and keeps text of its own, or
// before the loop over the pieces.
func keptIn(scene *language.Scene, call, piece *language.Node, made string) (string, []language.Edit) {
	fn := call.Up(language.Function)
	if loop := call.Up(language.For, language.While, language.Function); loop.Is(language.For, language.While) {
		name := writing.Unused(call, "decoder")
		return name, writing.Before(loop, name+" = "+made)
	}
	receiver := language.Receiver(fn)
	init := scene.Program.Method(fn.Up(language.Class), "__init__")
	keeps := len(language.Definitions(fn, receiver+"."+stateOf(fn, receiver))) > 0
	if receiver == "" || init == nil || !keeps || init.Node.Tree() != fn.Tree() || piece.Name == receiver {
		return "", nil
	}
	return receiver + "._decoder", writing.Before(writing.FirstOf(init.Node), language.Receiver(init.Node)+"._decoder = "+made)
}

// stateOf is an attribute that a method sets, or "".
func stateOf(fn *language.Node, receiver string) string {
	for _, n := range fn.All(language.Attribute) {
		if n.Role == language.RoleLeft && n.Child(language.RoleObject).Text() == receiver && receiver != "" {
			return n.Name
		}
	}
	for _, n := range fn.All(language.Tuple, language.Splat, language.List) {
		for _, m := range n.Children {
			if n.Role == language.RoleLeft && m.Is(language.Attribute) && m.Child(language.RoleObject).Text() == receiver {
				return m.Name
			}
		}
	}
	return ""
}

var mark = []byte("\xef\xbb\xbf")

// Mark reads a file with the mark that some programs put at its beginning, where a data file of the repository has it or the error says so.
func Mark(scene *language.Scene) []language.Proposal {
	said := strings.Contains(scene.Incident.Message, "Unexpected UTF-8 BOM")
	m := keyText.FindStringSubmatch(scene.Incident.Message)
	if !said && (m == nil || scene.Incident.ErrorType != "KeyError" || !marked(scene, m[1])) {
		return nil
	}
	var found []language.Proposal
	for _, step := range scene.Steps {
		for _, call := range step.Node.Up(language.Function, language.File).All(language.Call) {
			if edit := withMark(call); edit != nil {
				found = append(found, language.Proposal{
					Edits: []language.Edit{*edit}, Value: "utf-8-sig", Score: 0.82, Why: "the file begins with a mark that is no part of its first name",
					Evidence: []heald.Evidence{language.Cite("data", call, "a file that is read so begins with the mark", 0.82)},
				})
			}
		}
	}
	return writing.Unique(found)
}

// marked says whether a data file begins with the mark and that name.
func marked(scene *language.Scene, name string) bool {
	for _, file := range scene.Program.Others(".csv", ".tsv", ".txt", ".json") {
		data, err := scene.Program.Read(file)
		if err == nil && bytes.HasPrefix(data, mark) && strings.HasPrefix(strings.Trim(string(data[len(mark):min(len(data), 200)]), `"`), name) {
			return true
		}
	}
	return false
}

// withMark is how a call that opens a file or decodes takes the mark off, or nil.
func withMark(call *language.Node) *language.Edit {
	name := call.Child(language.RoleCallee).Last()
	if name != "open" && name != "read_text" && name != "decode" || !call.Child(language.RoleArgs).Is(language.Args) {
		return nil
	}
	args := call.Child(language.RoleArgs).Children
	for _, arg := range args {
		if arg.Is(language.KeywordArg) && arg.Name == "encoding" {
			arg = arg.Children[1]
		}
		plain := language.Unquote(arg.Text())
		if named := strings.ToLower(plain); named == "utf-8" || named == "utf8" {
			edit := language.Replace(arg, strings.Replace(arg.Text(), plain, "utf-8-sig", 1))
			return &edit
		}
	}
	switch {
	case name == "decode", len(args) == 0 && name == "open":
		return nil
	case len(args) == 0:
		edit := writing.Insert(call.Tree(), call.End-1, `encoding="utf-8-sig"`)
		return &edit
	}
	edit := writing.Insert(call.Tree(), args[len(args)-1].End, `, encoding="utf-8-sig"`)
	return &edit
}
