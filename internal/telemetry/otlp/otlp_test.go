package otlp

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/triage"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const crash = `Traceback (most recent call last):
  File "/srv/shop/app.py", line 11, in handle
    return total(order)
  File "/srv/shop/sums.py", line 21, in total
    return order.sum / order.count
ZeroDivisionError: division by zero
`

var now = time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)

// stored is a sink that keeps what it takes, or fails.
type stored struct {
	mu      sync.Mutex
	signals []heald.Signal
	count   int
	fail    error
	group   *triage.Grouper
	prints  map[string]int
}

func (s *stored) Accept(_ context.Context, signals []heald.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	if s.group == nil {
		s.count += len(signals)
		s.signals = append(s.signals, signals...)
		return nil
	}
	for _, o := range s.group.Group(signals, now) { // as the daemon does before it stores
		s.count += o.Count
		s.prints[o.Fingerprint] += o.Count
	}
	return nil
}

func known(service string) bool { return service == "shop" || service == "eu/bill" }

// running is a source with both doors open.
func running(t testing.TB, config Config, sink *stored) *Source {
	t.Helper()
	config.HTTP, config.GRPC, config.Known = "127.0.0.1:0", "127.0.0.1:0", known
	config.Now = func() time.Time { return now }
	s, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- s.Run(ctx, sink) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s
}

// oneLog is a request with one record of the shop, changed by change.
func oneLog(change func(pcommon.Map, plog.LogRecord)) plogotlp.ExportRequest {
	all := plog.NewLogs()
	group := all.ResourceLogs().AppendEmpty()
	group.Resource().Attributes().PutStr("service.name", "shop")
	record := group.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	record.SetTimestamp(pcommon.NewTimestampFromTime(now.Add(-time.Second)))
	record.SetSeverityNumber(plog.SeverityNumberError)
	change(group.Resource().Attributes(), record)
	return plogotlp.NewExportRequestFromLogs(all)
}

func oneSpan(change func(pcommon.Map, ptrace.Span)) ptraceotlp.ExportRequest {
	all := ptrace.NewTraces()
	group := all.ResourceSpans().AppendEmpty()
	group.Resource().Attributes().PutStr("service.name", "shop")
	span := group.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	change(group.Resource().Attributes(), span)
	return ptraceotlp.NewExportRequestFromTraces(all)
}

func exception(e ptrace.SpanEvent) {
	e.SetName("exception")
	e.SetTimestamp(pcommon.NewTimestampFromTime(now.Add(-time.Minute)))
	e.Attributes().PutStr("exception.type", "ZeroDivisionError")
	e.Attributes().PutStr("exception.message", "division by zero")
	e.Attributes().PutStr("exception.stacktrace", crash)
}

type encodable interface {
	MarshalProto() ([]byte, error)
	MarshalJSON() ([]byte, error)
}

// both reads a request in both encodings and wants the same of them.
func both(t *testing.T, k kind, request encodable) batch {
	t.Helper()
	var out [2]batch
	for i, marshal := range []func() ([]byte, error){request.MarshalProto, request.MarshalJSON} {
		body, err := marshal()
		if err != nil {
			t.Fatal(err)
		}
		out[i] = batch{known: known, now: now, kind: k}
		if err := out[i].read(body, i == 1); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := fmt.Sprintf("%+v", out[0].signals), fmt.Sprintf("%+v", out[1].signals); a != b || out[0].refused != out[1].refused {
		t.Errorf("protobuf says\n%s\nJSON says\n%s", a, b)
	}
	return out[0]
}

func TestLogRecords(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(pcommon.Map, plog.LogRecord)
		want   int
	}{
		"stack in the body": {func(_ pcommon.Map, r plog.LogRecord) { r.Body().SetStr("failed\n" + crash) }, 1},
		"stack in a map": {func(_ pcommon.Map, r plog.LogRecord) {
			r.Body().SetEmptyMap().PutStr("message", "failed")
			r.Body().Map().PutStr("stack", crash)
		}, 1},
		"stack in a list": {func(_ pcommon.Map, r plog.LogRecord) { r.Body().SetEmptySlice().AppendEmpty().SetStr(crash) }, 1},
		"attributes": {func(_ pcommon.Map, r plog.LogRecord) {
			r.Body().SetStr("failed")
			r.Attributes().PutStr("exception.stacktrace", crash)
		}, 1},
		"attributes of a warning": {func(_ pcommon.Map, r plog.LogRecord) {
			r.SetSeverityNumber(plog.SeverityNumberWarn)
			r.Attributes().PutStr("exception.stacktrace", crash)
		}, 1},
		"frames whose error the attributes name": {func(_ pcommon.Map, r plog.LogRecord) {
			r.Attributes().PutStr("exception.stacktrace", crash[:strings.Index(crash, "ZeroDivision")])
			r.Attributes().PutStr("exception.type", "ZeroDivisionError")
		}, 1},
		"a warning": {func(_ pcommon.Map, r plog.LogRecord) {
			r.SetSeverityNumber(plog.SeverityNumberWarn)
			r.Body().SetStr(crash)
		}, 0},
		"no severity": {func(_ pcommon.Map, r plog.LogRecord) { r.SetSeverityNumber(0); r.Body().SetStr(crash) }, 1},
		"severity text alone": {func(_ pcommon.Map, r plog.LogRecord) {
			r.SetSeverityNumber(0)
			r.SetSeverityText("Warning")
			r.Body().SetStr(crash)
		}, 0},
		"an error without a stack":    {func(_ pcommon.Map, r plog.LogRecord) { r.Body().SetStr("refused: quantity must be positive") }, 0},
		"an exception without frames": {func(_ pcommon.Map, r plog.LogRecord) { r.Attributes().PutStr("exception.type", "Refused") }, 0},
		"another service":             {func(a pcommon.Map, r plog.LogRecord) { a.PutStr("service.name", "else"); r.Body().SetStr(crash) }, -1},
		"no service":                  {func(a pcommon.Map, r plog.LogRecord) { a.Remove("service.name"); r.Body().SetStr(crash) }, -1},
	} {
		t.Run(name, func(t *testing.T) {
			got := both(t, logs, oneLog(tc.change))
			if len(got.signals) != max(tc.want, 0) || got.refused != max(-tc.want, 0) {
				t.Fatalf("%d signals and %d refused, want %d", len(got.signals), got.refused, tc.want)
			}
			for _, s := range got.signals {
				if e := s.Exceptions[0]; s.Service != "shop" || s.Source != "otlp" || e.ErrorType != "ZeroDivisionError" || len(e.Frames) != 2 || !s.At.Equal(now.Add(-time.Second)) {
					t.Errorf("signal %+v", s)
				}
			}
		})
	}
}

func TestWhatASignalKnows(t *testing.T) {
	got := both(t, logs, oneLog(func(a pcommon.Map, r plog.LogRecord) {
		a.PutStr("service.name", "bill")
		a.PutStr("service.namespace", "eu")
		a.PutStr("service.instance.id", "bill-7f9c")
		a.PutStr("service.version", "1.4.2")
		a.PutStr("vcs.ref.head.revision", "0123456789ABCDEF0123456789abcdef01234567")
		r.Attributes().PutStr("http.request.method", "POST")
		r.Attributes().PutStr("url.path", "/bills/7")
		r.Attributes().PutStr("url.query", "x=1")
		r.Attributes().PutInt("http.response.status_code", 500)
		r.SetTimestamp(0)
		r.SetObservedTimestamp(pcommon.NewTimestampFromTime(now.Add(time.Hour)))
		r.Body().SetStr(crash)
	}))
	s := got.signals[0]
	if s.Service != "eu/bill" || s.Instance != "bill-7f9c" || s.Commit != "0123456789abcdef0123456789abcdef01234567" || s.Request != "POST /bills/7?x=1" || !s.At.Equal(now) {
		t.Errorf("signal %+v", s)
	}
	for version, want := range map[string]string{"1.4.2": "", "deadbeef": "deadbeef", "--upload-pack=x": ""} {
		if got := commit(facts{"service.version": version}); got != want {
			t.Errorf("commit of version %q: %q, want %q", version, got, want)
		}
	}
}

func TestSpans(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(pcommon.Map, ptrace.Span)
		want   int
	}{
		"an exception": {func(_ pcommon.Map, s ptrace.Span) { exception(s.Events().AppendEmpty()) }, 1},
		"two exceptions of one trace": {func(_ pcommon.Map, s ptrace.Span) {
			s.SetTraceID([16]byte{1})
			exception(s.Events().AppendEmpty())
			exception(s.Events().AppendEmpty())
		}, 1},
		"nothing": {func(_ pcommon.Map, s ptrace.Span) { s.Events().AppendEmpty().SetName("exception") }, 0},
		"dealt with": {func(_ pcommon.Map, s ptrace.Span) {
			exception(s.Events().AppendEmpty())
			s.Status().SetCode(ptrace.StatusCodeOk)
		}, 0},
		"did not escape": {func(_ pcommon.Map, s ptrace.Span) {
			e := s.Events().AppendEmpty()
			exception(e)
			e.Attributes().PutBool("exception.escaped", false)
		}, 0},
		"did not escape, and failed": {func(_ pcommon.Map, s ptrace.Span) {
			e := s.Events().AppendEmpty()
			exception(e)
			e.Attributes().PutBool("exception.escaped", false)
			s.Status().SetCode(ptrace.StatusCodeError)
		}, 1},
		"of another service": {func(a pcommon.Map, s ptrace.Span) {
			a.PutStr("service.name", "else")
			exception(s.Events().AppendEmpty())
		}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			got := both(t, traces, oneSpan(func(a pcommon.Map, s ptrace.Span) {
				s.Attributes().PutStr("http.request.method", "GET")
				s.Attributes().PutStr("http.route", "/orders/{id}")
				tc.change(a, s)
			}))
			if len(got.signals) != max(tc.want, 0) || got.refused != max(-tc.want, 0) {
				t.Fatalf("%d signals and %d refused, want %d", len(got.signals), got.refused, tc.want)
			}
			for _, s := range got.signals {
				if s.Request != "GET /orders/{id}" || !s.At.Equal(now.Add(-time.Minute)) || len(s.Exceptions) != 1 {
					t.Errorf("signal %+v", s)
				}
			}
		})
	}
}

func zipped(data []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(data)
	_ = z.Close()
	return out.Bytes()
}

func marshalled(t testing.TB, marshal func() ([]byte, error)) []byte {
	t.Helper()
	body, err := marshal()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestHTTP(t *testing.T) {
	request := oneLog(func(_ pcommon.Map, r plog.LogRecord) { r.Body().SetStr(crash) })
	proto, asJSON := marshalled(t, request.MarshalProto), marshalled(t, request.MarshalJSON)
	stranger := marshalled(t, oneLog(func(a pcommon.Map, r plog.LogRecord) { a.PutStr("service.name", "else"); r.Body().SetStr(crash) }).MarshalProto)
	bomb := zipped(make([]byte, 50<<20))
	for name, tc := range map[string]struct {
		method, path, media, header string // header is "Name: value"
		body                        []byte
		status, stored              int
		holds                       string
	}{
		"protobuf":           {"POST", "/v1/logs", protobufType, "", proto, 200, 1, ""},
		"JSON":               {"POST", "/v1/logs", "application/json; charset=utf-8", "", asJSON, 200, 1, "{}"},
		"gzip":               {"POST", "/v1/logs", protobufType, "Content-Encoding: gzip", zipped(proto), 200, 1, ""},
		"gzip of JSON":       {"POST", "/v1/logs", jsonType, "Content-Encoding: gzip", zipped(asJSON), 200, 1, ""},
		"traces":             {"POST", "/v1/traces", protobufType, "", marshalled(t, oneSpan(func(_ pcommon.Map, s ptrace.Span) { exception(s.Events().AppendEmpty()) }).MarshalProto), 200, 1, ""},
		"nothing":            {"POST", "/v1/logs", protobufType, "", nil, 200, 0, ""},
		"a stranger":         {"POST", "/v1/logs", protobufType, "", stranger, 200, 0, `service "else" is not configured`},
		"metrics":            {"POST", "/v1/metrics", protobufType, "", proto, 404, 0, ""},
		"GET":                {"GET", "/v1/logs", protobufType, "", nil, 405, 0, "POST"},
		"text":               {"POST", "/v1/logs", "text/plain", "", asJSON, 415, 0, "content type"},
		"an unknown packing": {"POST", "/v1/logs", protobufType, "Content-Encoding: br", proto, 415, 0, "encoding"},
		"not gzip":           {"POST", "/v1/logs", protobufType, "Content-Encoding: gzip", proto, 400, 0, "gzip"},
		"cut gzip":           {"POST", "/v1/logs", protobufType, "Content-Encoding: gzip", zipped(proto)[:50], 400, 0, "EOF"},
		"not protobuf":       {"POST", "/v1/logs", protobufType, "", []byte("\x0a\xff\xff\xff\xff\x0fabc"), 400, 0, "malformed"},
		"not JSON":           {"POST", "/v1/logs", jsonType, "", []byte("{"), 400, 0, "unexpected end"},
		"deep JSON":          {"POST", "/v1/logs", jsonType, "", bytes.Repeat([]byte("["), 1<<20), 400, 0, "nested"},
		"small JSON":         {"POST", "/v1/logs", jsonType, "", []byte(`{"resourceLogs":[` + strings.Repeat("{},", 500_000) + `{}]}`), 400, 0, "too many"},
		"too large":          {"POST", "/v1/logs", protobufType, "", make([]byte, 9<<20), 413, 0, "at most"},
		"a bomb":             {"POST", "/v1/logs", protobufType, "Content-Encoding: gzip", bomb, 413, 0, "at most"},
		"a web page":         {"POST", "/v1/logs", jsonType, "Origin: https://example.com", asJSON, 403, 0, "web pages"},
	} {
		t.Run(name, func(t *testing.T) {
			sink := &stored{}
			s := running(t, Config{}, sink)
			r, err := http.NewRequest(tc.method, "http://"+s.HTTPAddress()+tc.path, bytes.NewReader(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", tc.media)
			if name, value, ok := strings.Cut(tc.header, ": "); ok {
				r.Header.Set(name, value)
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			body, _ := io.ReadAll(answer.Body)
			if answer.StatusCode != tc.status || len(sink.signals) != tc.stored || !strings.Contains(string(body), tc.holds) {
				t.Errorf("status %d with %q, %d signals; want %d with %q and %d", answer.StatusCode, body, len(sink.signals), tc.status, tc.holds, tc.stored)
			}
			if answer.StatusCode == 200 && answer.Header.Get("Content-Type") == protobufType {
				if err := plogotlp.NewExportResponse().UnmarshalProto(body); err != nil {
					t.Errorf("answer %q: %v", body, err)
				}
			}
		})
	}
}

func TestPartialSuccess(t *testing.T) {
	request := oneLog(func(a pcommon.Map, r plog.LogRecord) { a.PutStr("service.name", "else"); r.Body().SetStr(crash) })
	s := running(t, Config{}, &stored{})
	for media, body := range map[string][]byte{protobufType: marshalled(t, request.MarshalProto), jsonType: marshalled(t, request.MarshalJSON)} {
		answer, err := http.Post("http://"+s.HTTPAddress()+"/v1/logs", media, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		said, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		got := plogotlp.NewExportResponse()
		if media == jsonType {
			err = got.UnmarshalJSON(said)
		} else {
			err = got.UnmarshalProto(said)
		}
		if p := got.PartialSuccess(); err != nil || p.RejectedLogRecords() != 1 || !strings.Contains(p.ErrorMessage(), "else") {
			t.Errorf("%s: %q: %v", media, said, err)
		}
	}
}

// TestNotStoredIsNotAcknowledged: what the sink says decides what the sender is told.
func TestNotStoredIsNotAcknowledged(t *testing.T) {
	request := oneLog(func(_ pcommon.Map, r plog.LogRecord) { r.Body().SetStr(crash) })
	body := marshalled(t, request.MarshalJSON)
	sink := &stored{}
	s := running(t, Config{}, sink)
	client := dial(t, s)
	for _, tc := range []struct {
		fail   error
		status int
		code   codes.Code
		again  string
	}{
		{nil, 200, codes.OK, ""},
		{fmt.Errorf("x: %w", heald.ErrExhausted), 503, codes.Unavailable, "1"},
		{errors.New("disk I/O error"), 503, codes.Unavailable, "1"},
		{fmt.Errorf("x: %w", heald.ErrInvalid), 400, codes.InvalidArgument, ""},
		{fmt.Errorf("x: %w", heald.ErrDenied), 403, codes.PermissionDenied, ""},
	} {
		sink.fail = tc.fail
		answer, err := http.Post("http://"+s.HTTPAddress()+"/v1/logs", jsonType, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		var said struct {
			Code    int
			Message string
		}
		_ = json.NewDecoder(answer.Body).Decode(&said)
		answer.Body.Close()
		if answer.StatusCode != tc.status || answer.Header.Get("Retry-After") != tc.again || said.Code != int(tc.code) {
			t.Errorf("%v: status %d, retry %q, code %d", tc.fail, answer.StatusCode, answer.Header.Get("Retry-After"), said.Code)
		}
		if _, err := client.Export(t.Context(), request); status.Code(err) != tc.code {
			t.Errorf("%v: gRPC says %v, want %v", tc.fail, err, tc.code)
		}
	}
}

func dial(t *testing.T, s *Source) plogotlp.GRPCClient {
	t.Helper()
	connection, err := grpc.NewClient(s.GRPCAddress(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	return plogotlp.NewGRPCClient(connection)
}

func TestGRPC(t *testing.T) {
	sink := &stored{}
	s := running(t, Config{}, sink)
	client := dial(t, s)
	request := oneLog(func(_ pcommon.Map, r plog.LogRecord) { r.Body().SetStr(crash) })
	if _, err := client.Export(t.Context(), request, grpc.UseCompressor("gzip")); err != nil || sink.count != 1 {
		t.Errorf("%v, %d signals", err, sink.count)
	}
	stranger := oneLog(func(a pcommon.Map, r plog.LogRecord) { a.PutStr("service.name", "else"); r.Body().SetStr(crash) })
	if got, err := client.Export(t.Context(), stranger); err != nil || got.PartialSuccess().RejectedLogRecords() != 1 {
		t.Errorf("a stranger: %v, %+v", err, got)
	}
	large := oneLog(func(_ pcommon.Map, r plog.LogRecord) { r.Body().SetStr(strings.Repeat("x", 20<<20)) })
	for _, options := range [][]grpc.CallOption{nil, {grpc.UseCompressor("gzip")}} {
		if _, err := client.Export(t.Context(), large, options...); status.Code(err) != codes.ResourceExhausted {
			t.Errorf("20 MB: %v", err)
		}
	}
	connection, err := grpc.NewClient(s.GRPCAddress(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	spans := oneSpan(func(_ pcommon.Map, s ptrace.Span) { exception(s.Events().AppendEmpty()) })
	if _, err := ptraceotlp.NewGRPCClient(connection).Export(t.Context(), spans); err != nil || sink.count != 2 {
		t.Errorf("spans: %v, %d signals", err, sink.count)
	}
}

func TestToken(t *testing.T) {
	request := oneLog(func(_ pcommon.Map, r plog.LogRecord) { r.Body().SetStr(crash) })
	body := marshalled(t, request.MarshalProto)
	s := running(t, Config{Token: "open sesame"}, &stored{})
	client := dial(t, s)
	for given, want := range map[string]bool{"": false, "Bearer open sesame": true, "bearer open sesame": true, "Bearer wrong": false, "Basic open sesame": false, "Bearer ": false} {
		r, err := http.NewRequest("POST", "http://"+s.HTTPAddress()+"/v1/logs", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", protobufType)
		r.Header.Set("Authorization", given)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if got := answer.StatusCode == 200; got != want || !want && answer.StatusCode != 401 {
			t.Errorf("%q over HTTP: %d", given, answer.StatusCode)
		}
		_, err = client.Export(metadata.AppendToOutgoingContext(t.Context(), "authorization", given), request)
		if got := err == nil; got != want || !want && status.Code(err) != codes.Unauthenticated {
			t.Errorf("%q over gRPC: %v", given, err)
		}
	}
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]struct{ alone, withToken bool }{
		"127.0.0.1:0": {true, true}, "localhost:0": {true, true}, "[::1]:0": {true, true}, "": {true, true},
		"0.0.0.0:0": {false, true}, ":0": {false, true}, "10.1.2.3:4318": {false, true}, "example.com:1": {false, true}, "4318": {false, false},
	} {
		for token, ok := range map[string]bool{"": want.alone, "secret": want.withToken} {
			if err := permitted(address, token); (err == nil) != ok || err != nil && !errors.Is(err, heald.ErrInvalid) {
				t.Errorf("address %q, token %q: %v", address, token, err)
			}
		}
	}
	if _, err := New(Config{HTTP: "127.0.0.1:0"}); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("no table of services: %v", err)
	}
	first, err := New(Config{HTTP: "127.0.0.1:0", Known: known})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := New(Config{GRPC: first.HTTPAddress(), Known: known}); err == nil || !strings.Contains(err.Error(), first.HTTPAddress()) {
		t.Errorf("a port in use: %v", err)
	}
}
