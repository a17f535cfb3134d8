package wording

import (
	"regexp"
	"strings"
)

// nothingness is what prose calls an empty value; only such words are read after verbs that are common in any sentence.
const nothingness = "(0(?:\\.0+)?|zero|none|null|nothing|false|blank|an? empty [a-z]+|empty [a-z]+|\"\"|''|\\[\\]|\\{\\})"

const opening = "(?:the |an? )?[`\"']{0,2}"

var (
	valueAfter = regexp.MustCompile("(?i)\\b(?:returns?|gives?|yields?|is|are|be|as|to|at|means?|with|of|or|then)\\s+(?:the |a |an )?(?:factor |value )?[`\"']{0,2}(-?\\d+(?:\\.\\d+)?%?|[A-Za-z]+(?: [a-z]+)?|\"\"|''|\\[\\]|\\{\\})")
	loosely    = regexp.MustCompile("(?i)\\b(?:turns?|shows?|prints?|reads?|has|have|gets?|stays?|becomes?|answers?|costs?|weighs?|scores?|rates?|counts?|earns?|pays?|makes?|from|else|otherwise|default)[ :]+" + opening + nothingness + "(?:\\W|$)")
	leading    = regexp.MustCompile("(?i)(?:^|[,;:(=>-]\\s*)[`\"']{0,2}" + nothingness + "[`\"']{0,2},? (?:for|when|if|where|while|until|unless|without|as long as|before|means)\\b")
	remaining  = regexp.MustCompile(`(?i)\b(?:stays?|remains?|left|kept|leaves? (?:it|them|that)) (empty|blank)\b`)
	assumed    = regexp.MustCompile("(?i)\\b(?:defaults?(?: value)?(?: is| to|:|=)? ?|assumes?|assumed(?: to be)?|falls? back (?:to|on)|costs?|pays?|weighs?|counts? for|charged|scores?)\\s?(?:the |a |an )?[`\"']{0,2}(-?\\d+(?:\\.\\d+)?%?)\\b")
	passive    = regexp.MustCompile("(?i)(?:^|[\\s`\"'])(-?\\d+(?:\\.\\d+)?%?|zero|none|null|nothing|\"\"|''|\\[\\]|\\{\\}|an? empty [a-z]+)[`\"']{0,2},? (?:is|are|will be|gets|being) (?:then )?(?:assumed|used|taken|returned|shown|printed|reported|meant|given|written|stored|sent|displayed|charged|counted)\\b")
	drawn      = regexp.MustCompile(`(?i)\b(?:shown|printed|displayed|written|rendered|appears?|listed|reported|marked|shows?|prints?)(?: as| with|)\s+(?:a |an )?(dash|hyphen|question mark)\b`)
	numbered   = regexp.MustCompile(`(?i)\b(?:of|with|at|to|or)\s+(?:the |a |an )?-?\d+(?:\.\d+)?\s+([a-z]+s)\b`)
	arrow      = regexp.MustCompile("(?i)\\b(?:empty|blank|missing|absent|none|null|unknown|unset|omitted|n/a)\\s*(?:=|->|=>|→|:)\\s*[`\"']{0,2}(-?\\d+(?:\\.\\d+)?%?|zero|none|null|false|true|\"\"|''|\\[\\]|\\{\\})(?:[`\"'\\s,;.)]|$)")
	givesBack  = regexp.MustCompile(`(?i)^\W*(returns?|gives?|yields?|is|are|be|or|then|answers?|nothing)\b`)
	being      = regexp.MustCompile(`(?i)^\W*(is|are|be|was|were|has|have|returns?|gives?|yields?|stays?|remains?|left|kept|gets?|reads?|shows?|turns?|becomes?|counts?|costs?)\b`)
	condition  = regexp.MustCompile(`(?i)\b(when|if|where|while|unless|until|as long as|once|whenever)\b`)
	verb       = regexp.MustCompile(`(?i)\b(is|are|was|were|has|have|had|lacks?|\w+\s+(?:it|they|we)|then|returns?|gives?|counts?|comes?|goes|fails?|misses|holds?|charged|voted|ordered|drove|begun|began|contains?)\b`)
)

// signs are what tables show where there is nothing.
var signs = map[string]string{"dash": `"-"`, "hyphen": `"-"`, "question mark": `"?"`}

var relative = regexp.MustCompile(`(?i)\b(?:that|who|which|whose \w+)\s*$`)

// spans are where a text names a value that stands for nothing: such words are no case.
func spans(text string) [][2]int {
	var found [][2]int
	for _, pattern := range []*regexp.Regexp{valueAfter, loosely, leading, passive} {
		for _, at := range pattern.FindAllStringSubmatchIndex(text, -1) {
			if bareNothing.MatchString(text[at[2]:at[3]]) && !asks(text[:at[0]], text[at[0]:]) {
				found = append(found, [2]int{at[2], at[3]})
			}
		}
	}
	return found
}

var bareNothing = regexp.MustCompile("(?i)^" + nothingness + "\\b")

// Value is a word that names a value, and the measure that follows it.
type Value struct{ Word, Unit string }

// Values returns the words of a text that name a value: "zero", "an empty list", "1.5". What stands in the text's condition is none.
func Values(text string) []Value {
	var found []Value
	for _, pattern := range []*regexp.Regexp{valueAfter, loosely, leading, remaining, assumed, passive, drawn, arrow} {
		for _, at := range pattern.FindAllStringSubmatchIndex(text, -1) {
			word, before, rest := text[at[2]:at[3]], text[:at[0]], text[at[0]:]
			if asks(before, rest) || amount(rest, word) || denied.MatchString(text[:at[2]]) {
				continue
			}
			v := Value{Word: meant(word, rest, pattern)}
			if word[0] == '-' || word[0] >= '0' && word[0] <= '9' {
				v.Unit = unitAfter(text[at[2]+len(strings.TrimSuffix(word, "%")):])
			}
			found = append(found, v)
		}
	}
	return found
}

// meant is a value's word without its article, and as the number or sign that it stands for.
func meant(word, rest string, pattern *regexp.Regexp) string {
	for _, article := range []string{"is ", "are ", "an ", "a "} {
		word = strings.TrimPrefix(word, article)
	}
	if sign, ok := signs[strings.ToLower(word)]; ok && pattern == drawn {
		return sign
	}
	if strings.EqualFold(word, "nothing") && !givesBack.MatchString(rest) && pattern != passive {
		return "zero" // what starts at nothing, costs nothing or counts as nothing is a number
	}
	return word
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
	if relative.MatchString(before) {
		return true
	}
	begins := condition.FindAllStringIndex(before, -1)
	return len(begins) > 0 && !verb.MatchString(before[begins[len(begins)-1][1]:])
}

// amount says whether a number counts things: "of 3 items".
func amount(rest, word string) bool {
	at := numbered.FindStringIndex(rest)
	return at != nil && at[0] == 0 && word != "" && word[0] >= '0' && word[0] <= '9'
}
