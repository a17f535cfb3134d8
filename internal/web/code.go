package web

import (
	"regexp"
	"strconv"
	"strings"
)

// token is a piece of a line of code and how it looks: "k" keyword, "s" text, "c" comment, "n" number, "" all else.
type token struct {
	Class  string
	Text   string
	Differ bool // it is what changed within the line
}

// diffLine is one line of a diff as a person reads it.
type diffLine struct {
	Kind   string // "add", "del", "same", "hunk", "file"
	Old    string // line numbers; empty where there is none
	New    string
	Tokens []token
}

const (
	maxTokens   = 400 // of a line: what follows is shown plain
	maxCompared = 300 // tokens of a line that is compared with another
	maxLines    = 2000
)

var (
	lexer = regexp.MustCompile(`(?P<c>#.*$|//.*$)|(?P<s>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|` + "`[^`]*`?" + `)|(?P<n>\b\d[\w.]*)|(?P<w>[\pL_][\pL\pN_]*)|[^\s\pL\pN]|\s+`)
	hunk  = regexp.MustCompile(`^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)`)
	// keywords of the languages that heald mends: a word too many coloured is better than a lexer for each.
	keywords = wordSet(`and as assert async await break case catch class const continue def default del do elif else except export extends
		False final finally for from func function global go if implements import in interface is lambda let match new nil None nonlocal not
		null or package pass private protected public raise range return select self static struct super switch this throw throws True true
		false try type undefined var void while with yield`)
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// lex colours one line of code, whatever its language. What it does not know stays plain.
func lex(line string) []token {
	var tokens []token
	add := func(class, text string) {
		if text != "" {
			tokens = append(tokens, token{Class: class, Text: text})
		}
	}
	at := 0
	for _, m := range lexer.FindAllStringSubmatchIndex(line, maxTokens) {
		add("", line[at:m[0]])
		text := line[m[0]:m[1]]
		add(classOf(m, text), text)
		at = m[1]
	}
	add("", line[at:])
	return tokens
}

func classOf(m []int, text string) string {
	switch {
	case m[2] >= 0:
		return "c"
	case m[4] >= 0:
		return "s"
	case m[6] >= 0:
		return "n"
	case keywords[text]:
		return "k"
	}
	return ""
}

// diffLines reads a unified diff for the eye: what it cannot read it shows as it is.
func diffLines(diff string) []diffLine {
	if strings.TrimSpace(diff) == "" {
		return nil
	}
	var lines []diffLine
	var before, after int
	for _, text := range strings.SplitN(strings.TrimRight(diff, "\n"), "\n", maxLines) {
		text = cut(text)
		if m := hunk.FindStringSubmatch(text); m != nil {
			before, after = number(m[1]), number(m[2])
			lines = append(lines, diffLine{Kind: "hunk", Tokens: []token{{Text: strings.TrimSpace(m[3])}}})
			continue
		}
		if before == 0 && after == 0 || strings.HasPrefix(text, "diff --git ") {
			before, after = 0, 0
			lines = head(lines, text)
			continue
		}
		lines = append(lines, body(text, &before, &after))
	}
	emphasise(lines)
	return lines
}

// head keeps of a file's header what a person needs: its name, once.
func head(lines []diffLine, text string) []diffLine {
	name, ok := strings.CutPrefix(text, "+++ ")
	if old, removed := strings.CutPrefix(text, "--- "); removed && old != "/dev/null" {
		name, ok = old, true
	}
	if !ok || name == "/dev/null" {
		return lines
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "a/"), "b/")
	if n := len(lines); n > 0 && lines[n-1].Kind == "file" {
		lines = lines[:n-1]
	}
	return append(lines, diffLine{Kind: "file", Tokens: []token{{Text: name}}})
}

func body(text string, before, after *int) diffLine {
	sign, rest := "", text
	if text != "" {
		sign, rest = text[:1], text[1:]
	}
	line := diffLine{Tokens: lex(rest)}
	switch sign {
	case "+":
		line.Kind, line.New = "add", strconv.Itoa(*after)
		*after++
	case "-":
		line.Kind, line.Old = "del", strconv.Itoa(*before)
		*before++
	case " ", "":
		line.Kind, line.Old, line.New = "same", strconv.Itoa(*before), strconv.Itoa(*after)
		*before++
		*after++
	default: // "\ No newline at end of file", "… 12 more lines"
		line.Kind, line.Tokens = "note", []token{{Text: text}}
	}
	return line
}

func number(text string) int {
	n, _ := strconv.Atoi(text) // the pattern matched digits; too many of them are no line
	return n
}

// emphasise marks what differs between a removed line and the one that stands in its place.
func emphasise(lines []diffLine) {
	for i := 0; i < len(lines); {
		first := i
		for i < len(lines) && lines[i].Kind == "del" {
			i++
		}
		middle := i
		for i < len(lines) && lines[i].Kind == "add" {
			i++
		}
		if n := middle - first; n > 0 && n == i-middle {
			for k := range n {
				differ(lines[first+k].Tokens, lines[middle+k].Tokens)
			}
		}
		if i == first {
			i++
		}
	}
}

// differ marks the tokens of two lines that are not common to both. Lines that have little in common, or are very long, stay plain.
func differ(a, b []token) {
	if len(a) > maxCompared || len(b) > maxCompared {
		return
	}
	length := common(a, b)
	if length[0][0]*2 < min(len(a), len(b)) {
		return
	}
	i, k := 0, 0
	for i < len(a) && k < len(b) {
		switch {
		case a[i].Text == b[k].Text:
			i, k = i+1, k+1
		case length[i+1][k] >= length[i][k+1]:
			a[i].Differ = true
			i++
		default:
			b[k].Differ = true
			k++
		}
	}
	for ; i < len(a); i++ {
		a[i].Differ = true
	}
	for ; k < len(b); k++ {
		b[k].Differ = true
	}
}

// common gives the length of the longest common subsequence of what follows each pair of tokens.
func common(a, b []token) [][]int {
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := len(b) - 1; k >= 0; k-- {
			if a[i].Text == b[k].Text {
				length[i][k] = length[i+1][k+1] + 1
			} else {
				length[i][k] = max(length[i+1][k], length[i][k+1])
			}
		}
	}
	return length
}

// runs groups tokens into stretches that changed and stretches that did not.
func runs(tokens []token) [][]token {
	var groups [][]token
	for i, t := range tokens {
		if i == 0 || t.Differ != tokens[i-1].Differ {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], t)
	}
	return groups
}
