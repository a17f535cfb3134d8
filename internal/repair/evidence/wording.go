package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// nothingness is what prose calls an empty value; only such words are read after verbs that are common in any sentence.
const nothingness = "(0(?:\\.0+)?|zero|none|null|nothing|false|blank|an? empty [a-z]+|empty [a-z]+|\"\"|''|\\[\\]|\\{\\})"

var (
	loosely   = regexp.MustCompile("(?i)\\b(?:turns?|shows?|prints?|reads?|has|have|gets?|stays?|becomes?|answers?|costs?|weighs?|scores?|rates?|counts?|earns?|pays?|makes?|from|else|otherwise|default)[ :]+(?:the |an? )?[`\"']{0,2}" + nothingness + "(?:\\W|$)")
	leading   = regexp.MustCompile("(?i)(?:^|[,;:(=>-]\\s*)[`\"']{0,2}" + nothingness + "[`\"']{0,2},? (?:for|when|if|where|while|until|unless|without|as long as|before|means)\\b")
	quoted    = regexp.MustCompile("(?i)\\b(?:falls? back (?:to|on)|defaults? to|is|are|uses?|used|as|returns?|gives?|shows?|or|then|otherwise|else)\\s+(?:the |its |their )?(`{1,2}|\"|')([A-Za-z_][A-Za-z0-9_ .-]{0,30}?|-|\\?|n/a)(`{1,2}|\"|')")
	givesBack = regexp.MustCompile(`(?i)^\W*(returns?|gives?|yields?|is|are|be|or|then|answers?|nothing)\b`)
	being     = regexp.MustCompile(`(?i)^(is|are|be|has|have)\b`)
	condition = regexp.MustCompile(`(?i)\b(when|if|where|while|unless|until|as long as|once|whose)\b`)
	verb      = regexp.MustCompile(`(?i)\b(is|are|was|were|has|have|had|lacks?)\b`)
	capital   = regexp.MustCompile(`\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b`)
)

// valueWords returns the words of a sentence that name a value.
func valueWords(text string) []string {
	var found []string
	for _, pattern := range []*regexp.Regexp{valueAfter, loosely, leading} {
		for _, at := range pattern.FindAllStringSubmatchIndex(text, -1) {
			word := text[at[2]:at[3]]
			if asks(text[:at[0]], text[at[0]:]) {
				continue
			}
			for _, article := range []string{"is ", "are ", "an ", "a "} {
				word = strings.TrimPrefix(word, article)
			}
			if strings.EqualFold(word, "nothing") && !givesBack.MatchString(text[at[0]:]) {
				word = "zero" // what starts at nothing, costs nothing or counts as nothing is a number
			}
			found = append(found, word)
		}
	}
	return found
}

// asks says whether what follows is the case, not the value: "when the count is zero". The verb is the first after the word
// that begins the condition, in the same clause.
func asks(before, rest string) bool {
	if !being.MatchString(rest) {
		return false
	}
	if i := strings.LastIndexAny(before, ",;:"); i >= 0 {
		before = before[i:]
	}
	begins := condition.FindAllStringIndex(before, -1)
	return len(begins) > 0 && !verb.MatchString(before[begins[len(begins)-1][1]:])
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

// namedIn returns the constants, parameters and texts that a sentence says stand in.
func (q *question) namedIn(text string) []string {
	var found []string
	add := func(value string) {
		if value != "" && !slices.Contains(found, value) {
			found = append(found, value)
		}
	}
	for _, name := range capital.FindAllString(text, -1) {
		if defines(q.hole.At.Tree(), name) {
			add(name)
		}
	}
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		mark, word := m[1], m[2]
		_, known := q.idioms.Words[strings.ToLower(word)]
		switch {
		case mark != m[3] || known:
		case q.whole && slices.ContainsFunc(language.Parameters(q.fn), func(p language.Parameter) bool { return p.Name == word && word != language.Receiver(q.fn) }):
			add(word)
		case mark == `"` || mark == "'":
			add(q.fitting(`"` + word + `"`))
		}
	}
	return found
}
