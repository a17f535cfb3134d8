package donor

import (
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weights of the word under which every other call gives a value.
const (
	weighWord     = 0.74
	weighWordSame = 0.82 // and this call gives the very same value under another word
)

// texts are the files in which a word in braces is filled in.
var texts = []string{".txt", ".md", ".html", ".xml", ".tmpl", ".tpl", ".template", ".csv", ".json", ".sql", ".yaml", ".yml", ".toml", ".ini", ".cfg"}

// worded gives a value under the word that every other call gives it under, where this call has a word that nothing reads.
func worded(scene *language.Scene) []language.Proposal {
	i := len(scene.Steps) - 2
	name := language.Unquote(scene.Incident.Message)
	if scene.Diagnosis.Class != "missing_key" || i < 0 || scene.Function == nil || !takesWords(scene) {
		return nil
	}
	mine, others := callsWith(scene, scene.Steps[i].Node.Statement(), name)
	if mine == nil || len(others) == 0 || word(mine, name) != nil {
		return nil
	}
	odd, score := oddWord(mine, others, name)
	if odd == nil || readBy(scene, odd.Name) {
		return nil
	}
	score = min(score+moreAgree*float64(len(others)-1), most)
	return []language.Proposal{{
		Edits: []language.Edit{{Path: odd.Tree().Path, Start: odd.Start, End: odd.Start + len(odd.Name), Text: name}}, Value: name, Score: score,
		Why:      "every other call of " + scene.Function.Qualified + " gives " + name + "; nothing reads " + odd.Name,
		Evidence: []heald.Evidence{language.Cite("sibling", word(others[0], name), "the other calls give it under this word", score)},
	}}
}

// callsWith is the call in a statement, and the others; none where one of them does not give a word.
func callsWith(scene *language.Scene, stmt *language.Node, name string) (mine *language.Node, others []*language.Node) {
	for _, site := range scene.Program.Calls(scene.Function.Node.Name) {
		switch {
		case site.Test:
		case site.Node.Within(stmt):
			mine = site.Node
		case word(site.Node, name) == nil:
			return nil, nil
		default:
			others = append(others, site.Node)
		}
	}
	return mine, others
}

// takesWords says whether the function that fails takes any words, and fails for what it does with them.
func takesWords(scene *language.Scene) bool {
	for _, p := range language.Parameters(scene.Function.Node) {
		if p.Splat && strings.HasPrefix(p.Node.Text(), "**") {
			for _, n := range scene.Failing.All(language.Name) {
				if n.Name == p.Name {
					return true
				}
			}
		}
	}
	return false
}

// word is the argument that a call gives under a word, or nil.
func word(call *language.Node, name string) *language.Node {
	args := call.Child(language.RoleArgs)
	if !args.Is(language.Args) {
		return nil
	}
	for _, a := range args.Children {
		if a.Is(language.KeywordArg) && a.Name == name {
			return a
		}
	}
	return nil
}

// oddWord is the one argument that no other call gives, and whose value is what the others give under the right word.
func oddWord(mine *language.Node, others []*language.Node, name string) (*language.Node, float64) {
	same := map[string]bool{}
	for _, o := range others {
		same[valueOf(word(o, name)).Text()] = true
	}
	var odd *language.Node
	score := 0.0
	for _, a := range mine.Child(language.RoleArgs).Children {
		value := valueOf(a)
		if !a.Is(language.KeywordArg) || givenBy(others, a.Name) || !same[value.Text()] && value.Last() != name {
			continue
		}
		if odd != nil {
			return nil, 0
		}
		odd, score = a, weighWord
		if same[value.Text()] {
			score = weighWordSame
		}
	}
	return odd, score
}

func givenBy(calls []*language.Node, name string) bool {
	for _, c := range calls {
		if word(c, name) != nil {
			return true
		}
	}
	return false
}

// valueOf is the value of a keyword argument.
func valueOf(arg *language.Node) *language.Node {
	if arg == nil || len(arg.Children) == 0 {
		return nil
	}
	return arg.Children[len(arg.Children)-1].Bare()
}

// readBy says whether a text to be filled in, or a string of the code, has a word.
func readBy(scene *language.Scene, name string) bool {
	for _, file := range scene.Program.Others(texts...) {
		if content, err := scene.Program.Read(file); err != nil || hole(string(content), name) {
			return true
		}
	}
	for _, tree := range code(scene) {
		for _, s := range tree.Root.All(language.String) {
			if language.Unquote(s.Text()) == name || hole(s.Text(), name) {
				return true
			}
		}
	}
	return false
}

// hole says whether a text has a place to be filled in by a word: {word}, {{ word }}, $word, %(word)s.
func hole(text, name string) bool {
	text = strings.ReplaceAll(text, " ", "")
	return strings.Contains(text, "{"+name) || strings.Contains(text, "$"+name) || strings.Contains(text, "%("+name)
}
