package diagnose

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// judge sets nature and provenance. The rules are asked in order; the first that knows decides. What none of them knows is a
// code bug only when the code did not mean to raise.
func (v *view) judge(d *heald.Diagnosis, f finding) {
	for _, rule := range []func(*heald.Diagnosis, finding) bool{
		v.byCause, v.missingPackage, v.missingFile, v.deliberate, v.bySetting, v.turnedDown,
	} {
		if rule(d, f) {
			return
		}
	}
	d.Nature = heald.NatureCodeBug
	d.Provenance, _ = provenance(f.hits)
	if v.drift(*d, f) {
		d.Class = "schema_drift"
	}
}

// byCause asks the language's table of error types. What our own code raised on purpose is judged by what it was given.
func (v *view) byCause(d *heald.Diagnosis, f finding) bool {
	for _, c := range v.crashes.Causes {
		if !c.Applies(v.told) && !v.derives(c) {
			continue
		}
		d.Nature, d.Provenance, d.Advice = c.Nature, c.Provenance, c.Advice
		if c.Class != "" {
			d.Class = c.Class
		}
		if c.Key != nil && f.last.node != nil {
			v.advise(d, &wanted{key: c.Key(v.told), node: f.last.node}, "is missing or malformed")
		}
		v.says(d, f, c.Name)
		return true
	}
	return false
}

// derives says whether the told error is a type of the program's own that a cause applies to by a type above it.
func (v *view) derives(c language.Cause) bool {
	own := v.told.ErrorType[strings.LastIndexByte(v.told.ErrorType, '.')+1:]
	if len(v.program.Classes(own)) == 0 {
		return false
	}
	for _, name := range v.kinds() {
		above := v.told
		above.ErrorType = name
		if name != own && c.Applies(above) {
			return true
		}
	}
	return false
}

// says records which rule decided and on what it rests.
func (v *view) says(d *heald.Diagnosis, f finding, rule string) {
	d.Evidence = append(d.Evidence, heald.Evidence{
		Source: "trace", Path: f.last.site.Path, Line: f.last.site.Line,
		Quote: shorten(v.told.ErrorType + ": " + v.told.Message), Says: rule, Weight: 1,
	})
}

// missingPackage hands over what only an installation can mend: a module that is not the repository's.
func (v *view) missingPackage(d *heald.Diagnosis, f finding) bool {
	name, ok := strings.CutPrefix(v.told.Message, "No module named ")
	if !ok {
		return false
	}
	name = strings.Trim(strings.Split(name, ";")[0], `'"`)
	top, _, _ := strings.Cut(name, ".")
	for _, file := range v.program.Files {
		if slices.Contains(strings.Split(strings.TrimSuffix(file, path.Ext(file)), "/"), top) {
			return false
		}
	}
	d.Nature, d.Provenance, d.Class = heald.NatureDependency, heald.FromPlatform, "missing_import"
	d.Advice = fmt.Sprintf("the module %q belongs to no file of the repository: declare the package that holds it and install it where the service runs", name)
	v.says(d, f, "missing_package")
	return true
}

// missingFile hands over a file that is not there: what should be in it, or where it should be, the code does not know.
func (v *view) missingFile(d *heald.Diagnosis, f finding) bool {
	if d.Class != "configuration" || f.raised {
		return false
	}
	d.Provenance, _ = provenance(f.hits)
	name := lastQuoted(v.told.Message)
	switch d.Provenance {
	case heald.FromOutside:
		d.Nature = heald.NatureConfiguration
		d.Advice = fmt.Sprintf("the file %s was named by whoever started the program: check the path", name)
	default:
		d.Nature = heald.NatureConfiguration
		d.Advice = fmt.Sprintf("the file %s is not there: put it in place or set the right path%s", name, v.similarFile(name))
	}
	v.says(d, f, "missing_file")
	return true
}

func lastQuoted(message string) string {
	if i := strings.LastIndex(message, ": "); i >= 0 {
		return message[i+2:]
	}
	return "of the message"
}

// similarFile names an example of a missing file that the repository ships.
func (v *view) similarFile(name string) string {
	base := path.Base(strings.Trim(name, `'"`))
	for _, other := range v.program.Others(".example", ".sample", ".template", ".dist", path.Ext(base)) {
		if strings.HasPrefix(path.Base(other), base) || path.Base(other) == base {
			return fmt.Sprintf(" (the repository holds %s)", other)
		}
	}
	return ""
}

// deliberate judges what the code, or a library for it, refused on purpose, by where the refused value comes from.
func (v *view) deliberate(d *heald.Diagnosis, f finding) bool {
	library := v.crashes.Refuses(v.told)
	if !f.raised && !library {
		return false
	}
	from, h := provenance(f.hits)
	d.Provenance, d.Rejection = from, shorten(f.last.node.Statement().Text())
	meant := v.meant()
	switch {
	case from == heald.FromSetting:
		v.refusedSetting(d, f, h)
	case f.built && !meant.client:
		d.Nature = heald.NatureCodeBug
	case from == heald.FromOutside, library && v.handles(), meant.client, meant.node != nil && from == heald.FromUnknown:
		d.Nature, d.Class, d.Provenance = heald.NatureCorrectRefusal, "rejected_input", heald.FromOutside
		d.Advice = "nothing is to be mended here: tell the sender what is wrong with the input, or change the rule if it is no longer wanted"
	case from == heald.FromInside && f.raised:
		d.Nature = heald.NatureCodeBug
	default:
		d.Nature = heald.NatureUnknown
		d.Advice = "the code refuses this value on purpose, and where the value comes from could not be shown: find who passes it"
	}
	v.says(d, f, "deliberate_refusal")
	v.quote(d, h, "the refused value comes from here")
	if meant.node != nil {
		v.cite(d, meant.node, "the refusal is answered on purpose")
	}
	return true
}

