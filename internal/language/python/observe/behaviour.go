package observe

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

func runObserve(ctx context.Context, runner heald.Runner, ask language.ObserveAsk) (language.Observations, error) {
	request := map[string]any{
		"edited": ask.Edited, "functions": ask.Functions, "seed": ask.Seed, "seconds": ask.Budget.Seconds(), "drive": ask.Drive, "calls": ask.Calls,
		"crash": map[string]string{"path": ask.Crash.File, "name": last(ask.Crash.Function), "type": last(ask.ErrorType)},
	}
	request["late"] = 0.8 * ask.Wall.Seconds()
	request["twice"], request["aims"] = ask.Twice, spans(ask.Aims)
	if ask.Inputs != nil {
		request["drives"] = ask.Inputs
	}
	cmd, err := job{place: ask.Workplace, task: "observe", nonce: ask.Nonce, wall: ask.Wall, request: request}.command()
	if err != nil {
		return language.Observations{}, err
	}
	result, err := runner.Run(ctx, cmd)
	if err != nil {
		return language.Observations{}, fmt.Errorf("observe the behaviour at %s: %w", ask.Checkout.Commit, err)
	}
	got, reason := read(result, ask.Nonce)
	seen := language.Observations{Broken: reason, Took: result.Took}
	for _, raw := range got.Values {
		if seen.Broken == "" {
			seen.Broken = addObserved(&seen, raw)
		}
	}
	return seen, nil
}

// spans are the aims as the harness reads them: [path, first, last].
func spans(aims [][]language.Span) [][][3]any {
	found := make([][][3]any, len(aims))
	for n, aim := range aims {
		found[n] = make([][3]any, len(aim))
		for k, s := range aim {
			found[n][k] = [3]any{s.Path, s.First, s.Last}
		}
	}
	return found
}

// observedLine is the union of what the observer's harness sends.
type observedLine struct {
	Input  *int        `json:"input"`
	Drive  heald.Drive `json:"drive"`
	Shown  string      `json:"shown"`
	Entry  string      `json:"entry"`
	First  bool        `json:"first"`
	Traced bool        `json:"traced"`
	Far    int         `json:"far"`
	Steady bool        `json:"steady"`
	Seen   struct {
		End       string              `json:"end"`
		All       string              `json:"all"`
		Value     string              `json:"value"`
		Shown     string              `json:"shown"`
		Type      string              `json:"type"`
		Message   string              `json:"message"`
		State     string              `json:"state"`
		Public    string              `json:"public"`
		Private   map[string]string   `json:"private"`
		Raised    bool                `json:"raised"`
		Hit       []string            `json:"hit"`
		Chain     []string            `json:"chain"`
		Frames    []frame             `json:"frames"`
		Lines     map[string][]int    `json:"lines"`
		Returns   map[string][]string `json:"returns"`
		Unawaited int                 `json:"unawaited"`
	} `json:"seen"`
	End *struct {
		Count  int      `json:"count"`
		Cut    int      `json:"cut"`
		Broken []string `json:"broken"`
		Few    string   `json:"few"`
	} `json:"end"`
	Broken string `json:"broken"`
}

func addObserved(seen *language.Observations, raw json.RawMessage) string {
	var line observedLine
	if err := json.Unmarshal(raw, &line); err != nil {
		return "the report cannot be read"
	}
	switch {
	case line.Broken != "":
		return "the observer could not run: " + line.Broken
	case line.End != nil:
		seen.Few, seen.Invalid, seen.Cut = line.End.Few, line.End.Broken, line.End.Cut >= 0
		if line.End.Cut < 0 && line.End.Count != len(seen.Seen) || line.End.Cut >= 0 && line.End.Cut != len(seen.Seen) {
			return "inputs are missing from the report"
		}
	case line.Input != nil:
		if *line.Input != len(seen.Seen) {
			return "inputs were reported out of turn"
		}
		seen.Seen = append(seen.Seen, line.noun())
	}
	return ""
}

func (l *observedLine) noun() language.Observed {
	s := l.Seen
	made := language.Observed{
		Drive: l.Drive, Input: l.Shown, Entry: l.Entry, Given: l.First, Traced: l.Traced, Far: l.Far, Steady: l.Steady, End: s.End, All: s.All, Value: s.Value, Shown: s.Shown,
		Type: s.Type, Text: s.Message, State: s.State, Public: s.Public, Private: s.Private, Raised: s.Raised, Hit: s.Hit, Chain: s.Chain, Lines: s.Lines, Returns: s.Returns, Unawaited: s.Unawaited,
	}
	for _, f := range s.Frames {
		made.Frames = append(made.Frames, heald.Frame{File: f.Path, Function: f.Name, Line: f.Line, InApp: true})
	}
	return made
}

func last(name string) string { return name[strings.LastIndex(name, ".")+1:] }
