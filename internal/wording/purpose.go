package wording

import "regexp"

var stricter = regexp.MustCompile(`(?i)\b(?:requir\w*|refus\w*|reject\w*|forbid\w*|disallow\w*|mandatory|compulsory|obligatory|must|strict(?:er|ly)?|no longer|no more|` +
	`stops?|stopped|deprecat\w*|defaults?|fallbacks?|fall back|swallow\w*|silent(?:ly)?|hid(?:e|es|den|ing)|fail (?:loudly|fast|early)|loud(?:ly)?|never assume)\b`)

// Stricter says whether a commit's subject says that it takes a default or a tolerance away on purpose, or speaks of one: "quantity is
// mandatory now", "no more silent fallbacks". What the code did before such a commit is not what its author wants back.
func Stricter(subject string) bool { return stricter.MatchString(subject) }
