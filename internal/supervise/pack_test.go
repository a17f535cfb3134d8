package supervise

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// A request that is packed and unpacked in another proxy is found there and sent as it was.
func TestPacked(t *testing.T) {
	old, url := proxy(t, Limits{})
	old.Split(backend(t, "a", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }), nil, 0)
	send(t, "POST", url+"/orders?day=1", `{"n": 0}`)
	send(t, "POST", url+"/large", strings.Repeat("n", 20<<10))
	f, _ := old.Failing("POST /orders", time.Time{})
	raw, err := old.Pack(f.ID)
	if err != nil {
		t.Fatal(err)
	}
	var got atomic.Value
	canary := backend(t, "b", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got.Store(r.Method + " " + r.URL.RequestURI() + " " + r.Header.Get("Authorization") + " " + string(body))
	})
	again, _ := proxy(t, Limits{})
	if err := again.Unpack(raw); err != nil {
		t.Fatal(err)
	}
	back, found := again.Failing("POST /orders", f.At)
	if !found || back.ID != f.ID || !back.At.Equal(f.At) || !back.Ended.Equal(f.Ended) || back.Status != 500 || back.Route != f.Route || !back.Whole {
		t.Errorf("unpacked %+v, %t, want %+v", back, found, f)
	}
	if status, err := again.Again(t.Context(), back.ID, canary); status != 200 || err != nil || got.Load() != `POST /orders?day=1 Bearer of-a-user {"n": 0}` {
		t.Errorf("sent again: %d, %v, the canary got %q", status, err, got.Load())
	}
	large, _ := old.Failing("POST /large", time.Time{})
	for _, id := range []string{large.ID, "no such"} {
		if _, err := old.Pack(id); !errors.Is(err, heald.ErrNotFound) {
			t.Errorf("pack %q: %v, want %v", id, err, heald.ErrNotFound)
		}
	}
	for _, bad := range []string{"", "{", "{}", `{"id":"1","method":"GET","uri":"http://elsewhere/"}`, `{"id":"1","method":"GET","uri":"/","body":"` + strings.Repeat("AAAA", 8<<10) + `"}`} {
		if err := again.Unpack([]byte(bad)); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("unpack %.40q: %v, want %v", bad, err, heald.ErrInvalid)
		}
	}
}
