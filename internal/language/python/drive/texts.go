package drive

import (
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

// texts returns the texts of the string literals in a drive, and its command's words.
func texts(d heald.Drive) []string {
	sources := append([]string{d.Receiver}, d.Setup...)
	for _, a := range d.Args {
		sources = append(sources, a.Expr)
	}
	tree, err := syntax.Grammar().Parse("drive", []byte(strings.Join(sources, "\n")))
	if err != nil {
		return nil
	}
	var found []string
	for _, n := range tree.Root.All(language.String) {
		found = append(found, language.Unquote(n.Text()))
	}
	for _, content := range d.Files {
		found = append(found, content)
	}
	if d.Stdin != "" {
		found = append(found, d.Stdin)
	}
	return append(found, d.Argv...)
}

// asJSON turns the words and quotes of a printed dictionary.
var asJSON = strings.NewReplacer(`'`, `"`, "None", "null", "True", "true", "False", "false")
