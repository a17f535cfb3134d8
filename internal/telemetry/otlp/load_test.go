package otlp

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heald-dev/heald/internal/triage"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
)

// manyLogs is a request with n records, of which crashes hold a trace each.
func manyLogs(t testing.TB, n, crashes int) plogotlp.ExportRequest {
	t.Helper()
	all := plog.NewLogs()
	group := all.ResourceLogs().AppendEmpty()
	group.Resource().Attributes().PutStr("service.name", "shop")
	records := group.ScopeLogs().AppendEmpty().LogRecords()
	for i := range n {
		r := records.AppendEmpty()
		r.SetSeverityNumber(plog.SeverityNumberInfo)
		r.Body().SetStr(fmt.Sprintf("2026-05-04 02:00:00 request %d for order %d served in 12 ms by worker 7", i, i*7))
		r.Attributes().PutStr("http.request.method", "GET")
		r.Attributes().PutStr("url.path", "/orders/17")
		r.Attributes().PutInt("thread.id", int64(i))
		if i < crashes {
			r.SetSeverityNumber(plog.SeverityNumberError)
			r.Body().SetStr(strings.Replace(crash, "by zero", fmt.Sprint("by zero of ", i), 1))
		}
	}
	return plogotlp.NewExportRequestFromLogs(all)
}

// TestHundredThousandCrashes sends them through the real server: each is counted once, and memory stays bounded.
func TestHundredThousandCrashes(t *testing.T) {
	const total, each, senders = 100_000, 500, 4
	body := marshalled(t, manyLogs(t, each, each).MarshalProto)
	sink := &stored{group: triage.NewGrouper(triage.DefaultLimits()), prints: map[string]int{}}
	s := running(t, Config{}, sink)
	stop, watched := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse+m.StackInuse)
			select {
			case <-stop:
				watched <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	began := time.Now()
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for range total / each / senders {
				for { // as an exporter does
					answer, err := http.Post("http://"+s.HTTPAddress()+"/v1/logs", protobufType, bytes.NewReader(body))
					if err != nil {
						t.Error(err)
						return
					}
					answer.Body.Close()
					if answer.StatusCode == 200 {
						break
					}
					time.Sleep(50 * time.Millisecond)
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	close(stop)
	most := <-watched
	t.Logf("%d crash records in %v, at most %d MB", total, took, most>>20)
	if len(sink.prints) != 1 {
		t.Errorf("%d fingerprints, want 1", len(sink.prints))
	}
	if sink.count != total || took > time.Minute || most > 128<<20 {
		t.Errorf("%d of %d counted in %v with %d MB", sink.count, total, took, most>>20)
	}
}

// TestHostileRequestsCostLittle: a few megabytes that a tree would make hundreds of.
func TestHostileRequestsCostLittle(t *testing.T) {
	wrap := func(tag byte, inner []byte) []byte {
		return append(binary.AppendUvarint([]byte{tag}, uint64(len(inner))), inner...)
	}
	nested := []byte("\x0a\x03panic: at a.b(c:1)")
	for range 5000 { // a list in a list in a list: an AnyValue's 5 is an ArrayValue, whose 1 is an AnyValue
		nested = wrap(0x2a, wrap(0x0a, nested))
	}
	nested = wrap(0x0a, wrap(0x12, wrap(0x12, wrap(0x2a, nested))))
	for name, body := range map[string][]byte{
		"empty resources": bytes.Repeat([]byte{0x0a, 0x00}, 2<<20),
		"empty scopes":    append([]byte{0x0a, 0x80, 0x80, 0x80, 0x02}, bytes.Repeat([]byte{0x12, 0x00}, 2<<20)...),
		"nested":          nested,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		b := batch{known: known, now: now, kind: logs}
		err := b.readProto(body)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
			t.Errorf("%s: %d MB (%v)", name, used>>20, err)
		}
	}
}

func BenchmarkRecords(b *testing.B) {
	for name, crashes := range map[string]int{"no failure": 0, "1 % crashes": 10, "all crashes": 1000} {
		r := manyLogs(b, 1000, crashes)
		for encoding, marshal := range map[string]func() ([]byte, error){"protobuf": r.MarshalProto, "JSON": r.MarshalJSON} {
			body := marshalled(b, marshal)
			b.Run(name+", "+encoding, func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				b.ReportAllocs()
				for b.Loop() {
					got := batch{known: known, now: now, kind: logs}
					if err := got.read(body, encoding == "JSON"); err != nil || len(got.signals) != crashes {
						b.Fatal(err, len(got.signals))
					}
				}
				b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "records/s")
			})
		}
	}
}

func FuzzJSON(f *testing.F) {
	f.Add(marshalled(f, manyLogs(f, 3, 1).MarshalJSON), false)
	f.Add([]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"status":{"code":"x"},"events":[{"attributes":[{"key":"exception.stacktrace","value":{"stringValue":"a.b.C: x\n\tat d.E(F.java:1)"}}]}]}]}]}]}`), true)
	f.Fuzz(func(t *testing.T, body []byte, isTrace bool) { hostile(t, body, isTrace, true) })
}

func FuzzProtobuf(f *testing.F) {
	f.Add(marshalled(f, manyLogs(f, 3, 1).MarshalProto), false)
	f.Fuzz(func(t *testing.T, body []byte, isTrace bool) { hostile(t, body, isTrace, false) })
}

// hostile reads anything: no panic, and signals that can be stored.
func hostile(t *testing.T, body []byte, isTrace, asJSON bool) {
	b := batch{known: func(string) bool { return true }, now: now, kind: logs}
	if isTrace {
		b.kind = traces
	}
	_ = b.read(body, asJSON)
	for _, s := range b.signals {
		if len(s.Exceptions) == 0 || strings.ToValidUTF8(s.Text+s.Request+s.Instance+s.Commit, "") != s.Text+s.Request+s.Instance+s.Commit || strings.Contains(s.Text, "\x00") {
			t.Errorf("signal %+v", s)
		}
		for _, e := range s.Exceptions {
			if e.Start < 0 || e.End > len(s.Text) || e.Start > e.End {
				t.Errorf("exception at %d to %d of %d", e.Start, e.End, len(s.Text))
			}
		}
	}
}
