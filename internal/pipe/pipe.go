// Package pipe is a conversation between two processes over a pair of byte streams: calls in both directions, with a limit on
// the size of every message, as the other side may be hostile.
package pipe

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/heald-dev/heald"
	"github.com/sourcegraph/jsonrpc2"
)

// Handler answers one method. Params are the caller's, undecoded; the result is encoded as JSON.
type Handler func(ctx context.Context, params json.RawMessage) (any, error)

// Conn is one end of a conversation.
type Conn struct{ rpc *jsonrpc2.Conn }

// Connect starts a conversation that ends when ctx does, either stream closes, or a message is larger than limit bytes. Calls of
// the other side are answered concurrently; a method that is not in handlers is refused.
func Connect(ctx context.Context, in io.ReadCloser, out io.WriteCloser, limit int, handlers map[string]Handler) *Conn {
	stream := jsonrpc2.NewBufferedStream(duplex{in, out}, lines{limit})
	answer := func(ctx context.Context, _ *jsonrpc2.Conn, req *jsonrpc2.Request) (any, error) {
		return serve(ctx, handlers, req)
	}
	rpc := jsonrpc2.NewConn(ctx, stream, jsonrpc2.AsyncHandler(jsonrpc2.HandlerWithError(answer).SuppressErrClosed()), quiet)
	stop := context.AfterFunc(ctx, func() { rpc.Close() })
	go func() {
		<-rpc.DisconnectNotify()
		stop()
	}()
	return &Conn{rpc}
}

// quiet keeps the library from logging what the other side sent.
var quiet = jsonrpc2.SetLogger(discard{})

type discard struct{}

func (discard) Printf(string, ...any) {}

// Call asks the other side and waits for its answer. The sentinels of package heald survive the trip.
func (c *Conn) Call(ctx context.Context, method string, params, result any) error {
	err := c.rpc.Call(ctx, method, params, result)
	var remote *jsonrpc2.Error
	switch {
	case errors.As(err, &remote):
		return decode(method, remote)
	case errors.Is(err, jsonrpc2.ErrClosed), errors.Is(err, io.ErrUnexpectedEOF):
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("call %s: the other process is gone: %w", method, heald.ErrTransient)
	}
	return err
}

// Notify tells the other side something and waits for nothing.
func (c *Conn) Notify(ctx context.Context, method string, params any) error {
	return c.rpc.Notify(ctx, method, params)
}

// Done is closed when the conversation is over.
func (c *Conn) Done() <-chan struct{} { return c.rpc.DisconnectNotify() }

// Close ends the conversation.
func (c *Conn) Close() error { return c.rpc.Close() }

func serve(ctx context.Context, handlers map[string]Handler, req *jsonrpc2.Request) (any, error) {
	handler, ok := handlers[req.Method]
	if !ok {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: fmt.Sprintf("no method %.80q", req.Method)}
	}
	var params json.RawMessage
	if req.Params != nil {
		params = *req.Params
	}
	result, err := handler(ctx, params)
	if err != nil {
		return nil, encode(err)
	}
	return result, nil
}

// sentinels by their codes on the wire; only ever append.
var sentinels = []error{
	heald.ErrNotFound, heald.ErrInvalid, heald.ErrConflict, heald.ErrDenied, heald.ErrExhausted, heald.ErrTransient,
	context.DeadlineExceeded, context.Canceled,
}

func encode(err error) error {
	for i, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			return &jsonrpc2.Error{Code: int64(i + 1), Message: err.Error()}
		}
	}
	return &jsonrpc2.Error{Message: err.Error()}
}

// remoteError is an error of the other process with the sentinel that it was.
type remoteError struct {
	text     string
	sentinel error
}

func (e remoteError) Error() string { return e.text }
func (e remoteError) Unwrap() error { return e.sentinel }

func decode(method string, remote *jsonrpc2.Error) error {
	if remote.Code >= 1 && int(remote.Code) <= len(sentinels) {
		return remoteError{remote.Message, sentinels[remote.Code-1]}
	}
	return fmt.Errorf("call %s: %s", method, remote.Message)
}

// duplex joins the two streams.
type duplex struct {
	io.ReadCloser
	out io.WriteCloser
}

func (d duplex) Write(p []byte) (int, error) { return d.out.Write(p) }
func (d duplex) Close() error                { return errors.Join(d.out.Close(), d.ReadCloser.Close()) }

// lines frames messages as lines of JSON of bounded length.
type lines struct{ limit int }

// WriteObject implements jsonrpc2.ObjectCodec.
func (l lines) WriteObject(stream io.Writer, obj any) error {
	data, err := json.Marshal(obj)
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	if len(data) >= l.limit {
		return fmt.Errorf("message of %d bytes, at most %d are sent: %w", len(data), l.limit, heald.ErrExhausted)
	}
	_, err = stream.Write(append(data, '\n'))
	return err
}

// ReadObject implements jsonrpc2.ObjectCodec.
func (l lines) ReadObject(stream *bufio.Reader, v any) error {
	var message []byte
	for {
		part, err := stream.ReadSlice('\n')
		if len(message)+len(part) > l.limit {
			return fmt.Errorf("message of more than %d bytes: %w", l.limit, heald.ErrExhausted)
		}
		message = append(message, part...)
		if err == nil {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
	return json.Unmarshal(message, v)
}
