package learn

import (
	"strings"
	"unicode"
)

// Shape is what an expression looks like with its names taken out, tokens set apart by a space: "total / count" and "return p / d"
// are both "V / V", "order['qty']" is "V [ S ]". Called names stay, for what is called decides what may go wrong. A shape of fewer
// than three tokens says nothing and is empty.
func Shape(code string) string {
	tokens := expression(tokenise(code))
	var shape []string
	for n, t := range tokens {
		called := n+1 < len(tokens) && tokens[n+1] == "("
		switch first := rune(t[0]); {
		case t[0] == '\'' || t[0] == '"' || t[0] == '`':
			t = "S"
		case unicode.IsDigit(first):
			t = "N"
		case !isName(t) || kept[t] || called:
		case n > 0 && tokens[n-1] == ".":
			t = "A"
		default:
			t = "V"
		}
		shape = append(shape, t)
	}
	if len(shape) < 3 {
		return ""
	}
	return strings.Join(shape, " ")
}

// kept are the words of the languages that are part of a shape; leading ones are words that stand before an expression.
var (
	kept = words("in not and or is None for if else lambda True False null nil undefined true false new instanceof typeof")
	lead = words("return raise yield await throw if elif while assert del print else go defer const let var")
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// expression drops what stands before the expression of a statement: "return", "x =".
func expression(tokens []string) []string {
	depth := 0
	for n, t := range tokens {
		switch t {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			depth--
		case "=", ":=", "+=", "-=", "*=", "/=":
			if depth == 0 {
				return expression(tokens[n+1:])
			}
		}
	}
	for len(tokens) > 0 && lead[tokens[0]] {
		tokens = tokens[1:]
	}
	if n := len(tokens); n > 0 && (tokens[n-1] == ":" || tokens[n-1] == ";") {
		tokens = tokens[:n-1]
	}
	return tokens
}

// maxCode bounds what is looked at of one line.
const maxCode = 2000

func tokenise(code string) []string {
	text := []rune(code[:min(len(code), maxCode)])
	var tokens []string
	for n := 0; n < len(text); {
		end := n + 1
		switch r := text[n]; {
		case unicode.IsSpace(r):
			n++
			continue
		case wordly(r):
			for end < len(text) && (wordly(text[end]) || unicode.IsDigit(r) && text[end] == '.') {
				end++
			}
		case r == '\'' || r == '"' || r == '`':
			end = quoted(text, n)
		case strings.ContainsRune("=!<>+-*/:&|?", r):
			for end < len(text) && end < n+3 && strings.ContainsRune("=>*/&|?.", text[end]) {
				end++
			}
		}
		tokens = append(tokens, string(text[n:end]))
		n = end
	}
	return tokens
}

func quoted(text []rune, n int) int {
	for end := n + 1; end < len(text); end++ {
		if text[end] == '\\' {
			end++
		} else if text[end] == text[n] {
			return end + 1
		}
	}
	return len(text)
}

func wordly(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func isName(t string) bool {
	for _, r := range t {
		return r == '_' || unicode.IsLetter(r)
	}
	return false
}
