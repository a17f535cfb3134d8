package local

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/supervise"
)

// unit is one service: what runs of it, and the proxy in front.
type unit struct {
	local    *Local
	service  Service
	listener net.Listener
	proxy    *supervise.Proxy
	turn     chan struct{} // held by whoever changes what runs

	forgetful bool // the history could not be written the last time

	mu     sync.Mutex // guards what follows
	stable *version
	canary *version
	state  state
	proof  proof

	watched time.Time // when the canary's share was given, or confirmed, last
	lapsed  bool      // it has none any more, since nobody did
}

// version is one commit that runs.
type version struct {
	commit  string
	backend *supervise.Backend
}

// running is what runs at a moment.
type running struct{ stable, canary *version }

func newUnit(l *Local, service Service) (*unit, error) {
	listener, err := listen(service)
	if err != nil {
		return nil, err
	}
	u := &unit{local: l, service: service, listener: listener, proxy: supervise.NewProxy(service.Limits), turn: make(chan struct{}, 1)}
	return u, u.load()
}

func (u *unit) now() running {
	u.mu.Lock()
	defer u.mu.Unlock()
	return running{u.stable, u.canary}
}

// take waits for the turn to change what runs.
func (u *unit) take(ctx context.Context) (release func(), err error) {
	select {
	case u.turn <- struct{}{}:
		return func() { <-u.turn }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("change what runs of %s: %w", u.service.Name, context.Cause(ctx))
	}
}

// deploy gives a commit all requests.
func (u *unit) deploy(ctx context.Context, commit string) error {
	release, err := u.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	return u.replace(ctx, commit)
}

// replace starts a commit, waits for it, and lets it have all requests; the caller has the turn.
func (u *unit) replace(ctx context.Context, commit string) error {
	was := u.now()
	if was.stable != nil && was.stable.commit == commit {
		return u.become(was.stable, nil, 0, false)
	}
	if _, err := u.checkout(ctx, commit); err != nil {
		return err
	}
	if u.listener == nil && was.stable != nil { // they would want the same port
		u.stop(was.stable)
	}
	next, err := u.start(ctx, commit)
	if err != nil {
		return err
	}
	if was.stable == nil || u.listener == nil {
		if err := u.become(next, nil, 0, false); err != nil {
			return err
		}
		return u.await(ctx, next)
	}
	if err := u.await(ctx, next); err != nil {
		u.stop(next)
		return err
	}
	return u.become(next, nil, 0, false)
}

// await waits until a version answers.
func (u *unit) await(ctx context.Context, v *version) error {
	ctx, cancel := context.WithTimeout(ctx, u.service.Within)
	defer cancel()
	for _, k := range v.backend.Instances() {
		if err := k.WaitReady(ctx); err != nil {
			return fmt.Errorf("start %s at %.12s: %w: %w", u.service.Name, v.commit, heald.ErrTransient, err)
		}
	}
	return nil
}

// route runs a commit beside the stable one.
func (u *unit) route(ctx context.Context, commit string, percent int) error {
	release, err := u.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	was := u.now()
	switch {
	case was.stable == nil:
		return fmt.Errorf("start a canary of %s: %w: nothing is deployed", u.service.Name, heald.ErrNotFound)
	case was.stable.commit == commit:
		return nil
	case was.canary != nil && was.canary.commit == commit:
		return u.become(was.stable, was.canary, percent, false)
	}
	canary, err := u.start(ctx, commit)
	if err != nil {
		return err
	}
	return u.become(was.stable, canary, percent, false)
}

// settle gives a commit all requests and ends the others.
func (u *unit) settle(ctx context.Context, commit string) error {
	release, err := u.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	if was := u.now(); was.canary != nil && was.canary.commit == commit {
		return u.become(was.canary, nil, 0, true)
	}
	return u.replace(ctx, commit)
}

