package validate

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
)

// change is what a candidate does to the tree.
type change struct {
	overlay map[string][]byte // the files after it
	before  map[string][]byte
	regions []region
	watched []language.Watched // the functions around the regions, as they stand before
	problem string             // why it cannot be applied
	// evidenced says that something in the repository speaks for the patch.
	evidenced bool
}

// region is one run of changed lines of one file. Lines count from 1.
type region struct {
	path              string
	oldFirst, oldLast int // replaced lines; oldFirst is 0 for a pure insertion
	newFirst, newLast int
	after             int     // the old line that an insertion follows
	needs             []lines // the statements that must be executed for the change to be reached, before
	functions         []*language.Node
	silent            bool // comments, blank lines and documentation only
}

// lines is a range of lines that belong to one statement's own code.
type lines struct{ first, last int }

func (l *lab) change(p heald.Patch) change {
	c := change{overlay: map[string][]byte{}, before: map[string][]byte{}, evidenced: p.Score >= Threshold && len(p.Evidence) > 0}
	for _, edit := range p.Edits {
		c.overlay[edit.Path] = edit.After
		if source, err := l.program.Read(edit.Path); err == nil { // a file that is not there is a new one
			c.before[edit.Path] = source
		}
	}
	c.problem = c.applies(p)
	edits := make([]heald.FileEdit, 0, len(p.Edits))
	for _, edit := range p.Edits {
		edits = append(edits, heald.FileEdit{Path: edit.Path, Before: c.before[edit.Path], After: edit.After})
	}
	parsed, err := diff.Parse(diff.Unified(edits))
	if err != nil {
		c.problem = err.Error()
	}
	for _, file := range parsed {
		c.regions = append(c.regions, l.regions(file, c.overlay[file.Path])...)
	}
	c.watched = l.watch(c.regions)
	return c
}

// applies says why the diff does not give the edited files, or nothing.
func (c *change) applies(p heald.Patch) string {
	got, err := diff.Apply(c.before, p.Diff)
	if err != nil {
		return err.Error()
	}
	for name, want := range c.overlay {
		if after, there := got[name]; there != (want != nil) || !bytes.Equal(after, want) {
			return "the diff does not give the edited " + name
		}
	}
	return ""
}

func (l *lab) regions(file diff.FileChange, after []byte) []region {
	before, _ := l.program.Tree(file.Path) // a file that cannot be read has no regions of known place
	now, _ := l.support.Parse(file.Path, after)
	return regionsOf(file, before, now)
}

func regionsOf(file diff.FileChange, before, now *language.Tree) []region {
	var found []region
	var open *region
	last := 0
	for _, line := range file.Lines {
		if line.Kind == diff.Kept {
			open, last = nil, line.Old
			continue
		}
		if open == nil {
			found = append(found, region{path: file.Path, after: last})
			open = &found[len(found)-1]
		}
		open.add(line)
		last = max(last, line.Old)
	}
	for n := range found {
		found[n].place(before, now, found[n].firstOld(file.Lines))
	}
	return found
}

// firstOld corrects where an insertion stands when the hunk begins with it.
func (r *region) firstOld(all []diff.Line) int {
	for n, line := range all {
		if line.Kind == diff.Added && line.New == r.newFirst {
			for _, next := range all[n:] {
				if next.Old > 0 {
					return next.Old - 1
				}
			}
		}
	}
	return r.after
}

func (r *region) add(line diff.Line) {
	if line.Kind == diff.Removed {
		if r.oldFirst == 0 {
			r.oldFirst = line.Old
		}
		r.oldLast = line.Old
		return
	}
	if r.newFirst == 0 {
		r.newFirst = line.New
	}
	r.newLast = line.New
}

// place finds the statements and functions that the region concerns.
func (r *region) place(before, now *language.Tree, insertedAfter int) {
	if before == nil {
		return
	}
	r.silent = !anyStatement(before, r.oldFirst, r.oldLast) && (now == nil || !anyStatement(now, r.newFirst, r.newLast))
	if r.oldFirst > 0 {
		for line := r.oldFirst; line <= r.oldLast; line++ {
			if at, ok := statement(before, line); ok && !slices.Contains(r.needs, at) {
				r.needs = append(r.needs, at)
			}
			r.inside(function(before, line))
		}
		if len(r.needs) > 0 {
			return
		}
		insertedAfter = r.oldFirst - 1
	}
	r.after = insertedAfter
	r.insertion(before, now)
}

// insertion finds the statement at an insertion: the next one of the same function, else the one before it.
func (r *region) insertion(before, now *language.Tree) {
	owner := ""
	if f := function(now, r.newFirst); f != nil {
		owner = f.Qualified()
	}
	fits := func(line int) (lines, bool) {
		at, ok := statement(before, line)
		f := function(before, line)
		if !ok || (f == nil) != (owner == "") || f != nil && f.Qualified() != owner {
			return at, false
		}
		r.inside(f)
		return at, true
	}
	for line := r.after + 1; line <= before.Lines(); line++ {
		if at, ok := fits(line); ok {
			r.needs = []lines{at}
			return
		}
	}
	for line := r.after; line > 0; line-- {
		if at, ok := fits(line); ok {
			r.needs = []lines{at}
			return
		}
	}
}

func (r *region) inside(f *language.Node) {
	if f != nil && !slices.Contains(r.functions, f) {
		r.functions = append(r.functions, f)
	}
}

