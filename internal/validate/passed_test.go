package validate

import (
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

const relay = `from box import label


def label(order):
    return {"Name": order}


def stamp(order):
    return label(order)


def send(orders):
    return [stamp(order)["name"] for order in orders]


def main():
    print(send([1]))


def both(order):
    return tidy(order)


def tidy(order):
    return order


def table():
    return {"label": other}


def other(order):
    return send([order])


def loop(order):
    return loop(order)
`

func TestOnlyFrom(t *testing.T) {
	l := labOf(t, relay)
	for name, want := range map[string]bool{"label": true, "stamp": true, "send": false, "main": false, "tidy": false, "other": false, "loop": false, "missing": false} {
		if got := l.onlyFrom(l.program.Func("shop.py", name), l.program.Func("shop.py", "send")); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// What a function passes on may change where the entry shows that nothing else does, and only there.
func TestWhatIsPassedOn(t *testing.T) {
	const enough = enoughInputs
	for name, c := range map[string]struct {
		outer, saved, inner int  // inputs of the entry that work, that failed and are mended; inputs of the inner function that differ
		differ              bool // one of the entry's differs
		evidenced           bool
		on                  string // the function that is changed
		want                heald.Outcome
	}{
		"the entry works as before":      {enoughInputs, 3, 4, false, true, "label", heald.Pass},
		"the entry behaves otherwise":    {enough, 3, 4, true, true, "label", heald.Fail},
		"the entry shows too little":     {enough - 1, 3, 4, false, true, "label", heald.Fail},
		"nothing worked before":          {0, enough, 4, false, true, "label", heald.Pass},
		"nothing worked, few are mended": {0, enough - 1, 4, false, true, "label", heald.Fail},
		"nothing speaks for it":          {enough, 3, 4, false, false, "label", heald.Fail},
		"it crashed in the change":       {enough, 3, 4, false, true, "stamp", heald.Fail},
		"others use it":                  {enough, 3, 4, false, true, "tidy", heald.Fail},
		"no difference":                  {enoughInputs, 3, 0, false, true, "label", heald.Pass},
	} {
		l := labOf(t, relay)
		drive := func(name string) heald.Drive { return heald.Drive{Kind: "function", Path: "shop.py", Function: name} }
		l.in.Reproduction.Drive = drive("send")
		l.in.Reproduction.Observed = heald.Exception{ErrorType: "KeyError", Frames: []heald.Frame{
			{File: "shop.py", Function: "send", Line: 13, InApp: true}, {File: "shop.py", Function: "stamp", Line: 9, InApp: true}}}
		change := &change{evidenced: c.evidenced, regions: []region{{path: "shop.py", needs: []lines{{5, 5}}, functions: []*language.Node{l.program.Func("shop.py", c.on).Node}}}}
		var after language.Observations
		add := func(count int, entry, end, was, is string) {
			for range count {
				seen := language.Observed{Drive: drive(entry), Entry: entry, End: end, All: was, Steady: true, Lines: map[string][]int{"shop.py": {5}}}
				if end == "raise" {
					seen.Type, seen.Frames = "KeyError", []heald.Frame{{File: "shop.py", Function: "stamp", Line: 9}}
				}
				l.base.before.Seen = append(l.base.before.Seen, seen)
				seen.End, seen.All = "return", is
				after.Seen = append(after.Seen, seen)
			}
		}
		add(c.saved, "send", "raise", "error", "fine")
		add(c.outer, "send", "return", "a", "a")
		if c.differ {
			add(1, "send", "return", "a", "b")
		}
		add(c.inner, c.on, "return", "Name", "name")
		if got := l.compare(change, &after, nil); got.check.Outcome != c.want {
			t.Errorf("%s: %s (%s), want %s", name, got.check.Outcome, got.check.Detail, c.want)
		}
	}
}