// meaning is what shows that an error is part of how the service answers.
type meaning struct {
	node   *language.Node
	client bool // it is answered as the client's fault
}

// meant looks for a handler along the trace, a handler registered for the type, and a status that the type itself carries.
func (v *view) meant() meaning {
	if handler := v.answered(); handler != nil {
		return meaning{handler, v.blamesClient(handler)}
	}
	names := v.kinds()
	for _, tree := range v.program.Trees() {
		if v.program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Decorator, language.Call) {
			if v.crashes.Registers(n, names) {
				return meaning{n, v.blamesClient(n.Parent)}
			}
		}
	}
	for _, name := range names {
		for _, class := range v.program.Classes(name) {
			if v.blamesClient(class) {
				return meaning{class, true}
			}
		}
	}
	return meaning{}
}

func (v *view) blamesClient(n *language.Node) bool {
	status := v.crashes.Status(n)
	return status >= 400 && status < 500
}

// handles says whether a request handler is among the frames.
func (v *view) handles() bool {
	for _, l := range v.found {
		if l.fn != nil && v.crashes.Boundary(l.fn).Kind == "handler" {
			return true
		}
	}
	return false
}

func (v *view) quote(d *heald.Diagnosis, h *hit, says string) {
	if h != nil {
		v.cite(d, h.node, says)
	}
}

func (v *view) cite(d *heald.Diagnosis, n *language.Node, says string) {
	d.Evidence = append(d.Evidence, language.Cite("code", n, says, 0.8))
}

// answered is the handler along the trace that catches this error by name, and does not just raise it again.
func (v *view) answered() *language.Node {
	names := v.kinds()
	for i := len(v.found) - 1; i >= 0; i-- {
		for n := v.found[i].node; n != nil && !n.Is(language.Function); n = n.Parent {
			try := n.Parent
			if !try.Is(language.Try) || n.Is(language.Handler, language.Finally, language.Else) {
				continue
			}
			for _, c := range try.Children {
				if c.Is(language.Handler) && v.crashes.Catches(c, names) && !raisesAgain(c) {
					return c
				}
			}
		}
	}
	return nil
}

func raisesAgain(handler *language.Node) bool {
	for _, r := range handler.All(language.Raise) {
		if len(r.Children) == 0 {
			return true
		}
	}
	return false
}

// broad says whether every error is one of the type.
func (v *view) broad(name string) bool {
	return v.program.Support.Idioms != nil && slices.Contains(v.program.Support.Idioms.Broad, name)
}

// kinds returns the names by which the told error can be caught: its type, and the types above it.
func (v *view) kinds() []string {
	own := v.told.ErrorType[strings.LastIndexByte(v.told.ErrorType, '.')+1:]
	names := append([]string{own}, v.crashes.Parents(own)...)
	for i := 0; i < len(names) && len(names) < 30; i++ {
		for _, class := range v.program.Classes(names[i]) {
			if bases := class.Child(language.RoleBases); bases != nil {
				for _, b := range bases.Children {
					if name := b.Last(); name != "" && !slices.Contains(names, name) && !v.broad(name) {
						names = append(append(names, name), v.crashes.Parents(name)...)
					}
				}
			}
		}
	}
	return names
}

// turnedDown is an error that a library raised over what a client sent, where a handler answers it as the client's fault.
func (v *view) turnedDown(d *heald.Diagnosis, f finding) bool {
	from, h := provenance(f.hits)
	if from != heald.FromOutside || f.operand.Kind != "text" && f.operand.Kind != "encoding" {
		return false
	}
	handler := v.answered()
	if handler == nil || !v.blamesClient(handler) {
		return false
	}
	d.Nature, d.Class, d.Provenance = heald.NatureCorrectRefusal, "rejected_input", from
	d.Rejection = shorten(handler.Text())
	d.Advice = "nothing is to be mended here: the client is told so already"
	v.says(d, f, "answered_as_client_error")
	v.quote(d, h, "the refused value comes from here")
	v.cite(d, handler, "answers the client with an error of its own making")
	return true
}

// drift says whether the failing expression reads a named field of a document that somebody else wrote.
func (v *view) drift(d heald.Diagnosis, f finding) bool {
	switch d.Class {
	case "missing_key", "type_mismatch", "none_dereference":
	default:
		return false
	}
	n := f.operand.Node
	if d.Class == "type_mismatch" && !n.Is(language.Index) {
		n = f.last.node
	}
	return n.Is(language.Index) && n.Child(language.RoleKey).Is(language.String) && v.decoded(n.Child(language.RoleObject))
}

// decoded says whether an object is a document, or an element of one, that was read from text or sent by a client.
func (v *view) decoded(object *language.Node) bool {
	for _, h := range v.follow([]*language.Node{object}, len(v.found)-1) {
		if h.whole && (h.reading.Decodes || h.reading.From == heald.FromOutside) {
			return true
		}
	}
	return false
}
