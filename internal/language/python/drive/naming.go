package drive

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

var kinds = map[string]string{
	"ZeroDivisionError": "zero", "InvalidOperation": "zero", "DivisionByZero": "zero", "KeyError": "missing", "IndexError": "index",
	"UnicodeDecodeError": "text", "UnicodeEncodeError": "text", "UnboundLocalError": "empty", "StopIteration": "empty", "RecursionError": "cycle",
}

// kindOf reads from an error what was wrong with the value, where no diagnosis says it.
func kindOf(e heald.Exception) string {
	message := e.Message
	switch {
	case strings.Contains(message, "NoneType"), strings.Contains(message, "not None"):
		return "none"
	case strings.Contains(message, "empty"):
		return "empty"
	case strings.Contains(message, "unpack"):
		return "unpack"
	}
	if kind := kinds[last(e.ErrorType)]; kind != "" {
		return kind
	}
	if last(e.ErrorType) == "TypeError" {
		return "type"
	}
	return ""
}

var (
	notWord = regexp.MustCompile(`[^a-z0-9]+`)
	camel   = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// snake writes a text as part of a test's name.
func snake(text string) string {
	return strings.Trim(notWord.ReplaceAllString(strings.ToLower(camel.ReplaceAllString(text, "${1}_${2}")), "_"), "_")
}

// subject is the function as it stands in a test's name.
func subject(d heald.Drive) string {
	name := strings.Trim(last(d.Function), "_")
	if (name == "" || name == "main" || d.Kind == "startup") && d.Path != "" {
		name = last(strings.TrimSuffix(d.Module, ".__main__"))
		if name == "" {
			name = stem(d.Path)
		}
	}
	if name == "init" || name == "call" || name == "post_init" {
		owner, _, _ := strings.Cut(d.Function, ".")
		name = owner
	}
	return snake(name)
}

// dialects are what interpreters word differently: suggestions, files, qualified names of functions. The harness knows the same.
var dialects = []struct {
	form *regexp.Regexp
	into string
}{
	{regexp.MustCompile(`[.;] (Did you (mean|forget)|Perhaps you forgot).*$`), ""},
	{regexp.MustCompile(` \((/|[A-Za-z]:\\|unknown location)[^)]*\)$`), ""},
	{regexp.MustCompile(`^(local variable|cannot access local variable) ('[^']*').*$`), "unbound $2"},
	{regexp.MustCompile(`(\w+\.|<locals>\.)+(\w+\(\))`), "$2"},
	{regexp.MustCompile(`\(expected (\d+), got \d+\)$`), "(expected $1)"},
}

// plainMessage takes the interpreter's dialect out of a message. The message of a KeyError is the key: it says something only where the
// source names that key; else it is data, and a test may use another.
func plainMessage(e heald.Exception, line string) string {
	message := e.Message
	for _, d := range dialects {
		message = d.form.ReplaceAllString(message, d.into)
	}
	if last(e.ErrorType) == "ZeroDivisionError" {
		return "" // interpreters word it differently, and so do integers and floats
	}
	if last(e.ErrorType) == "KeyError" && !strings.Contains(strings.ToLower(line), strings.ToLower(strings.Trim(message, `'"`))) {
		return ""
	}
	return message
}

var quotation = regexp.MustCompile(`'([^']*)'`)

func quoted(message string) string {
	if m := quotation.FindStringSubmatch(message); m != nil {
		return m[1]
	}
	return "name"
}

// testName is the name of the test function.
func testName(w language.Writing) string {
	head, tail := subject(w.Drive), condition(w)
	if head == "" {
		head = "service"
	}
	return "test_" + strings.TrimRight(head+"_"+tail, "_")
}

var sources = regexp.MustCompile(`\.(decode|read|readline|readlines|recv|json|get_json|get_data|body|loads|form|args|query_params|headers|argv|environ)\b|\binput\(|\bstdin\b|\bopen\(|\bparse_qs`)

// outside says whether an expression takes a value from outside the program.
func outside(expression string) bool { return sources.MatchString(expression) }
