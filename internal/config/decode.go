package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/heald-dev/heald"
)

const (
	maxFile  = 1 << 20
	maxDepth = 20
)

// Load reads a configuration. What is wrong in it is Mistakes, all of them.
func Load(name string) (Config, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return Config{}, fmt.Errorf("read configuration %s: %w", name, err)
	}
	info, err := os.Stat(abs)
	if errors.Is(err, os.ErrNotExist) {
		return Config{}, fmt.Errorf("read configuration %s: no such file; 'heald init' writes one, or name another with -c: %w", name, heald.ErrInvalid)
	}
	if err != nil {
		return Config{}, fmt.Errorf("read configuration: %w: %w", err, heald.ErrInvalid)
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return Config{}, fmt.Errorf("read configuration %s: not a regular file of at most %d bytes: %w", name, maxFile, heald.ErrInvalid)
	}
	text, err := os.ReadFile(abs)
	if err != nil {
		return Config{}, fmt.Errorf("read configuration: %w: %w", err, heald.ErrInvalid)
	}
	return parse(name, abs, text)
}

// Parse reads a configuration that stands, or would stand, in the file of that name.
func Parse(name string, text []byte) (Config, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return Config{}, fmt.Errorf("read configuration %s: %w", name, err)
	}
	return parse(name, abs, text)
}

func parse(name, abs string, text []byte) (Config, error) {
	d := &decoder{file: name, dir: filepath.Dir(abs), lines: map[string]int{}}
	config := Default()
	config.File = abs
	if root := d.document(text); root != nil {
		d.value("", root, reflect.ValueOf(&config).Elem(), 0)
		d.check(&config)
	}
	if len(d.mistakes) > 0 {
		return Config{}, d.mistakes.sorted()
	}
	config.complete()
	config.Lines = d.lines
	return config, nil
}

// decoder walks the tree of a file beside the Go structs.
type decoder struct {
	file, dir string
	lines     map[string]int // of every key that was read
	mistakes  Mistakes
}

