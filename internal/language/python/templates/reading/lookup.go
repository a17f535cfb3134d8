// Package reading is the templates for values that come in from outside in another form than the code works with: mended where they
// come in, as the repository reads its other values.
package reading

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/converting"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var keyText = regexp.MustCompile(`^'(.*)'$`)

// unsure is the score of a mend that nothing in the repository speaks for.
const unsure = 0.45

// Spelling looks a text up as the table's entries are spelled, in the way in which other look-ups prepare theirs.
func Spelling(scene *language.Scene) []language.Proposal {
	m := keyText.FindStringSubmatch(scene.Incident.Message)
	look := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Index) && n.Child(language.RoleObject).Last() != "" && n.Child(language.RoleKey).Is(language.Name, language.Attribute, language.Index, language.Call)
	})
	if m == nil || look == nil || scene.Incident.ErrorType != "KeyError" {
		return nil
	}
	key := look.Child(language.RoleKey)
	keys := entriesOf(scene, look.Child(language.RoleObject).Last())
	var found []language.Proposal
	others := otherLookups(scene, look)
	for _, s := range others {
		if !s.reaches(m[1], keys) {
			continue
		}
		score := 0.66
		if s.same {
			score = 0.82
		}
		found = append(found, spelled(key, s.chain, score, s.at))
	}
	if len(found) > 0 {
		return inOneWay(writing.Unique(found), others, keys)
	}
	return plainly(key, m[1], keys)
}

// inOneWay takes the confidence where the entries are not known and the table is asked in several ways.
func inOneWay(found []language.Proposal, others []prepared, keys []string) []language.Proposal {
	ways := map[string]bool{}
	for _, s := range others {
		if s.table {
			ways[s.chain] = true
		}
	}
	for i := range found {
		if len(keys) == 0 && len(ways) > 1 {
			found[i].Score = unsure
		}
	}
	return found
}

// reaches says whether a text prepared so is an entry. Where the entries are not known, only look-ups of the same table count.
func (s prepared) reaches(text string, keys []string) bool {
	made, ok := converting.Cleaned(text, s.chain)
	if !ok || made == text {
		return false
	}
	if len(keys) == 0 {
		return s.table
	}
	return slices.Contains(keys, made)
}

func spelled(key *language.Node, chain string, score float64, at *language.Node) language.Proposal {
	p := language.Proposal{Edits: []language.Edit{language.Replace(key, writing.Tight(key)+chain)}, Value: "another spelling", Score: score, Why: key.Text() + " may be spelled otherwise"}
	if at != nil {
		p.Evidence = []heald.Evidence{language.Cite("sibling", at, "other look-ups prepare their key so", score)}
	}
	return p
}

// plainly tries the plain spellings, for a person to choose.
func plainly(key *language.Node, text string, keys []string) []language.Proposal {
	for _, chain := range []string{".strip()", ".lower()", ".upper()", ".strip().lower()", ".strip().upper()"} {
		if made, _ := converting.Cleaned(text, chain); made != text && slices.Contains(keys, made) {
			return []language.Proposal{spelled(key, chain, unsure, nil)}
		}
	}
	return nil
}

// entriesOf are the literal keys of the tables of that name.
func entriesOf(scene *language.Scene, name string) []string {
	var keys []string
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, a := range tree.Root.All(language.Assign) {
			if a.Child(language.RoleLeft).Last() != name || !a.Child(language.RoleRight).Is(language.Dict) {
				continue
			}
			for _, pair := range a.Child(language.RoleRight).Children {
				if pair.Is(language.Pair) && pair.Children[0].Is(language.String) {
					keys = append(keys, language.Unquote(pair.Children[0].Text()))
				}
			}
		}
	}
	return keys
}

// prepared is a key that another look-up spells by a chain of text methods.
type prepared struct {
	chain string
	at    *language.Node
	same  bool // of the same table, or of a variable of the same name
	table bool // of the same table
}

// otherLookups finds the look-ups that prepare their key, those of the same table or key first.
func otherLookups(scene *language.Scene, look *language.Node) []prepared {
	var same, other []prepared
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Index, language.Call) {
			base, chain := chained(keyOf(n))
			switch {
			case chain == "" || look.Within(n):
			case language.SameTable(container(n), look.Child(language.RoleObject)):
				same = append(same, prepared{chain: chain, at: n, same: true, table: true})
			case base.Last() == look.Child(language.RoleKey).Last() && base.Last() != "":
				same = append(same, prepared{chain: chain, at: n, same: true})
			default:
				other = append(other, prepared{chain: chain, at: n})
			}
		}
	}
	return append(same, other...)
}

// keyOf is what a look-up looks for: the subscript, or the argument of get.
func keyOf(n *language.Node) *language.Node {
	if n.Is(language.Index) {
		return n.Child(language.RoleKey)
	}
	if args := n.Child(language.RoleArgs); n.Last() == "get" && args.Is(language.Args) && len(args.Children) > 0 {
		return args.Children[0]
	}
	return nil
}

// chained splits the methods of text off an expression: code.strip().upper() is code and .strip().upper().
func chained(n *language.Node) (*language.Node, string) {
	base := n
	for base.Is(language.Call) && base.Child(language.RoleCallee).Is(language.Attribute) {
		base = base.Child(language.RoleCallee).Child(language.RoleObject)
	}
	if base == n || !base.Is(language.Name, language.Attribute, language.Index) {
		return nil, ""
	}
	return base, strings.TrimPrefix(n.Text(), base.Text())
}
