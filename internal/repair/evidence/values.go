package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/wording"
)

// valuesIn reads the values that a clause names, as source text; the empty string for an element that is left out.
func (q *question) valuesIn(text string, s sentence) []string {
	if q.hole.Effect == language.Skips {
		if wording.Skips(text) && s.Entry == "" {
			return []string{""}
		}
		return nil
	}
	if q.hole.Effect != language.Yields && q.hole.Effect != language.Returns {
		return nil
	}
	var found []string
	add := func(value string) {
		if value != "" && !slices.Contains(found, value) {
			found = append(found, value)
		}
	}
	for _, word := range wording.Values(text) {
		add(q.fitting(q.literal(word)))
	}
	for _, value := range append(q.namedIn(text), q.standIns(text)...) {
		add(value)
	}
	if wording.Keeps(text) && q.whole {
		add(q.passedThrough())
	}
	if wording.Floor(text) && q.hole.When == language.Zero && q.hole.At == q.hole.Subject {
		add("1")
	}
	return found
}

// literal is the source text of a value named in prose, or "".
func (q *question) literal(word string) string {
	lower := strings.ToLower(word)
	if value, ok := q.idioms.Words[lower]; ok {
		return value
	}
	if first, _, two := strings.Cut(lower, " "); two {
		if value, ok := q.idioms.Words[first]; ok && first != "empty" && first != "no" {
			return value
		}
	}
	if word[0] >= '0' && word[0] <= '9' || word[0] == '-' && len(word) > 1 {
		return strings.TrimSuffix(word, "%")
	}
	if strings.ContainsAny(word, `"'[{`) {
		return word
	}
	return ""
}

// passedThrough is the parameter that "returned unchanged" means: the only one of the declared result's type, or the first.
func (q *question) passedThrough() string {
	var params []language.Parameter
	receiver := language.Receiver(q.fn)
	for _, p := range language.Parameters(q.fn) {
		if p.Name != receiver && !p.Splat {
			params = append(params, p)
		}
	}
	if len(params) == 0 {
		return ""
	}
	declared := q.fn.Child(language.RoleReturns).Text()
	for _, p := range params {
		if declared != "" && p.Type.Text() == declared {
			return p.Name
		}
	}
	return params[0].Name
}

// fitting writes a value in the declared result's type, or refuses it where it cannot be of that type.
func (q *question) fitting(value string) string {
	declared := q.fn.Child(language.RoleReturns)
	if value == q.idioms.NullValue && q.quantity() {
		return "0" // "starts at nothing", said of what is counted
	}
	if declared == nil || !q.whole || value == "" {
		return value
	}
	neutral := q.neutral(declared.Text())
	if len(neutral) == 0 {
		return value
	}
	if value == q.idioms.NullValue {
		if neutral[0] == value || q.idioms.Optional != nil && q.idioms.Optional(declared.Text()) {
			return value
		}
		return ""
	}
	return ofType(value, neutral[0])
}

// ofType writes a value as the type's neutral one is written, or refuses it.
func ofType(value, neutral string) string {
	_, numeric := asNumber(neutral)
	_, given := asNumber(value)
	switch {
	case numeric && given && canonical(value) == canonical(neutral):
		return neutral
	case numeric != given, strings.HasSuffix(neutral, `"`) != strings.HasSuffix(value, `"`) && !given:
		return ""
	}
	return value
}

