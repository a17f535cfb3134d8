package rego

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/heald-dev/heald"
)

//go:embed bundle
var embedded embed.FS

// What a bundle may weigh.
const (
	maxBundleFiles = 200
	maxBundleFile  = 1 << 20
)

// file is one file of a bundle.
type file struct {
	name string
	text []byte
}

func (f file) rego() bool { return strings.HasSuffix(f.name, ".rego") }
func (f file) test() bool { return strings.HasSuffix(f.name, "_test.rego") }

// bundle is a set of rules and the tables that they read.
type bundle struct {
	name  string
	files []file // sorted by name
	data  map[string]any
}

func load(dir string) (*bundle, error) {
	var tree fs.FS = os.DirFS(dir)
	b := &bundle{name: dir, data: map[string]any{}}
	if dir == "" {
		b.name = "of heald"
		sub, err := fs.Sub(embedded, "bundle")
		if err != nil {
			return nil, fmt.Errorf("read policy %s: %w", b.name, err)
		}
		tree = sub
	}
	if err := fs.WalkDir(tree, ".", b.add(tree)); err != nil {
		return nil, fmt.Errorf("read policy %s: %w: %w", b.name, err, heald.ErrInvalid)
	}
	if !slices.ContainsFunc(b.files, file.rego) {
		return nil, fmt.Errorf("read policy %s: no .rego file: %w", b.name, heald.ErrInvalid)
	}
	slices.SortFunc(b.files, func(x, y file) int { return strings.Compare(x.name, y.name) })
	return b, nil
}

// add takes the rules and the one table; other files of the folder are none of a policy's.
func (b *bundle) add(tree fs.FS) fs.WalkDirFunc {
	return func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".rego") && name != "data.json" {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() || info.Size() > maxBundleFile || len(b.files) >= maxBundleFiles {
			return fmt.Errorf("%s: not a regular file, too large, or one too many", name)
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		b.files = append(b.files, file{filepath.ToSlash(name), text})
		if name == "data.json" {
			return json.Unmarshal(text, &b.data)
		}
		return nil
	}
}

// hash names what decides: rules and tables, not their tests.
func (b *bundle) hash() string {
	h := sha256.New()
	for _, f := range b.files {
		if !f.test() {
			fmt.Fprintf(h, "%d %s %d\n", len(f.name), f.name, len(f.text))
			h.Write(f.text)
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// tests lists the rules named test_…, sorted, as queries.
func (b *bundle) tests() ([]string, error) {
	var names []string
	for _, f := range b.files {
		if !f.test() {
			continue
		}
		module, err := ast.ParseModuleWithOpts(f.name, string(f.text), ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return nil, fmt.Errorf("read policy %s: %w: %w", b.name, err, heald.ErrInvalid)
		}
		for _, rule := range module.Rules {
			if name := rule.Head.Ref().String(); strings.HasPrefix(name, "test_") {
				names = append(names, module.Package.Path.String()+"."+name)
			}
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		return nil, fmt.Errorf("test policy %s: %w: %w", b.name, errNoTests, heald.ErrInvalid)
	}
	return names, nil
}
