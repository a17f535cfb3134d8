package wording

import "regexp"

var (
	// gone is how prose speaks of what was, or may be one day.
	gone = regexp.MustCompile(`(?i)\b(?:used to|formerly|no longer|previously|in the past|(?:until|before|prior to|up to) (?:version|release|v?\d)|deprecated|was removed|to ?do|fixme|xxx|tbd|maybe|perhaps|to be decided|open question|not decided|undecided|we (?:might|could|may)|would be (?:nice|wrong|better)|for example|for instance|e\.g)\b`)
	// denied is what stands right before a value that is not meant.
	denied = regexp.MustCompile(`(?i)(?:\b(?:not|never|nor|instead of|rather than|other than|unlike|than|except)|n't)(?:\s+(?:be|return|returns|give|gives|count|counted|treated|taken|shown|become|simply|just|silently|a|an|the|as|to|it|is|are))*\s*$`)
	// measured is a figure's measure.
	measured = regexp.MustCompile(`(?i)^(?:\s?(%|percent|per cent)|\s(seconds?|secs?|s|milliseconds?|ms|minutes?|min|hours?|h|days?|d|weeks?|cents?|euros?|eur|dollars?|usd|pounds?|kg|kilograms?|g|grams?|km|kilometres?|metres?|m|mm|cm|bytes?|kb|mb)\b)`)
)

// Doubtful says whether a sentence speaks of the past, of what may be, or of an example.
func (s Sentence) Doubtful() bool { return gone.MatchString(s.Text) }

// units are the measures that names and texts mean by the same word.
var units = map[string]string{
	"%": "percent", "pct": "percent", "percent": "percent", "s": "second", "sec": "second", "second": "second", "ms": "millisecond", "milli": "millisecond",
	"millisecond": "millisecond", "min": "minute", "minute": "minute", "h": "hour", "hour": "hour", "day": "day", "cent": "cent", "euro": "euro", "eur": "euro",
	"kg": "kilogram", "kilogram": "kilogram", "g": "gram", "gram": "gram", "km": "kilometre", "kilometre": "kilometre", "m": "metre", "metre": "metre",
	"mm": "millimetre", "cm": "centimetre", "byte": "byte", "kb": "kilobyte", "mb": "megabyte",
}

// Unit is the measure that a text or a name ends a figure with, or "".
func Unit(word string) string { return units[Stem(word)] }

// unitAfter is the measure that follows a figure.
func unitAfter(rest string) string {
	m := measured.FindStringSubmatch(rest)
	if m == nil {
		return ""
	}
	if m[1] != "" {
		return "percent"
	}
	return Unit(m[2])
}

// Denied says whether what follows a text is denied by it: "is never shown as".
func Denied(before string) bool { return denied.MatchString(before) }
