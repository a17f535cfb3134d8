package wording

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Extensions are the endings of the files, besides source files, that File reads.
func Extensions() []string {
	return []string{".md", ".rst", ".txt", ".adoc", ".sql", ".proto", ".graphql", ".json", ".yaml", ".yml", ".ini", ".conf", ".cfg", ".toml", ".csv", ".tsv", ".env", ".properties"}
}

// most bounds how much of a file that is no documentation is read, in bytes.
const most = 256 << 10

// File reads a file by its ending: documentation as a whole, schemas by their fields, samples and settings by their comments.
func File(ending, text string) []Sentence {
	switch ending {
	case ".md", ".rst", ".txt", ".adoc":
		return Read(text, 1)
	case ".sql", ".proto", ".graphql":
		return columns(text)
	}
	if len(text) > most {
		text = text[:most]
	}
	switch ending {
	case ".json":
		return schema(text)
	case ".yaml", ".yml":
		return append(comments(text), properties(text)...)
	}
	return comments(text)
}

var (
	remark     = regexp.MustCompile(`--|//|#|COMMENT `)
	name       = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)
	sqlDefault = regexp.MustCompile(`(?i)\bdefault\s+\(?('[^']*'|-?\d+(?:\.\d+)?|true|false)\)?`)
	comment    = regexp.MustCompile(`(?:^|\s)(?:#+|;+|//)\s+(.*)$`)
)

// columns reads a schema line by line: what a column is called stands beside its default and what is said of it.
func columns(text string) []Sentence {
	var found []Sentence
	for i, line := range strings.Split(text, "\n") {
		joined := strings.Join(strings.Fields(line), " ")
		if len(joined) >= longest {
			continue
		}
		if remark.MatchString(line) {
			s := sentence(joined, i+1)
			s.Entry = name.FindString(line)
			found = append(found, s)
		}
		declared, _, _ := strings.Cut(line, "--")
		if m := sqlDefault.FindStringSubmatch(declared); m != nil && !strings.HasPrefix(strings.ToUpper(strings.TrimSpace(line)), "INSERT") {
			s := sentence(joined, i+1)
			s.Entry, s.Default = strings.ToLower(name.FindString(line)), m[1]
			found = append(found, s)
		}
	}
	return found
}

// comments reads the comments of settings and samples; what follows on the next line belongs to the same statement.
func comments(text string) []Sentence {
	var found []Sentence
	var block []string
	began := 0
	flush := func() {
		if block != nil {
			found = append(found, Read(strings.Join(block, "\n"), began)...)
		}
		block = nil
	}
	for i, line := range strings.Split(text, "\n") {
		m := comment.FindStringSubmatch(line)
		if m == nil {
			flush()
			continue
		}
		if block == nil {
			began = i + 1
		}
		block = append(block, m[1])
	}
	flush()
	return found
}

// schema reads the fields of a JSON schema or an API description; any other JSON says nothing.
func schema(text string) []Sentence {
	if !strings.Contains(text, `"properties"`) {
		return nil
	}
	var root any
	if json.Unmarshal([]byte(text), &root) != nil {
		return nil
	}
	var found []Sentence
	fieldsIn(root, 0, &found)
	return found
}

// deepest bounds how deep a schema is followed.
const deepest = 40

func fieldsIn(node any, depth int, found *[]Sentence) {
	if depth > deepest {
		return
	}
	switch node := node.(type) {
	case []any:
		for _, one := range node {
			fieldsIn(one, depth+1, found)
		}
	case map[string]any:
		if properties, ok := node["properties"].(map[string]any); ok {
			for _, key := range slices.Sorted(maps.Keys(properties)) {
				if declared, ok := properties[key].(map[string]any); ok {
					*found = append(*found, declaredField(key, declared)...)
				}
			}
		}
		for _, key := range slices.Sorted(maps.Keys(node)) {
			fieldsIn(node[key], depth+1, found)
		}
	}
}

func declaredField(key string, declared map[string]any) []Sentence {
	var found []Sentence
	if value, ok := declared["default"]; ok {
		found = append(found, defaulted(key, value)...)
	}
	if text, ok := declared["description"].(string); ok {
		for _, s := range Read(text, 1) {
			s.Entry = key
			found = append(found, s)
		}
	}
	return found
}

func defaulted(key string, value any) []Sentence {
	written, err := json.Marshal(value)
	if _, composed := value.(map[string]any); err != nil || composed || value == nil {
		return nil
	}
	s := sentence(key+": default "+string(written), 1)
	s.Entry, s.Default = key, string(written)
	return []Sentence{s}
}

var pair = regexp.MustCompile(`^(\s*)(?:- )?["']?([A-Za-z_][\w.-]*)["']?:\s*(.*)$`)

// level is one key of an indented text that is still open.
type level struct {
	indent int
	key    string
}

// properties reads an API description line by line: "default" and "description" belong to the key that they are indented below.
func properties(text string) []Sentence {
	if !strings.Contains(text, "properties:") && !strings.Contains(text, "schema:") {
		return nil
	}
	var found []Sentence
	var open []level
	parameter := "" // what the last "name" says: a parameter's schema stands below it
	for i, line := range strings.Split(text, "\n") {
		m := pair.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for len(open) > 0 && open[len(open)-1].indent >= len(m[1]) {
			open = open[:len(open)-1]
		}
		value := strings.Trim(m[3], `"'`)
		if s, ok := property(m[2], value, i+1); ok && len(open) > 0 {
			if s.Entry = open[len(open)-1].key; s.Entry == "schema" {
				s.Entry = parameter
			}
			found = append(found, s)
		}
		if m[2] == "name" {
			parameter = value
		}
		open = append(open, level{len(m[1]), m[2]})
	}
	return found
}

// property is what a key says of the one above it.
func property(key, value string, line int) (Sentence, bool) {
	if value == "" || len(value) >= longest {
		return Sentence{}, false
	}
	s := sentence(value, line)
	if key == "default" && value != "null" {
		s.Default = value
	}
	return s, s.Default != "" || key == "description"
}
