package daemon

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// TestAClockThatGoesBack puts a case off to a moment that, on the clock as it is afterwards, lies hours away: it is looked at again at once,
// and heald says why.
func TestAClockThatGoesBack(t *testing.T) {
	repo := repository(t, shop)
	conf := settings(t, repo)
	conf.Patience.Retry = 4 * time.Hour
	said := &lines{}
	d, err := New(t.Context(), conf, Undelivered{}, slog.New(slog.NewTextHandler(said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	var ahead atomic.Int64
	d.now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	runs(t, d)
	if err := os.Rename(repo, repo+".away"); err != nil {
		t.Fatal(err)
	}
	crash(t, d, shopTrace)
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if c := becomes(t, d, heald.Open); strings.Contains(c.Reason, "waits for its repository") {
			break
		} else if time.Now().After(end) {
			t.Fatalf("the case is %s (%s)", c.State, c.Reason)
		}
	}
	if err := os.Rename(repo+".away", repo); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1500 * time.Millisecond) // time that passes is no jump
	if c := becomes(t, d, heald.Open); len(c.Steps) != 1 || strings.Contains(said.text(), "jumped") {
		t.Errorf("%d steps, said %s", len(c.Steps), said.text())
	}
	ahead.Store(int64(-3 * time.Hour))
	becomes(t, d, heald.InReview)
	if text := said.text(); strings.Count(text, "the machine's clock jumped") != 1 || !strings.Contains(text, "by=-3h0m0s") {
		t.Errorf("said %s", text)
	}
}

// lines keep what is logged.
type lines struct {
	mu   sync.Mutex
	said bytes.Buffer
}

var _ io.Writer = (*lines)(nil)

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.Write(p)
}

func (l *lines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}
