package review

import (
	"fmt"
	"strings"

	"github.com/heald-dev/heald"
)

// Markdown writes a card as Markdown, for files and pull requests. Hostile text stands in code spans or fences that it
// cannot close.
func Markdown(card heald.Card) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", strings.ReplaceAll(card.Outcome, "_", " "), span(card.Title))
	for _, part := range []struct{ name, text string }{
		{"Cause", card.Cause}, {"Since", card.Commit}, {"Outcome", card.Reason}, {"What to do", card.Advice},
	} {
		if part.text != "" {
			fmt.Fprintf(&b, "**%s:** %s\n\n", part.name, escape(part.text))
		}
	}
	if card.Diff != "" {
		fmt.Fprintf(&b, "## The patch\n\n%s\n\n%s\n", escape(card.Why), fence("diff", card.Diff))
		for _, e := range card.Evidence {
			fmt.Fprintf(&b, "- %s\n", escape(e))
		}
		b.WriteString("\n")
	}
	proof(&b, card)
	for i, o := range card.Others {
		fmt.Fprintf(&b, "## Alternative %d\n\n%s\n\n%s\n", i+1, escape(o.Why), fence("diff", o.Diff))
		if o.Result != "" {
			fmt.Fprintf(&b, "For %s it gives %s.\n\n", span(card.Apart), span(o.Result))
		}
	}
	if len(card.Known) > 0 {
		b.WriteString("## What is known\n\n")
		for _, k := range card.Known {
			fmt.Fprintf(&b, "- %s\n", escape(k))
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func proof(b *strings.Builder, card heald.Card) {
	if len(card.Facts) > 0 {
		b.WriteString("## The proof\n\n| check | outcome | |\n| --- | --- | --- |\n")
		for _, f := range card.Facts {
			fmt.Fprintf(b, "| %s | %s | %s |\n", escape(f.Name), f.Outcome, escape(f.Detail))
		}
		b.WriteString("\n")
	}
	if card.TestDiff != "" {
		fmt.Fprintf(b, "%s\n", fence("diff", card.TestDiff))
	}
	if len(card.Behaviour) > 0 {
		b.WriteString("| input | before | after |\n| --- | --- | --- |\n")
		for _, r := range card.Behaviour {
			fmt.Fprintf(b, "| %s | %s | %s |\n", span(r.Input), span(r.Before), span(r.After))
		}
		b.WriteString("\n")
	}
}

// escape keeps text from being markup: no links, images, tags or table cells of its own.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]<>|#!~&@", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// span is a code span with a delimiter longer than any run of backticks inside.
func span(s string) string {
	if s == "" {
		return ""
	}
	ticks := strings.Repeat("`", longestRun(s)+1)
	return ticks + " " + strings.ReplaceAll(s, "|", "\\|") + " " + ticks
}

func fence(kind, s string) string {
	ticks := strings.Repeat("`", max(3, longestRun(s)+1))
	return ticks + kind + "\n" + strings.TrimRight(s, "\n") + "\n" + ticks + "\n"
}

func longestRun(s string) int {
	longest, run := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return longest
}
