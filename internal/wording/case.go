package wording

import (
	"regexp"
	"slices"
	"strings"
)

// Case is a special case, in the words that languages' guards use.
type Case string

// The cases.
const (
	Zero      Case = "zero"
	Null      Case = "none"
	Empty     Case = "empty"
	Missing   Case = "missing"
	Short     Case = "short"
	Unset     Case = "unset"
	Malformed Case = "malformed"
)

// cues are the words by which prose speaks of a special case.
var cues = map[Case][]string{
	Zero:      {"zero", "no", "absent", "empty", "without", "nothing", "nobody", "none", "0", "neither", "not", "same", "unless", "if", "when", "lack", "idle", "before"},
	Null:      {"no", "without", "missing", "none", "null", "nil", "optional", "absent", "unknown", "not", "unless", "lack", "never", "unset", "undefined", "omitted", "nobody", "vacant", "unspecified", "blank", "before"},
	Empty:     {"empty", "no", "without", "blank", "none", "nothing", "nobody", "missing", "zero", "yet", "lack", "absent", "before"},
	Missing:   {"missing", "unknown", "nobody", "absent", "unlisted", "not", "default", "other", "otherwise", "optional", "without", "no", "unless", "omitted", "new", "first", "fall", "lack", "unrecognised", "unrecognized", "unsupported", "unregistered", "unspecified", "anything", "else", "undefined", "unmapped"},
	Short:     {"short", "shorter", "fewer", "missing", "empty", "no", "without", "less", "than", "end", "last", "left", "absent", "optional", "only", "single", "lack", "one", "unknown"},
	Unset:     {"no", "none", "without", "empty", "absent", "unknown", "otherwise", "not", "other", "default", "nothing", "unless", "else", "lack", "before"},
	Malformed: {"empty", "blank", "invalid", "malformed", "missing", "not", "unknown", "without", "no", "bad", "unreadable", "unparsable", "unparseable", "garbled", "broken", "corrupt", "garbage", "nonsense", "illegible", "n/a", "dash"},
}

// Speaks says whether a word is one by which prose speaks of the case.
func (c Case) Speaks(word string) bool {
	return slices.ContainsFunc(cues[c], func(cue string) bool { return cue == word || Stem(cue) == word })
}

// hedging are the cues that also stand in sentences about anything else.
var hedging = []string{"0", "not", "same", "if", "when", "other", "only", "left", "end", "first", "new", "last", "than", "yet", "one", "else", "anything", "default", "before"}

// Outspoken says whether a sentence names the special case, not just some condition.
func (s Sentence) Outspoken(c Case) bool {
	return slices.ContainsFunc(s.Words, func(w string) bool { return c.Speaks(w) && !slices.Contains(hedging, w) })
}

// Situation is a special case as a text names it.
type Situation struct {
	Cue   string   // the word, a stem
	About []string // stems of what is missing, empty or unknown; none where the text does not say
}

// absent are the cues that say that nothing is there at all, not that something is there which is not known or cannot be read.
var absent = strings.Fields("no without missing absent empty blank optional omitted none null unset not lack nothing unspecified undefined")

// Absence says whether the situation is that nothing is there at all.
func (s Situation) Absence() bool { return slices.Contains(absent, s.Cue) }

// Outright says whether the situation is named by a word that stands for nothing else.
func (s Situation) Outright() bool { return !slices.Contains(hedging, s.Cue) }

// Clause is a part of a sentence with what it says of special cases.
type Clause struct {
	Text       string
	Situations []Situation
}

var clauseEnd = regexp.MustCompile(`[,;:]\s+| - | – | — |\s?[()]\s?| but | whereas |, and `)

// Clauses splits a sentence. A clause without a situation of its own belongs to that of the one before it, else of the one after.
func (s Sentence) Clauses() []Clause {
	var found []Clause
	start := 0
	for _, end := range append(clauseEnd.FindAllStringIndex(s.Text, -1), []int{len(s.Text), len(s.Text)}) {
		if text := strings.TrimSpace(s.Text[start:end[0]]); text != "" {
			found = append(found, halves(text)...)
		}
		start = end[1]
	}
	inherit(found)
	return found
}

// halves splits at an "and" where both sides speak of a case of their own and say what comes of it.
func halves(text string) []Clause {
	left, right, two := strings.Cut(text, " and ")
	if two {
		a, b := Clause{left, situations(left)}, Clause{right, situations(right)}
		if len(a.Situations) > 0 && len(b.Situations) > 0 && says(left) && says(right) {
			return []Clause{a, b}
		}
	}
	return []Clause{{text, situations(text)}}
}

func inherit(clauses []Clause) {
	for i := range clauses {
		if clauses[i].Situations == nil && i > 0 {
			clauses[i].Situations = clauses[i-1].Situations
		}
	}
	for i := len(clauses) - 2; i >= 0; i-- {
		if clauses[i].Situations == nil {
			clauses[i].Situations = clauses[i+1].Situations
		}
	}
}

