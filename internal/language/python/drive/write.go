package drive

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

const width = 100

// write writes a drive as a test: arrange, act, assert.
func write(w language.Writing) (language.Written, error) {
	p := neighbours(w)
	name, file := testName(w), p.file(w)
	t := &text{classes: p.classes, writing: w, depth: strings.Count(file, "/")}
	t.imports = slices.Clone(w.Drive.Imports)
	t.arrange(w.Drive)
	asserts := t.act(w.Drive)
	t.settle(name)
	source := p.quoted(t.render(name))
	if tree, err := syntax.Grammar().Parse(file, []byte(source)); err != nil || tree.Broken {
		return language.Written{}, fmt.Errorf("write the test for %s: what was written does not parse: %w", w.Drive.Function, heald.ErrInvalid)
	}
	return language.Written{Path: file, Name: name, ID: identity(file, name, p, w), Source: source, Asserts: asserts}, nil
}

// identity is what the framework calls the test, run in the service's folder.
func identity(file, name string, p place, w language.Writing) string {
	file = strings.TrimPrefix(file, prefix(w.Folder))
	switch {
	case w.Environment.Framework == "unittest":
		return strings.ReplaceAll(strings.TrimSuffix(file, ".py"), "/", ".") + "." + className(name) + "." + name
	case p.classes:
		return file + "::" + className(name) + "::" + name
	}
	return file + "::" + name
}

