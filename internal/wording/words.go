package wording

import (
	"slices"
	"strings"
	"unicode"
)

// Words splits text and identifiers into lower-case stems.
func Words(text string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, Stem(strings.ToLower(word.String())))
			word.Reset()
		}
	}
	previous := ' '
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.IsUpper(r) && unicode.IsLower(previous) {
			flush()
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			word.WriteRune(r)
		}
		previous = r
	}
	flush()
	return words
}

// Stem takes the ending of a plural or a third person off.
func Stem(word string) string {
	for _, ending := range []string{"ies", "es", "s"} {
		if cut, ok := strings.CutSuffix(word, ending); ok && len(cut) > 2 {
			if ending == "ies" {
				return cut + "y"
			}
			return cut
		}
	}
	return word
}

// shortened are abbreviations that keep a vowel; those without one are read letter by letter.
var shortened = map[string]string{
	"addr": "addres", "desc": "description", "num": "number", "avg": "average", "dept": "department", "temp": "temperature",
	"freq": "frequency", "lat": "latitude", "lon": "longitude", "dest": "destination", "prev": "previou", "loc": "location",
	"org": "organisation", "max": "maximum", "min": "minimum", "cat": "category", "doc": "document", "info": "information",
	"tel": "telephone", "dob": "birth", "ref": "reference", "cust": "customer", "est": "estimate",
}

// Alike says whether two stems are the same word, or one is the other's abbreviation: qty and quantity.
func Alike(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	return shortened[a] == b || len(a) >= 2 && len(b) >= len(a)+2 && !strings.ContainsAny(a, "aeiou0123456789") && a[0] == b[0] && subsequence(a, b)
}

func subsequence(a, b string) bool {
	for _, r := range b {
		if a != "" && rune(a[0]) == r {
			a = a[1:]
		}
	}
	return a == ""
}

// Has says whether a word is among others, abbreviated or not.
func Has(words []string, word string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return Alike(w, word) })
}
