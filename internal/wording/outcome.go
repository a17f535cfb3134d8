package wording

import (
	"regexp"
	"strings"
)

var (
	leftOut   = regexp.MustCompile(`(?i)\b(skipp(?:ed|ing)|skips?|ignor(?:ed|es?|ing)|left (?:out|aside)|leaves? (?:\w+ ){0,2}out|dropped|drops|omitted|omits|passed over|passes over|disregarded|discarded|excluded|filtered out|do(?:es)? not (?:count|appear|show up)|(?:are|is) not (?:counted|shown|listed|included|considered|reported|part of)|thrown away|never (?:appears?|counts?|listed|shown|included)|gets? no (?:row|line|entry)|not taken into account)\b`)
	notLeft   = regexp.MustCompile(`(?i)\b(?:not|never|n't|nothing is|no \w+ (?:is|are)|instead of being|rather than being|without being) (?:be |been |being |ever |simply |silently |just )*(?:skipp|skip|ignor|left out|dropped|drop|omit|passed over|disregard|discard|exclude|filtered)`)
	unchanged = regexp.MustCompile(`(?i)\b(unchanged|as it is|as is|as they are|as it came|as it was|untouched|left alone|unaltered|verbatim)\b`)
	refused   = regexp.MustCompile(`(?i)\b(?:(?:is|are|must be|gets?|has to be|have to be|will be|should be) (?:\w+ )?(?:rejected|refused|turned down|turned away)|(?:is|are) (?:an|a (?:client|caller|user|programming)?(?:'s)?) ?error|must not be accepted|not (?:allowed|permitted|acceptable)|stops? the (?:import|run|job)|raises? an? (?:error|exception)|(?:has|have) to (?:stop|fail)|must (?:fail|stop|never be (?:guessed|assumed|accepted))|fails? loudly|answered with (?:a )?4\d\d|4\d\d is (?:answered|returned))\b`)
	raising   = regexp.MustCompile("(?i)\\b(?:raises?|raised|throws?|with|is) (?:a |an |the )?`{0,2}([A-Z][A-Za-z0-9_.]*(?:Error|Exception|NotFound|Invalid|Missing|Rejected|Unknown[A-Za-z]*|Denied|Refused|Conflict))\\b")
	forgiven  = regexp.MustCompile(`(?i)\b(?:(?:is|are) (?:not|never|no) (?:an? )?(?:error|failure|problem|mistake)|never (?:raises?|fails?|throws?|stops?)|(?:does|do|must|should|may) not (?:raise|fail|throw|stop|abort|crash|break)|no (?:error|exception) is raised|(?:is|are) (?:perfectly )?(?:fine|legal|valid|allowed|normal|ok|okay))\b`)
	atEnd     = regexp.MustCompile(`(?i)\b(?:last|at the (?:very )?(?:end|bottom|back)|after (?:all|everything|every|the others?|those|any|the rest)|behind|to the (?:end|bottom)|follow (?:all|the))\b`)
	atStart   = regexp.MustCompile(`(?i)\b(?:first|at the (?:very )?(?:top|start|beginning|front|head)|before (?:all|everything|every|the others?|those|any|the rest)|ahead of|in front|precede)\b`)
	floor     = regexp.MustCompile(`(?i)\b(?:at least|no less than|not less than|never (?:less|fewer|smaller|below)(?: than)?|(?:a )?minimum(?: of| is|:)?) (one|1|a single)\b`)
)

var free = regexp.MustCompile(`(?i)\b(?:gets?|receives?|earns?|pays?|carr(?:y|ies)|incurs?|has|have|adds?|is charged|are charged|with) no ([a-z]+)\b`)

// FreeOf are the things that a text says there are none of, as what comes of the case: "gets no discount".
func FreeOf(text string) []string {
	var found []string
	for _, at := range free.FindAllStringSubmatchIndex(text, -1) {
		if !inCondition(text[:at[0]]) && at[0] > 0 {
			found = append(found, Stem(strings.ToLower(text[at[2]:at[3]])))
		}
	}
	return found
}

// Skips says whether a text leaves an element out.
func Skips(text string) bool {
	at := leftOut.FindStringIndex(text)
	return at != nil && !notLeft.MatchString(text) && !inCondition(text[:at[0]])
}

// inCondition says whether what follows is still part of a condition: "when the limit is omitted".
func inCondition(before string) bool {
	if i := strings.LastIndexAny(before, ",;:"); i >= 0 {
		before = before[i:]
	}
	begins := condition.FindAllStringIndex(before, -1)
	if len(begins) == 0 {
		return false
	}
	rest := before[begins[len(begins)-1][1]:]
	return !regexp.MustCompile(`(?i)\b(?:is|are|was|were|has|have|lacks?)\b.*\b(?:is|are|it|they|will|gets?)\b`).MatchString(rest)
}

// Keeps says whether what comes in goes out as it is.
func Keeps(text string) bool { return unchanged.MatchString(text) }

// Refusal says whether a text demands that the case be refused, and with which error where it names one.
func (s Sentence) Refusal() (errorType string, refuses bool) {
	if s.Raises != "" {
		return s.Raises, true
	}
	if forgiven.MatchString(s.Text) {
		return "", false
	}
	if m := raising.FindStringSubmatch(s.Text); m != nil {
		return m[1], true
	}
	return "", refused.MatchString(s.Text)
}

// Forgives says whether a text says that the case is no error.
func (s Sentence) Forgives() bool { return forgiven.MatchString(s.Text) }

// Order says where elements without the value that is sorted by stand: "last", "first" or "".
func Order(text string) string {
	last, first := atEnd.MatchString(text), atStart.MatchString(text)
	switch {
	case last == first:
		return ""
	case last:
		return "last"
	}
	return "first"
}

// Floor says whether a text keeps a number at one or more.
func Floor(text string) bool { return floor.MatchString(text) }

// says is whether a clause tells what comes of a case.
func says(text string) bool {
	return len(Values(text)) > 0 || Skips(text) || Keeps(text) || refused.MatchString(text) || raising.MatchString(text)
}

var gives = regexp.MustCompile(`(?i)\b(returns?|gives?|yields?|answers?|the result)\b`)

// Gives says whether a clause of the sentence speaks of a function's result.
func (s Sentence) Gives(c Clause) bool { return s.Result || gives.MatchString(c.Text) }
