package language

// Verb is what happened to a statement or expression.
type Verb string

// The verbs of a change.
const (
	AddedNode   Verb = "added"
	RemovedNode Verb = "removed"
	Replaced    Verb = "replaced"
)

// Change is one difference between two versions of a file: the smallest nodes that differ.
type Change struct {
	Verb   Verb
	Before *Node // nil for what was added
	After  *Node // nil for what was removed
}

// maxAligned bounds the lists that are aligned node by node; longer ones are compared end by end.
const maxAligned = 400

// Changes compares two versions of a file and returns what differs, in source order. Comments and white space do not count.
func Changes(before, after *Tree) []Change {
	var found []Change
	compare(before.Root, after.Root, &found)
	return found
}

func compare(a, b *Node, found *[]Change) {
	if same(a, b) {
		return
	}
	if !alike(a, b) || leaf(a) || leaf(b) || len(a.Children) != len(b.Children) && !a.Is(lists...) {
		*found = append(*found, Change{Verb: Replaced, Before: a, After: b})
		return
	}
	align(a.Children, b.Children, found)
}

// lists are the kinds whose children come and go one by one; a node of another kind that has more or fewer is another node.
var lists = []Kind{Block, File, Args, Params, Dict, List, Tuple, Set, Class, Function, If, Try, For, While, With, Import, Comprehension}

// alike says whether two nodes are the same but for what is below them.
func alike(a, b *Node) bool {
	return a.Kind == b.Kind && a.Raw == b.Raw && a.Async == b.Async && (a.Name == b.Name || a.Is(Name, Attribute))
}

// leaf says whether a node is compared by its text.
func leaf(n *Node) bool { return len(n.Children) == 0 || n.Is(String) }

// same says whether two nodes are the same code, white space and comments apart.
func same(a, b *Node) bool {
	if !alike(a, b) || a.Name != b.Name || len(a.Children) != len(b.Children) {
		return false
	}
	if leaf(a) {
		return a.Text() == b.Text()
	}
	for i := range a.Children {
		if !same(a.Children[i], b.Children[i]) {
			return false
		}
	}
	return true
}

// align pairs two lists of children: equal ones by the longest common subsequence, what is between them in order where the
// kinds agree.
func align(a, b []*Node, found *[]Change) {
	for len(a) > 0 && len(b) > 0 && same(a[0], b[0]) {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && same(a[len(a)-1], b[len(b)-1]) {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > maxAligned || len(b) > maxAligned {
		between(a, b, found)
		return
	}
	i, j := 0, 0
	for _, pair := range common(a, b) {
		between(a[i:pair[0]], b[j:pair[1]], found)
		i, j = pair[0]+1, pair[1]+1
	}
	between(a[i:], b[j:], found)
}

// common returns the index pairs of a longest common subsequence.
func common(a, b []*Node) [][2]int {
	length := make([][]int, len(a)+1)
	length[len(a)] = make([]int, len(b)+1)
	for i := len(a) - 1; i >= 0; i-- {
		length[i] = make([]int, len(b)+1)
		for j := len(b) - 1; j >= 0; j-- {
			if same(a[i], b[j]) {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case same(a[i], b[j]):
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// between reports a stretch in which nothing is equal: nodes of one kind and name are compared inside, the rest was added or
// removed.
func between(a, b []*Node, found *[]Change) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case alike(a[0], b[0]) && a[0].Role == b[0].Role || len(a) == 1 && len(b) == 1:
			compare(a[0], b[0], found)
			a, b = a[1:], b[1:]
		case len(b) > len(a):
			*found = append(*found, Change{Verb: AddedNode, After: b[0]})
			b = b[1:]
		default:
			*found = append(*found, Change{Verb: RemovedNode, Before: a[0]})
			a = a[1:]
		}
	}
	for _, n := range a {
		*found = append(*found, Change{Verb: RemovedNode, Before: n})
	}
	for _, n := range b {
		*found = append(*found, Change{Verb: AddedNode, After: n})
	}
}