// become divides the requests, writes down what runs, and ends what runs no longer. judged says that the stable one was proved.
func (u *unit) become(stable, canary *version, percent int, judged bool) error {
	was := u.now()
	u.mu.Lock()
	u.stable, u.canary = stable, canary
	if was.stable != stable {
		u.state.Live, u.state.Since = stable.commit, u.local.config.Now()
		u.proof = proof{}
		if judged {
			u.state.good(stable.commit)
		}
	}
	u.state.Canary, u.state.Percent = "", 0
	var second *supervise.Backend
	if canary != nil {
		u.state.Canary, u.state.Percent, second = canary.commit, percent, canary.backend
	}
	u.proxy.Split(stable.backend, second, percent)
	u.watched, u.lapsed = u.local.config.Now(), false
	err := u.save()
	u.mu.Unlock()
	for _, old := range []*version{was.stable, was.canary} {
		if old != nil && old != stable && old != canary {
			u.retire(old)
		}
	}
	return err
}

// retire lets a version finish its requests and ends it.
func (u *unit) retire(v *version) {
	u.local.leaving.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), drain)
		defer cancel()
		v.backend.Drain(ctx)
		u.stop(v)
		u.tidy()
	})
}

// drain is how long requests may take that are on their way to a version that ends.
const drain = 10 * time.Second

func (u *unit) stop(v *version) {
	var all sync.WaitGroup
	for _, k := range v.backend.Instances() {
		all.Go(k.Stop)
	}
	all.Wait()
}

// live brings back what ran, and notes when a version has run well for long enough.
func (u *unit) live(ctx context.Context) {
	u.restore(ctx)
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	defer u.remember()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			u.prove()
			u.lapse()
		}
		if n%remembering == 0 {
			u.remember()
		}
	}
}

// lapsing is for how long a canary keeps its share without anybody who watches it.
const lapsing = 8 * time.Second

// lapse takes the share of a canary back that nobody has confirmed: whoever should watch it cannot, and could not take it back either, as
// when the store's disk is full. The next one who routes gives the share again.
func (u *unit) lapse() {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := u.local.config.Now()
	if u.canary == nil || u.lapsed || now.Sub(u.watched) < lapsing {
		return
	}
	u.proxy.Split(u.stable.backend, u.canary.backend, 0)
	u.lapsed = true
	u.local.config.Log.Warn("nobody watches the canary: the stable version has all requests until somebody does", "service", u.service.Name, "canary", u.canary.commit, "since", now.Sub(u.watched).Round(time.Second))
}

// remembering is after how many seconds the history of requests is written down.
const remembering = 5

// remember writes it down. A disk that is full costs the history, not the service.
func (u *unit) remember() {
	raw, err := u.proxy.History()
	if err == nil {
		err = replaceFile(filepath.Join(u.dir(), "history.json"), raw)
	}
	if err != nil && !u.forgetful {
		u.local.config.Log.Error("write the history of requests", "service", u.service.Name, "err", err)
	}
	u.forgetful = err != nil // said once, until it succeeds again
}

func (u *unit) restore(ctx context.Context) {
	u.mu.Lock()
	s := u.state
	u.mu.Unlock()
	if s.Live == "" || u.now().stable != nil {
		return
	}
	err := u.again(ctx, s)
	if err != nil && ctx.Err() == nil {
		u.local.config.Log.Error("bring back what ran", "service", u.service.Name, "err", err)
	}
}

// again starts what the state says, with the share that the canary had.
func (u *unit) again(ctx context.Context, s state) error {
	release, err := u.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	if u.now().stable != nil {
		return nil
	}
	stable, err := u.start(ctx, s.Live)
	if err != nil {
		return err
	}
	var canary *version
	if s.Canary != "" {
		if canary, err = u.start(ctx, s.Canary); err != nil {
			u.local.config.Log.Error("bring back the canary", "service", u.service.Name, "err", err)
		}
	}
	err = u.become(stable, canary, s.Percent, false)
	u.mu.Lock()
	u.state.Since = s.Since
	u.mu.Unlock()
	return err
}
