package config

import (
	"reflect"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// entry is one key of the file with everything that is known of it: its row of the table, and type and default from the Go structs.
type entry struct {
	path, name string
	row        Key
	kind       reflect.Type
	value      reflect.Value // its default
	below      []entry       // of a section, or of an element of a list of sections
	list       bool          // a list of sections
}

// tree is every key, in the order of the structs.
func tree() []entry { return entries("", reflect.ValueOf(Default())) }

func entries(section string, of reflect.Value) []entry {
	var list []entry
	for i := range of.NumField() {
		name := of.Type().Field(i).Tag.Get("yaml")
		if name == "" || name == "-" {
			continue
		}
		e := entry{path: below(section, name), name: name, kind: of.Field(i).Type(), value: of.Field(i)}
		e.row = keys[e.path]
		switch element := e.kind; {
		case element.Kind() == reflect.Struct:
			e.below = entries(e.path, e.value)
		case element.Kind() == reflect.Slice && element.Elem().Kind() == reflect.Struct:
			e.list = true
			e.below = entries(e.path+"[]", fresh(element.Elem()))
		}
		list = append(list, e)
	}
	return list
}

// fresh is an element of a list before its keys are read.
func fresh(t reflect.Type) reflect.Value {
	if t == reflect.TypeFor[Service]() {
		return reflect.ValueOf(defaultService())
	}
	return reflect.New(t).Elem()
}

// section says whether the entry holds keys and no value.
func (e entry) section() bool { return e.below != nil && !e.list }

// standard is the default as YAML; empty where there is none, or where it is not a plain value.
func (e entry) standard() string {
	if e.row.Default != "" || e.below != nil || e.value.IsZero() && e.kind.Kind() != reflect.Bool && e.kind.Kind() != reflect.Int && e.kind.Kind() != reflect.Float64 {
		return ""
	}
	return flow(e.value.Interface())
}

// sample is what stands in the file where the key is commented out.
func (e entry) sample() string {
	if e.row.Example != "" {
		return e.row.Example
	}
	if e.list {
		var parts []string
		for _, key := range e.below {
			parts = append(parts, key.name+": "+key.sample())
		}
		return "[{" + strings.Join(parts, ", ") + "}]"
	}
	return e.standard()
}

// flow writes a value as YAML on one line.
func flow(v any) string {
	switch x := v.(type) {
	case time.Duration:
		return span(x)
	case Command:
		if s := x.String(); len(x) == 3 && x[2] == s {
			return flow(s)
		}
		return flow([]string(x))
	}
	var node yaml.Node
	if err := node.Encode(v); err != nil {
		return ""
	}
	node.Style = yaml.FlowStyle
	if node.Kind == yaml.ScalarNode {
		node.Style = 0
		if strings.ContainsAny(node.Value, "\n\r") {
			node.Style = yaml.DoubleQuotedStyle
		}
	}
	text, err := yaml.Marshal(&node)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
