// Package term is the door for people at a terminal: live progress, and the card in colour.
package term

import (
	"fmt"
	"io"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
)

// Style says how to print.
type Style struct {
	Colour bool
	Width  int // columns; 0 means 100
}

type palette struct{ title, good, bad, unsure, faint, add, del, hunk lipgloss.Style }

func (s Style) palette() palette {
	if !s.Colour {
		return palette{}
	}
	colour := func(code string) lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.Color(code)) }
	return palette{
		title: lipgloss.NewStyle().Bold(true), good: colour("2").Bold(true), bad: colour("1").Bold(true), unsure: colour("3").Bold(true),
		faint: lipgloss.NewStyle().Faint(true), add: colour("2"), del: colour("1"), hunk: colour("6"),
	}
}

// Card prints a card: the outcome and the cause first, then the patch, then the proof.
func Card(w io.Writer, card heald.Card, style Style) {
	p := printer{w, style.palette(), max(style.Width, 60)}
	if style.Width == 0 {
		p.width = 100
	}
	p.head(card)
	if card.Diff != "" {
		p.section("The patch")
		p.wrap("  ", card.Why)
		for _, e := range card.Evidence {
			p.wrap("  · ", e)
		}
		p.diff(card.Diff)
	}
	p.proof(card)
	for i, o := range card.Others {
		p.section(fmt.Sprintf("Alternative %d", i+1))
		p.wrap("  ", o.Why)
		if o.Result != "" {
			p.wrap("  ", fmt.Sprintf("for %s it gives %s", card.Apart, o.Result))
		}
		p.diff(o.Diff)
	}
	if len(card.Known) > 0 {
		p.section("What is known")
		for _, k := range card.Known {
			p.wrap("  · ", k)
		}
	}
}

type printer struct {
	w     io.Writer
	style palette
	width int
}

func (p printer) head(card heald.Card) {
	mark := map[string]string{
		"verified": p.style.good.Render("VERIFIED"), "refused": p.style.unsure.Render("REFUSED"), "handed_over": p.style.unsure.Render("HANDED OVER"),
	}[card.Outcome]
	fmt.Fprintf(p.w, "\n%s  %s\n", mark, p.style.title.Render(card.Title))
	for _, part := range []struct{ name, text string }{
		{"cause", card.Cause}, {"since", card.Commit}, {"outcome", unless(card.Reason, card.Why)}, {"what to do", unless(card.Advice, card.Reason)},
	} {
		if part.text != "" {
			p.wrap(fmt.Sprintf("  %-11s", part.name), part.text)
		}
	}
}

// unless leaves out a text that is printed elsewhere.
func unless(text, elsewhere string) string {
	if strings.Contains(elsewhere, text) {
		return ""
	}
	return text
}

func (p printer) section(name string) { fmt.Fprintf(p.w, "\n%s\n", p.style.title.Render(name)) }

func (p printer) proof(card heald.Card) {
	if len(card.Facts) == 0 {
		return
	}
	p.section("The proof")
	for _, f := range card.Facts {
		p.wrap(fmt.Sprintf("  %s %-24s", p.mark(f.Outcome), f.Name), f.Detail)
	}
	if card.TestDiff != "" {
		p.section("The regression test")
		p.diff(card.TestDiff)
	}
	if len(card.Behaviour) > 0 {
		p.section("Behaviour, before and after")
		p.table(card.Behaviour)
	}
}

func (p printer) mark(o heald.Outcome) string {
	switch o {
	case heald.Pass:
		return p.style.good.Render("✓")
	case heald.Fail:
		return p.style.bad.Render("✗")
	}
	return p.style.unsure.Render("?")
}

func (p printer) table(rows []heald.Row) {
	column := (p.width - 10) / 3
	head := []string{"input", "before", "after"}
	fmt.Fprintf(p.w, "  %s\n", p.style.faint.Render(fmt.Sprintf("%-*s  %-*s  %s", column, head[0], column, head[1], head[2])))
	for _, r := range rows {
		mark := " "
		if r.Before != r.After {
			mark = "≠"
		}
		fmt.Fprintf(p.w, "  %-*s  %-*s %s %s\n", column, show.Short(r.Input, column), column, show.Short(r.Before, column), mark, show.Short(r.After, column))
	}
}

func (p printer) diff(text string) {
	for _, l := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		style := lipgloss.Style{}
		switch {
		case strings.HasPrefix(l, "+++"), strings.HasPrefix(l, "---"), strings.HasPrefix(l, "diff "), strings.HasPrefix(l, "index "), strings.HasPrefix(l, "new file"):
			style = p.style.faint
		case strings.HasPrefix(l, "+"):
			style = p.style.add
		case strings.HasPrefix(l, "-"):
			style = p.style.del
		case strings.HasPrefix(l, "@@"):
			style = p.style.hunk
		}
		fmt.Fprintf(p.w, "    %s\n", style.Render(strings.ReplaceAll(l, "\t", "    ")))
	}
}

// wrap prints text behind a lead, broken at words, the following lines indented as far as the lead reaches.
func (p printer) wrap(lead, text string) {
	indent := lipgloss.Width(lead)
	line, used := lead, indent
	for _, word := range strings.Fields(text) {
		width := lipgloss.Width(word)
		if used > indent && used+1+width > p.width {
			fmt.Fprintln(p.w, strings.TrimRight(line, " "))
			line, used = strings.Repeat(" ", indent), indent
		}
		if used > indent {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+width
	}
	fmt.Fprintln(p.w, strings.TrimRight(line, " "))
}
