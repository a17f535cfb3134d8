package traffic

import (
	"sync"
	"time"
)

// A bucket is a tenth of a second; what comes after maxBuckets is counted in the last one.
const (
	bucketWidth = 100 * time.Millisecond
	maxBuckets  = 24 * 3600 * 10
)

// Failure is one request that failed: answered with 500 or above, or not at all.
type Failure struct {
	At      time.Time
	Request string // method and path
	Why     string
}

// Counts is how requests ended. Each is counted at the moment when it was sent.
type Counts struct {
	Began         time.Time
	Total, Failed int
	First         *Failure // the first that failed

	buckets []bucket
}

type bucket struct{ total, failed int }

// Span is what was sent in a part of the time.
type Span struct {
	Total, Failed int
}

// Between counts what was sent from one moment to before another, to a tenth of a second: what was sent in the tenth in which it
// begins is left out.
func (c Counts) Between(from, to time.Time) Span {
	var s Span
	first := int((min(max(from.Sub(c.Began), 0), maxBuckets*bucketWidth) + bucketWidth - 1) / bucketWidth)
	for i := first; i < len(c.buckets) && c.Began.Add(time.Duration(i)*bucketWidth).Before(to); i++ {
		s.Total += c.buckets[i].total
		s.Failed += c.buckets[i].failed
	}
	return s
}

// After counts what was sent after a moment.
func (c Counts) After(from time.Time) Span {
	return c.Between(from, c.Began.Add(time.Duration(len(c.buckets)+1)*bucketWidth))
}

// Spans cuts the whole time into pieces of equal length.
func (c Counts) Spans(width time.Duration) []Span {
	var all []Span
	for at := time.Duration(0); width > 0 && at < time.Duration(len(c.buckets))*bucketWidth; at += width {
		all = append(all, c.Between(c.Began.Add(at), c.Began.Add(at+width)))
	}
	return all
}

type tally struct {
	mu sync.Mutex
	c  Counts
}

func (t *tally) begin(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.c.Began = at
}

func (t *tally) count(at time.Time, failed bool, r Request, why string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := min(max(int(at.Sub(t.c.Began)/bucketWidth), 0), maxBuckets-1)
	for len(t.c.buckets) <= i {
		t.c.buckets = append(t.c.buckets, bucket{})
	}
	t.c.Total++
	t.c.buckets[i].total++
	if !failed {
		return
	}
	t.c.Failed++
	t.c.buckets[i].failed++
	if t.c.First == nil || at.Before(t.c.First.At) {
		t.c.First = &Failure{At: at, Request: method(r) + " " + r.Path, Why: why}
	}
}

func (t *tally) counts() Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.c
	c.buckets = append([]bucket(nil), t.c.buckets...)
	return c
}
