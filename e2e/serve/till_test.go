package serve

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// till is a service whose way to fail is chosen by a request: what it prints, how it ends.
const till = `import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LEDGERS = {"main": [12, 30], "spare": []}


def average(ledger):
    rows = LEDGERS[ledger]
    return sum(rows) / len(rows)


def flood(megabytes):
    for _ in range(megabytes):
        sys.stdout.write("x" * (1 << 20))
    sys.stdout.write("\n")
    sys.stdout.flush()
    return "said"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if url.path == "/average":
            body = str(average(query["ledger"]))
        elif url.path == "/flood":
            body = flood(int(query["megabytes"]))
        else:
            body = "well"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`

// tills makes the repository of the till.
func tills(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	commit(t, dir, "A till over HTTP", map[string]string{"server.py": till})
	return dir
}

// empty is the request that divides by zero.
const empty = "/average?ledger=spare"

// record is one crash as OpenTelemetry has it. Which function failed tells one fingerprint from another.
func record(function, padding string) map[string]any {
	trace := fmt.Sprintf("Traceback (most recent call last):\n  File \"/srv/till/server.py\", line 9, in %s\n    rows = LEDGERS[ledger]\nKeyError: 'lost'\n", function)
	text := func(s string) map[string]any { return map[string]any{"stringValue": s} }
	return map[string]any{
		"timeUnixNano": fmt.Sprint(time.Now().UnixNano()), "severityNumber": 17, "body": text("request failed " + padding),
		"attributes": []any{
			map[string]any{"key": "exception.type", "value": text("KeyError")}, map[string]any{"key": "exception.message", "value": text("'lost'")},
			map[string]any{"key": "exception.stacktrace", "value": text(trace)},
		},
	}
}

// export sends records over OTLP/HTTP and returns the status; 0 is no answer.
func export(address, service string, records ...any) int {
	body, err := json.Marshal(map[string]any{"resourceLogs": []any{map[string]any{
		"resource":  map[string]any{"attributes": []any{map[string]any{"key": "service.name", "value": map[string]any{"stringValue": service}}}},
		"scopeLogs": []any{map[string]any{"logRecords": records}},
	}}})
	if err != nil {
		return 0
	}
	answer, err := client.Post("http://"+address+"/v1/logs", "application/json", bytes.NewReader(body))
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

// peak is the most memory that the daemon ever had resident, in MiB, and what it has now.
func (h *house) memory() (peak, now int) {
	h.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.daemon.Process.Pid))
	if err != nil {
		h.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		_, _ = fmt.Sscanf(line, "VmHWM: %d", &peak)
		_, _ = fmt.Sscanf(line, "VmRSS: %d", &now)
	}
	return peak >> 10, now >> 10
}

const maxMemory = 256 // MiB, whatever is said to the daemon

// TestLongLine: a line of 50 MB on each way into heald. It costs a bounded amount of memory, and the crash after it opens its incident.
func TestLongLine(t *testing.T) {
	repo := tills(t)
	log := repo + "/../till.log"
	if err := os.WriteFile(log, []byte("begins\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	door := free(t)
	h := newHouse(t, repo, "till", server, part{"otlp", fmt.Sprintf("{http: %q}", door)}, part{"service", fmt.Sprintf("    sources: {logs: [%q]}\n", log)})
	h.up()
	wait(t, 20*time.Second, "the service answers", func() bool { return status("http://"+h.listen+"/") == http.StatusOK })
	functions := func() map[string]int {
		found := map[string]int{}
		for _, r := range h.incidents() {
			found[r.Summary]++
		}
		return found
	}
	opened := func(n int, what string) {
		t.Helper()
		wait(t, 20*time.Second, "the crash after a long line "+what+" opened its incident", func() bool { return len(functions()) == n })
	}
	if got := status("http://" + h.listen + "/flood?megabytes=50"); got != http.StatusOK {
		t.Fatalf("the service is held up by its own words: %d", got)
	}
	status("http://" + h.listen + empty)
	opened(1, "on standard output")

	f, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 50 {
		if _, err := f.WriteString(strings.Repeat("y", 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Fprint(f, "\nTraceback (most recent call last):\n  File \"/srv/till/server.py\", line 9, in summary\n    rows = LEDGERS[ledger]\nKeyError: 'lost'\n")
	opened(2, "in a log file")

	if got := export(door, "till", record("report", strings.Repeat("z", 50<<20))); got != http.StatusRequestEntityTooLarge {
		t.Errorf("50 MB over OTLP are answered with %d, want 413", got)
	}
	if got := export(door, "till", record("report", "")); got != http.StatusOK {
		t.Errorf("the record after it is answered with %d", got)
	}
	opened(3, "over OTLP")
	most, now := h.memory()
	t.Logf("resident: %d MiB at most, %d MiB now", most, now)
	if most > maxMemory {
		t.Errorf("%d MiB resident at most, want %d", most, maxMemory)
	}
	if code, _ := h.term(15 * time.Second); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	nothingLeft(t)
}

// TestStorm sends 100,000 records of one crash while the service is served and the case is worked on, on two connections: one incident, the
// count exact, in bounded memory, in less than a minute.
func TestStorm(t *testing.T) {
	const all, batch, senders = 100_000, 500, 2
	door := free(t)
	h := newHouse(t, tills(t), "till", server, part{"otlp", fmt.Sprintf("{http: %q}", door)})
	h.up()
	records := make([]any, batch)
	for i := range records {
		records[i] = record("summary", fmt.Sprint(i))
	}
	began := time.Now()
	var sending sync.WaitGroup
	for range senders {
		sending.Go(func() {
			for range all / batch / senders {
				for export(door, "till", records...) != http.StatusOK { // it asks to wait: nothing of a batch was taken
					time.Sleep(100 * time.Millisecond)
					if time.Since(began) > time.Minute {
						return
					}
				}
			}
		})
	}
	sending.Wait()
	took := time.Since(began)
	r := h.only()
	most, _ := h.memory()
	t.Logf("%d records in %s; %d MiB resident at most", r.Count, took.Round(100*time.Millisecond), most)
	if r.Count != all || took > time.Minute || most > maxMemory {
		t.Errorf("%d counted in %s with %d MiB, want %d within a minute and %d MiB", r.Count, took, most, all, maxMemory)
	}
	if got := status("http://" + h.listen + "/"); got != http.StatusOK {
		t.Errorf("the service answers with %d", got)
	}
	h.stopped("after a storm")
}
