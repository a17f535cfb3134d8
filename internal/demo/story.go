package demo

import (
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
	"github.com/heald-dev/heald/internal/traffic"
)

// story tells what happens, a line for each thing, with the time since the first crash.
type story struct {
	out    io.Writer
	width  int
	crash0 time.Time // the first crash; zero until then
	told   int       // steps of the case that were told
	weight int       // of the canary, that was told
	others map[string]bool
}

const (
	defaultWidth = 100
	lead         = 22 // columns before the text
)

// line prints one line of the story, broken at words.
func (s *story) line(when, what, text string) {
	head, width := fmt.Sprintf("%8s  %-11s ", when, what), s.width
	if width == 0 {
		width = defaultWidth
	}
	for _, part := range wrap(show.Line(text), max(width-lead, 40)) {
		fmt.Fprintln(s.out, strings.TrimRight(head+part, " "))
		head = strings.Repeat(" ", lead)
	}
}

func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}

// at prints a line with the time of what it tells.
func (s *story) at(when time.Time, what, text string) {
	s.line(fmt.Sprintf("%+.1fs", when.Sub(s.crash0).Seconds()), what, text)
}

func (s *story) head(p *play) {
	fmt.Fprintf(s.out, "\n%s: %s\n\n", p.Name, p.Summary)
	s.line("", "repository", p.repo+", made for this demo")
	s.line("", "service", fmt.Sprintf("%s on http://%s, commit %.7s", strings.Join(p.stage.command(), " "), p.address, p.first))
	s.line("", "traffic", fmt.Sprintf("%g requests a second", p.Traffic.Rate))
	s.line("", "heald", "watches what the service writes; console: "+p.house.Console)
}

// crash fixes the moment from which all times are counted: the first request that failed or, where none did, the first trace.
func (s *story) crash(p *play) {
	s.crash0 = p.main.Incident.FirstSeen
	failed := p.clients.Counts().First
	if failed != nil && !failed.At.Before(p.began) && (failed.At.Before(s.crash0) || s.crash0.Before(p.began)) {
		s.crash0 = failed.At
	}
	if s.crash0.Before(p.began) {
		s.crash0 = p.began
	}
	switch {
	case failed != nil:
		s.at(s.crash0, "crash", fmt.Sprintf("%s: %s", failed.Request, failed.Why))
	default:
		s.at(s.crash0, "trouble", "in what the service writes; no request failed")
	}
	s.at(time.Now(), "detected", raised(p.main.Incident))
}

// raised says what an incident is, before anything is known of its cause.
func raised(in heald.Incident) string {
	text := in.ErrorType
	if in.Message != "" {
		text += ": " + in.Message
	}
	if f := in.Exception.Innermost(); f != nil {
		text = fmt.Sprintf("%s (%s, line %d, in %s)", text, path.Base(f.File), f.Line, f.Function)
	}
	return text
}

func (s *story) other(title, id string) {
	if s.others == nil {
		s.others = map[string]bool{}
	}
	if !s.others[id] {
		s.others[id] = true
		s.at(time.Now(), "also", title+" (a case of its own)")
	}
}

// tell prints the steps of a case that were not told yet.
func (s *story) tell(c heald.Case, card heald.Card) {
	for ; s.told < len(c.Steps); s.told++ {
		step := c.Steps[s.told]
		if step.To == heald.Rolling && c.Rollout != nil {
			if s.weight == c.Rollout.Weight {
				continue // only its reason is another one
			}
			s.weight = c.Rollout.Weight
		}
		if what, text := words(step, c, card); what != "" {
			s.at(step.At.Add(step.Took), what, text)
		}
	}
}

// words are how a step is told. Steps of which a person has nothing are not.
func words(step heald.Step, c heald.Case, card heald.Card) (what, text string) {
	switch step.To {
	case heald.Stabilised:
		if c.Rollback != nil {
			return "rolled back", fmt.Sprintf("to %.7s: %s", c.Rollback.To, c.Rollback.Reason)
		}
		return "", ""
	case heald.Diagnosed:
		return "diagnosed", card.Cause
	case heald.Reproduced:
		return "reproduced", "a new test fails as production did"
	case heald.Blamed:
		if c.Blame != nil && c.Blame.Commit != nil {
			return "since", fmt.Sprintf("%.7s %s", c.Blame.Commit.SHA, c.Blame.Commit.Subject)
		}
		return "", ""
	case heald.Permitted:
		return "verified", proved(c)
	case heald.InReview:
		if step.From == heald.Permitted {
			return "asks", "may this be merged?"
		}
	case heald.Merged:
		return "approved", strings.TrimPrefix(step.Note, "approved ")
	case heald.Rolling, heald.Aborting, heald.Reverted, heald.Resolved, heald.Denied, heald.Refused, heald.Rebased:
		return strings.ReplaceAll(string(step.To), "_", " "), step.Note
	case heald.HandedOver:
		return "handed over", step.Note
	}
	return "", ""
}

func proved(c heald.Case) string {
	if c.Patch == nil || c.Validation == nil {
		return ""
	}
	v := c.Validation
	return fmt.Sprintf("%s; the new test is red before and green after, %d tests pass, %d inputs behave as before", c.Patch.Why, v.Suite.After.Passed, v.Behaviour.Same)
}

// ask says how the person answers.
func (s *story) ask(keys bool, console string) {
	fmt.Fprintln(s.out)
	if keys {
		fmt.Fprintf(s.out, "%8s  %-11s [a] approve   [r] reject   [n] not a bug   or in the console: %s\n", "", "your turn", console)
		return
	}
	s.line("", "your turn", "answer in the console: "+console)
}

// end prints the sum of the story.
func (s *story) end(p *play, r Report, counts traffic.Counts) {
	fmt.Fprintln(s.out)
	switch p.main.State {
	case heald.HandedOver, heald.Refused, heald.Denied:
		p.Show(s.out, p.house.Desk.Card(p.main))
		fmt.Fprintln(s.out)
	}
	verdict := strings.ReplaceAll(r.Outcome, "_", " ") + ", as it should be"
	switch {
	case len(r.Wrong) > 0:
		verdict = fmt.Sprintf("%s, but not as it should be: %s", r.Outcome, strings.Join(r.Wrong, "; "))
	case !r.AsExpected():
		verdict = fmt.Sprintf("%s; it should have been %s", strings.ReplaceAll(r.Outcome, "_", " "), strings.ReplaceAll(r.Expected, "_", " "))
	}
	s.line("", "end", verdict)
	s.line("", "times", r.Seconds.text())
	s.line("", "requests", r.Requests.text())
	picture(s.out, counts, p.marks(), s.crash0)
}