func (d *decoder) wrong(line int, key, problem, remedy string) {
	d.mistakes = append(d.mistakes, Mistake{File: d.file, Line: line, Key: key, Problem: problem, Remedy: remedy})
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s*)?line (\d+): (.*)$`)

// lineOfNoText is the line of the first byte that no text has: of those the library says no line.
func lineOfNoText(text []byte) int {
	line := 1
	for _, r := range string(text) {
		switch {
		case r == '\n':
			line++
		case r == utf8.RuneError, r < ' ' && r != '\t' && r != '\r', r == 0x7f:
			return line
		}
	}
	return 1
}

// countsFromZero are the library's messages whose line is one too small: those of its parser, which say where the broken thing begins.
var countsFromZero = regexp.MustCompile(`^did not find expected (key|node content|',' or|'-' indicator|<)`)

// document is the file's one document.
func (d *decoder) document(text []byte) *yaml.Node {
	reader := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	err := reader.Decode(&doc)
	if errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		d.wrong(1, "", "the file is empty", "'heald init' writes one to begin with")
		return nil
	}
	if err == nil {
		if again := reader.Decode(&more); again == nil {
			d.wrong(more.Line, "", "a second document begins here", "one file holds one configuration: take out the line \"---\"")
		} else if !errors.Is(again, io.EOF) {
			err = again
		}
	}
	if err != nil {
		line, problem := lineOfNoText(text), strings.TrimPrefix(err.Error(), "yaml: ")
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
			problem = m[2]
			if countsFromZero.MatchString(problem) {
				line++
			}
		}
		d.wrong(line, "", "this is not YAML: "+problem, "check the indentation, quotes, brackets and colons near this line; tabs do not indent")
		return nil
	}
	return doc.Content[0]
}

var (
	typeDuration = reflect.TypeFor[time.Duration]()
	typePath     = reflect.TypeFor[Path]()
	typeSecret   = reflect.TypeFor[Secret]()
	typeAddress  = reflect.TypeFor[Address]()
	typeCommand  = reflect.TypeFor[Command]()
)

// value reads a node into a Go value; key is its path.
func (d *decoder) value(key string, n *yaml.Node, into reflect.Value, depth int) {
	d.lines[key] = n.Line
	switch {
	case depth > maxDepth:
		d.wrong(n.Line, key, "nested too deep", "")
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.wrong(n.Line, key, "anchors and aliases are not read", "write the value out")
	case into.Type() == typeCommand && n.Kind == yaml.ScalarNode:
		var text string
		if d.text(key, n, &text) {
			into.Set(reflect.ValueOf(shell(text)))
		}
	default:
		d.shaped(key, n, into, depth)
	}
}

func (d *decoder) shaped(key string, n *yaml.Node, into reflect.Value, depth int) {
	switch into.Kind() {
	case reflect.Struct:
		d.section(key, n, into, depth)
	case reflect.Slice:
		d.list(key, n, into, depth)
	case reflect.Map:
		d.pairs(key, n, into)
	default:
		switch {
		case n.Kind != yaml.ScalarNode:
			d.wrong(n.Line, key, fmt.Sprintf("this is %s, where %s is expected", kind(n), expects(into.Type())), "")
		case n.Tag == "!!null":
			d.wrong(n.Line, key, "the key has no value", "give one, or take the key out for its default")
		default:
			d.scalar(key, n, into)
		}
	}
}

func kind(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a section"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "nothing"
	case n.Tag == "!!bool":
		return "true or false"
	case n.Tag == "!!int", n.Tag == "!!float":
		return "a number"
	}
	return "a text"
}

// expected says what a key wants, by its own type or by its kind.
var (
	expectedType = map[reflect.Type]string{
		typeDuration: "a time span as 90s, 15m, 4h or 7d", typeSecret: "a reference as env:NAME or file:PATH",
		typeAddress: "an address as 127.0.0.1:8080", typePath: "a path", typeCommand: "a command",
	}
	expectedKind = map[reflect.Kind]string{
		reflect.Struct: "a section", reflect.Map: "a section", reflect.Slice: "a list", reflect.Bool: "true or false",
		reflect.Int: "a whole number", reflect.Float64: "a number", reflect.String: "a text",
	}
)

func expects(t reflect.Type) string { return cmp.Or(expectedType[t], expectedKind[t.Kind()]) }

// section reads a mapping into a struct. An empty section, as when all its keys are commented out, keeps its defaults.
func (d *decoder) section(key string, n *yaml.Node, into reflect.Value, depth int) {
	if n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.wrong(n.Line, key, fmt.Sprintf("this is %s, where a section is expected", kind(n)), "")
		return
	}
	fields := fieldsOf(into.Type())
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, at := n.Content[i], below(key, n.Content[i].Value)
		field, known := fields[name.Value]
		switch first, twice := seen[name.Value]; {
		case twice:
			d.wrong(name.Line, at, fmt.Sprintf("the key is given twice, first in line %d", first), "take one of them out")
			continue
		case !known:
			d.unknown(name, key, into.Type())
			continue
		}
		seen[name.Value] = name.Line
		d.value(at, n.Content[i+1], into.Field(field), depth+1)
		d.lines[at] = name.Line
	}
	d.missing(key, n.Line, into, seen)
}

func (d *decoder) missing(key string, line int, section reflect.Value, seen map[string]int) {
	for i, name := range namesOf(section.Type()) {
		at := below(key, name)
		row := keys[generic(at)]
		if _, given := seen[name]; given || !row.Required || !section.Field(i).IsZero() {
			continue
		}
		remedy := "it is needed: " + row.Doc
		if row.Example != "" {
			remedy = "as " + name + ": " + row.Example
		}
		d.wrong(line, at, "the key is missing", remedy)
	}
}

func below(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}

// fieldsOf maps the keys of a section to the fields of its struct.
func fieldsOf(t reflect.Type) map[string]int {
	fields := map[string]int{}
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("yaml"); name != "" && name != "-" {
			fields[name] = i
		}
	}
	return fields
}

func namesOf(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("yaml"); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

func (d *decoder) unknown(n *yaml.Node, key string, section reflect.Type) {
	remedy := "the keys here are " + strings.Join(namesOf(section), ", ")
	if meant := nearest(n.Value, namesOf(section)); meant != "" {
		remedy = fmt.Sprintf("did you mean %q?", meant)
	} else if elsewhere := home(n.Value); elsewhere != "" {
		remedy = fmt.Sprintf("that key belongs under %s", elsewhere)
	}
	problem := fmt.Sprintf("there is no key %q", n.Value)
	if len(n.Value) > 60 || n.Kind != yaml.ScalarNode {
		problem = "this is no key"
	}
	d.wrong(n.Line, key, problem, remedy)
}

// home is the section of a key of that name, when only one has it.
func home(name string) string {
	var found []string
	for path := range keys {
		if section, last := cut(path); last == name && section != "" {
			found = append(found, section)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

func cut(path string) (section, name string) {
	if i := strings.LastIndex(path, "."); i >= 0 {
		return path[:i], path[i+1:]
	}
	return "", path
}

func (d *decoder) list(key string, n *yaml.Node, into reflect.Value, depth int) {
	if n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.SequenceNode {
		d.wrong(n.Line, key, fmt.Sprintf("this is %s, where %s is expected", kind(n), expects(into.Type())), "begin each element with \"- \", or write [a, b]")
		return
	}
	made := reflect.MakeSlice(into.Type(), 0, len(n.Content))
	for i, element := range n.Content {
		one := reflect.New(into.Type().Elem()).Elem()
		one.Set(fresh(one.Type()))
		if service, ok := one.Addr().Interface().(*Service); ok {
			service.Repository = Path(d.dir)
		}
		d.value(fmt.Sprintf("%s[%d]", key, i), element, one, depth+1)
		made = reflect.Append(made, one)
	}
	into.Set(made)
}

// pairs reads a mapping whose keys are the user's own.
func (d *decoder) pairs(key string, n *yaml.Node, into reflect.Value) {
	if n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.wrong(n.Line, key, fmt.Sprintf("this is %s, where NAME: value pairs are expected", kind(n)), "")
		return
	}
	made := reflect.MakeMap(into.Type())
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, at := n.Content[i], below(key, n.Content[i].Value)
		if !variable.MatchString(name.Value) {
			d.wrong(name.Line, key, fmt.Sprintf("%.60q is not the name of a variable", name.Value), "use letters, digits and '_'")
			continue
		}
		if first := reflect.ValueOf(name.Value); made.MapIndex(first).IsValid() {
			d.wrong(name.Line, at, "the variable is given twice", "take one of them out")
			continue
		}
		one := reflect.New(into.Type().Elem()).Elem()
		d.value(at, n.Content[i+1], one, maxDepth)
		made.SetMapIndex(reflect.ValueOf(name.Value), one)
	}
	into.Set(made)
}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (d *decoder) scalar(key string, n *yaml.Node, into reflect.Value) {
	if into.Kind() == reflect.String {
		d.words(key, n, into)
		return
	}
	if into.Type() == typeDuration {
		span, err := duration(n.Value)
		if err != nil {
			d.wrong(n.Line, key, err.Error(), "")
			return
		}
		into.SetInt(int64(span))
	} else if !plain(n, into) {
		d.wrong(n.Line, key, fmt.Sprintf("this is %s, where %s is expected", kind(n), expects(into.Type())), "")
		return
	}
	d.limits(key, n.Line, into)
}

// plain reads a number or a truth value; false when the node is none. Only what is written as one is taken: no "yes", no "0x10".
func plain(n *yaml.Node, into reflect.Value) bool {
	switch into.Kind() {
	case reflect.Bool:
		into.SetBool(strings.EqualFold(n.Value, "true"))
		return n.Tag == "!!bool"
	case reflect.Int:
		whole, err := strconv.ParseInt(n.Value, 10, 64)
		into.SetInt(whole)
		return err == nil && n.Tag == "!!int"
	default:
		real, err := strconv.ParseFloat(n.Value, 64)
		into.SetFloat(real)
		return err == nil && (n.Tag == "!!int" || n.Tag == "!!float")
	}
}

// text reads a node that must be a text. What YAML takes for something else was probably meant as one, and must say so.
func (d *decoder) text(key string, n *yaml.Node, into *string) bool {
	switch {
	case n.Tag == "!!null":
		d.wrong(n.Line, key, "the key has no value", "give one, or take the key out for its default")
	case n.Tag != "!!str" && n.Tag != "!!timestamp":
		d.wrong(n.Line, key, fmt.Sprintf("this is %s, where a text is expected", kind(n)), fmt.Sprintf("put it in quotes: \"%.60s\"", n.Value))
	case strings.ContainsRune(n.Value, 0):
		d.wrong(n.Line, key, "the text holds a NUL", "take it out")
	default:
		*into = n.Value
		return true
	}
	return false
}

// words reads the kinds of texts.
func (d *decoder) words(key string, n *yaml.Node, into reflect.Value) {
	var text string
	if !d.text(key, n, &text) {
		return
	}
	switch into.Type() {
	case typePath:
		text = string(Path(text).resolve(d.dir))
	case typeSecret:
		if !reference.MatchString(text) {
			// What stands here may be the credential itself: it is not repeated.
			d.wrong(n.Line, key, "this is a value, where a reference to a credential is expected",
				"put the credential into a variable and write env:NAME, or into a file that only heald can read and write file:PATH; if it was a real one, replace it")
			return
		}
		text = string(Secret(text).resolve(d.dir))
	case typeAddress:
		if err := Address(text).Check(); err != nil {
			d.wrong(n.Line, key, err.Error(), "write it as 127.0.0.1:8080")
			return
		}
	}
	into.SetString(text)
	d.limits(key, n.Line, into)
}

var elementNumber = regexp.MustCompile(`\[\d+\]`)

// generic is the path of a key in the table.
func generic(key string) string { return elementNumber.ReplaceAllString(key, "[]") }

// limits checks a value against the table. Elements of a plain list are checked by the list's own row.
func (d *decoder) limits(key string, line int, v reflect.Value) {
	row, ok := keys[generic(key)]
	if !ok {
		row = keys[strings.TrimSuffix(generic(key), "[]")]
	}
	write := number
	got := 0.0
	switch v.Kind() {
	case reflect.String:
		d.texts(key, line, v.String(), row)
		return
	case reflect.Int64:
		got = time.Duration(v.Int()).Seconds()
		write = func(s float64) string { return span(time.Duration(s * float64(time.Second))) }
	case reflect.Int, reflect.Float64:
		got = v.Convert(reflect.TypeFor[float64]()).Float()
	}
	if within := got >= row.Min && got <= row.Max; row.Max > 0 && !within {
		d.wrong(line, key, write(got)+" is out of range", fmt.Sprintf("give %s to %s", write(row.Min), write(row.Max)))
	}
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func (d *decoder) texts(key string, line int, got string, row Key) {
	if got == "" {
		if row.Required {
			d.wrong(line, key, "this must not be empty", "")
		}
		return
	}
	if len(row.Choices) > 0 && !slices.Contains(row.Choices, got) {
		remedy := "give one of " + strings.Join(row.Choices, ", ")
		if meant := nearest(got, row.Choices); meant != "" {
			remedy = fmt.Sprintf("did you mean %q? (%s)", meant, remedy)
		}
		d.wrong(line, key, fmt.Sprintf("%.60q is none of the choices", got), remedy)
	}
	if row.Pattern != "" && !regexp.MustCompile(row.Pattern).MatchString(got) {
		d.wrong(line, key, fmt.Sprintf("%.60q is not allowed", got), "give "+row.Rule)
	}
}
