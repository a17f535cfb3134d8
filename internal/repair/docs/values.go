package docs

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/wording"
)

// valuesIn reads the values that a clause names, as source text; the empty string for an element that is left out.
func (t *Topic) valuesIn(text string, s Sentence) []string {
	if t.Hole.Effect == language.Orders {
		return appendName(nil, wording.Order(text))
	}
	if t.Hole.Effect == language.Skips {
		if wording.Skips(text) && s.Entry == "" {
			return []string{""}
		}
		return nil
	}
	if t.Hole.Effect != language.Yields && t.Hole.Effect != language.Returns {
		return nil
	}
	candidates := append(t.worded(text), t.namedIn(text)...)
	candidates = append(candidates, t.standIns(text)...)
	if wording.Keeps(text) && t.Whole {
		candidates = append(candidates, t.passedThrough())
	}
	if wording.Floor(text) && t.Hole.When == language.Zero && t.Hole.At == t.Hole.Subject {
		candidates = append(candidates, "1")
	}
	var found []string
	for _, value := range candidates {
		found = appendName(found, value)
	}
	return found
}

// worded are the values that a clause names in words or figures. Signs are for texts, and a figure of another measure is none.
func (t *Topic) worded(text string) []string {
	var found []string
	for _, v := range wording.Values(text) {
		if sign := strings.HasPrefix(v.Word, `"`) && len(v.Word) > 2; sign && !t.textual() || v.Unit != "" && t.otherUnit(v) {
			continue
		}
		asked := *t
		asked.Quantity = t.Quantity && v.Word != t.Idioms.NullValue // the literal is the null value, not a count of nothing
		found = append(found, asked.fitting(t.literal(v.Word)))
	}
	if t.Whole && t.counted() {
		for _, thing := range wording.FreeOf(text) {
			if slices.Contains(wordsOf(t.Fn.Name), thing) {
				found = append(found, t.fitting("0")) // no discount is a discount of 0
			}
		}
	}
	return found
}

// counted says whether the function gives a number: it is declared so, or the table that it reads holds numbers only.
func (t *Topic) counted() bool {
	if declared := t.Fn.Child(language.RoleReturns); declared != nil {
		neutral := t.neutral(declared.Text())
		if len(neutral) == 0 {
			return false
		}
		_, is := numeric(neutral[0])
		return is
	}
	tables := language.Definitions(t.Hole.At.Tree().Root, t.Hole.Subject.Text())
	if len(tables) == 0 || !tables[0].Value.Is(language.Dict) || len(tables[0].Value.Children) == 0 {
		return false
	}
	return !slices.ContainsFunc(tables[0].Value.Children, func(pair *language.Node) bool {
		return len(pair.Children) != 2 || !pair.Children[1].Is(language.Number)
	})
}

// otherUnit says whether the names at the crash carry another measure than a figure, or none where the figure is a percentage.
func (t *Topic) otherUnit(v wording.Value) bool {
	if number, ok := numeric(strings.TrimSuffix(v.Word, "%")); ok && number == 0 {
		return false
	}
	names := append(append([]string{t.Fn.Child(language.RoleName).Text()}, t.goesTo()...), t.Names...)
	for _, name := range names {
		words := wordsOf(name)
		if len(words) == 0 {
			continue
		}
		if unit := wording.Unit(words[len(words)-1]); unit != "" {
			return unit != v.Unit
		}
	}
	return v.Unit == "percent"
}

