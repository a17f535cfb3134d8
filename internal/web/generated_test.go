package web_test

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
)

// The generated files are those that the sources give: make generate writes them.
func TestGeneratedIsCurrent(t *testing.T) {
	sources, err := filepath.Glob("*.templ")
	if err != nil || len(sources) == 0 {
		t.Fatal("no sources found", err)
	}
	for _, source := range sources {
		parsed, err := parser.Parse(source)
		if err != nil {
			t.Fatal(err)
		}
		var code bytes.Buffer
		if _, err := generator.Generate(parsed, &code, generator.WithFileName(source)); err != nil {
			t.Fatal(err)
		}
		want, err := format.Source(code.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(strings.TrimSuffix(source, ".templ") + "_templ.go")
		if err != nil {
			t.Fatal(err)
		}
		if body(got) != body(want) {
			t.Errorf("%s has changed since its code was generated: run make generate", source)
		}
	}
}

// body leaves out the lines that only name the generator.
func body(code []byte) string {
	var kept []string
	for line := range strings.Lines(string(code)) {
		if !strings.HasPrefix(line, "// templ: version") && !strings.Contains(line, "templ.Error{") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}
