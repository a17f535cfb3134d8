package postgres

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// presence is how daemons know of each other: each holds a lock of the database on a connection of its own, which ends with the
// process however it dies. No clock is compared.
type presence struct {
	mu    sync.Mutex
	conn  *pgxpool.Conn
	owner string
}

// presenceSpace keeps the keys apart from those of other uses of the database's locks.
const presenceSpace = int32(0x48454c44)

// key is a daemon's within a schema: two tests, or two stores in one database, are strangers.
func key(schema, owner string) int32 {
	h := fnv.New32a()
	h.Write([]byte(schema + "\x00" + owner))
	return int32(h.Sum32() & 0x7fffffff)
}

// Orphans says that owner is alive, and hands back the jobs and leases of daemons that are not.
func (s *Store) Orphans(ctx context.Context, owner string, _ []int64, _ time.Time) error {
	s.presence.mu.Lock()
	defer s.presence.mu.Unlock()
	if err := s.present(ctx, owner); err != nil {
		return fmt.Errorf("presence of %s: %w", owner, translate(err))
	}
	others, err := s.running(ctx, owner)
	if err != nil {
		return fmt.Errorf("look for daemons that died: %w", translate(err))
	}
	for _, other := range others {
		if err := s.bury(ctx, other); err != nil {
			return fmt.Errorf("take up what %s left: %w", other, translate(err))
		}
	}
	return nil
}

// present holds the lock, on a new connection when the one of before is gone.
func (s *Store) present(ctx context.Context, owner string) error {
	p := &s.presence
	if p.conn != nil && p.owner == owner && p.conn.Ping(ctx) == nil {
		return nil
	}
	if p.conn != nil {
		p.conn.Release()
		p.conn = nil
	}
	conn, err := s.queue.Acquire(ctx)
	if err != nil {
		return err
	}
	var schema string
	if err = conn.QueryRow(ctx, `SELECT current_schema()`).Scan(&schema); err == nil {
		_, err = conn.Exec(ctx, `SELECT pg_advisory_lock_shared($1, $2)`, presenceSpace, key(schema, owner))
	}
	if err != nil {
		conn.Release()
		return err
	}
	p.conn, p.owner = conn, owner
	return nil
}

// running are the other daemons that the queue or a lease believes to be at work.
func (s *Store) running(ctx context.Context, owner string) ([]string, error) {
	found, err := s.pool.Query(ctx, `SELECT attempted_by[array_upper(attempted_by, 1)] FROM river_job WHERE state = 'running' AND attempted_by IS NOT NULL
		UNION SELECT lease_owner FROM cases WHERE lease_owner <> ''`)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var others []string
	for found.Next() {
		var other string
		if err := found.Scan(&other); err != nil {
			return nil, err
		}
		if other != owner {
			others = append(others, other)
		}
	}
	slices.Sort(others)
	return others, found.Err()
}

// bury hands back what a daemon held, if nobody holds its lock.
func (s *Store) bury(ctx context.Context, other string) error {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	var schema string
	var dead bool
	if err := tx.QueryRow(ctx, `SELECT current_schema()`).Scan(&schema); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1, $2)`, presenceSpace, key(schema, other)).Scan(&dead); err != nil || !dead {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = $1`, other); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE cases SET lease_owner = '', lease_until = 0 WHERE lease_owner = $1`, other); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// Absent lets the lock go, as the end of the process does.
func (s *Store) Absent() error { return s.presence.end() }

func (p *presence) end() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == nil {
		return nil
	}
	_, err := p.conn.Exec(context.Background(), `SELECT pg_advisory_unlock_all()`)
	p.conn.Release()
	p.conn = nil
	return err
}