// literal is the source text of a value named in prose, or "".
func (t *Topic) literal(word string) string {
	lower := strings.ToLower(word)
	if value, ok := t.Idioms.Words[lower]; ok {
		return value
	}
	if first, _, two := strings.Cut(lower, " "); two {
		if value, ok := t.Idioms.Words[first]; ok && first != "empty" && first != "no" {
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
func (t *Topic) passedThrough() string {
	var params []language.Parameter
	receiver := language.Receiver(t.Fn)
	for _, p := range language.Parameters(t.Fn) {
		if p.Name != receiver && !p.Splat {
			params = append(params, p)
		}
	}
	if len(params) == 0 {
		return ""
	}
	declared := t.Fn.Child(language.RoleReturns).Text()
	for _, p := range params {
		if declared != "" && p.Type.Text() == declared {
			return p.Name
		}
	}
	return params[0].Name
}

// fitting writes a value in the declared result's type, or refuses it where it cannot be of that type.
func (t *Topic) fitting(value string) string {
	declared := t.Fn.Child(language.RoleReturns)
	if value == t.Idioms.NullValue && t.Quantity {
		return "0" // "starts at nothing", said of what is counted
	}
	if declared == nil || !t.Whole || value == "" {
		return value
	}
	neutral := t.neutral(declared.Text())
	if len(neutral) == 0 {
		return value
	}
	if value == t.Idioms.NullValue {
		if neutral[0] == value || t.Idioms.Optional != nil && t.Idioms.Optional(declared.Text()) {
			return value
		}
		return ""
	}
	return ofType(value, neutral[0])
}

// ofType writes a value as the type's neutral one is written, or refuses it.
func ofType(value, neutral string) string {
	zero, counts := numeric(neutral)
	number, counted := numeric(value)
	switch {
	case counts && counted && number == zero:
		return neutral
	case counts != counted, strings.HasSuffix(neutral, `"`) != strings.HasSuffix(value, `"`) && !counted:
		return ""
	}
	return value
}

var number = regexp.MustCompile(`^(?:\w+\(["']?)?(-?\d+(?:\.\d+)?)["']?\)?$`)

// numeric reads 0, 0.0 and Decimal("0").
func numeric(value string) (float64, bool) {
	m := number.FindStringSubmatch(value)
	if m == nil {
		return 0, false
	}
	f, err := strconv.ParseFloat(m[1], 64)
	return f, err == nil
}

func (t *Topic) neutral(declared string) []string {
	if t.Idioms.Neutral == nil {
		return nil
	}
	return t.Idioms.Neutral(declared)
}

var (
	quoted  = regexp.MustCompile("(?i)\\b(?:falls? back (?:to|on)|defaults?(?: is)?(?: to|:)?|is|are|uses?|used|as|means?|returns?|gives?|shows?|or|then|otherwise|else|assumed(?: to be)?|assumes?|reads?|under|in|into|with|called|named|(?:has|have|gets?) (?:the )?\\w+|to)\\s+(?:the |its |their )?(`{1,2}|\"|')([A-Za-z_][A-Za-z0-9_ .-]{0,30}?|-|\\?|n/a)(`{1,2}|\"|')")
	capital = regexp.MustCompile(`\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b`)
	plainly = regexp.MustCompile(`(?i:\b(?:defaults? to|default is|means?|counts? as|taken as|treated as|assumed to be|read as|reads as|falls? back (?:to|on)|goes? to|filed under|listed under|shown under|shown as|booked (?:on|to|under)|is in|are in|stands? for)) (?:the )?([A-Z][A-Za-z0-9]{1,11}|[a-z]{3,12})\b`)
)

// namedIn returns the constants, parameters and texts that a clause says stand in.
func (t *Topic) namedIn(text string) []string {
	var found []string
	for _, name := range capital.FindAllString(text, -1) {
		if spelled := t.Scene.Program.Spelled(name, t.Hole.At.Tree()); spelled != "" {
			found = append(found, spelled)
		}
	}
	for _, at := range quoted.FindAllStringSubmatchIndex(text, -1) {
		mark, word, closing := text[at[2]:at[3]], text[at[4]:at[5]], text[at[6]:at[7]]
		if mark == closing && !t.common(word) && !wording.Denied(text[:at[2]]) && (!shownAs.MatchString(text[at[0]:at[2]]) || t.textual()) {
			found = append(found, t.marked(mark, word))
		}
	}
	for _, at := range plainly.FindAllStringSubmatchIndex(text, -1) {
		if word := text[at[2]:at[3]]; !t.common(word) && t.Library.writes(word) && !wording.Denied(text[:at[2]]) {
			found = append(found, t.fitting(`"`+word+`"`))
		}
	}
	return found
}

// common says whether a word is prose's own for a value.
func (t *Topic) common(word string) bool {
	_, known := t.Idioms.Words[strings.ToLower(word)]
	return known
}

// marked is what a word between marks means: a parameter, or a text that the program writes.
func (t *Topic) marked(mark, word string) string {
	parameter := t.parameter(word)
	switch {
	case t.Whole && parameter:
		return word
	case mark == `"` || mark == "'", !parameter && t.Library.writes(word):
		return t.fitting(`"` + word + `"`)
	}
	return ""
}

func (t *Topic) parameter(name string) bool {
	return t.Fn != nil && name != language.Receiver(t.Fn) && slices.ContainsFunc(language.Parameters(t.Fn), func(p language.Parameter) bool { return p.Name == name })
}

var inPlace = regexp.MustCompile("(?i)\\b(?:falls? back (?:to|on)|uses?|takes?|shows?|defaults? to) (?:the |its |their |his |her )`{0,2}([a-z_]+(?: [a-z_]+)?)`{0,2}|(?:^|\\b)(?:the|its|their|his|her) `{0,2}([a-z_]+(?: [a-z_]+)?)`{0,2} (?:is|are) (?:used|taken|shown|printed|given|sent|written)(?: instead)?")

// standIns finds the field of the same object or record, the parameter or the constant that a clause says is used instead.
func (t *Topic) standIns(text string) []string {
	var found []string
	for _, m := range inPlace.FindAllStringSubmatch(text, -1) {
		for _, value := range t.called(strings.ReplaceAll(m[1]+m[2], " ", "_")) {
			if value != t.Hole.Subject.Text() {
				found = append(found, value)
			}
		}
	}
	return found
}

// called is what a noun phrase means in the code around the crash.
func (t *Topic) called(name string) []string {
	subject := t.Hole.Subject.Bare()
	object := subject.Child(language.RoleObject)
	switch {
	case t.Hole.When == language.Missing && t.entryUsed(name):
		return []string{subject.Text() + `["` + name + `"]`}
	case subject.Is(language.Attribute) && name != subject.Name && t.fellows(name, subject.Name):
		return []string{object.Text() + "." + name}
	case subject.Is(language.Index) && t.entryUsed(name):
		return []string{object.Text() + `["` + name + `"]`}
	case t.parameter(name):
		return []string{name}
	case t.Hole.At.Tree().Defines(strings.ToUpper(name)):
		return []string{strings.ToUpper(name)}
	}
	return nil
}

// fellows says whether a class has both attributes.
func (t *Topic) fellows(a, b string) bool {
	owners := t.Scene.Program.Owners(b)
	return slices.ContainsFunc(t.Scene.Program.Owners(a), func(c *language.Node) bool { return slices.Contains(owners, c) })
}

// entryUsed says whether the program reads an entry of that name from records that are called as this one.
func (t *Topic) entryUsed(name string) bool {
	record := t.Hole.Subject.Bare()
	if record.Is(language.Index) && t.Hole.When != language.Missing {
		record = record.Child(language.RoleObject)
	}
	if slices.Contains(t.Hole.Keys, name) {
		return false
	}
	for _, n := range t.Hole.At.Tree().Root.All(language.Index) {
		if n.Child(language.RoleObject).Text() == record.Text() && language.Unquote(n.Child(language.RoleKey).Text()) == name && n.Child(language.RoleKey).Is(language.String) {
			return true
		}
	}
	return false
}
