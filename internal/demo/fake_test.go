package demo

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/heald-dev/heald"
	"go.yaml.in/yaml/v3"
)

// shop is an example with one scenario, small enough to be played in a second.
func shop() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		"shop/server.txt":                        file("fine\n"),
		"shop/tests/__init__.txt":                file(""),
		"shop/tests/__pycache__/x.pyc":           file("no"),
		"shop/scenarios/trouble/bad/server.txt":  file("bad\n"),
		"shop/scenarios/trouble/live/items.json": file("[]\n"),
		"shop/scenarios/trouble/scenario.yaml": file(`
summary: a bad version is deployed
language: python
expected: resolved
run: [serve]
ready: /health
live: {ITEMS: live/items.json}
commits: [{days: 3, author: Ada Lind, message: All of it}]
traffic: {rate: 100, mix: [{path: /a, weight: 1}]}
trigger: {after: 200ms, say: a bad version, commits: [{author: Ada Lind, message: Worse, from: [bad]}]}
`),
	}
}

// fakeHouse serves what the demo's clients ask for, and tells a case that was written beforehand.
type fakeHouse struct {
	t      *testing.T
	server *http.Server
	cases  chan heald.Case

	mu      sync.Mutex
	commits []string // in the order in which they were deployed
	broken  bool
	answers chan heald.Answer
	closed  bool
	stop    context.CancelFunc
	script  func(f *fakeHouse) // runs when the second commit is deployed
}

func (f *fakeHouse) open(ctx context.Context, config string) (House, error) {
	var file struct {
		Services []struct {
			Name string
			Run  struct{ Listen string }
		}
	}
	text, err := os.ReadFile(config)
	if err == nil {
		err = yaml.Unmarshal(text, &file)
	}
	if err != nil {
		return House{}, err
	}
	l, err := net.Listen("tcp", file.Services[0].Run.Listen)
	if err != nil {
		return House{}, err
	}
	f.cases, f.answers = make(chan heald.Case), make(chan heald.Answer, 1)
	f.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.broken {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})}
	go func() { _ = f.server.Serve(l) }()
	following, stop := context.WithCancel(ctx)
	f.stop = stop
	go f.follow(following, filepath.Join(filepath.Dir(config), file.Services[0].Name))
	return House{Platform: f, Desk: f, Console: "http://console", Close: f.close}, nil
}

func (f *fakeHouse) close() error {
	f.closed = true
	f.stop()
	return f.server.Close()
}

func (f *fakeHouse) set(broken bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.broken = broken
}

// follow deploys what is put on the branch, as heald does.
func (f *fakeHouse) follow(ctx context.Context, repo string) {
	for ctx.Err() == nil {
		head, err := exec.CommandContext(ctx, "git", "-C", repo, "rev-parse", "main").Output()
		f.mu.Lock()
		if commit := strings.TrimSpace(string(head)); err == nil && !slices.Contains(f.commits, commit) {
			if f.commits = append(f.commits, commit); len(f.commits) == 2 {
				go f.script(f)
			}
		}
		f.mu.Unlock()
		time.Sleep(20 * time.Millisecond)
	}
}

func (f *fakeHouse) Live(context.Context, string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.commits[len(f.commits)-1], nil
}

func (f *fakeHouse) Watch(context.Context) <-chan heald.Case { return f.cases }

func (f *fakeHouse) Answer(_ context.Context, id string, a heald.Answer) error {
	if id != "c1" {
		return heald.ErrNotFound
	}
	f.answers <- a
	return nil
}

func (f *fakeHouse) Card(c heald.Case) heald.Card {
	return heald.Card{Title: "ValueError in price, shop.py:3", Cause: "the price is not a number", Reason: c.Reason}
}

// walk tells the case's next step.
func (f *fakeHouse) walk(c *heald.Case, to heald.State, note string) {
	c.Steps = append(c.Steps, heald.Step{From: c.State, To: to, At: time.Now(), Note: note})
	c.State, c.Reason = to, note
	f.cases <- *c
}

// mended is how a case goes that a person approves.
func mended(end heald.State) func(f *fakeHouse) {
	return func(f *fakeHouse) {
		f.set(true)
		time.Sleep(100 * time.Millisecond)
		c := &heald.Case{ID: "c1", State: heald.Open, Incident: heald.Incident{FirstSeen: time.Now(), ErrorType: "ValueError", Message: "in price"}}
		f.walk(c, heald.Admitted, "")
		f.walk(c, heald.Diagnosed, "")
		c.Patch, c.Validation = &heald.Patch{Why: "the price is read as a number"}, &heald.Validation{}
		f.walk(c, heald.Permitted, "")
		f.cases <- heald.Case{ID: "c2"} // another case is told of, and no more
		c.Review = &heald.Review{Commit: "abc"}
		f.walk(c, heald.InReview, "waits")
		a := <-f.answers
		c.Answer = &a
		if a.Verb != heald.Approve {
			f.walk(c, heald.HandedOver, "rejected: "+a.Why)
			return
		}
		c.Merge = &heald.Merge{Commit: "abc"}
		f.walk(c, heald.Merged, "approved by "+a.By)
		f.walk(c, heald.Rolling, "the canary gets 10 %")
		f.set(end != heald.Resolved)
		f.walk(c, end, "the canary is fine")
	}
}

// play plays the small scenario on a fake house.
func playOn(t *testing.T, f *fakeHouse, d Demo) (Report, error) {
	t.Helper()
	all, err := Load(shop())
	if err != nil {
		t.Fatal(err)
	}
	f.t = t
	d.Scenario, d.Open, d.Console, d.After = all[0], f.open, "127.0.0.1:0", 300*time.Millisecond
	if d.Show == nil {
		d.Show = func(w io.Writer, c heald.Card) { _, _ = io.WriteString(w, "CARD "+c.Title+"\n") }
	}
	t.Setenv("TMPDIR", t.TempDir())
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	return d.Run(ctx)
}
