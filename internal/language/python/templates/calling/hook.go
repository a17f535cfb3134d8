package calling

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// surplus mends a definition or a call where more is given by position than is taken.
func surplus(scene *language.Scene, defs []definition, takes, given int) []language.Proposal {
	var found []language.Proposal
	for _, d := range defs {
		if d.fn == nil {
			continue
		}
		if p := receiverless(scene, d.fn, takes, given); p != nil {
			found = append(found, *p)
			continue
		}
		found = append(found, byKeyword(scene, d, given-takes)...)
		found = append(found, asSiblings(scene, d.fn, func(theirs []language.Parameter) []language.Parameter {
			count := len(ownParameters(d.fn)) + given - takes
			if len(theirs) < count || required(theirs) > count {
				return nil
			}
			return theirs[len(ownParameters(d.fn)):]
		})...)
	}
	return found
}

func required(params []language.Parameter) int {
	count := 0
	for _, p := range params {
		if p.Default == nil && !p.Splat {
			count++
		}
	}
	return count
}

// receiverless gives a method the receiver that its class's other methods have.
func receiverless(scene *language.Scene, f *language.Func, takes, given int) *language.Proposal {
	if f.Class == "" || f.Node.Parent.Is(language.Decorated) || given != takes+1 {
		return nil
	}
	params := language.Parameters(f.Node)
	like := withReceiver(f)
	if like == nil || len(params) != takes || takes > 0 && usedAsReceiver(f.Node, params[0].Name) {
		return nil
	}
	list, text := f.Node.Child(language.RoleParams), "self, "
	if takes == 0 {
		text = "self"
	}
	return &language.Proposal{
		Edits: []language.Edit{writing.Insert(list.Tree(), list.Start+1, text)}, Value: "receiver", Score: 0.86, Why: f.Qualified + " is called on an object and does not take it",
		Evidence: []heald.Evidence{language.Cite("sibling", like.Child(language.RoleParams), "the other methods take it", 0.86)},
	}
}

// withReceiver is another method of the class that takes its object.
func withReceiver(f *language.Func) *language.Node {
	for _, m := range language.Methods(f.Node.Up(language.Class)) {
		if m != f.Node && !m.Parent.Is(language.Decorated) && language.Receiver(m) == "self" {
			return m
		}
	}
	return nil
}

// usedAsReceiver says whether a method's first parameter is used as its object, under whatever name.
func usedAsReceiver(fn *language.Node, name string) bool {
	if name == "cls" || name == "self" {
		return true
	}
	for _, n := range fn.All(language.Attribute) {
		if n.Child(language.RoleObject).Text() == name && n.Role == language.RoleLeft {
			return true
		}
	}
	return false
}

// byKeyword names the arguments that the definition takes by keyword only.
func byKeyword(scene *language.Scene, d definition, extra int) []language.Proposal {
	call := called(scene, d.name())
	if call == nil || extra < 1 {
		return nil
	}
	_, words := naming.Split(d.fn.Node)
	args := call.Child(language.RoleArgs)
	var positional []*language.Node
	for _, arg := range args.Children {
		if arg.Is(language.Splat) {
			return nil
		}
		if arg.Is(language.KeywordArg) {
			words = slices.DeleteFunc(words, func(w string) bool { return w == arg.Name })
			continue
		}
		positional = append(positional, arg)
	}
	if len(words) < extra || len(positional) < extra {
		return nil
	}
	p := language.Proposal{Value: "by keyword", Score: 0.86, Why: d.fn.Qualified + " takes " + words[0] + " by keyword only"}
	if len(words) > extra {
		p.Score = 0.55
	}
	for i, arg := range positional[len(positional)-extra:] {
		if arg.Last() == words[i] {
			p.Score = 0.88
		}
		p.Edits = append(p.Edits, writing.Insert(arg.Tree(), arg.Start, words[i]+"="))
	}
	p.Evidence = []heald.Evidence{language.Cite("code", d.node(), "the definition takes it by keyword", p.Score)}
	return []language.Proposal{p}
}

// acceptWord lets a hook take the keyword that those of its kind take.
func acceptWord(scene *language.Scene, defs []definition, word string) []language.Proposal {
	var found []language.Proposal
	for _, d := range defs {
		if d.fn == nil {
			continue
		}
		found = append(found, asSiblings(scene, d.fn, func(theirs []language.Parameter) []language.Parameter {
			for _, p := range theirs {
				if p.Name == word || p.Splat && strings.HasPrefix(p.Node.Text(), "**") {
					return []language.Parameter{p}
				}
			}
			return nil
		})...)
	}
	return found
}

// taken is what the siblings of a definition that take the same parameters do with them.
type taken struct {
	count, used, idle int
	first, leaves     *language.Func // the first, and one that has no use for them
}

// asSiblings adds to a definition the parameters that those of its kind have and it has not.
func asSiblings(scene *language.Scene, f *language.Func, wanted func([]language.Parameter) []language.Parameter) []language.Proposal {
	all := map[string]*taken{}
	for _, g := range siblings(scene, f) {
		more := wanted(ownParameters(g))
		if len(more) == 0 || slices.ContainsFunc(more, func(p language.Parameter) bool { return takesNamed(f, p.Name) }) {
			continue
		}
		var texts []string
		for _, p := range more {
			texts = append(texts, p.Node.Text())
		}
		text := strings.Join(texts, ", ")
		if all[text] == nil {
			all[text] = &taken{first: g}
		}
		all[text].add(g, text, required(more) > 0)
	}
	var found []language.Proposal
	for _, text := range slices.Sorted(maps.Keys(all)) {
		found = append(found, all[text].proposal(scene, f, text))
	}
	return found
}

