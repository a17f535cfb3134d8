// Package serve tests heald serve and heald run as the real binary, under what happens to a daemon in its life: killed at any moment,
// without space, twice on one store, flooded, stopped in the middle.
package serve

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store/sqlite"
	"github.com/heald-dev/heald/internal/traffic"
	"golang.org/x/sys/unix"
)

// binary is heald as it is built from this tree.
var binary string

func TestMain(m *testing.M) {
	if os.Getenv("HEALD_E2E") == "" {
		fmt.Println("set HEALD_E2E=1: these tests build heald and take minutes")
		os.Exit(0)
	}
	os.Exit(prepared(m))
}

func prepared(m *testing.M) int {
	dir, err := os.MkdirTemp("", "heald-e2e-")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "heald")
	// As make build makes it: what is measured is what people run.
	linked := binary + ".linked"
	if out, err := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", linked, "../../cmd/heald").CombinedOutput(); err != nil {
		fmt.Printf("build heald: %v\n%s", err, out)
		return 1
	}
	if out, err := exec.Command("cp", linked, binary).CombinedOutput(); err != nil {
		fmt.Printf("copy heald: %v\n%s", err, out)
		return 1
	}
	// What loses its parent becomes ours, so that nothing that heald leaves behind can hide.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		fmt.Println(err)
		return 1
	}
	return m.Run()
}

// house is one heald.yaml with its folder, and the daemon on it.
type house struct {
	t       *testing.T
	dir     string
	repo    string
	service string // its name
	listen  string // where its users reach it
	console string
	state   string
	spoils  string // file that makes canaries fail, where a test wants that
	log     string // of all daemons, one after the other
	daemon  *exec.Cmd
	ended   chan struct{}
}

// part is a piece of heald.yaml that a test needs otherwise.
type part struct{ key, text string }

// newHouse writes a heald.yaml for a service in a repository.
func newHouse(t *testing.T, repo, name string, command []string, parts ...part) *house {
	t.Helper()
	dir := t.TempDir()
	h := &house{t: t, dir: dir, repo: repo, service: name, listen: free(t), console: free(t), state: filepath.Join(dir, "state"), log: filepath.Join(dir, "heald.log")}
	quoted, err := json.Marshal(command)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{
		"state":    h.state,
		"console":  fmt.Sprintf("{listen: %q}", h.console),
		"run":      fmt.Sprintf("{command: %s, listen: %q, stop: 3s, env: {PYTHONDONTWRITEBYTECODE: '1'}, ready: {path: /health, within: 20s}}", quoted, h.listen),
		"service":  "", // more lines of it
		"delivery": "{steps: [25, 100], hold: 3s, deadline: 5m}",
		"healing":  "{budget: 5m}",
	}
	for _, p := range parts {
		texts[p.key] = p.text
	}
	h.write(texts)
	t.Cleanup(func() {
		if h.daemon != nil {
			h.kill()
		}
		if said, err := os.ReadFile(h.log); t.Failed() && err == nil {
			t.Logf("heald said:\n%s", said[max(0, len(said)-20_000):])
		}
	})
	return h
}

func (h *house) write(texts map[string]string) {
	h.t.Helper()
	file := fmt.Sprintf("services:\n  - name: %s\n    repository: %s\n", h.service, h.repo)
	if run := texts["run"]; run != "" {
		file += "    run: " + run + "\n"
	}
	file += texts["service"]
	for key, text := range texts {
		if key != "run" && key != "service" && text != "" {
			file += key + ": " + text + "\n"
		}
	}
	if err := os.WriteFile(filepath.Join(h.dir, "heald.yaml"), []byte(file), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// command is heald with arguments, in a folder.
func command(dir string, args ...string) *exec.Cmd {
	c := exec.Command(binary, args...)
	c.Dir = dir
	return c
}

// start starts the daemon and does not wait for it.
func (h *house) start() {
	h.t.Helper()
	log, err := os.OpenFile(h.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		h.t.Fatal(err)
	}
	through := io.MultiWriter(log) // a pipe: the log grows also where the daemon's own files may not
	h.daemon = command(h.dir, "serve", "-c", "heald.yaml")
	h.daemon.Stdout, h.daemon.Stderr, h.daemon.WaitDelay = through, through, time.Second
	if err := h.daemon.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.ended = make(chan struct{})
	go func(daemon *exec.Cmd, ended chan struct{}) { _ = daemon.Wait(); log.Close(); close(ended) }(h.daemon, h.ended)
}

// ready waits for the daemon to be ready and says how long that took.
func (h *house) ready(within time.Duration) time.Duration {
	h.t.Helper()
	began := time.Now()
	wait(h.t, within, "the daemon is ready", func() bool {
		select {
		case <-h.ended:
			h.t.Fatal("the daemon ended by itself")
		default:
		}
		return status("http://"+h.console+"/readyz") == http.StatusOK
	})
	return time.Since(began)
}

func (h *house) up() {
	h.t.Helper()
	h.start()
	h.ready(time.Minute)
}

// kill ends the daemon as a machine's failure would.
func (h *house) kill() {
	_ = h.daemon.Process.Kill()
	<-h.ended
	h.daemon = nil
}

// term asks the daemon to end and returns its exit code and how long it took.
func (h *house) term(within time.Duration) (int, time.Duration) {
	h.t.Helper()
	began := time.Now()
	if err := h.daemon.Process.Signal(syscall.SIGTERM); err != nil {
		h.t.Fatal(err)
	}
	select {
	case <-h.ended:
	case <-time.After(within):
		stacks(h.daemon.Process)
		h.t.Fatalf("the daemon still runs %s after SIGTERM", within)
	}
	code := h.daemon.ProcessState.ExitCode()
	h.daemon = nil
	return code, time.Since(began)
}

// stacks lets a Go program that hangs say where.
func stacks(p *os.Process) {
	_ = p.Signal(syscall.SIGQUIT)
	time.Sleep(time.Second)
}

// wait asks until something is so.
func wait(t *testing.T, within time.Duration, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !is(); time.Sleep(30 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %s it is not so that %s", within, what)
		}
	}
}

var client = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}

