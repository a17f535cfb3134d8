package config

import (
	"fmt"
	"strings"
)

// SchemaURL is where the published JSON Schema is, for editors.
const SchemaURL = "https://raw.githubusercontent.com/heald-dev/heald/main/schema/heald.schema.json"

// Draft is what is known when a configuration is written for the first time.
type Draft struct {
	Values map[string]any    // by key ("services[].name"): text, Command or list
	Notes  map[string]string // what a person is told at a key
}

const width = 110

// Write makes a documented heald.yaml: what is known is set, everything else is commented out with its default.
func Write(d Draft) []byte {
	w := &writer{draft: d}
	w.line(0, "# yaml-language-server: $schema="+SchemaURL)
	w.comment(0, "What heald guards, with what, and what it may do. A line \"#key: value\" is a setting that is not in force: its default, or an example where the default is empty. 'heald doctor -c FILE' checks this file and each part; 'heald serve -c FILE' starts.")
	for _, e := range tree() {
		w.line(0, "")
		w.entry(0, e, "")
	}
	return []byte(w.out.String())
}

type writer struct {
	out   strings.Builder
	draft Draft
}

func (w *writer) line(indent int, text string) {
	if text == "" {
		w.out.WriteString("\n")
		return
	}
	fmt.Fprintf(&w.out, "%s%s\n", strings.Repeat(" ", indent), text)
}

// comment wraps words.
func (w *writer) comment(indent int, text string) {
	line := "#"
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > width-indent {
			w.line(indent, line)
			line = "#"
		}
		line += " " + word
	}
	w.line(indent, line)
}

// entry writes a key; mark stands before the first key of an element of a list.
func (w *writer) entry(indent int, e entry, mark string) {
	w.comment(indent, about(e))
	if note := w.draft.Notes[e.path]; note != "" {
		w.comment(indent, note)
	}
	pad := indent - len(mark)
	switch value, set := w.draft.Values[e.path]; {
	case set:
		w.line(pad, mark+e.name+": "+flow(value))
	case e.list && e.row.Required:
		w.line(pad, mark+e.name+":")
		w.element(indent, e)
	case e.section():
		w.line(pad, mark+e.name+":")
		for _, key := range e.below {
			w.entry(indent+2, key, "")
		}
	default:
		w.line(pad, mark+"#"+e.name+": "+e.sample())
	}
}

// element writes one element of a list of sections. Its first key is always set.
func (w *writer) element(indent int, e entry) {
	for i, key := range e.below {
		mark := ""
		if i == 0 {
			mark = "- "
		}
		w.entry(indent+4, key, mark)
	}
}

// about is a key's comment: what it means, what it may be and what it is when left out.
func about(e entry) string {
	text := e.row.Doc
	if len(e.row.Choices) > 0 {
		text += " One of " + strings.Join(e.row.Choices, ", ") + "."
	}
	if e.below == nil {
		text += " " + byDefault(e)
	}
	return strings.TrimSpace(text)
}

func byDefault(e entry) string {
	switch {
	case e.row.Default != "":
		return "Default: " + e.row.Default + "."
	case e.standard() != "":
		return "Default: " + e.standard() + "."
	case e.row.Required:
		return "Required."
	}
	return ""
}
