package donor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weights of another place that reads the same entries, one inside the other, ready for the missing one. Places that are not ready for it
// either say that somebody counted on it.
const (
	weighRead = 0.7
	moreKin   = 0.12
	lessReady = 0.06
)

// chain is a way through nested records by literal keys: page["links"]["next"].
type chain struct {
	at, root *language.Node
	keys     []string
	ready    []bool // the entry may be missing
}

// chains reads the same entries as a sibling does that is ready for the missing one.
func chains(scene *language.Scene) []language.Proposal {
	if scene.Diagnosis.Class != "missing_key" && scene.Diagnosis.Class != "schema_drift" {
		return nil
	}
	idioms := scene.Program.Support.Idioms
	mine := failingChain(scene.Failing, idioms)
	missing := slices.Index(mine.keys, strings.Trim(scene.Incident.Message, `'"`))
	if len(mine.keys) < 2 || missing < 0 {
		return nil
	}
	var found []language.Proposal
	bare := 0
	for _, tree := range code(scene) {
		tree.Root.Walk(func(n *language.Node) bool {
			theirs, ok := chainOf(n, idioms)
			if !ok || n == mine.at || !slices.Equal(theirs.keys, mine.keys) || theirs.root.Last() != mine.root.Last() {
				return true
			}
			if slices.Contains(theirs.ready[missing:], false) {
				bare++
			} else if p, ok := readAs(mine, theirs); ok {
				found = append(found, p)
			}
			return false
		})
	}
	for i := range found {
		found[i].Score = max(0, found[i].Score-lessReady*float64(bare))
	}
	return found
}

// readAs writes a chain as another does.
func readAs(mine, theirs chain) (language.Proposal, bool) {
	at := theirs.at
	if at.Line != at.EndLine {
		return language.Proposal{}, false
	}
	source := at.Tree().Source
	text := string(source[at.Start:theirs.root.Start]) + mine.root.Text() + string(source[theirs.root.End:at.End])
	weight := min(most, weighRead+moreKin*kin(at.Up(language.Function), mine.at.Up(language.Function)))
	return language.Proposal{
		Edits: []language.Edit{language.Replace(mine.at, text)}, Value: text, Score: weight, Why: fmt.Sprintf("read %s as other code does that reads the same entries", mine.at.Text()),
		Evidence: []heald.Evidence{language.Cite("sibling", at, "it reads the same entries and is ready for there being none", weight)},
	}, true
}

// failingChain is the whole chain around what failed.
func failingChain(failing *language.Node, idioms *language.Idioms) chain {
	for _, inner := range failing.All(language.Index) {
		at := inner
		for {
			p := at.Parent
			if p.Is(language.Attribute) && at.Role == language.RoleObject && p.Parent.Is(language.Call) {
				p = p.Parent
			}
			if _, ok := chainOf(p, idioms); !ok || at.Role != language.RoleObject {
				break
			}
			at = p
		}
		if whole, ok := chainOf(at, idioms); ok && len(whole.keys) > 1 {
			return whole
		}
	}
	return chain{}
}

// chainOf reads an expression as a chain.
func chainOf(n *language.Node, idioms *language.Idioms) (chain, bool) {
	c := chain{at: n}
	for n != nil {
		n = otherwise(n.Bare())
		object, key := n.Child(language.RoleObject), n.Child(language.RoleKey)
		ready := false
		if n.Is(language.Call) {
			object, key, _ = called(n, idioms)
			ready = true
		} else if !n.Is(language.Index) {
			break
		}
		if object == nil || !key.Is(language.String) {
			break
		}
		c.keys, c.ready = append(c.keys, language.Unquote(key.Text())), append(c.ready, ready)
		n = object
	}
	c.root = n
	slices.Reverse(c.keys)
	slices.Reverse(c.ready)
	return c, len(c.keys) > 0 && n.Is(language.Name, language.Attribute)
}

// otherwise is the value that "value or {}" is about.
func otherwise(n *language.Node) *language.Node {
	if right := n.Child(language.RoleRight); n.Is(language.Logical) && n.Name == "or" && right.Is(language.Dict) && len(right.Children) == 0 {
		return n.Child(language.RoleLeft).Bare()
	}
	return n
}
