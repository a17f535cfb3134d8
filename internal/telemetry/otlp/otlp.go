// Package otlp is the source of signals that OpenTelemetry exporters send to: logs and traces over HTTP (protobuf and JSON, gzip) and
// gRPC.
//
// What tells of no failure is dropped after a look at its bytes; a record with a stack trace becomes a signal. A sender is answered
// when the sink has stored what it sent, and told to come again when it has not.
//
// Requests are decoded by hand, on the wire: only what a signal needs is read, nothing nests, and memory does not depend on what a
// sender claims. A general decoder builds the whole tree first, which a few megabytes of empty messages make very large.
package otlp

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/telemetry"
	"google.golang.org/grpc"
)

// The addresses that exporters send to when nobody tells them otherwise.
const (
	DefaultHTTP = "127.0.0.1:4318"
	DefaultGRPC = "127.0.0.1:4317"
)

// Config of a Source. An empty address leaves that door shut.
type Config struct {
	HTTP  string
	GRPC  string
	Token string // that every request must bear; needed where an address is not loopback's
	// Known says which services are guarded. Signals of others are refused: what nobody configured must not steer patches.
	Known   func(service string) bool
	Now     func() time.Time
	Logger  *slog.Logger
	MaxBody int // bytes of a request, unpacked; 8 MB when zero
}

const (
	defaultBody  = 8 << 20
	webClients   = 512 // connections
	rpcClients   = 128
	decoders     = 2 // requests that are unpacked and read at once
	patience     = time.Second
	shutdownTime = 5 * time.Second
)

// Source is the two servers.
type Source struct {
	config   Config
	http     net.Listener
	grpc     net.Listener
	token    [sha256.Size]byte
	decoding chan struct{}
	budget   budget
	sink     telemetry.Sink
}

// New checks the configuration and opens the addresses, so that one that is taken is found at the start.
func New(config Config) (*Source, error) {
	for _, address := range []string{config.HTTP, config.GRPC} {
		if err := permitted(address, config.Token); err != nil {
			return nil, err
		}
	}
	if config.Known == nil {
		return nil, fmt.Errorf("otlp: no table of services: %w", heald.ErrInvalid)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.MaxBody <= 0 {
		config.MaxBody = defaultBody
	}
	s := &Source{config: config, token: sha256.Sum256([]byte(config.Token)), decoding: make(chan struct{}, decoders), budget: budget{left: 4 * config.MaxBody}}
	for _, door := range []struct {
		key      string
		address  string
		most     int
		listener *net.Listener
	}{{"otlp.http", config.HTTP, webClients, &s.http}, {"otlp.grpc", config.GRPC, rpcClients, &s.grpc}} {
		if door.address == "" {
			continue
		}
		opened, err := net.Listen("tcp", door.address)
		if err != nil {
			s.Close()
			return nil, fmt.Errorf("%s: listen on %s: %w: %w; stop the program that has the port, or choose another address with %s", door.key, door.address, err, heald.ErrConflict, door.key)
		}
		*door.listener = limited(opened, door.most)
	}
	return s, nil
}

// permitted says whether an address may be listened on: without a token only loopback's.
func permitted(address, token string) error {
	if address == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("otlp: address %q: %v: %w", address, err, heald.ErrInvalid)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() || token != "" {
		return nil
	}
	return fmt.Errorf("otlp: address %q can be reached from other machines and no token is set: set one or listen on 127.0.0.1: %w", address, heald.ErrInvalid)
}

// Close shuts the addresses of a source that was not run.
func (s *Source) Close() {
	for _, l := range []net.Listener{s.http, s.grpc} {
		if l != nil {
			l.Close()
		}
	}
}

// HTTPAddress is where the HTTP door is open; empty when it is shut.
func (s *Source) HTTPAddress() string { return address(s.http) }

// GRPCAddress is where the gRPC door is open; empty when it is shut.
func (s *Source) GRPCAddress() string { return address(s.grpc) }

func address(l net.Listener) string {
	if l == nil {
		return ""
	}
	return l.Addr().String()
}

// Run implements telemetry.Source. When the context ends, requests that have begun are answered.
func (s *Source) Run(ctx context.Context, sink telemetry.Sink) error {
	defer s.Close()
	s.sink = sink
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var running sync.WaitGroup
	failed := make(chan error, 2)
	serve := func(do func() error) {
		running.Go(func() {
			failed <- do()
			stop() // one door alone is no source: whoever runs it decides what to do
		})
	}
	web := &http.Server{
		Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(s.config.Logger.Handler(), slog.LevelDebug),
	}
	rpc := s.grpcServer()
	if s.http != nil {
		serve(func() error { return web.Serve(s.http) })
	}
	if s.grpc != nil {
		serve(func() error { return rpc.Serve(s.grpc) })
	}
	<-ctx.Done()
	s.shutdown(web, rpc)
	running.Wait()
	close(failed)
	for err := range failed {
		if err != nil && !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, grpc.ErrServerStopped) {
			return fmt.Errorf("otlp: serve: %w", err)
		}
	}
	return nil
}

