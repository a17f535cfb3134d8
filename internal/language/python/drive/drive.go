// Package drive reaches Python code from outside: it runs heald's harness in the sandbox, reads what it reports, and writes a
// drive as a regression test.
package drive

import (
	"context"
	"fmt"
	"math"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Bounds of one run of the harness.
const (
	trialSeconds  = 3
	recordSeconds = 6
	testSeconds   = 20
	margin        = 3 * time.Second // for the interpreter to start and the report to be written
)

// Drivers returns Python's role.
func Drivers() *language.Drivers {
	return &language.Drivers{
		Search: search, Shrink: shrink, Plain: plainMessage, Refuses: refuses, Outside: outside, Printed: asJSON.Replace, Requests: failedRequests,
		Texts: texts, Write: write, RunTest: runTest,
	}
}

var failedRequests = []*regexp.Regexp{
	regexp.MustCompile(`Exception on (/\S*) \[([A-Z]+)\]`), // as Flask logs it
	regexp.MustCompile(`Internal Server Error: (/\S*)()`),  // as Django logs it
}

func search(ctx context.Context, run heald.Runner, hunt language.Hunt) (language.Hunted, error) {
	ask := request(hunt, "search")
	answer, err := call(ctx, run, hunt.Tree, hunt.Environment, ask, hunt.Time)
	if err != nil {
		return language.Hunted{}, fmt.Errorf("search for inputs: %w", err)
	}
	hunted := language.Hunted{Depth: -1, Broken: answer.broken}
	for _, v := range answer.Values {
		if v.Find != nil {
			hunted.Finds = append(hunted.Finds, v.Find.find())
		}
		if v.End != nil {
			v.End.into(&hunted)
		}
	}
	return hunted, nil
}

func shrink(ctx context.Context, run heald.Runner, hunt language.Hunt, drive heald.Drive) (language.Shrunk, error) {
	ask := request(hunt, "shrink")
	ask.Drive, ask.Neutral = &drive, hunt.Neutral
	answer, err := call(ctx, run, hunt.Tree, hunt.Environment, ask, hunt.Time)
	if err != nil {
		return language.Shrunk{}, fmt.Errorf("shrink the input: %w", err)
	}
	end := answer.end()
	if end == nil || end.Drive == nil || end.Outcome == nil || end.Outcome.Escaped == nil {
		return language.Shrunk{}, nil
	}
	return language.Shrunk{Drive: end.Drive, Observed: end.Outcome.Escaped.exception(), Kept: end.Kept, Tried: end.Tried}, nil
}

func runTest(ctx context.Context, run heald.Runner, ask language.TestRun) (language.TestReport, error) {
	tree := ask.Tree
	asked := asked{Mode: "test", Dir: tree.Path, ImportRoots: ask.Environment.ImportRoots, Framework: ask.Environment.Framework,
		Path: strings.TrimPrefix(ask.Path, prefix(tree.Path)), TestSeconds: testSeconds}
	overlay := map[string][]byte{ask.Path: []byte(ask.Source)}
	answer, err := callWith(ctx, run, tree, ask.Environment, asked, testSeconds*time.Second, overlay)
	if err != nil {
		return language.TestReport{}, fmt.Errorf("run the test %s: %w", ask.Path, err)
	}
	return answer.report(), nil
}

func prefix(folder string) string {
	if folder == "" {
		return ""
	}
	return strings.TrimSuffix(folder, "/") + "/"
}

// request is what both search and shrinking need to recognise the crash.
func request(hunt language.Hunt, mode string) asked {
	limit := hunt.Time
	if limit <= 0 {
		limit = 20 * time.Second
	}
	ask := asked{
		Mode: mode, Dir: hunt.Tree.Path, ImportRoots: hunt.Environment.ImportRoots, Sites: sites(hunt),
		ErrorType: hunt.Incident.Exception.ErrorType, Message: hunt.Incident.Exception.Message,
		Wrong: hunt.Wrong, Evidence: evidence{Leads: hunt.Leads, Data: below(hunt.Data, hunt.Tree.Path), Fixtures: hunt.Environment.Framework == "pytest"}, Tests: below(hunt.Tests, hunt.Tree.Path),
		Insisted: hunt.Insisted, Carried: hunt.Carried, Seed: hunt.Seed, Trials: hunt.Trials, Seconds: limit.Seconds(),
		TrialSeconds: trialSeconds, RecordSeconds: math.Min(recordSeconds, limit.Seconds()/4),
	}
	if ask.Wrong.Kind == "" {
		ask.Wrong.Kind = kindOf(hunt.Incident.Exception)
	}
	return ask
}

// below gives paths as the service's folder sees them; others stay out of its reach.
func below(paths []string, folder string) []string {
	var found []string
	for _, p := range paths {
		if inside, ok := strings.CutPrefix(p, prefix(folder)); ok {
			found = append(found, inside)
		}
	}
	return found
}

// sites pairs each mapped site with what the trace marked there.
func sites(hunt language.Hunt) []site {
	marked := map[string]string{}
	for _, f := range hunt.Incident.Exception.Frames {
		marked[fmt.Sprintf("%s:%d", path.Base(f.File), f.Line)] = f.Marked
	}
	found := make([]site, 0, len(hunt.Sites))
	names, nameless := frameNames(hunt.Sites, hunt.Incident.Exception.Frames)
	for i, s := range hunt.Sites {
		one := site{File: path.Clean(s.Path), Line: s.Line, Function: s.Function, Name: names[i], Nameless: nameless[i]}
		one.Marked = marked[fmt.Sprintf("%s:%d", path.Base(s.Path), s.Line)]
		found = append(found, one)
	}
	return found
}

// frameNames gives the code name of each site as a frame has it, and the frame's own where it is of code without a name inside a definition. A site
// carries the definition around it; code at the top level of a file is named by the trace's own frame: "<module>", "<lambda>", "<listcomp>".
func frameNames(sites []heald.Site, frames []heald.Frame) (names, nameless []string) {
	names, nameless = make([]string, len(sites)), make([]string, len(sites))
	next := 0
	for i, s := range sites {
		names[i] = last(s.Function)
		for k := next; k < len(frames); k++ {
			if frames[k].Line == s.Line && path.Base(frames[k].File) == path.Base(s.Path) {
				next = k + 1
				if names[i] == "" {
					names[i] = frames[k].Function
				}
				if strings.HasPrefix(frames[k].Function, "<") && s.Function != "" {
					nameless[i] = frames[k].Function
				}
				break
			}
		}
		if names[i] == "" {
			names[i] = "<module>"
		}
	}
	return names, nameless
}

func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
