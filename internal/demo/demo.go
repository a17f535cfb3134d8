package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
	"github.com/heald-dev/heald/internal/traffic"
)

// Demo plays one scenario.
type Demo struct {
	Scenario Scenario
	Open     Open
	Out      io.Writer                   // where the story is told
	Show     func(io.Writer, heald.Card) // prints a card
	Console  string                      // address for heald's console
	Yes      bool                        // answers for the person, after the card was shown
	Keys     <-chan byte                 // what the person presses; nil where there is no terminal
	Keep     bool                        // leaves the folder for a look
	Linger   bool                        // the console stays up at the end until the context ends
	Seed     uint64                      // of the traffic
	Venv     string                      // a virtual environment in which the service runs; empty: none
	Width    int                         // columns; 0: 100
	After    time.Duration               // how long the traffic is watched after the end; 0: 4s
}

// How long the parts of a demo take at most.
const (
	upWithin   = 20 * time.Second
	endWithin  = 3 * time.Minute
	askWithin  = 15 * time.Minute
	watchAfter = 4 * time.Second // unless told otherwise
)

// Run plays the scenario to its end. An end that is not the expected one is a value; an error means that the demo could not take place.
func (d Demo) Run(ctx context.Context) (Report, error) {
	dir, err := os.MkdirTemp("", "heald-demo-")
	if err != nil {
		return Report{}, err
	}
	if !d.Keep {
		defer os.RemoveAll(dir)
	}
	st, err := set(ctx, d.Scenario, dir, time.Now())
	if err != nil {
		return Report{}, err
	}
	st.venv = d.Venv
	first, err := st.commit(ctx, d.Scenario.Commits)
	if err != nil {
		return Report{}, err
	}
	config, err := st.configure(d.Console)
	if err != nil {
		return Report{}, err
	}
	house, err := d.Open(ctx, config)
	if err != nil {
		return Report{}, fmt.Errorf("start heald: %w", err)
	}
	p := &play{Demo: d, stage: st, house: house, first: first, story: story{out: d.Out, width: d.Width}}
	report, err := p.run(ctx)
	if err == nil && d.Linger {
		p.linger(ctx, config)
	}
	return report, errors.Join(err, house.Close())
}

// play is a demo under way.
type play struct {
	Demo
	*stage
	house   House
	first   string // the commit that is live at first
	before  string // the commit that is live when it goes wrong
	began   time.Time
	clients *traffic.Generator
	story   story
	main    heald.Case
	asked   string // the commit of the review that was shown
}

func (p *play) run(ctx context.Context) (Report, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	cases := p.house.Desk.Watch(ctx) // before anything can happen
	p.story.head(p)
	if err := p.begin(ctx); err != nil {
		return Report{}, err
	}
	clients, err := traffic.New(traffic.Plan{Target: "http://" + p.address, Rate: p.Traffic.Rate, Mix: p.Traffic.Mix, Seed: p.Seed})
	if err != nil {
		return Report{}, err
	}
	p.clients = clients
	over := make(chan struct{})
	sending, rest := context.WithCancel(ctx)
	go func() { defer close(over); clients.Run(sending) }()
	defer func() { rest(); <-over }()

	if err := pause(ctx, p.Trigger.After); err != nil {
		return Report{}, err
	}
	if healthy := clients.Counts(); healthy.Failed > 0 {
		return Report{}, fmt.Errorf("%d of %d requests failed before anything went wrong: the first was %s: %s", healthy.Failed, healthy.Total, healthy.First.Request, healthy.First.Why)
	}
	if err := p.trigger(ctx); err != nil {
		return Report{}, err
	}
	if err := p.follow(ctx, cases); err != nil {
		return Report{}, err
	}
	if err := pause(ctx, cmp.Or(p.After, watchAfter)); err != nil {
		return Report{}, err
	}
	live, err := p.house.Platform.Live(ctx, p.service)
	if err != nil {
		return Report{}, fmt.Errorf("ask what is live: %w", err)
	}
	wrong, err := p.check(ctx)
	if err != nil {
		return Report{}, err
	}
	rest()
	<-over
	report := p.report(live, clients.Counts())
	report.Wrong = wrong
	p.story.end(p, report, clients.Counts())
	return report, nil
}

// check asks a mended service what it should say now, and returns what it says otherwise.
func (p *play) check(ctx context.Context) ([]string, error) {
	var wrong []string
	if p.Back && p.main.Rollback == nil {
		wrong = append(wrong, "heald did not go back to the version before")
	}
	for _, a := range p.Answers {
		if p.main.State != heald.Resolved {
			break
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+a.Path, nil)
		if err != nil {
			return nil, err
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, fmt.Errorf("ask the mended service: %w", err)
		}
		body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
		answer.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("ask the mended service for %s: %w", a.Path, err)
		}
		if answer.StatusCode != http.StatusOK || !strings.Contains(string(body), a.Holds) {
			wrong = append(wrong, fmt.Sprintf("GET %s: %s %s, want %s in it", a.Path, answer.Status, show.Short(show.Line(string(body)), 200), a.Holds))
		}
	}
	return wrong, nil
}