func anyStatement(tree *language.Tree, first, last int) bool {
	for line := first; line > 0 && line <= last; line++ {
		if _, ok := statement(tree, line); ok {
			return true
		}
		if text := strings.TrimSpace(tree.Line(line)); strings.HasSuffix(text, ":") && function(tree, line) != nil && !documentation(tree, line) {
			return true // a branch's own line, such as "else:"
		}
	}
	return false
}

// statement returns the lines of a statement's own code at a line: all of a simple one, the head of one with a body. Blank lines,
// comments and documentation have none.
func statement(tree *language.Tree, line int) (lines, bool) {
	text := strings.TrimSpace(tree.Line(line))
	node := innermost(tree, line, func(n *language.Node) bool { return n.Parent.Is(language.Block, language.File) })
	if node == nil || text == "" || isComment(tree, line) || isDocumentation(node) {
		return lines{}, false
	}
	at := lines{node.Line, node.EndLine}
	if blocks := node.All(language.Block); len(blocks) > 0 {
		at.last = max(node.Line, blocks[0].Line-1)
	}
	return at, line <= at.last
}

func isComment(tree *language.Tree, line int) bool {
	return slices.ContainsFunc(tree.Comments, func(c *language.Node) bool {
		return c.Line <= line && line <= c.EndLine && strings.HasPrefix(strings.TrimSpace(tree.Line(line)), strings.TrimSpace(firstLine(c.Text())))
	})
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}

func isDocumentation(node *language.Node) bool {
	return node.Is(language.ExprStmt) && len(node.Children) == 1 && node.Children[0].Is(language.String) || node.Is(language.String)
}

func documentation(tree *language.Tree, line int) bool {
	node := innermost(tree, line, func(n *language.Node) bool { return n.Parent.Is(language.Block, language.File) })
	return node != nil && isDocumentation(node)
}

// function returns the innermost function around a line, its own head included.
func function(tree *language.Tree, line int) *language.Node {
	if tree == nil {
		return nil
	}
	return innermost(tree, line, func(n *language.Node) bool { return n.Is(language.Function) })
}

func innermost(tree *language.Tree, line int, fits func(*language.Node) bool) *language.Node {
	var best *language.Node
	tree.Root.Walk(func(n *language.Node) bool {
		if n.Line > line || n.EndLine < line {
			return n.Parent == nil
		}
		if n.Parent != nil && fits(n) {
			best = n
		}
		return true
	})
	return best
}

// watch lists the functions around the regions, and the one that crashed: their calls are the neighbourhood of the change.
func (l *lab) watch(regions []region) []language.Watched {
	var found []language.Watched
	add := func(name string, node *language.Node) {
		w := language.Watched{Path: name, Name: node.Name, Function: node.Qualified(), First: node.Line, Last: node.EndLine}
		if !slices.Contains(found, w) {
			found = append(found, w)
		}
	}
	for _, r := range regions {
		for _, f := range r.functions {
			add(r.path, f)
		}
	}
	if at := l.crashFrame(); at != nil {
		for _, f := range l.program.Named(lastName(at.Function)) {
			if f.Path == at.File {
				add(f.Path, f.Node)
			}
		}
	}
	return found
}

// crashFrame is the innermost frame of the observed crash in the service's own code, with its file relative to the tree.
func (l *lab) crashFrame() *heald.Frame {
	frames := l.in.Reproduction.Observed.Frames
	for n := len(frames) - 1; n >= 0; n-- {
		name := l.relative(frames[n].File)
		if frames[n].InApp && name != l.in.Reproduction.TestPath && l.program.Has(name) && !l.support.IsTest(name) {
			found := frames[n]
			found.File = name
			return &found
		}
	}
	return nil
}

func (l *lab) relative(file string) string {
	if inside, ok := strings.CutPrefix(file, strings.TrimSuffix(l.in.Checkout.Home, "/")+"/"); ok {
		return path.Clean(inside)
	}
	return path.Clean(file)
}

// aim is what an input must execute to reach the change.
func (c *change) aim() []language.Span {
	var found []language.Span
	for _, r := range c.regions {
		for _, at := range r.needs {
			if !r.silent {
				found = append(found, language.Span{Path: r.path, First: at.first, Last: at.last})
			}
		}
	}
	return found
}

// reached says whether executed lines reach the change.
func (c *change) reached(ran map[string][]int) bool {
	return slices.ContainsFunc(c.regions, func(r region) bool { return !r.silent && r.some(ran[r.path]) })
}

// executed says whether executed lines belong to a function that is changed.
func (c *change) executed(ran map[string][]int) bool {
	return slices.ContainsFunc(c.regions, func(r region) bool {
		return slices.ContainsFunc(r.functions, func(f *language.Node) bool { return lines{f.Line, f.EndLine}.in(ran[r.path]) })
	})
}

func (r *region) some(ran []int) bool {
	return slices.ContainsFunc(r.needs, func(at lines) bool { return at.in(ran) })
}

func (at lines) in(ran []int) bool {
	return slices.ContainsFunc(ran, func(line int) bool { return at.first <= line && line <= at.last })
}

// covered says whether executed lines hold every replaced statement and the statement at each insertion.
func (c *change) covered(ran map[string][]int) bool {
	for _, r := range c.regions {
		if r.silent {
			continue
		}
		if len(r.needs) == 0 || slices.ContainsFunc(r.needs, func(at lines) bool { return !at.in(ran[r.path]) }) {
			return false
		}
	}
	return len(c.regions) > 0
}

func lastName(name string) string { return name[strings.LastIndex(name, ".")+1:] }