func className(name string) string {
	var b strings.Builder
	for _, part := range strings.Split(strings.TrimPrefix(name, "test_"), "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String() + "Test"
}

// text is a test file being written.
type text struct {
	writing  language.Writing
	classes  bool
	depth    int // folders between the test file and the repository's root
	imports  []string
	body     []string
	needsEnv bool
	folder   bool     // the test is given a temporary folder
	above    []string // stands between the imports and the test
	// decorators and async are the test's own, where it follows another.
	decorators []string
	async      bool
}

func (t *text) need(statement string) {
	if !slices.Contains(t.imports, statement) {
		t.imports = append(t.imports, statement)
	}
}

func (t *text) say(format string, args ...any) { t.body = append(t.body, fmt.Sprintf(format, args...)) }

// arrange writes what comes before the call.
func (t *text) arrange(d heald.Drive) {
	for _, name := range slices.Sorted(maps.Keys(d.Env)) {
		t.need("import os")
		t.needsEnv = true
		t.say("os.environ[%q] = %q", name, d.Env[name])
	}
	if d.Kind != "scene" {
		for _, statement := range d.Setup {
			t.say("%s", statement)
		}
	}
	if len(d.Argv) > 0 {
		t.need("import sys")
		t.need("from unittest import mock")
	}
	if d.Stdin != "" {
		t.need("import io")
		t.need("from unittest import mock")
	}
}

// around is what a drive sets for as long as it runs: the command line, the standard input. Empty for a plain call.
func around(d heald.Drive) string {
	var set []string
	if len(d.Argv) > 0 {
		set = append(set, fmt.Sprintf("mock.patch.object(sys, \"argv\", %s)", list(d.Argv)))
	}
	if d.Stdin != "" {
		set = append(set, fmt.Sprintf("mock.patch(\"sys.stdin\", io.StringIO(%s))", literal(d.Stdin)))
	}
	if len(set) == 0 {
		return ""
	}
	return "with " + strings.Join(set, ", ") + ":"
}

// act writes the call and what is asserted of it.
func (t *text) act(d heald.Drive) []heald.Evidence {
	switch d.Kind {
	case "startup":
		t.need("import importlib")
		t.say("importlib.import_module(%q)", d.Module)
		return nil
	case "command":
		t.command(d)
		return nil
	case "handler":
		t.handler(d)
		return nil
	case "scene":
		t.scene(d)
		return nil
	}
	call := t.call(d)
	if t.writing.Refusal != nil {
		t.refused(*t.writing.Refusal, call)
		return nil
	}
	asserts, check := t.returns(d)
	switch {
	case around(d) != "":
		t.say("%s", around(d))
		t.say("    %s", call)
		return nil
	case check != "":
		t.say("result = %s", call)
		t.say("%s", check)
	default:
		t.say("%s", call)
	}
	return asserts
}

// handler sends a request; a client's response must not be a server error.
func (t *text) handler(d heald.Drive) {
	if d.Within != "" {
		t.say("with %s:", d.Within)
		t.say("    response = %s", d.Receiver)
		t.answered()
		return
	}
	if len(d.Fixtures) == 0 && !strings.Contains(d.Receiver, "test_client()") && !strings.Contains(d.Receiver, "TestClient(") {
		t.say("%s", d.Receiver)
		return
	}
	t.say("response = %s", d.Receiver)
	t.answered()
}

// answered asserts that a response is no server error.
func (t *text) answered() {
	if t.classes {
		t.say("self.assertLess(response.status_code, 500)")
	} else {
		t.say("assert response.status_code < 500")
	}
}

// command runs a module or script as a user would; leaving with status 0 is an ordinary end.
func (t *text) command(d heald.Drive) {
	t.need("import runpy")
	t.need("import sys")
	t.need("from unittest import mock")
	run := fmt.Sprintf("runpy.run_module(%q, run_name=\"__main__\", alter_sys=True)", d.Module)
	if d.Module == "" {
		t.need("from pathlib import Path")
		t.say("script = Path(__file__).resolve().parents[%d] / %q", t.depth, d.Path)
		t.say("sys.path.insert(0, str(script.parent))")
		run = "runpy.run_path(str(script), run_name=\"__main__\")"
	}
	t.say("%s", around(d))
	t.say("    try:")
	t.say("        %s", run)
	t.say("    except SystemExit as end:")
	if t.classes {
		t.say("        self.assertIn(end.code, (None, 0))")
	} else {
		t.say("        assert end.code in (None, 0)")
	}
}

// call is the call as source, brought to its end where the result is lazy.
func (t *text) call(d heald.Drive) string {
	target := t.target(d)
	if d.Kind == "method" && d.Receiver != "" {
		target = parenthesised(d.Receiver) + "." + t.member(d)
	}
	call := target + "(" + arguments(d.Args) + ")"
	if t.isProperty(d) {
		call = target
	}
	switch {
	case d.Consume == "async list":
		t.need("import asyncio")
		t.say("async def collect():")
		t.say("    return [item async for item in %s]", call)
		return "asyncio.run(collect())"
	case d.Async:
		return t.awaited(d, call)
	case d.Consume != "":
		return "list(" + call + ")"
	}
	return call
}

// awaited runs a coroutine; objects of asyncio are made inside the running loop.
func (t *text) awaited(d heald.Drive, call string) string {
	t.need("import asyncio")
	if !slices.ContainsFunc(t.body, func(s string) bool { return strings.Contains(s, "asyncio.") }) {
		return "asyncio.run(" + call + ")"
	}
	inner := t.body
	t.body = nil
	t.say("async def scenario():")
	for _, line := range inner {
		t.say("    %s", line)
	}
	t.say("    return await %s", call)
	return "asyncio.run(scenario())"
}

// target names a function by an import in the style of its neighbours.
func (t *text) target(d heald.Drive) string {
	head, rest, nested := strings.Cut(d.Function, ".")
	if d.Kind == "method" && d.Receiver != "" {
		return ""
	}
	bring := fmt.Sprintf("from %s import %s", d.Module, head)
	for _, statement := range t.imports {
		if imported(statement) == head && statement != bring {
			t.need("import " + d.Module)
			return d.Module + "." + d.Function
		}
	}
	t.need(bring)
	if nested {
		return head + "." + rest
	}
	return head
}

func imported(statement string) string {
	fields := strings.Fields(statement)
	return fields[len(fields)-1]
}

func (t *text) member(d heald.Drive) string {
	name := last(d.Function)
	if strings.HasPrefix(name, "__") && !strings.HasSuffix(name, "__") {
		owner, _, _ := strings.Cut(d.Function, ".")
		return "_" + strings.TrimLeft(owner, "_") + name
	}
	return name
}

// definition finds the driven function in the program.
func (t *text) definition(d heald.Drive) *language.Func {
	if f := t.writing.Program.Func(d.Path, d.Function); f != nil {
		return f
	}
	for _, f := range t.writing.Program.Named(last(d.Function)) {
		if f.Path == d.Path {
			return f
		}
	}
	return nil
}

func (t *text) isProperty(d heald.Drive) bool {
	f := t.definition(d)
	if f == nil || !f.Node.Parent.Is(language.Decorated) || d.Kind != "method" {
		return false
	}
	for _, c := range f.Node.Parent.Children {
		if text := c.Text(); c.Is(language.Decorator) && (strings.HasSuffix(text, "property") || strings.HasSuffix(text, ".getter")) {
			return true
		}
	}
	return false
}

// plain are the declared results that an assertion may rest on, with what isinstance is asked.
var plain = map[string]string{"int": "int", "float": "(int, float)", "str": "str", "bool": "bool", "bytes": "bytes", "list": "list", "dict": "dict",
	"set": "set", "tuple": "tuple"}

// returns gives an assertion on the result's type where the function declares it: evidence that no patch has made.
func (t *text) returns(d heald.Drive) ([]heald.Evidence, string) {
	f := t.definition(d)
	if f == nil || d.Consume != "" || t.wrapped(f, d) {
		return nil, ""
	}
	if p := t.writing.Promise; p != nil {
		return []heald.Evidence{p.Evidence}, t.equals(p.Value)
	}
	declared := f.Node.Child(language.RoleReturns)
	if declared == nil {
		return nil, ""
	}
	name, _, _ := strings.Cut(strings.Trim(declared.Text(), `"'`), "[")
	want, known := plain[name]
	if !known || strings.Contains(declared.Text(), "|") {
		return nil, ""
	}
	evidence := heald.Evidence{Source: "types", Path: f.Path, Line: declared.Line, Quote: "-> " + declared.Text(),
		Says: fmt.Sprintf("%s returns %s", f.Qualified, declared.Text())}
	if t.classes {
		return []heald.Evidence{evidence}, fmt.Sprintf("self.assertIsInstance(result, %s)", want)
	}
	return []heald.Evidence{evidence}, fmt.Sprintf("assert isinstance(result, %s)", want)
}

// equals asserts the very result.
func (t *text) equals(value string) string {
	switch {
	case t.classes && value == "None":
		return "self.assertIsNone(result)"
	case t.classes:
		return "self.assertEqual(result, " + value + ")"
	case value == "None" || value == "True" || value == "False":
		return "assert result is " + value
	}
	return "assert result == " + value
}

// wrapped says whether a decorator may give another result than the function declares.
func (t *text) wrapped(f *language.Func, d heald.Drive) bool {
	return f.Node.Parent.Is(language.Decorated) && !t.isProperty(d)
}

func parenthesised(receiver string) string {
	for _, c := range receiver {
		if !(c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			if strings.HasSuffix(receiver, ")") && !strings.ContainsAny(receiver[:strings.IndexByte(receiver+"(", '(')], " +-*/%<>=[{'\"") {
				return receiver
			}
			return "(" + receiver + ")"
		}
	}
	return receiver
}

func arguments(args []heald.Arg) string {
	parts := make([]string, 0, len(args))
	for _, a := range args {
		if a.Name != "" {
			parts = append(parts, a.Name+"="+a.Expr)
		} else {
			parts = append(parts, a.Expr)
		}
	}
	return strings.Join(parts, ", ")
}

func list(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = literal(w)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// literal writes a text as Python source.
func literal(s string) string {
	quoted := fmt.Sprintf("%+q", s)
	if strings.Contains(s, `"`) && !strings.Contains(s, "'") { // the other quotes need no escapes
		return "'" + strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`) + "'"
	}
	return quoted
}

// render puts the file together: imports of the standard library, then of packages, then the service's, then the test.
func (t *text) render(name string) string {
	var b strings.Builder
	if t.classes {
		t.need("import unittest")
	}
	standard, others, own := t.sorted()
	for _, group := range [][]string{standard, others, own} {
		if len(group) > 0 {
			b.WriteString(strings.Join(group, "\n") + "\n\n")
		}
	}
	for _, line := range t.above {
		b.WriteString(line + "\n\n")
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	indent := "    "
	if t.classes {
		fmt.Fprintf(&b, "class %s(unittest.TestCase):\n", className(name))
		fmt.Fprintf(&b, "    def %s(self):\n", name)
		indent = "        "
	} else {
		b.WriteString(t.head(name))
	}
	b.WriteString(indent + t.documentation() + "\n")
	body := t.body
	if t.needsEnv {
		body = append([]string{"with mock.patch.dict(os.environ):"}, indented(slices.Clone(body))...)
	}
	for _, line := range body {
		for _, folded := range fold(indent+line, width) {
			b.WriteString(folded + "\n")
		}
	}
	return b.String()
}

func indented(lines []string) []string {
	for i := range lines {
		lines[i] = "    " + lines[i]
	}
	return lines
}

// packaged are the modules that are nobody's standard library and that tests need.
var packaged = []string{"pytest", "fastapi", "starlette", "flask", "werkzeug"}

// sorted splits the imports into the standard library's, packages' and the service's, each in order, "import x" first.
func (t *text) sorted() (standard, others, own []string) {
	modules := map[string]bool{}
	for _, file := range t.writing.Program.Files {
		modules[strings.SplitN(strings.TrimSuffix(file, ".py"), "/", 2)[0]] = true
		modules[stem(file)] = true
		for _, part := range strings.Split(path.Dir(file), "/") {
			modules[part] = true
		}
	}
	if t.needsEnv {
		t.need("from unittest import mock")
	}
	for _, statement := range t.imports {
		module := strings.Fields(statement)[1]
		top, _, _ := strings.Cut(module, ".")
		switch {
		case modules[top]:
			own = append(own, statement)
		case slices.Contains(packaged, top):
			others = append(others, statement)
		default:
			standard = append(standard, statement)
		}
	}
	return group(standard), group(others), group(own)
}

// group merges "from x import a" and "from x import b" and sorts.
func group(statements []string) []string {
	var plain []string
	from := map[string][]string{}
	for _, s := range statements {
		if rest, ok := strings.CutPrefix(s, "from "); ok {
			module, names, _ := strings.Cut(rest, " import ")
			if !slices.Contains(from[module], names) {
				from[module] = append(from[module], names)
			}
		} else if !slices.Contains(plain, s) {
			plain = append(plain, s)
		}
	}
	slices.Sort(plain)
	modules := make([]string, 0, len(from))
	for m := range from {
		modules = append(modules, m)
	}
	slices.Sort(modules)
	for _, m := range modules {
		slices.Sort(from[m])
		plain = append(plain, "from "+m+" import "+strings.Join(from[m], ", "))
	}
	return plain
}
