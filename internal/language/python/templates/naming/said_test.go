package naming

import "testing"

func TestSentencesThatSayARenaming(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{`starts: when we sing (this was "time" before)`, true},
		{"`time` was renamed to `starts`", true},
		{"starts, formerly time", true},
		{"starts counts from time on", false},
		{"the time at which it starts", false},               // names both, renames nothing
		{"starts was time before, in units of 45", false},    // says more than the name
		{"timetable was renamed, and starts later", false},   // another word
		{"starts is now called begin, as time tells", false}, // another name was given up
	} {
		if got := becomes(c.text, "time", "starts"); got != c.want {
			t.Errorf("%q: got %v, want %v", c.text, got, c.want)
		}
	}
}

func TestProse(t *testing.T) {
	source := "x = 1  # one\n\"\"\"Docs of it.\"\"\"\ny = 'no prose'\n"
	if got, want := prose(source, "a.py"), " one\n\nDocs of it."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := prose("all of it", "a.md"); got != "all of it" {
		t.Errorf("got %q", got)
	}
}