func (s *Source) shutdown(web *http.Server, rpc *grpc.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	_ = web.Shutdown(ctx)
	_ = web.Close()
	stop := context.AfterFunc(ctx, rpc.Stop)
	defer stop()
	rpc.GracefulStop()
}

// admitted says whether a request bears the token.
func (s *Source) admitted(authorization string) bool {
	if s.config.Token == "" {
		return true
	}
	scheme, token, _ := strings.Cut(authorization, " ")
	given := sha256.Sum256([]byte(strings.TrimSpace(token)))
	return subtle.ConstantTimeCompare(given[:], s.token[:]) == 1 && strings.EqualFold(scheme, "bearer")
}

// receipt is what a sender is told of a request that was taken.
type receipt struct {
	refused int // records
	why     string
}

// receive reads one request and has its signals stored.
func (s *Source) receive(ctx context.Context, kind kind, body []byte, json bool) (receipt, error) {
	select {
	case s.decoding <- struct{}{}:
	case <-ctx.Done():
		return receipt{}, ctx.Err()
	case <-time.After(patience):
		return receipt{}, fmt.Errorf("too many requests at once: %w", heald.ErrExhausted)
	}
	b := batch{known: s.config.Known, now: s.config.Now(), kind: kind}
	err := b.read(body, json)
	<-s.decoding
	if err != nil {
		return receipt{}, fmt.Errorf("read %s: %v: %w", kind.name, err, heald.ErrInvalid)
	}
	if len(b.signals) > 0 {
		if err := s.sink.Accept(ctx, b.signals); err != nil {
			s.config.Logger.Error("signals of otlp not stored", "count", len(b.signals), "err", err)
			return receipt{}, fmt.Errorf("store signals: %w", err)
		}
	}
	if b.refused > 0 {
		return receipt{b.refused, fmt.Sprintf("service %q is not configured", b.stranger)}, nil
	}
	return receipt{}, nil
}

// budget bounds the bytes of all requests that are read at once.
type budget struct {
	mu   sync.Mutex
	left int
}

func (b *budget) take(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n > b.left {
		return false
	}
	b.left -= n
	return true
}

func (b *budget) give(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left += n
}

// limited is a listener that has at most so many connections open.
func limited(l net.Listener, most int) net.Listener {
	return &limitedListener{Listener: l, slots: make(chan struct{}, most), done: make(chan struct{})}
}

type limitedListener struct {
	net.Listener
	slots chan struct{}
	done  chan struct{}
	once  sync.Once
}

// Accept implements net.Listener.
func (l *limitedListener) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.done:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &limitedConn{Conn: c, release: sync.OnceFunc(func() { <-l.slots })}, nil
}

// Close implements net.Listener.
func (l *limitedListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return l.Listener.Close()
}

type limitedConn struct {
	net.Conn
	release func()
}

// Close implements net.Conn.
func (c *limitedConn) Close() error {
	defer c.release()
	return c.Conn.Close()
}
