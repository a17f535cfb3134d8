package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/app/daemon"
	"github.com/heald-dev/heald/internal/term"
	"github.com/spf13/cobra"
	xterm "golang.org/x/term"
)

func runCommand() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:   "run [--yes] -- CMD ARG...",
		Short: "guards one command here and now, with nothing configured",
		Long: "run starts a command in its Git repository and passes its output through. When it crashes, heald mends the commit, shows the card and\n" +
			"asks; an approved fix is committed on a branch beside yours and the command goes on from there. Your checkout is never changed.\n\n" +
			"The exit code is the command's when it ends without an error. Ctrl-C ends the command and leaves nothing behind but branches.",
		Example: "  heald run -- python3 app.py\n  heald run --yes -- ./venv/bin/uvicorn shop.main:app",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return guard(cmd.Context(), args, yes) },
	}
	c.Flags().BoolVar(&yes, "yes", false, "approve what is proved, after showing it")
	return c
}

func guard(ctx context.Context, argv []string, yes bool) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	tell := newTeller(yes)
	g, err := daemon.NewGuard(ctx, daemon.GuardOptions{
		Argv: argv, Dir: dir, Listen: consoleAddress(), Stdout: os.Stdout, Stderr: os.Stderr, Version: version, Log: slog.New(slog.DiscardHandler),
		Warn: func(s string) { fmt.Fprintln(os.Stderr, "heald: warning:", s) },
	})
	if err != nil {
		return err
	}
	tell.answer, tell.branch = g.Answer, g.Branch
	fmt.Fprintf(os.Stderr, "heald: guarding %s; console at http://%s\n", strings.Join(argv, " "), g.Address())
	g.Said(func(_, text string) { tell.progress.Say(text) })
	talk, hush := context.WithCancel(ctx)
	var talking sync.WaitGroup
	cases := g.Watch(talk)
	talking.Go(func() { tell.listen(talk, cases) })
	code, err := g.Run(ctx)
	hush()
	talking.Wait()
	if err == nil && code != 0 {
		err = ended(code)
	}
	return err
}

// consoleAddress is the usual one, or any that is free.
func consoleAddress() string {
	const usual = "127.0.0.1:8787"
	l, err := net.Listen("tcp", usual)
	if err != nil {
		return "127.0.0.1:0"
	}
	l.Close()
	return usual
}

// teller tells in the terminal what becomes of cases, and asks.
type teller struct {
	progress *term.Progress
	yes      bool
	keys     bool // somebody sits there
	branch   string
	answer   func(ctx context.Context, id string, a heald.Answer) error
	lines    chan string
}

func newTeller(yes bool) *teller {
	terminal := xterm.IsTerminal(int(os.Stderr.Fd()))
	return &teller{
		yes: yes, keys: xterm.IsTerminal(int(os.Stdin.Fd())),
		progress: &term.Progress{W: os.Stderr, Terminal: terminal, Colour: terminal && os.Getenv("NO_COLOR") == "", Now: time.Now},
	}
}

func (t *teller) listen(ctx context.Context, cases <-chan heald.Case) {
	if t.keys && !t.yes {
		t.lines = make(chan string)
		go read(os.Stdin, t.lines)
	}
	told := map[string]heald.State{}
	for c := range cases {
		if told[c.ID] == c.State {
			continue
		}
		told[c.ID] = c.State
		t.progress.Step(c)
		switch {
		case c.State == heald.InReview && c.Answer == nil:
			t.ask(ctx, c)
		case c.State == heald.Resolved:
			t.progress.Done()
			fmt.Fprintf(os.Stderr, "heald: mended: %s; take it over with: git merge %s\n", c.Reason, c.Merge.Branch)
		case c.Ended():
			t.card(c)
		}
	}
}

// read hands lines on until the input ends. It never returns while nobody types, and ends with the process.
func read(in io.Reader, lines chan<- string) {
	scanner := bufio.NewScanner(in)
	for scanner.Scan() {
		lines <- strings.TrimSpace(scanner.Text())
	}
}

func (t *teller) card(c heald.Case) {
	t.progress.Done()
	style := stdoutStyle()
	style.Colour = t.progress.Colour
	term.Card(os.Stderr, app.Card(c), style)
}

func (t *teller) ask(ctx context.Context, c heald.Case) {
	t.card(c)
	if t.yes {
		fmt.Fprintln(os.Stderr, "heald: approved (--yes)")
		t.say(ctx, c, heald.Answer{Verb: heald.Approve, Why: "--yes"})
		return
	}
	fmt.Fprintf(os.Stderr, "\n  Approve it?  a approve · r WHY reject · n WHY not a bug   (or in the console: %s)\n", c.Review.URL)
	if t.lines == nil {
		return
	}
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case line := <-t.lines:
				verb, why, _ := strings.Cut(line, " ")
				a := heald.Answer{Verb: verbs[verb], Why: strings.TrimSpace(why)}
				if a.Verb == "" || a.Verb != heald.Approve && a.Why == "" {
					fmt.Fprintln(os.Stderr, "  a, r WHY or n WHY")
					continue
				}
				t.say(ctx, c, a)
				return
			}
		}
	}()
}

var verbs = map[string]heald.Verb{"a": heald.Approve, "r": heald.Reject, "n": heald.NotABug}

func (t *teller) say(ctx context.Context, c heald.Case, a heald.Answer) {
	a.By, a.Commit = me(), c.Review.Commit
	if err := t.answer(ctx, c.ID, a); err != nil && !errors.Is(err, heald.ErrConflict) && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "heald: the answer was not taken:", err)
	}
}