var (
	token        = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_.'-]*|-?\d+(?:\.\d+)?`)
	articles     = strings.Fields("a an the any its their his her that this such each every all some both yet still of any our your")
	verbs        = strings.Fields("is are was were be been being has have had do does did can cannot must may shall should will would counts count returns return gives give means mean reads read comes come goes go stays stay remains falls fall gets get shows show treated taken skipped ignored reported raises raise yields yield costs cost pays pay keeps keep takes take becomes become turns turn uses use weighs scores ends makes make leaves leave")
	prepositions = strings.Fields("in on at for from to with without by as than if when where while unless until whose which who or and then so because there here that but it they we one only just into")
	lacking      = strings.Fields("no without lacks lack lacking missing empty blank unknown absent omitted null none zero invalid malformed broken bad unreadable unparsable unparseable garbled corrupt unlisted unset undefined optional unrecognised unrecognized unsupported unregistered unspecified unmapped other single vacant nil")
	bare         = strings.Fields("nothing nobody otherwise else default idle short shorter fewer")
	asking       = strings.Fields("if when where while unless until whose once whenever before")
	given        = strings.Fields("given set present there specified available provided sent supplied stated entered filled delivered measured reported")
	listed       = strings.Fields("known found listed named recorded registered exist recognise recognize recognised recognized know have list find support supported understand understood apply configured mapped rated")
	readable     = strings.Fields("a an numeric valid readable parsable parseable parsed read converted understood well")
)

// situations finds the special cases that a clause names, with what they are said of. A word that is the value is no case.
func situations(text string) []Situation {
	var tokens []string
	valued := map[int]bool{}
	values := spans(text)
	for _, at := range token.FindAllStringIndex(text, -1) {
		valued[len(tokens)] = slices.ContainsFunc(values, func(s [2]int) bool { return at[0] >= s[0] && at[0] < s[1] })
		tokens = append(tokens, strings.ToLower(text[at[0]:at[1]]))
	}
	var found []Situation
	for i := range tokens {
		if one, ok := situation(tokens, i); ok && !valued[i] {
			found = append(found, one)
		}
	}
	if found == nil {
		found = asked(tokens)
	}
	return found
}

// situation is the special case that a word stands for, in its place.
func situation(tokens []string, i int) (Situation, bool) {
	t, next := tokens[i], ""
	if i+1 < len(tokens) {
		next = tokens[i+1]
	}
	conditional := slices.ContainsFunc(tokens[:i], isAsking)
	switch {
	case slices.Contains(lacking, t), t == "0" && conditional:
		about := after(tokens, i)
		if len(about) == 0 || i > 0 && tokens[i-1] == "of" && slices.Contains(amounts, t) {
			about = before(tokens, i)
		}
		return Situation{Stem(t), about}, true
	case t == "left" && conditional && slices.Contains([]string{"out", "blank", "empty"}, next):
		return Situation{"missing", before(tokens, i)}, true
	}
	if cue := negated(t, next); cue != "" {
		return Situation{cue, before(tokens, i)}, true
	}
	return Situation{Cue: Stem(t)}, slices.Contains(bare, t)
}

// negated is the case that a "not" makes of the word behind it: not given, not known, not readable.
func negated(t, next string) string {
	switch {
	case t == "not" && slices.Contains(given, next):
		return "absent"
	case t == "not" && slices.Contains(listed, next):
		return "unknown"
	case t == "cannot" && next == "be", (t == "not" || t == "cannot") && slices.Contains(readable, next):
		return "malformed"
	}
	return ""
}

// amounts are the cues that are values themselves: "a factor of zero".
var amounts = strings.Fields("zero 0 null none nil")

func isAsking(t string) bool { return slices.Contains(asking, t) }

// asked is the condition of a clause that names no case outright: "when the window has just begun".
func asked(tokens []string) []Situation {
	i := slices.IndexFunc(tokens, isAsking)
	if i < 0 {
		return nil
	}
	var about []string
	for _, t := range tokens[i+1:] {
		if t == "it" || t == "then" {
			break
		}
		if !functional(t) {
			about = append(about, Words(t)...)
		}
	}
	found := []Situation{{tokens[i], about}}
	for _, t := range tokens[i+1:] {
		if t == "not" || t == "never" || t == "only" || t == "same" {
			found = append(found, Situation{t, about})
		}
	}
	return found
}

// binding are the words between a thing and what is said of it.
var binding = strings.Fields("that which who not yet still also simply just")

// functional says whether a word names nothing by itself.
func functional(t string) bool {
	return slices.Contains(articles, t) || slices.Contains(verbs, t) || slices.Contains(prepositions, t)
}

// after is the noun phrase behind a cue: "without a proper label".
func after(tokens []string, i int) []string {
	var about []string
	for _, t := range tokens[i+1:] {
		if slices.Contains(articles, t) && len(about) == 0 {
			continue
		}
		if len(about) >= 6 || slices.Contains(lacking, t) || functional(t) && t != "of" {
			break
		}
		if t != "of" {
			about = append(about, Words(t)...)
		}
	}
	return about
}

// before is the noun phrase in front of a cue and its verb: "when the label is missing".
func before(tokens []string, i int) []string {
	j := i - 1
	for j >= 0 && (slices.Contains(verbs, tokens[j]) || slices.Contains(binding, tokens[j])) {
		j--
	}
	var about []string
	for ; j >= 0 && len(about) < 6; j-- {
		t := tokens[j]
		if functional(t) && t != "of" {
			break
		}
		if t != "of" {
			about = append(Words(t), about...)
		}
	}
	return about
}
