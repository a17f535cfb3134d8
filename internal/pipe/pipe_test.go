package pipe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pair connects two ends; each gets its own handlers.
func pair(t *testing.T, limit int, left, right map[string]Handler) (*Conn, *Conn) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r1, w1 := io.Pipe()
	r2, w2 := io.Pipe()
	a, b := Connect(ctx, r1, w2, limit, left), Connect(ctx, r2, w1, limit, right)
	t.Cleanup(func() {
		cancel()
		<-a.Done()
		<-b.Done()
	})
	return a, b
}

func TestCallsGoBothWays(t *testing.T) {
	var a, b *Conn
	left := map[string]Handler{"double": func(_ context.Context, p json.RawMessage) (any, error) {
		var n int
		err := json.Unmarshal(p, &n)
		return 2 * n, err
	}}
	right := map[string]Handler{"quadruple": func(ctx context.Context, p json.RawMessage) (any, error) {
		var n int
		if err := b.Call(ctx, "double", p, &n); err != nil {
			return nil, err
		}
		err := b.Call(ctx, "double", n, &n)
		return n, err
	}}
	a, b = pair(t, 1<<10, left, right)
	var got int
	if err := a.Call(context.Background(), "quadruple", 5, &got); err != nil || got != 20 {
		t.Errorf("quadruple(5) = %d, %v; want 20", got, err)
	}
}

func TestSentinelsSurvive(t *testing.T) {
	for _, want := range sentinels {
		fail := map[string]Handler{"fail": func(context.Context, json.RawMessage) (any, error) {
			return nil, fmt.Errorf("read thing: %w", want)
		}}
		a, _ := pair(t, 1<<10, nil, fail)
		err := a.Call(context.Background(), "fail", nil, nil)
		if !errors.Is(err, want) || !strings.Contains(err.Error(), "read thing") {
			t.Errorf("got %v, want it to be %v with its text", err, want)
		}
	}
}

func TestOtherErrorsAndUnknownMethods(t *testing.T) {
	fail := map[string]Handler{"fail": func(context.Context, json.RawMessage) (any, error) { return nil, io.ErrShortWrite }}
	a, _ := pair(t, 1<<10, nil, fail)
	if err := a.Call(context.Background(), "fail", nil, nil); err == nil || !strings.Contains(err.Error(), "call fail: short write") {
		t.Errorf("got %v", err)
	}
	if err := a.Call(context.Background(), "nothing", nil, nil); err == nil || !strings.Contains(err.Error(), `no method "nothing"`) {
		t.Errorf("got %v", err)
	}
}

func TestTooLargeMessagesEndTheConversation(t *testing.T) {
	echo := map[string]Handler{"echo": func(_ context.Context, p json.RawMessage) (any, error) { return p, nil }}
	a, _ := pair(t, 1<<10, nil, echo)
	var got string
	if err := a.Call(context.Background(), "echo", "short", &got); err != nil || got != "short" {
		t.Fatalf("echo = %q, %v", got, err)
	}
	if err := a.Call(context.Background(), "echo", strings.Repeat("x", 2<<10), &got); !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("writing too much: got %v, want ErrExhausted", err)
	}
	r, w := io.Pipe()
	small := Connect(context.Background(), r, nopCloser{io.Discard}, 1<<10, nil)
	go func() {
		_, _ = w.Write([]byte(strings.Repeat("x", 1<<20)))
		w.Close()
	}()
	select {
	case <-small.Done():
	case <-time.After(5 * time.Second):
		t.Error("a flood does not end the conversation")
	}
}

func TestPeerGone(t *testing.T) {
	a, b := pair(t, 1<<10, nil, map[string]Handler{})
	b.Close()
	<-a.Done()
	if err := a.Call(context.Background(), "any", nil, nil); !errors.Is(err, heald.ErrTransient) {
		t.Errorf("got %v, want ErrTransient", err)
	}
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