// status is what a GET answers with; 0 is no answer.
func status(url string) int {
	answer, err := client.Get(url)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

type row struct {
	ID, Service, Reason, Summary string
	State                        heald.State
	Count                        int
}

type listing struct {
	Incidents []row
	Case      *heald.Case
}

// call speaks to the API. It returns 0 where nobody answers.
func (h *house) call(method, path string, body, into any) int {
	text, err := json.Marshal(body)
	if err != nil {
		h.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(h.t.Context(), method, "http://"+h.console+"/api/v1/"+path, bytes.NewReader(text))
	if err != nil {
		h.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	if into != nil && answer.StatusCode < 300 {
		if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
			return 0
		}
	}
	return answer.StatusCode
}

// stands is the state of a case.
func (h *house) stands(id string) heald.State {
	var l listing
	h.call("GET", "incidents/"+id, nil, &l)
	if l.Case == nil {
		return ""
	}
	return l.Case.State
}

func (h *house) incidents() []row {
	var l listing
	h.call("GET", "incidents", nil, &l)
	return l.Incidents
}

// only is the one incident that there is, or none yet.
func (h *house) only() row {
	h.t.Helper()
	rows := h.incidents()
	if len(rows) > 1 {
		h.t.Fatalf("%d incidents, want one: %+v", len(rows), rows)
	}
	if len(rows) == 0 {
		return row{}
	}
	return rows[0]
}

// becomes waits for the only incident to reach one of the states.
func (h *house) becomes(within time.Duration, states ...heald.State) row {
	h.t.Helper()
	var last row
	defer func() {
		if h.t.Failed() {
			h.t.Logf("the incident at last: %+v", last)
		}
	}()
	wait(h.t, within, fmt.Sprintf("the incident is %v", states), func() bool {
		if now := h.only(); now.ID != "" {
			last = now
		}
		return slices.Contains(states, last.State)
	})
	return last
}

func (h *house) answer(id string, verb heald.Verb) int {
	return h.call("POST", "incidents/"+id+"/answer", map[string]string{"verb": string(verb), "why": "it says so", "by": "ann"}, nil)
}

// store opens the daemon's store, which must have ended.
func (h *house) store() *sqlite.Store {
	h.t.Helper()
	s, err := sqlite.New(h.t.Context(), sqlite.Config{Path: filepath.Join(h.state, "heald.db")})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { s.Close() })
	return s
}

// traffic sends requests to the service until the test ends.
func (h *house) traffic(rate float64, paths ...string) *traffic.Generator {
	h.t.Helper()
	var mix []traffic.Request
	for _, p := range paths {
		mix = append(mix, traffic.Request{Path: p, Weight: 1})
	}
	g, err := traffic.New(traffic.Plan{Target: "http://" + h.listen, Rate: rate, Seed: 1, Mix: mix})
	if err != nil {
		h.t.Fatal(err)
	}
	go g.Run(h.t.Context())
	return g
}

// below are the processes that descend from a process, but for those that have ended.
func below(pid int) map[int]string {
	parents, names := map[int]int{}, map[int]string{}
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		end := strings.LastIndexByte(string(text), ')')
		fields := strings.Fields(string(text)[end+1:])
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if len(fields) > 1 && fields[0] != "Z" && fields[0] != "X" {
			parents[child], _ = strconv.Atoi(fields[1])
			command, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
			names[child] = strings.ReplaceAll(string(command), "\x00", " ")
		}
	}
	found := map[int]string{}
	for child := range parents {
		for at := parents[child]; at > 1; at = parents[at] {
			if at == pid {
				found[child] = names[child]
				break
			}
		}
	}
	return found
}

// nothingLeft fails when a process of heald outlives it.
func nothingLeft(t *testing.T) {
	t.Helper()
	var left map[int]string
	defer func() {
		if t.Failed() {
			t.Logf("still running: %v", left)
		}
	}()
	wait(t, 5*time.Second, "nothing of heald is left running", func() bool {
		left = below(os.Getpid())
		return len(left) == 0
	})
}
