package observe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/heald-dev/heald"
)

// answer is the body of a frame.
type answer struct {
	Ended  string            `json:"ended"`
	Values []json.RawMessage `json:"values"`
}

// why says in words how a run ended that gave no complete report.
var why = map[string]string{
	"time":   "it did not end within its time",
	"size":   "it reported more than is read",
	"died":   "its process ended before it was through",
	"forged": "something other than the harness wrote into the report",
}

// read takes the one frame out of a run's output. Everything that is not exactly one well-formed frame is a reason, never a result.
func read(result heald.Result, nonce string) (answer, string) {
	switch {
	case result.TimedOut:
		return answer{}, "it did not end within its time"
	case result.OutOfMemory:
		return answer{}, "it ran out of memory"
	case nonce == "":
		return answer{}, "there is no nonce to know the report by"
	}
	body, reason := unframe(result.Stdout, nonce)
	if reason != "" {
		return answer{}, reason
	}
	var got answer
	if err := json.Unmarshal(body, &got); err != nil {
		return answer{}, "the report cannot be read"
	}
	if got.Ended != "end" {
		if text, known := why[got.Ended]; known {
			return got, text
		}
		return got, "it ended in an unknown way"
	}
	return got, ""
}

func unframe(out []byte, nonce string) (body []byte, reason string) {
	mark := []byte(nonce)
	if n := bytes.Count(out, mark); n != 2 {
		return nil, fmt.Sprintf("the report is missing or not alone: %d marks instead of 2", n)
	}
	_, rest, _ := bytes.Cut(out, append([]byte("\n"), append(mark, ' ')...))
	head, rest, found := bytes.Cut(rest, []byte("\n"))
	size, err := strconv.Atoi(string(head))
	if !found || err != nil || size < 0 || size > len(rest) {
		return nil, "the report is cut short"
	}
	if tail := rest[size:]; !bytes.Equal(tail, []byte("\n"+nonce+"\n")) {
		return nil, "the report is garbled"
	}
	return rest[:size], ""
}