func (t *taken) add(g *language.Func, text string, needed bool) {
	t.count++
	if needed && worksWith(g, text) { // what has a default may be left alone
		t.used++
	}
	if leavesAlone(g, text) {
		t.idle++
		t.leaves = g
	}
}

// proposal has a definition take what its siblings take.
func (t *taken) proposal(scene *language.Scene, f *language.Func, text string) language.Proposal {
	score := min(0.62+0.08*float64(t.count), 0.88)
	evidence := []heald.Evidence{language.Cite("sibling", t.first.Node.Child(language.RoleParams), "called in the same way, it takes this", score)}
	switch {
	case t.used > 0 && t.idle >= t.used && declaredByBase(scene, f, text):
		score = weighIdle
		evidence = append(evidence, language.Cite("sibling", t.leaves.Node.Child(language.RoleParams), "it takes this and has no use for it", score))
	case t.used > 0:
		score = unfinished
	}
	return language.Proposal{
		Edits: append(added(f.Node, starred(f, t.first, text)+text), handedOn(scene, f, text)...), Value: "take " + text, Score: score,
		Why: fmt.Sprintf("%d of its kind also take %s", t.count, text), Evidence: evidence,
	}
}

// unfinished is the score of a parameter that its siblings work with and that would stand idle here: the error would be gone, and
// so would what the caller wanted done. That is for a person.
const unfinished = 0.4

// worksWith says whether a function uses one of the parameters in text.
func worksWith(f *language.Func, text string) bool {
	for _, p := range language.Parameters(f.Node) {
		if strings.Contains(", "+text+",", ", "+p.Node.Text()+",") && len(language.Uses(f.Node.Child(language.RoleBody), p.Name)) > 0 {
			return true
		}
	}
	return false
}

func takesNamed(f *language.Func, name string) bool {
	return slices.ContainsFunc(language.Parameters(f.Node), func(p language.Parameter) bool { return p.Name == name })
}

// added writes further parameters at the end of the list, before "**".
func added(fn *language.Node, text string) []language.Edit {
	list := fn.Child(language.RoleParams)
	last := len(list.Children) - 1
	switch {
	case last < 0:
		return []language.Edit{writing.Insert(list.Tree(), list.Start+1, text)}
	case strings.HasPrefix(list.Children[last].Text(), "**"):
		return []language.Edit{writing.Insert(list.Tree(), list.Children[last].Start, text+", ")}
	}
	return []language.Edit{writing.Insert(list.Tree(), list.Children[last].End, ", "+text)}
}

// asSiblingsDefault gives a parameter the default that those of its kind have for it.
func asSiblingsDefault(scene *language.Scene, d definition, names []string) []language.Proposal {
	if d.fn == nil || len(names) != 1 {
		return nil
	}
	var found []language.Proposal
	for _, own := range ownParameters(d.fn) {
		if own.Name != names[0] || own.Default != nil {
			continue
		}
		for _, g := range siblings(scene, d.fn) {
			for _, p := range ownParameters(g) {
				if p.Name != own.Name || p.Default == nil {
					continue
				}
				found = append(found, language.Proposal{
					Edits: []language.Edit{language.Replace(own.Node, p.Node.Text())}, Value: "default " + p.Default.Text(), Score: 0.76, Why: "those of its kind do without " + own.Name,
					Evidence: []heald.Evidence{language.Cite("sibling", p.Node, "it has this default elsewhere", 0.76)},
				})
			}
		}
	}
	return found
}

// siblings are the functions that are called in the same place as f: the method of that name in classes of the same base, in the
// base itself, functions under the same decorator, and those that stand with it in one table.
func siblings(scene *language.Scene, f *language.Func) []*language.Func {
	var found []*language.Func
	tables := listed(scene, f)
	for _, g := range scene.Program.Funcs() {
		if g == f || g.Test {
			continue
		}
		if g.Node.Name == f.Node.Name && f.Class != "" && related(f.Node.Up(language.Class), g.Node.Up(language.Class)) ||
			f.Class == "" && g.Class == "" && (sameDecorator(f.Node, g.Node) || tables[g.Node.Name]) {
			found = append(found, g)
		}
	}
	return found
}

func related(a, b *language.Node) bool {
	if a == nil || b == nil {
		return false
	}
	bases := func(c *language.Node) []string {
		names := []string{c.Name}
		if list := c.Child(language.RoleBases); list != nil {
			for _, base := range list.Children {
				names = append(names, base.Last())
			}
		}
		return names
	}
	theirs := bases(b)
	return slices.ContainsFunc(bases(a), func(name string) bool {
		return !slices.Contains([]string{"object", "ABC", "Protocol", "Enum", "NamedTuple", "Exception"}, name) && slices.Contains(theirs, name)
	})
}

func sameDecorator(a, b *language.Node) bool {
	theirs := decorators(b)
	return slices.ContainsFunc(decorators(a), func(name string) bool {
		return slices.Contains(theirs, name) && !slices.Contains([]string{"staticmethod", "classmethod", "property", "wraps", "lru_cache", "cache", "contextmanager"}, name)
	})
}

// listed are the names that stand with a function in one list or table.
func listed(scene *language.Scene, f *language.Func) map[string]bool {
	names := map[string]bool{}
	for _, tree := range scene.Program.Trees() {
		for _, table := range tree.Root.All(language.List, language.Tuple, language.Dict, language.Set) {
			var members []string
			for _, item := range table.Children {
				if item.Is(language.Pair) && len(item.Children) == 2 {
					item = item.Children[1]
				}
				if item.Is(language.Name, language.Attribute) {
					members = append(members, item.Last())
				}
			}
			if !slices.Contains(members, f.Node.Name) {
				continue
			}
			for _, name := range members {
				names[name] = true
			}
		}
	}
	return names
}
