package daemon

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/release"
	"github.com/heald-dev/heald/internal/store"
)

// packer holds failed requests in memory.
type packer interface {
	release.Prober
	Pack(service, id string) ([]byte, error)
	Unpack(service string, raw []byte) error
}

// sealed keeps the requests that crashed encrypted in the store, for as long as their cases may go on: a heald that was started again
// still sends them to the canary. What may not be sent again is not kept.
type sealed struct {
	packer
	secrets    func() store.Secrets
	repeatable func(service string, request release.Request) bool
	keep       time.Duration
	cases      chan heald.Case // that were opened
	log        *slog.Logger
}

// opened takes note of a case; where too many are opened at once, the requests of the last are kept in memory only.
func (s *sealed) opened(c heald.Case) {
	select {
	case s.cases <- c:
	default:
	}
}

// A crash is often told of before its request has ended.
const (
	looks = 4
	pause = 500 * time.Millisecond
)

func (s *sealed) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case c := <-s.cases:
			if err := s.seal(ctx, c); err != nil && ctx.Err() == nil {
				s.log.Warn("the request that crashed is kept in memory only: after a restart the canary is judged without it", "case", c.ID, "err", err)
			}
		}
	}
}

func (s *sealed) seal(ctx context.Context, c heald.Case) error {
	for range looks {
		request, found, err := s.packer.Failing(ctx, c.Service.Name, c.Incident.Request, c.Incident.LastSeen)
		switch {
		case errors.Is(err, heald.ErrNotFound): // heald does not run the service
			return nil
		case err != nil:
			return err
		case found && !s.repeatable(c.Service.Name, request):
			return nil
		case found:
			raw, err := s.packer.Pack(c.Service.Name, request.ID)
			if err != nil {
				return err
			}
			return s.secrets().Keep(ctx, sealName(c.Service.Name, c.Incident.Request, c.Incident.LastSeen), raw, time.Now().Add(s.keep))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
	return nil // no request is known that it belongs to
}

// Failing implements release.Prober.
func (s *sealed) Failing(ctx context.Context, service, said string, at time.Time) (release.Request, bool, error) {
	request, found, err := s.packer.Failing(ctx, service, said, at)
	if err != nil || found {
		return request, found, err
	}
	raw, err := s.secrets().Secret(ctx, sealName(service, said, at))
	if errors.Is(err, heald.ErrNotFound) {
		return request, false, nil
	}
	if err != nil {
		return request, false, err
	}
	if err := s.packer.Unpack(service, raw); err != nil {
		return request, false, err
	}
	return s.packer.Failing(ctx, service, said, at)
}

// sealName is under what the request of a crash is kept. It says nothing of the request.
func sealName(service, said string, at time.Time) string {
	return fmt.Sprintf("request/%x", sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", service, said, at.UnixNano())))
}
