package pep

import (
	"cmp"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

var markerToken = regexp.MustCompile(`\s*(\(|\)|"[^"]*"|'[^']*'|[<>=!~]=?=?|[A-Za-z_][A-Za-z0-9_.]*)`)

// Marks are the conditions of this machine with an interpreter of that version.
func Marks(version string) map[string]string {
	machines := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}
	machine := machines[runtime.GOARCH]
	if machine == "" {
		machine = runtime.GOARCH
	}
	return map[string]string{
		"python_version": version, "python_full_version": version + ".99", "os_name": "posix", "sys_platform": "linux", "platform_machine": machine,
		"platform_system": "Linux", "implementation_name": "cpython", "platform_python_implementation": "CPython", "implementation_version": version + ".99",
		"platform_release": "", "platform_version": "",
	}
}

// Applies evaluates a PEP 508 marker for an interpreter. A marker that cannot be read holds: asking for too much is told to a
// person, while a dependency that is left out fails later and without a name.
func Applies(marker string, marks map[string]string, extras []string) bool {
	if strings.TrimSpace(marker) == "" {
		return true
	}
	m := markers{marks: marks, extras: extras}
	for rest := marker; strings.TrimSpace(rest) != ""; {
		match := markerToken.FindStringSubmatchIndex(rest)
		if match == nil || match[0] != 0 || len(m.tokens) > 200 {
			return true
		}
		m.tokens = append(m.tokens, rest[match[2]:match[3]])
		rest = rest[match[1]:]
	}
	value := m.or(0)
	return value || m.failed || len(m.tokens) > 0
}

// markers is a recursive descent over one marker.
type markers struct {
	tokens []string
	marks  map[string]string
	extras []string
	failed bool
}

func (m *markers) peek() string {
	if len(m.tokens) == 0 {
		return ""
	}
	return m.tokens[0]
}

func (m *markers) next() string {
	token := m.peek()
	if token == "" {
		m.failed = true
		return ""
	}
	m.tokens = m.tokens[1:]
	return token
}

func (m *markers) or(depth int) bool {
	value := m.and(depth)
	for m.peek() == "or" {
		m.next()
		right := m.and(depth)
		value = value || right
	}
	return value
}

func (m *markers) and(depth int) bool {
	value := m.term(depth)
	for m.peek() == "and" {
		m.next()
		right := m.term(depth)
		value = value && right
	}
	return value
}

func (m *markers) term(depth int) bool {
	if depth > 50 {
		m.failed = true
		return true
	}
	if m.peek() == "(" {
		m.next()
		value := m.or(depth + 1)
		if m.next() != ")" {
			m.failed = true
		}
		return value
	}
	left, operator, right := m.next(), m.next(), ""
	if operator == "not" {
		operator += " " + m.next()
	}
	right = m.next()
	if left == "extra" || right == "extra" {
		return m.extra(strings.Trim(left+right, `"'`), operator)
	}
	return m.compare(left, operator, right)
}

func (m *markers) extra(both, operator string) bool {
	name := Normal(strings.Trim(strings.TrimSuffix(strings.TrimPrefix(both, "extra"), "extra"), `"'`))
	chosen := false
	for _, extra := range m.extras {
		chosen = chosen || Normal(extra) == name
	}
	return chosen == (operator != "!=")
}

// value is a quoted text or what the interpreter said under that name.
func (m *markers) value(token string) (string, bool) {
	if strings.HasPrefix(token, `"`) || strings.HasPrefix(token, "'") {
		return strings.Trim(token, `"'`), false
	}
	value, ok := m.marks[token]
	if !ok {
		m.failed = true
	}
	return value, strings.Contains(token, "version")
}

func (m *markers) compare(leftToken, operator, rightToken string) bool {
	left, isVersion := m.value(leftToken)
	right, also := m.value(rightToken)
	switch operator {
	case "in":
		return strings.Contains(right, left)
	case "not in":
		return !strings.Contains(right, left)
	}
	if isVersion || also {
		return Satisfies(left, operator+right)
	}
	switch operator {
	case "==", "===":
		return left == right
	case "!=":
		return left != right
	}
	m.failed = true
	return true
}

// Satisfies says whether a version fits a list of specifiers such as ">=3.9,<4". What it cannot read it lets pass.
func Satisfies(version, specifiers string) bool {
	for _, specifier := range strings.Split(specifiers, ",") {
		specifier = strings.TrimSpace(specifier)
		want := strings.TrimLeft(specifier, "<>=!~^ ")
		operator := strings.TrimSpace(strings.TrimSuffix(specifier, want))
		if want == "" || want == "*" {
			continue
		}
		if !satisfiesOne(version, operator, strings.TrimSpace(want)) {
			return false
		}
	}
	return true
}

func satisfiesOne(version, operator, want string) bool {
	order := Compare(version, want)
	switch operator {
	case "", "==", "===":
		return equals(version, want)
	case "!=":
		return !equals(version, want)
	case ">=":
		return order >= 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case "<":
		return order < 0
	case "~=", "^", "~":
		return order >= 0 && compatible(version, operator, strings.TrimSuffix(want, ".*"))
	}
	return true
}

// equals compares release numbers, or only the first ones where want ends in ".*".
func equals(version, want string) bool {
	if prefix, ok := strings.CutSuffix(want, ".*"); ok {
		return strings.HasPrefix(version+".", prefix+".")
	}
	return Compare(version, want) == 0
}

// compatible is the upper bound of "~=2.2" (below 3), Poetry's "^2.2" (below 3, or below 0.3 for 0.2) and "~2.2" (below 2.3).
func compatible(version, operator, want string) bool {
	parts := strings.Split(want, ".")
	keep := 1
	switch {
	case operator == "~=":
		keep = max(1, len(parts)-1)
	case operator == "~":
		keep = min(2, len(parts))
	case len(parts) > 1 && parts[0] == "0":
		keep = 2
	}
	head := strings.Join(parts[:keep], ".")
	return strings.HasPrefix(version+".", head+".")
}

// Compare compares the release numbers; a suffix such as "rc1" does not count.
func Compare(a, b string) int {
	left, right := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(left), len(right)) {
		if order := cmp.Compare(number(left, i), number(right, i)); order != 0 {
			return order
		}
	}
	return 0
}

func number(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	digits := strings.TrimRight(parts[i], "abcdefghijklmnopqrstuvwxyz+-*!_")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}
