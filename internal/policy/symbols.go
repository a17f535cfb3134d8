package policy

import (
	"regexp"
	"slices"
	"strings"
)

// declaration finds the name that a line declares: a function, method or class in any of the languages.
var declaration = regexp.MustCompile(`^\s*(?:(?:export|default|async|public|private|protected|internal|static|final|abstract|synchronized)\s+)*` +
	`(?:(?:def|class|function\*?|interface|struct|enum|record)\s+(\w+)|func\s+(?:\([^)]*\)\s*)?(\w+)|(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:function|\([^)]*\)\s*=>|\w+\s*=>)|(?:[\w<>\[\],.]+\s+)?(\w+)\s*\([^;={]*\)\s*(?:throws [\w., ]+)?\{\s*$)`)

var statements = []string{"if", "for", "while", "switch", "catch", "return", "else", "do", "try", "new", "throw", "with"}

// symbolAt names what the line stands in, outermost first: "Cart.total". It goes by indentation, which holds for code that a
// person can read; a tree knows better where there is one.
func symbolAt(lines []string, number int) string {
	if number < 1 || number > len(lines) {
		return ""
	}
	var names []string
	if name := declared(lines[number-1]); name != "" {
		names = append(names, name)
	}
	indent := indentOf(lines[number-1])
	for i := number - 2; i >= 0 && indent != 0; i-- {
		var name string
		if name, indent = enclosing(lines[i], indent); name != "" {
			names = append(names, name)
		}
	}
	slices.Reverse(names)
	return strings.Join(names, ".")
}

// enclosing says what a line declares around something below it at that indentation, and how far what encloses the line
// itself may be indented. A blank line, which has no indentation (-1), belongs to what stands above it.
func enclosing(text string, indent int) (name string, next int) {
	at := indentOf(text)
	if at < 0 || indent >= 0 && at >= indent {
		return "", indent
	}
	if name = declared(text); name == "" && indent < 0 {
		at++
	}
	return name, at
}

// indentOf is the width of the leading white space, -1 for a blank line.
func indentOf(text string) int {
	trimmed := strings.TrimLeft(text, " \t")
	if strings.TrimSpace(trimmed) == "" {
		return -1
	}
	return len(text) - len(trimmed)
}

func declared(text string) string {
	m := declaration.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	for _, name := range m[1:] {
		if name != "" && !slices.Contains(statements, name) {
			return name
		}
	}
	return ""
}
