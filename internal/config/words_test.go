package config

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// Every key of the structs has its row, every row its key, and every row says something.
func TestEveryKeyIsDocumented(t *testing.T) {
	left := map[string]bool{}
	for path := range keys {
		left[path] = true
	}
	var visit func([]entry)
	visit = func(list []entry) {
		for _, e := range list {
			if !strings.HasSuffix(e.row.Doc, ".") {
				t.Errorf("%s: documented as %q", e.path, e.row.Doc)
			}
			if e.below == nil && e.sample() == "" && e.kind.Kind() != reflect.String {
				t.Errorf("%s: neither default nor example", e.path)
			}
			delete(left, e.path)
			visit(e.below)
		}
	}
	visit(tree())
	for path := range left {
		t.Errorf("%s: documented, and no key", path)
	}
}

// golden compares with a file outside of this package and writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s is not current; run this test with -update (-want +got):\n%s", name, d)
	}
}

func TestSchemaIsCurrent(t *testing.T) { golden(t, "../../schema/heald.schema.json", Schema()) }

func TestReferenceIsCurrent(t *testing.T) {
	const name, begin, end = "../../docs/configuration.md", "<!-- keys: generated -->\n", "<!-- /keys -->\n"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the keys", name)
	}
	golden(t, name, []byte(head+begin+"\n"+Reference()+"\n"+end+tail))
}

func draft() Draft {
	return Draft{
		Values: map[string]any{
			"services[].name": "orders", "services[].repository": "../..", "services[].path": "services/orders",
			"services[].run.command": Command{"/bin/sh", "-c", "python app.py --port {port}"}, "services[].run.listen": "127.0.0.1:8080",
		},
		Notes: map[string]string{"services[].tests": "No tests were found."},
	}
}

func TestWrite(t *testing.T) {
	text := Write(draft())
	golden(t, "testdata/written.yaml", text)
	t.Setenv("XDG_STATE_HOME", "/state")
	got, err := Parse("/src/services/orders/heald.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Parse("/src/services/orders/heald.yaml", []byte("services:\n  - name: orders\n    repository: ../..\n    path: services/orders\n    run: {command: 'python app.py --port {port}', listen: 127.0.0.1:8080}\n"))
	plain.Lines, got.Lines = nil, nil
	if d := cmp.Diff(plain, got); err != nil || d != "" {
		t.Errorf("what is commented out is in force: %v (-want +got):\n%s", err, d)
	}
	if problems := validate(t, text); len(problems) > 0 {
		t.Errorf("the schema refuses what init writes: %v", problems)
	}
}

// Each setting that is commented out can be put in force by itself, and means its default where it shows one.
func TestEachCommentedLineIsASetting(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", "/state")
	lines := strings.Split(string(Write(draft())), "\n")
	setting := regexp.MustCompile(`^( *)#([a-z_]+: )`)
	tried := 0
	for i, line := range lines {
		if !setting.MatchString(line) {
			continue
		}
		tried++
		changed := slices.Clone(lines)
		changed[i] = setting.ReplaceAllString(line, "$1$2")
		text := []byte(strings.Join(changed, "\n"))
		if _, err := Parse("/src/services/orders/heald.yaml", text); err != nil {
			t.Errorf("%q in force: %v", line, err)
		}
		if problems := validate(t, text); len(problems) > 0 {
			t.Errorf("%q in force: the schema says %v", line, problems)
		}
	}
	if tried < 40 {
		t.Errorf("%d settings are commented out", tried)
	}
}

// What the decoder refuses by its table, the schema refuses too.
func TestSchemaAndDecoderAgree(t *testing.T) {
	for text, good := range map[string]bool{
		least: true, least + "console: {listen: '127.0.0.1:1'}\n": true, least + "policy:\n": true, least + "    tests: [a, b]\n": true, least + "    goal: 0.5\n": true,
		least + "state: [x]\n": false, least + "    tier: 9\n": false, least + "    tier: one\n": false, least + "    langauge: python\n": false, least + "    language: cobol\n": false,
		"services: []\n": false, "console: {listen: '127.0.0.1:1'}\n": false, least + "console: {token: x}\n": false, least + "healing: {budget: 5}\n": false,
		least + "delivery: {steps: [0, 100]}\n": false, least + "    run: {env: {A-B: x}}\n": false, least + "policy: {freeze: [{from: '10:00'}]}\n": false,
		least + "    run: {env: {A: 1}}\n": false, least + "telemetry: {endpoint: x}\n": false, least + "lessons: {shared: 'true'}\n": false,
	} {
		_, err := Parse("heald.yaml", []byte(text))
		problems := validate(t, []byte(text))
		if (err == nil) != good || (len(problems) == 0) != good {
			t.Errorf("%q: decoder says %v, schema says %v; want good: %v", text, err, problems, good)
		}
	}
}

// validate checks a file against the published schema: as much of JSON Schema as it uses.
func validate(t *testing.T, text []byte) []string {
	t.Helper()
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	return against(schema, value, "")
}

func against(schema map[string]any, value any, at string) (problems []string) {
	for keyword, want := range schema {
		switch keyword {
		case "type":
			if !typed(want, value) {
				problems = append(problems, fmt.Sprintf("%s: %v is no %v", at, value, want))
			}
		case "enum":
			if s, ok := value.(string); ok && !slices.Contains(want.([]any), any(s)) {
				problems = append(problems, at+": not in enum")
			}
		case "pattern":
			if s, ok := value.(string); ok && !regexp.MustCompile(want.(string)).MatchString(s) {
				problems = append(problems, at+": pattern "+want.(string))
			}
		case "minimum", "maximum":
			if f, ok := value.(float64); ok && (keyword == "minimum" && f < want.(float64) || keyword == "maximum" && f > want.(float64)) {
				problems = append(problems, at+": "+keyword)
			}
		case "minItems":
			if list, ok := value.([]any); ok && float64(len(list)) < want.(float64) {
				problems = append(problems, at+": minItems")
			}
		case "minLength":
			if s, ok := value.(string); ok && s == "" {
				problems = append(problems, at+": minLength")
			}
		case "items":
			list, _ := value.([]any)
			for i, element := range list {
				problems = append(problems, against(want.(map[string]any), element, fmt.Sprintf("%s[%d]", at, i))...)
			}
		}
	}
	return append(problems, members(schema, value, at)...)
}

func members(schema map[string]any, value any, at string) (problems []string) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, given := object[name.(string)]; !given {
			problems = append(problems, at+": needs "+name.(string))
		}
	}
	for name, element := range object {
		more, open := schema["additionalProperties"].(map[string]any)
		if names, ok := schema["propertyNames"].(map[string]any); ok {
			problems = append(problems, against(names, name, at+" name")...)
		}
		switch known, ok := properties[name].(map[string]any); {
		case ok:
			problems = append(problems, against(known, element, at+"."+name)...)
		case open:
			problems = append(problems, against(more, element, at+"."+name)...)
		default:
			problems = append(problems, at+": unknown "+name)
		}
	}
	return problems
}

func typed(want, value any) bool {
	if list, ok := want.([]any); ok {
		return slices.ContainsFunc(list, func(one any) bool { return typed(one, value) })
	}
	switch v := value.(type) {
	case nil:
		return want == "null"
	case string:
		return want == "string"
	case bool:
		return want == "boolean"
	case float64:
		return want == "number" || want == "integer" && v == float64(int64(v))
	case []any:
		return want == "array"
	}
	return want == "object"
}
