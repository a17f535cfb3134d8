package diagnose

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// maxSample bounds how much of a sample is quoted.
const maxSample = 60

// bySetting hands over a crash whose wrong value is a setting that is not there or is malformed. A malformed one that the
// repository itself ships is no fault of the deployment: the code cannot read its own settings.
func (v *view) bySetting(d *heald.Diagnosis, f finding) bool {
	from, h := provenance(f.hits)
	if from != heald.FromSetting && !(h != nil && v.hasSetting(f)) {
		return false
	}
	for i := range f.hits {
		if f.hits[i].reading.From == heald.FromSetting {
			h = &f.hits[i]
			break
		}
	}
	switch f.operand.Kind {
	case "missing", "none", "text", "type", "unset", "arity", "encoding":
	default:
		return false
	}
	key := v.key(f, h)
	value := strings.Trim(f.operand.Value, `'"`)
	if f.operand.Kind == "text" && value != "" && v.shipped(key, value) != "" {
		return false
	}
	d.Nature, d.Provenance, d.Class = heald.NatureConfiguration, heald.FromSetting, "configuration"
	v.advise(d, key, f, h)
	v.says(d, f, "setting")
	v.quote(d, h, "the setting is read here")
	return true
}

// hasSetting says whether a setting is among what the wrong value is made of, without anything that a client sent being nearer.
func (v *view) hasSetting(f finding) bool {
	for _, h := range f.hits {
		switch h.reading.From {
		case heald.FromSetting:
			return true
		case heald.FromOutside:
			if h.whole {
				return false
			}
		}
	}
	return false
}

// key is the name of the setting: of the reading itself, else the literal key in the failing expression.
func (v *view) key(f finding, h *hit) string {
	for n := f.operand.Node; n.Is(language.Index); n = n.Child(language.RoleObject).Bare() {
		if k := n.Child(language.RoleKey); k.Is(language.String) {
			return language.Unquote(k.Text())
		}
	}
	if h != nil && h.reading.Setting != nil {
		return h.reading.Setting.Key
	}
	return ""
}

func (v *view) setting(d *heald.Diagnosis, h *hit) {
	key := ""
	if h != nil && h.reading.Setting != nil {
		key = h.reading.Setting.Key
	}
	v.advise(d, key, finding{last: v.found[len(v.found)-1]}, h)
}

// advise says which key is wanted, where it is read, and what it may be.
func (v *view) advise(d *heald.Diagnosis, key string, f finding, h *hit) {
	at := fmt.Sprintf("%s:%d", f.last.site.Path, f.last.site.Line)
	kind := "setting"
	if h != nil && h.reading.Setting != nil && h.reading.Setting.Key == key && !strings.Contains(h.node.Child(language.RoleCallee).Text(), "get"+"int") {
		kind, at = "environment variable", fmt.Sprintf("%s:%d", h.node.Tree().Path, h.node.Line)
	}
	if key == "" {
		d.Advice = fmt.Sprintf("a %s is missing or malformed; it is read at %s", kind, at)
		return
	}
	wrong := "is not set"
	if v := f.operand.Value; f.operand.Kind == "text" {
		wrong = "is " + v
		if strings.Trim(v, `'"`) == "" {
			wrong = "is empty"
		}
	}
	d.Advice = fmt.Sprintf("the %s %s %s; it is read at %s", kind, key, wrong, at)
	if sample, file := v.sample(key); file != "" {
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
