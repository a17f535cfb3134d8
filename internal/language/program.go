package language

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
)

// Bounds of what is read of one repository.
const (
	maxFiles = 5000
	maxTotal = 64 << 20
)

// Program is a checkout's source files of one language, parsed when first asked for. It is for one goroutine.
type Program struct {
	Support *Support
	Files   []string // source files, sorted, relative, forward slashes

	root  *os.Root
	trees map[string]*Tree
	read  int64
	funcs []*Func
	calls map[string][]CallSite
}

// Open lists the source files below root. Symbolic links are not followed.
func Open(root string, support *Support) (*Program, error) {
	dir, err := os.OpenRoot(root)
	if err != nil {
		return nil, fmt.Errorf("open checkout %s: %w", root, err)
	}
	p := &Program{Support: support, root: dir, trees: map[string]*Tree{}}
	err = fs.WalkDir(dir.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("list checkout: %w", err)
		}
		if entry.IsDir() && name != "." && support.Skips(entry.Name()) {
			return fs.SkipDir
		}
		if entry.Type().IsRegular() && slices.Contains(support.Extensions, path.Ext(name)) && len(p.Files) < maxFiles {
			p.Files = append(p.Files, name)
		}
		return nil
	})
	if err != nil {
		dir.Close()
		return nil, err
	}
	slices.Sort(p.Files)
	return p, nil
}

// Close releases the checkout.
func (p *Program) Close() error { return p.root.Close() }

// Has says whether the source file is there.
func (p *Program) Has(name string) bool {
	_, found := slices.BinarySearch(p.Files, name)
	return found
}

// Read returns a file of the checkout, source or not, up to 2 MiB.
func (p *Program) Read(name string) ([]byte, error) {
	file, err := p.root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, heald.ErrNotFound)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: not a regular file: %w", name, heald.ErrInvalid)
	}
	content, err := io.ReadAll(io.LimitReader(file, maxSource+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(content) > maxSource {
		return nil, fmt.Errorf("read %s: more than %d bytes: %w", name, maxSource, heald.ErrExhausted)
	}
	return content, nil
}

// Tree returns the parsed file.
func (p *Program) Tree(name string) (*Tree, error) {
	if tree, ok := p.trees[name]; ok {
		return tree, nil
	}
	source, err := p.Read(name)
	if err != nil {
		return nil, err
	}
	if p.read += int64(len(source)); p.read > maxTotal {
		return nil, fmt.Errorf("read %s: the repository has more than %d bytes of source: %w", name, maxTotal, heald.ErrExhausted)
	}
	tree, err := p.Support.Parse(name, source)
	if err != nil {
		return nil, err
	}
	p.trees[name] = tree
	return tree, nil
}

// Trees returns every file that can be parsed, in order. Files that cannot are left out.
func (p *Program) Trees() []*Tree {
	trees := make([]*Tree, 0, len(p.Files))
	for _, name := range p.Files {
		if tree, err := p.Tree(name); err == nil {
			trees = append(trees, tree)
		}
	}
	return trees
}

// Func is one function or method of the program.
type Func struct {
	Path      string
	Qualified string // within the file: "Cart.total"
	Class     string // name of the enclosing class, or ""
	Node      *Node
	Test      bool // stands in a test file
}

// Funcs returns every function, file by file, in source order.
func (p *Program) Funcs() []*Func {
	if p.funcs == nil {
		p.funcs = []*Func{}
		for _, tree := range p.Trees() {
			test := p.Support.IsTest(tree.Path)
			for _, node := range tree.Root.All(Function) {
				p.funcs = append(p.funcs, newFunc(tree.Path, node, test))
			}
		}
	}
	return p.funcs
}

func newFunc(path string, node *Node, test bool) *Func {
	f := &Func{Path: path, Qualified: node.Qualified(), Node: node, Test: test}
	if owner := node.Parent.Up(Function, Class); owner.Is(Class) {
		f.Class = owner.Name
	}
	return f
}

// Func returns the function of that name in that file, or nil.
func (p *Program) Func(path, qualified string) *Func {
	for _, f := range p.Funcs() {
		if f.Path == path && f.Qualified == qualified {
			return f
		}
	}
	return nil
}

// Named returns the functions whose last name it is.
func (p *Program) Named(name string) []*Func {
	var found []*Func
	for _, f := range p.Funcs() {
		if f.Node.Name == name {
			found = append(found, f)
		}
	}
	return found
}

// Classes returns the classes of that name.
func (p *Program) Classes(name string) []*Node {
	var found []*Node
	for _, tree := range p.Trees() {
		for _, class := range tree.Root.All(Class) {
			if class.Name == name {
				found = append(found, class)
			}
		}
	}
	return found
}

// CallSite is one call, by the last name of what is called.
type CallSite struct {
	Path string
	Node *Node // the Call
	In   *Func // the function around it, or nil at module level
	Test bool
}

// Calls returns the call sites of a function, method or class by its last name, in order.
func (p *Program) Calls(name string) []CallSite {
	if p.calls == nil {
		p.calls = map[string][]CallSite{}
		for _, tree := range p.Trees() {
			for _, call := range tree.Root.All(Call) {
				p.addCall(tree.Path, call)
			}
		}
	}
	return p.calls[name]
}

func (p *Program) addCall(path string, call *Node) {
	name := call.Child(RoleCallee).Bare().last()
	if name == "" {
		return
	}
	site := CallSite{Path: path, Node: call, Test: p.Support.IsTest(path)}
	if around := call.Up(Function); around != nil {
		site.In = newFunc(path, around, site.Test)
	}
	p.calls[name] = append(p.calls[name], site)
}

// last is the last identifier of a name or attribute chain.
func (n *Node) last() string {
	if n.Is(Name, Attribute) {
		return n.Name
	}
	return ""
}

// Last returns the last identifier of a name, attribute, subscript by literal, or call: "qty" for order.qty, order["qty"] and qty.
func (n *Node) Last() string {
	n = n.Bare()
	switch {
	case n.Is(Name, Attribute):
		return n.Name
	case n.Is(Index):
		if key := n.Child(RoleKey); key.Is(String) {
			return Unquote(key.Text())
		}
		return n.Child(RoleObject).Last()
	case n.Is(Call):
		return n.Child(RoleCallee).Last()
	case n.Is(Await):
		return n.Child(RoleValue).Last()
	}
	return ""
}

// Unquote strips a simple string literal's prefix and quotes. It does not interpret escapes.
func Unquote(literal string) string {
	body := strings.TrimLeft(literal, "rRbBuUfF")
	for _, quote := range []string{`"""`, `'''`, `"`, `'`, "`"} {
		if len(body) >= 2*len(quote) && strings.HasPrefix(body, quote) && strings.HasSuffix(body, quote) {
			return body[len(quote) : len(body)-len(quote)]
		}
	}
	return body
}
