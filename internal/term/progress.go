package term

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
)

// Progress shows what a case is doing. On a terminal the last line is rewritten; elsewhere each change is a line.
type Progress struct {
	W        io.Writer
	Terminal bool
	Colour   bool
	Deadline time.Time // zero: not shown
	Now      func() time.Time

	mu   sync.Mutex
	last string
}

// Step prints a finished step and keeps it.
func (p *Progress) Step(c heald.Case) {
	if len(c.Steps) == 0 {
		return
	}
	s := c.Steps[len(c.Steps)-1]
	p.mu.Lock()
	defer p.mu.Unlock()
	style := Style{Colour: p.Colour}.palette()
	p.clear()
	fmt.Fprintf(p.W, "%s %-11s %s %s\n", style.good.Render("●"), strings.ReplaceAll(string(s.To), "_", " "), style.faint.Render(fmt.Sprintf("%5.1fs", s.Took.Seconds())), show.Short(show.Line(s.Note), 110))
	p.last = ""
}

// Say shows what is going on right now.
func (p *Progress) Say(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if text = show.Short(show.Line(text), 90); text == p.last {
		return
	}
	p.last = text
	if !p.Terminal {
		fmt.Fprintf(p.W, "  … %s\n", text)
		return
	}
	left := ""
	if !p.Deadline.IsZero() {
		left = fmt.Sprintf(" (%.0fs left)", max(0, p.Deadline.Sub(p.Now()).Seconds()))
	}
	p.clear()
	fmt.Fprintf(p.W, "  … %s%s", text, left)
}

// Done clears the live line.
func (p *Progress) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}

func (p *Progress) clear() {
	if p.Terminal {
		fmt.Fprint(p.W, "\r\x1b[K")
	}
}
