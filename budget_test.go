package heald_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The budgets of the house. An exception stands here with its reason.
var (
	longFunctions  = map[string]string{} // "file:function": reason
	largePackages  = map[string]string{}
	wideInterfaces = map[string]string{
		"internal/app/daemon/store.go:backend": "a whole brand of the store as one value: the port's small interfaces, embedded",
	}
)

const (
	maxFunction, p95Function, medianFunction = 80, 50, 12
	maxCyclomatic, p95Cyclomatic             = 15, 10
	maxFile, p95File, medianFile             = 500, 450, 150
	maxPackage, maxRoot, maxMethods          = 2500, 1200, 3
)

// generated is the line by which Go's tools know a file that no person writes.
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

type measured struct {
	functions, cyclomatic, files []int
	packages                     map[string]int
	code, tests                  int
}

func TestBudgets(t *testing.T) {
	m := measured{packages: map[string]int{}}
	eachGoFile(t, func(file string) { m.file(t, file) })
	m.scenarios(t)
	limit(t, "function length", m.functions, medianFunction, p95Function)
	limit(t, "cyclomatic complexity", m.cyclomatic, p95Cyclomatic, p95Cyclomatic)
	limit(t, "file length", m.files, medianFile, p95File)
	for folder, lines := range m.packages {
		most := maxPackage
		if folder == "." {
			most = maxRoot
		}
		if lines > most && largePackages[folder] == "" {
			t.Errorf("package %s has %d lines, at most %d", folder, lines, most)
		}
	}
	ratio := float64(m.tests) / float64(m.code)
	t.Logf("%d lines of code, %d of tests: %.2f", m.code, m.tests, ratio)
	if ratio < 0.6 || ratio > 1.0 {
		t.Errorf("test lines are %.2f of code lines, want 0.6 to 1.0", ratio)
	}
}

// scenarios counts the txtar files as test lines: a stage's and a command's tests are written in them.
func (m *measured) scenarios(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".txtar" {
			return err
		}
		source, err := os.ReadFile(name)
		m.tests += bytes.Count(source, []byte("\n"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func limit(t *testing.T, what string, values []int, median, p95 int) {
	t.Helper()
	slices.Sort(values)
	at := func(share float64) int { return values[int(share*float64(len(values)-1))] }
	t.Logf("%s: median %d, p95 %d, max %d", what, at(0.5), at(0.95), at(1))
	if at(0.5) > median || at(0.95) > p95 {
		t.Errorf("%s: median %d and p95 %d, want at most %d and %d", what, at(0.5), at(0.95), median, p95)
	}
}

func (m *measured) file(t *testing.T, file string) {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if generated.Match(source) {
		return // nobody writes or reads it: its source is measured by whoever reviews that
	}
	lines := bytes.Count(source, []byte("\n"))
	folder := filepath.ToSlash(filepath.Dir(file))
	if strings.HasSuffix(file, "_test.go") || testHelper(folder) {
		m.tests += lines
		return
	}
	m.code += lines
	m.files = append(m.files, lines)
	m.packages[folder] += lines
	if lines > maxFile {
		t.Errorf("%s has %d lines, at most %d", file, lines, maxFile)
	}
	m.declarations(t, file, source)
}

func (m *measured) declarations(t *testing.T, file string, source []byte) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range parsed.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			m.function(t, fset, file, d)
		case *ast.GenDecl:
			documented(t, fset, file, d)
		}
	}
}

func (m *measured) function(t *testing.T, fset *token.FileSet, file string, d *ast.FuncDecl) {
	name := file + ":" + d.Name.Name
	lines := fset.Position(d.End()).Line - fset.Position(d.Pos()).Line + 1
	paths := cyclomatic(d)
	m.functions, m.cyclomatic = append(m.functions, lines), append(m.cyclomatic, paths)
	if (lines > maxFunction || paths > maxCyclomatic) && longFunctions[name] == "" {
		t.Errorf("%s has %d lines and %d paths, at most %d and %d", name, lines, paths, maxFunction, maxCyclomatic)
	}
	if d.Name.Name == "init" && d.Recv == nil {
		t.Errorf("%s: no init functions: tables are explicit", name)
	}
	if d.Name.IsExported() && exportedReceiver(d) && d.Doc == nil {
		t.Errorf("%s is exported and not documented", name)
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	kind := d.Recv.List[0].Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	name, ok := kind.(*ast.Ident)
	return ok && name.IsExported()
}

func documented(t *testing.T, fset *token.FileSet, file string, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		s, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
			t.Errorf("%s: type %s is exported and not documented", fset.Position(s.Pos()), s.Name)
		}
		if i, ok := s.Type.(*ast.InterfaceType); ok && i.Methods.NumFields() > maxMethods && wideInterfaces[file+":"+s.Name.Name] == "" {
			t.Errorf("%s: interface %s has %d methods, at most %d", fset.Position(s.Pos()), s.Name, i.Methods.NumFields(), maxMethods)
		}
	}
}

// cyclomatic counts the linearly independent paths (McCabe, 1976): one and one more for each decision.
func cyclomatic(d *ast.FuncDecl) int {
	paths := 1
	ast.Inspect(d, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			paths++
		case *ast.CaseClause:
			if x.List != nil {
				paths++
			}
		case *ast.CommClause:
			if x.Comm != nil {
				paths++
			}
		case *ast.BinaryExpr:
			if x.Op == token.LAND || x.Op == token.LOR {
				paths++
			}
		}
		return true
	})
	return paths
}
