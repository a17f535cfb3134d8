package supervise

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/heald-dev/heald"
)

// history is what a proxy knows of the stable versions' past, as it is written down.
type history struct {
	Routes []string    `json:"routes"` // by number
	Tiers  []savedTier `json:"tiers"`
}

type savedTier struct {
	Width   time.Duration `json:"width"`
	Buckets []savedBucket `json:"buckets"`
}

type savedBucket struct {
	At    int64      `json:"at"`
	Cells [][3]int64 `json:"cells"` // route, requests, errors
}

// History writes down how the requests to the stable versions ended, so that what was normal is still known after a restart.
func (p *Proxy) History() ([]byte, error) {
	h := history{Tiers: p.all.save()}
	p.routes.mu.Lock()
	for number := range p.routes.names {
		h.Routes = append(h.Routes, p.routes.names[p.routes.canonical(number)])
	}
	p.routes.mu.Unlock()
	raw, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("write the history of requests: %w", err)
	}
	return raw, nil
}

// Recall takes a history back in.
func (p *Proxy) Recall(raw []byte) error {
	var h history
	if err := json.Unmarshal(raw, &h); err != nil {
		return fmt.Errorf("read the history of requests: %w: %w", heald.ErrInvalid, err)
	}
	p.routes.mu.Lock()
	numbers := make([]int, len(h.Routes))
	for i, name := range h.Routes {
		numbers[i] = p.routes.add(name)
	}
	p.routes.mu.Unlock()
	p.all.recall(h.Tiers, numbers)
	return nil
}

func (c *counts) save() (all []savedTier) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.tiers {
		saved := savedTier{Width: t.width}
		for _, b := range t.buckets {
			kept := savedBucket{At: b.at}
			for n, cell := range b.cells {
				if cell.requests > 0 {
					kept.Cells = append(kept.Cells, [3]int64{int64(n), int64(cell.requests), int64(cell.errors)})
				}
			}
			if len(kept.Cells) > 0 {
				saved.Buckets = append(saved.Buckets, kept)
			}
		}
		all = append(all, saved)
	}
	return all
}

// recall fills buckets that hold nothing newer; numbers are the routes' now.
func (c *counts) recall(all []savedTier, numbers []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range min(len(all), len(c.tiers)) {
		t := c.tiers[i]
		for _, saved := range all[i].Buckets {
			b := &t.buckets[int(max(saved.At, 0)%int64(len(t.buckets)))]
			if all[i].Width != t.width || b.at >= saved.At {
				continue
			}
			*b = bucket{at: saved.At, cells: make([]cell, maxRoutes)}
			for _, cell := range saved.Cells {
				if n := int(cell[0]); n >= 0 && n < len(numbers) {
					b.cells[numbers[n]].requests += uint32(cell[1])
					b.cells[numbers[n]].errors += uint32(cell[2])
				}
			}
		}
	}
}
