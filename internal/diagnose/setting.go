package diagnose

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// maxSample bounds how much of a sample is quoted.
const maxSample = 80

// bySetting hands over a crash whose wrong value is a setting that is not there or is malformed. A malformed one that the
// repository itself ships is no fault of the deployment: the code cannot read its own settings.
func (v *view) bySetting(d *heald.Diagnosis, f finding) bool {
	switch f.operand.Kind {
	case "missing", "none", "text", "type", "arity", "encoding", "address":
	default:
		return false
	}
	s := v.settingOf(f)
	if s == nil {
		return false
	}
	value := strings.Trim(f.operand.Value, `'"`)
	if f.operand.Kind == "text" && v.shipped(s.key, value) != "" {
		return false
	}
	d.Nature, d.Provenance, d.Class = heald.NatureConfiguration, heald.FromSetting, "configuration"
	v.advise(d, s, wrongly(f.operand))
	v.says(d, f, "setting")
	v.cite(d, s.node, "the setting is read here")
	return true
}

// wanted is a setting that was not as it should be.
type wanted struct {
	key, file string
	section   string // the part of the file that the key stands in, when it is read by name
	variable  bool
	node      *language.Node // where it is read
}

// settingOf finds the setting that the wrong value is, or is part of; nil when something that a client sent is nearer.
func (v *view) settingOf(f finding) *wanted {
	for i, h := range f.hits {
		switch {
		case !h.whole && f.operand.Kind != "address": // an address is put together from a setting and a path
		case h.reading.From == heald.FromOutside:
			return nil
		case h.reading.From == heald.FromSetting:
			return v.wanted(f, &f.hits[i])
		case h.reading.Decodes:
			if file := v.settingsFile(f.hits); file != "" {
				w := v.wanted(f, &f.hits[i])
				w.file = file
				return w
			}
		}
	}
	return nil
}

// wanted names the key of a reading: its own, else the literal key of the failing expression.
func (v *view) wanted(f finding, h *hit) *wanted {
	w := &wanted{node: h.node, file: cmp.Or(v.settingsFile(f.hits), v.settingsFileIn(h.node.Tree()))}
	if s := h.reading.Setting; s != nil {
		w.key, w.variable = s.Key, s.Variable
		return w
	}
	for n := f.operand.Node; n.Is(language.Index); n = n.Child(language.RoleObject).Bare() {
		if k := n.Child(language.RoleKey); k.Is(language.String) {
			w.key, w.node, w.section = language.Unquote(k.Text()), n, v.section(n.Child(language.RoleObject).Bare())
			break
		}
	}
	return w
}

// section is the literal key by which a part of a settings file was taken, here or by a caller along the trace; empty when
// several may be meant.
func (v *view) section(part *language.Node) string {
	name := ""
	for _, s := range append([]language.Source{{Node: part}}, v.scene().Sources(part)...) {
		k := s.Node.Child(language.RoleKey)
		if !s.Node.Is(language.Index) || s.Depth > 2 || !k.Is(language.String) {
			continue
		}
		found := language.Unquote(k.Text())
		if name != "" && found != name {
			return ""
		}
		name = found
	}
	return name
}

// settingsFile is the settings file among the names that a value is read by.
func (v *view) settingsFile(hits []hit) string {
	for _, h := range hits {
		if h.node.Is(language.String) {
			if name := language.Unquote(h.node.Text()); v.crashes.Configures(name) && !strings.ContainsAny(name, " \n") {
				return name
			}
		}
	}
	return ""
}

// settingsFileIn is the only settings file that a source file names.
func (v *view) settingsFileIn(tree *language.Tree) string {
	only := ""
	for _, n := range tree.Root.All(language.String) {
		name := language.Unquote(n.Text())
		if !v.crashes.Configures(name) || !strings.Contains(name, ".") || strings.ContainsAny(name, " \n") || name == only {
			continue
		}
		if only != "" {
			return ""
		}
		only = name
	}
	return only
}

// refusedSetting advises on a setting that the code refused on purpose.
func (v *view) refusedSetting(d *heald.Diagnosis, f finding, h *hit) {
	d.Nature, d.Class = heald.NatureConfiguration, "configuration"
	v.advise(d, v.wanted(f, h), "is refused: "+oneLine(v.told.Message))
}

func wrongly(o language.Operand) string {
	switch {
	case o.Kind == "address":
		return "makes no address"
	case o.Kind != "text":
		return "is not set"
	case strings.Trim(o.Value, `'"`) == "":
		return "is empty"
	}
	return "is " + o.Value + ", which cannot be read"
}

// advise says which key is wanted, where it is read, and what it may be.
func (v *view) advise(d *heald.Diagnosis, w *wanted, wrong string) {
	kind := "setting"
	if w.variable {
		kind = "environment variable"
	}
	d.Advice = strings.TrimRight(fmt.Sprintf("the %s %s", kind, w.key), " ")
	if w.section != "" {
		d.Advice += " of " + w.section
	}
	d.Advice += " " + wrong
	if w.file != "" && !w.variable {
		d.Advice += " in " + w.file
	}
	d.Advice += fmt.Sprintf("; it is read at %s:%d", w.node.Tree().Path, w.node.Line)
	if w.key == "" {
		return
	}
	if sample, file := v.sample(w.key); file != "" {
		d.Advice += fmt.Sprintf("; %s has %s", file, sample)
		d.Evidence = append(d.Evidence, heald.Evidence{Source: "docs", Path: file, Quote: sample, Says: "a value for the setting", Weight: 0.6})
	}
}

// samples are the kinds of files that show settings, the most telling first.
var samples = []string{".example", ".sample", ".env", ".ini", ".cfg", ".toml", ".yaml", ".yml", ".json", ".conf", ".md", ".rst", ".txt"}

// sample finds a line of the repository that gives the key a value.
func (v *view) sample(key string) (line, file string) {
	assigned := regexp.MustCompile(`(?m)^.*\b` + regexp.QuoteMeta(key) + `["']?\s*[:=]\s*\S.*$`)
	for _, ext := range samples {
		for _, name := range v.program.Others(ext) {
			content, err := v.program.Read(name)
			if err != nil {
				continue
			}
			if found := assigned.Find(content); found != nil {
				text := strings.TrimSpace(string(found))
				return text[:min(len(text), maxSample)], name
			}
		}
	}
	return "", ""
}

// shipped is the file of the repository that gives the key exactly this value.
func (v *view) shipped(key, value string) string {
	if key == "" || value == "" {
		return ""
	}
	given := regexp.MustCompile(`\b` + regexp.QuoteMeta(key) + `["']?\s*[:=]\s*["']?` + regexp.QuoteMeta(value) + `(?:["'\s,}]|$)`)
	for _, name := range v.program.Others(samples...) {
		if content, err := v.program.Read(name); err == nil && given.Match(content) {
			return name
		}
	}
	return ""
}