func pause(ctx context.Context, long time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(long):
		return nil
	}
}

// begin waits until the first commit answers where its clients will ask.
func (p *play) begin(ctx context.Context) error {
	p.before = p.first
	client := http.Client{Timeout: time.Second}
	var last error
	for until := time.Now().Add(upWithin); time.Now().Before(until); {
		answer, err := client.Get("http://" + p.address + p.Ready)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
			err = errors.New(answer.Status)
		}
		last = err
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
	return fmt.Errorf("the service did not come up in %s: %w", upWithin, last)
}

// trigger brings the trouble about.
func (p *play) trigger(ctx context.Context) (err error) {
	p.began = time.Now()
	p.story.line("", "then", p.Trigger.Say)
	if len(p.Trigger.Commits) > 0 {
		if p.before, err = p.commit(ctx, p.Trigger.Commits); err != nil { // heald deploys what is put on the branch
			return err
		}
	}
	return p.clients.Join(p.Trigger.Mix...)
}

// follow tells the case's story until it has ended, and asks the person in between.
func (p *play) follow(ctx context.Context, cases <-chan heald.Case) error {
	limit := time.NewTimer(endWithin)
	defer limit.Stop()
	for !p.main.Ended() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-limit.C:
			return fmt.Errorf("no end within the time: %s", p.standing())
		case key := <-p.Keys:
			if err := p.pressed(ctx, key); err != nil {
				return err
			}
		case c, open := <-cases:
			if !open {
				return fmt.Errorf("heald stopped: %s", p.standing())
			}
			if !p.meet(c) {
				continue
			}
			asks, err := p.ask(ctx)
			if err != nil {
				return err
			}
			if asks {
				limit.Reset(askWithin)
			}
		}
	}
	return nil
}

func (p *play) standing() string {
	if p.main.ID == "" {
		return "no incident was seen"
	}
	return fmt.Sprintf("the case %s stands at %s: %s", p.main.ID, p.main.State, p.main.Reason)
}

// meet takes a case in: the first one is what the story is about, of others only their coming is told.
func (p *play) meet(c heald.Case) bool {
	switch {
	case p.main.ID == "":
		p.main = c
		p.story.crash(p)
	case p.main.ID != c.ID:
		p.story.other(p.house.Desk.Card(c).Title, c.ID)
		return false
	}
	p.main = c
	p.story.tell(c, p.house.Desk.Card(c))
	return true
}

// ask shows the card of a review that is open, once, and answers it where that is asked for. It says whether a person is waited for.
func (p *play) ask(ctx context.Context) (bool, error) {
	c := p.main
	if c.State != heald.InReview || c.Review == nil || c.Answer != nil || p.asked == c.Review.Commit {
		return false, nil
	}
	p.asked = c.Review.Commit
	p.Show(p.Out, p.house.Desk.Card(c))
	if p.Yes {
		return false, p.answer(ctx, heald.Answer{Verb: heald.Approve, By: "--yes"})
	}
	p.story.ask(p.Keys != nil, p.house.Console)
	return true, nil
}

func (p *play) answer(ctx context.Context, a heald.Answer) error {
	a.Commit, a.At = p.asked, time.Now()
	if err := p.house.Desk.Answer(ctx, p.main.ID, a); err != nil {
		return fmt.Errorf("answer the review: %w", err)
	}
	return nil
}

// pressed is a key of the person's: only those that are offered, and only while heald asks.
func (p *play) pressed(ctx context.Context, key byte) error {
	if p.main.State != heald.InReview || p.main.Answer != nil || p.asked == "" {
		return nil
	}
	switch key {
	case 'a':
		return p.answer(ctx, heald.Answer{Verb: heald.Approve, By: "the person at the terminal"})
	case 'r':
		return p.answer(ctx, heald.Answer{Verb: heald.Reject, By: "the person at the terminal", Why: "rejected at the terminal"})
	case 'n':
		return p.answer(ctx, heald.Answer{Verb: heald.NotABug, By: "the person at the terminal", Why: "not a bug, said at the terminal"})
	}
	return nil
}

// linger keeps everything up for a look around.
func (p *play) linger(ctx context.Context, config string) {
	p.story.line("", "look", fmt.Sprintf("the console stays up at %s; the folder is %s; Ctrl-C ends the demo", p.house.Console, p.dir))
	<-ctx.Done()
	if p.Keep {
		p.story.line("", "kept", "heald serve -c "+config)
	}
}
