package drive

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language/python/harness"
	"github.com/heald-dev/heald/internal/language/python/runenv"
)

const reportLimit = 16 << 20

func call(ctx context.Context, run heald.Runner, tree heald.Checkout, env heald.Environment, ask asked, limit time.Duration) (answer, error) {
	return callWith(ctx, run, tree, env, ask, limit, nil)
}

// callWith runs the harness once and reads its report.
func callWith(ctx context.Context, run heald.Runner, tree heald.Checkout, env heald.Environment, ask asked, limit time.Duration, overlay map[string][]byte) (answer, error) {
	if limit <= 0 {
		limit = 20 * time.Second
	}
	ask.Root = tree.Home
	if len(ask.ImportRoots) == 0 {
		ask.ImportRoots = []string{""}
	}
	nonce, err := newNonce()
	if err != nil {
		return answer{}, err
	}
	stdin, err := json.Marshal(struct {
		Nonce   string  `json:"nonce"`
		Seconds float64 `json:"seconds"`
		Request asked   `json:"request"`
	}{nonce, (limit + margin).Seconds(), ask})
	if err != nil {
		return answer{}, fmt.Errorf("write the request: %w", err)
	}
	files, err := harness.Files()
	if err != nil {
		return answer{}, fmt.Errorf("read the harness: %w", err)
	}
	result, err := run.Run(ctx, heald.Command{
		Argv: []string{env.Interpreter, "/heald/heald_main.py"}, Dir: path.Join(tree.Home, tree.Path), Env: runenv.Vars(tree.Home, env), Stdin: stdin,
		Tree: heald.Tree{Root: tree.Root, Home: tree.Home, Overlay: overlay}, Mounts: env.Mounts, Files: files,
		Limits: heald.Limits{Wall: limit + 2*margin, CPU: limit + 2*margin, Output: reportLimit},
	})
	if err != nil {
		return answer{}, err
	}
	return parse(nonce, result), nil
}

func newNonce() (string, error) {
	raw := make([]byte, 16)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("make a nonce: %w", err)
	}
	return hex.EncodeToString(raw), nil
}

// parse reads the one framed report of a run. A report that is missing, doubled, cut or malformed leaves broken set.
func parse(nonce string, result heald.Result) answer {
	reason := func(text string) answer {
		switch {
		case result.TimedOut:
			text += "; it ran out of time"
		case result.OutOfMemory:
			text += "; it ran out of memory"
		}
		if tail := strings.TrimSpace(string(result.Stderr)); tail != "" {
			text += ": " + tail[max(0, len(tail)-300):]
		}
		return answer{broken: text}
	}
	if bytes.Count(result.Stdout, []byte(nonce)) != 2 {
		return reason("the harness gave no single report")
	}
	_, rest, _ := bytes.Cut(result.Stdout, []byte(nonce+" "))
	head, rest, _ := bytes.Cut(rest, []byte("\n"))
	body, _, ended := bytes.Cut(rest, []byte("\n"+nonce))
	if !ended || fmt.Sprint(len(body)) != string(head) {
		return reason("the harness's report is cut")
	}
	var got answer
	if err := json.Unmarshal(body, &got); err != nil {
		return reason("the harness's report is malformed")
	}
	got.judge()
	return got
}

// judge notes why a report, though complete, does not tell the whole story.
func (a *answer) judge() {
	ends := 0
	for _, v := range a.Values {
		if v.Broken != "" {
			a.broken = "the harness broke: " + v.Broken
		}
		if v.End != nil {
			ends++
		}
	}
	switch {
	case a.broken != "":
	case ends > 1:
		a.broken = "the harness's report is doubled"
	case ends == 0:
		a.broken = "the harness did not come to an end (" + a.Ended + ")"
	}
}
