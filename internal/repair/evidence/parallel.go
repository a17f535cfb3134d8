package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// parallelValue writes a guard's value for the hole's member: where profile.mail falls back to order.contact_mail, profile.phone
// does to order.contact_phone. It says how much the value counts then; where there is no such name, the value was the other
// member's own.
func (q *question) parallelValue(g guards.Guard, value string) (string, float64) {
	if g.Beside == nil || g.Subject.Last() != q.hole.Subject.Last() && !q.sameMaking(g) {
		return value, 1
	}
	theirs, mine := shapes.Member(g.Beside, g.Subject.Text()), q.member()
	if theirs == "" || mine == "" || theirs == mine {
		return value, 1
	}
	if replaced, ok := q.renamedMember(g.Value, value, theirs, mine); ok {
		return replaced, 0
	}
	if g.Value == nil || guards.Constant(g.Value) {
		return value, otherMemberConstant
	}
	return value, otherMember
}

// member is what is read of the hole's subject where it stands, or "".
func (q *question) member() string {
	if p := q.hole.Subject.Parent; q.hole.Subject.Role == language.RoleObject && p.Is(language.Attribute, language.Index) {
		return p.Last()
	}
	return ""
}

// renamedMember puts one member's name in the place of another's within the names of a value, where the result names something
// that there is.
func (q *question) renamedMember(n *language.Node, value, theirs, mine string) (string, bool) {
	if n == nil {
		return "", false
	}
	for _, part := range n.All(language.Attribute, language.Name) {
		words := wordsOf(part.Last())
		if len(words) < 1 || !slices.Equal(words[len(words)-min(len(words), len(wordsOf(theirs))):], wordsOf(theirs)) || !strings.HasSuffix(part.Last(), theirs) {
			continue
		}
		other := strings.TrimSuffix(part.Last(), theirs) + mine
		if part.Is(language.Attribute) && len(q.scene.Program.Owners(other)) > 0 || part.Is(language.Name) && q.known(other) {
			word := regexp.MustCompile(`\b` + regexp.QuoteMeta(part.Last()) + `\b`)
			return word.ReplaceAllString(value, other), true
		}
	}
	return "", false
}

// sameMaking says whether the guard's subject comes of the same call as the hole's: m = A.match(line) and n = B.match(line).
// What reads entries is left out: each entry is another thing.
func (q *question) sameMaking(g guards.Guard) bool {
	a, b := q.madeBy(g.In, g.Subject), q.madeBy(q.fn, q.hole.Subject)
	if a == nil || b == nil || a.Last() != b.Last() || a.Last() == "" {
		return false
	}
	return !slices.ContainsFunc(q.idioms.Defaults, func(d language.Defaulting) bool { return d.Callee == a.Last() })
}

// ours says whether what was called is a function of the program, which says the same wherever it is called.
func (q *question) ours(subject *language.Node) bool {
	made := q.madeBy(q.fn, subject)
	return made != nil && len(q.scene.Program.Named(made.Last())) > 0
}

// madeBy is the call that a value comes of: itself, or what the variable is assigned.
func (q *question) madeBy(fn, n *language.Node) *language.Node {
	n = n.Bare()
	if n.Is(language.Name) && fn != nil {
		defs := language.Definitions(fn, n.Name)
		if len(defs) != 1 {
			return nil
		}
		n = defs[0].Value.Bare()
	}
	if n.Is(language.Await) {
		n = n.Child(language.RoleValue)
	}
	if n.Is(language.Call) {
		return n
	}
	return nil
}
