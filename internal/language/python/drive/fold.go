package drive

import "strings"

// fold breaks a long statement inside its outermost brackets, one element a line, as people do.
func fold(line string, limit int) []string {
	if len(line) <= limit {
		return []string{line}
	}
	open, end, commas := outermost(line)
	if open < 0 {
		return []string{line}
	}
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	lines := []string{line[:open+1]}
	from := open + 1
	called := open > 0 && isWord(line[open-1])
	lone := len(commas) == 0 && (line[open] == '(' && !called || line[open] == '[' && called) // "(x)" and "x[i]" take no comma
	for _, at := range append(commas, end) {
		part := strings.TrimSpace(line[from:at])
		if part != "" {
			lines = append(lines, fold(indent+"    "+part+trailing(at == end, lone, part), limit)...)
		}
		from = at + 1
	}
	return append(lines, indent+line[end:])
}

// trailing is the comma after an element. The last one of a call may be a generator or a splat, which takes none.
func trailing(final, lone bool, part string) string {
	if lone || final && (strings.HasPrefix(part, "*") || strings.Contains(part, " for ")) {
		return ""
	}
	return ","
}

// outermost finds the widest bracket pair at depth one and the commas in it, leaving literals alone.
func outermost(line string) (open, end int, commas []int) {
	open, end = -1, -1
	var stack []int
	var inside []int
	best := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case '\'', '"':
			i = skipLiteral(line, i)
		case '(', '[', '{':
			stack = append(stack, i)
			if len(stack) == 1 {
				inside = nil
			}
		case ')', ']', '}':
			if len(stack) == 1 && i-stack[0] > best {
				best, open, end, commas = i-stack[0], stack[0], i, inside
			}
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
		case ',':
			if len(stack) == 1 {
				inside = append(inside, i)
			}
		}
	}
	return open, end, commas
}

func skipLiteral(line string, at int) int {
	quote := line[at]
	for i := at + 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case quote:
			return i
		}
	}
	return len(line)
}

func isWord(c byte) bool {
	return c == '_' || c == ')' || c == ']' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