func asNumber(value string) (string, bool) {
	m := number.FindStringSubmatch(value)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// quantity says whether the value stands for something that is added up where it crashes.
func (q *question) quantity() bool {
	if q.hole.Effect != language.Yields || q.whole {
		return false
	}
	p := q.hole.At.Parent
	for p.Is(language.Paren) {
		p = p.Parent
	}
	return p.Is(language.AugAssign) && p.Name != "%=" || p.Is(language.Binary) && slices.Contains([]string{"+", "-", "*", "/"}, p.Name)
}

var (
	quoted  = regexp.MustCompile("(?i)\\b(?:falls? back (?:to|on)|defaults?(?: is)?(?: to|:)?|is|are|uses?|used|as|means?|returns?|gives?|shows?|or|then|otherwise|else|assumed(?: to be)?|assumes?|reads?)\\s+(?:the |its |their )?(`{1,2}|\"|')([A-Za-z_][A-Za-z0-9_ .-]{0,30}?|-|\\?|n/a)(`{1,2}|\"|')")
	capital = regexp.MustCompile(`\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b`)
	plainly = regexp.MustCompile(`(?i:\b(?:defaults? to|default is|means?|counts? as|taken as|treated as|assumed to be|read as|reads as|falls? back (?:to|on)|goes? to|filed under|listed under|shown under|shown as|booked (?:on|to|under)|is in|are in|stands? for)) (?:the )?([A-Z][A-Za-z0-9]{1,11}|[a-z]{3,12})\b`)
)

// namedIn returns the constants, parameters and texts that a clause says stand in.
func (q *question) namedIn(text string) []string {
	var found []string
	for _, name := range capital.FindAllString(text, -1) {
		if defines(q.hole.At.Tree(), name) {
			found = append(found, name)
		}
	}
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		mark, word := m[1], m[2]
		_, known := q.idioms.Words[strings.ToLower(word)]
		parameter := slices.ContainsFunc(language.Parameters(q.fn), func(p language.Parameter) bool { return p.Name == word && word != language.Receiver(q.fn) })
		switch {
		case mark != m[3] || known:
		case q.whole && parameter:
			found = append(found, word)
		case mark == `"` || mark == "'", !parameter && q.vocabulary(word):
			found = append(found, q.fitting(`"`+word+`"`))
		}
	}
	for _, m := range plainly.FindAllStringSubmatch(text, -1) {
		if _, known := q.idioms.Words[strings.ToLower(m[1])]; !known && q.vocabulary(m[1]) {
			found = append(found, q.fitting(`"`+m[1]+`"`))
		}
	}
	return found
}

var inPlace = regexp.MustCompile("(?i)\\b(?:falls? back (?:to|on)|uses?|takes?|shows?|defaults? to) (?:the |its |their |his |her )`{0,2}([a-z_]+(?: [a-z_]+)?)`{0,2}|(?:^|\\b)(?:the|its|their|his|her) `{0,2}([a-z_]+(?: [a-z_]+)?)`{0,2} (?:is|are) (?:used|taken|shown|printed|given|sent|written)(?: instead)?")

// standIns finds the field of the same object or record, the parameter or the constant that a clause says is used instead.
func (q *question) standIns(text string) []string {
	var found []string
	for _, m := range inPlace.FindAllStringSubmatch(text, -1) {
		for _, value := range q.called(strings.ReplaceAll(m[1]+m[2], " ", "_")) {
			if value != q.hole.Subject.Text() {
				found = append(found, value)
			}
		}
	}
	return found
}

// called is what a noun phrase means in the code around the crash.
func (q *question) called(name string) []string {
	subject := q.hole.Subject.Bare()
	object := subject.Child(language.RoleObject)
	switch {
	case q.hole.When == language.Missing && q.entryUsed(name):
		return []string{subject.Text() + `["` + name + `"]`}
	case subject.Is(language.Attribute) && name != subject.Name && len(q.scene.Program.Owners(name)) > 0 && slices.ContainsFunc(q.scene.Program.Owners(name), func(c *language.Node) bool { return slices.Contains(q.scene.Program.Owners(subject.Name), c) }):
		return []string{object.Text() + "." + name}
	case subject.Is(language.Index) && subject.Child(language.RoleKey).Is(language.String) && q.entryUsed(name):
		return []string{object.Text() + `["` + name + `"]`}
	case q.fn != nil && slices.ContainsFunc(language.Parameters(q.fn), func(p language.Parameter) bool { return p.Name == name }):
		return []string{name}
	case defines(q.hole.At.Tree(), strings.ToUpper(name)):
		return []string{strings.ToUpper(name)}
	}
	return nil
}

// entryUsed says whether the program reads an entry of that name from records that are called as this one.
func (q *question) entryUsed(name string) bool {
	record := q.hole.Subject.Bare()
	if record.Is(language.Index) && q.hole.When != language.Missing {
		record = record.Child(language.RoleObject)
	}
	if slices.Contains(q.hole.Keys, name) {
		return false
	}
	for _, n := range q.hole.At.Tree().Root.All(language.Index) {
		if n.Child(language.RoleObject).Text() == record.Text() && language.Unquote(n.Child(language.RoleKey).Text()) == name && n.Child(language.RoleKey).Is(language.String) {
			return true
		}
	}
	return false
}
