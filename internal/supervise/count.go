package supervise

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
)

// tier is a row of buckets of one width. Fine ones forget soon, coarse ones remember for long.
type tier struct {
	width   time.Duration
	buckets []bucket
}

type bucket struct {
	at    int64 // which one since 1970: a ring
	cells []cell
}

type cell struct{ requests, errors uint32 }

// counts are how requests ended, by route and time.
type counts struct {
	mu    sync.Mutex
	tiers []tier
}

func newCounts() *counts {
	return &counts{tiers: []tier{
		{time.Second, make([]bucket, 900)},
		{time.Minute, make([]bucket, 6*60)},
		{time.Hour, make([]bucket, 7*24)},
	}}
}

func (c *counts) add(at time.Time, route int, failed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.tiers {
		n := at.UnixNano() / int64(t.width)
		b := &t.buckets[int(n%int64(len(t.buckets)))]
		if b.at != n {
			clear(b.cells)
			b.at = n
		}
		if short := route + 1 - len(b.cells); short > 0 {
			b.cells = append(b.cells, make([]cell, short)...)
		}
		b.cells[route].requests++
		if failed {
			b.cells[route].errors++
		}
	}
}

// between adds up what began in [from, to), by route number. The finest tier that still remembers from answers. The buckets at both ends
// count when they lie inside as a whole, or else when any part of them does.
func (c *counts) between(from, to, now time.Time, inside bool) []cell {
	c.mu.Lock()
	defer c.mu.Unlock()
	var sum []cell
	for i, t := range c.tiers {
		if span := t.width * time.Duration(len(t.buckets)-1); now.Sub(from) > span && i < len(c.tiers)-1 {
			continue
		}
		first, last := ceil(from.UnixNano(), int64(t.width)), to.UnixNano()/int64(t.width)
		if !inside {
			first, last = from.UnixNano()/int64(t.width), ceil(to.UnixNano(), int64(t.width))
		}
		for _, b := range t.buckets {
			if b.at < first || b.at >= last {
				continue
			}
			if short := len(b.cells) - len(sum); short > 0 {
				sum = append(sum, make([]cell, short)...)
			}
			for n, cell := range b.cells {
				sum[n].requests += cell.requests
				sum[n].errors += cell.errors
			}
		}
		break
	}
	return sum
}

func ceil(n, by int64) int64 { return (n + by - 1) / by }

// rates puts route names to counts; routes that count as one by now are added up.
func (r *routes) rates(cells []cell) []heald.RouteRate {
	var all []heald.RouteRate
	for number, c := range cells {
		if c.requests == 0 {
			continue
		}
		name := r.called(number)
		i := slices.IndexFunc(all, func(rate heald.RouteRate) bool { return rate.Route == name })
		if i < 0 {
			i, all = len(all), append(all, heald.RouteRate{Route: name})
		}
		all[i].Requests += int(c.requests)
		all[i].Errors += int(c.errors)
	}
	slices.SortFunc(all, func(a, b heald.RouteRate) int { return strings.Compare(a.Route, b.Route) })
	return all
}
