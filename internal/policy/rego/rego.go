// Package rego decides with OPA's language, embedded. A default bundle of rules is part of the binary; a folder can replace
// it. The rules cannot read a clock, the network, the environment or chance: the same facts and the same bundle give the
// same decision.
package rego

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/policy"
)

// query is what a bundle must define: an object with allow, needs, reasons and risks.
const query = "data.heald.decision"

// Config says which rules to use.
type Config struct {
	Dir   string        // a folder that replaces the default bundle; empty: the default
	Limit time.Duration // for one evaluation; 0: five seconds
}

// Engine holds a compiled bundle. It may be used by many at once.
type Engine struct {
	prepared opa.PreparedEvalQuery
	hash     string
	limit    time.Duration
}

var _ policy.Engine = (*Engine)(nil)

// New compiles the bundle. Rules that do not compile, or that ask for what is impure, give heald.ErrInvalid.
func New(ctx context.Context, c Config) (*Engine, error) {
	b, err := load(c.Dir)
	if err != nil {
		return nil, err
	}
	prepared, err := opa.New(append(b.options(false), opa.Query(query))...).PrepareForEval(ctx)
	if err != nil {
		return nil, fmt.Errorf("compile policy %s: %w: %w", b.name, err, heald.ErrInvalid)
	}
	e := &Engine{prepared: prepared, hash: b.hash(), limit: c.Limit}
	if e.limit == 0 {
		e.limit = 5 * time.Second
	}
	return e, nil
}

// Hash names the bundle by its content.
func (e *Engine) Hash() string { return e.hash }

// Evaluate decides. Anything but a well-formed answer denies.
func (e *Engine) Evaluate(ctx context.Context, facts policy.Facts) (heald.Decision, error) {
	input, err := json.Marshal(facts.Complete())
	if err != nil {
		return heald.Decision{}, fmt.Errorf("encode the facts for policy: %w", err)
	}
	decision, err := e.evaluate(ctx, input)
	if cause := ctx.Err(); cause != nil {
		return heald.Decision{}, fmt.Errorf("evaluate policy: %w", cause)
	}
	if err != nil {
		decision = heald.Decision{Reasons: []string{"policy gave no answer, which denies: " + err.Error()}, Needs: []string{"person"}}
	}
	decision.Risks = append([]heald.Risk{}, decision.Risks...) // never null when printed
	decision.Needs = append([]string{}, decision.Needs...)
	decision.Reasons = append([]string{}, decision.Reasons...)
	decision.Bundle, decision.Input = e.hash, input
	return decision, nil
}

func (e *Engine) evaluate(ctx context.Context, input []byte) (heald.Decision, error) {
	ctx, cancel := context.WithTimeout(ctx, e.limit)
	defer cancel()
	value, err := ast.ValueFromReader(bytes.NewReader(input))
	if err != nil {
		return heald.Decision{}, err
	}
	results, err := e.prepared.Eval(ctx, opa.EvalParsedInput(value))
	if err != nil {
		return heald.Decision{}, err
	}
	if len(results) != 1 || len(results[0].Expressions) != 1 {
		return heald.Decision{}, fmt.Errorf("%s is undefined", query)
	}
	return decode(results[0].Expressions[0].Value)
}

// decode is strict: an answer with a missing, unknown or mistyped field is none.
func decode(value any) (heald.Decision, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return heald.Decision{}, err
	}
	var answer struct {
		Allow   *bool         `json:"allow"`
		Needs   *[]string     `json:"needs"`
		Reasons *[]string     `json:"reasons"`
		Risks   *[]heald.Risk `json:"risks"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&answer); err != nil {
		return heald.Decision{}, fmt.Errorf("%s is malformed: %w", query, err)
	}
	if answer.Allow == nil || answer.Needs == nil || answer.Reasons == nil || answer.Risks == nil {
		return heald.Decision{}, fmt.Errorf("%s must have allow, needs, reasons and risks", query)
	}
	return heald.Decision{Allow: *answer.Allow, Needs: *answer.Needs, Reasons: *answer.Reasons, Risks: *answer.Risks}, nil
}

// TestResult is one unit test of a bundle.
type TestResult struct {
	Name   string `json:"name"`
	Pass   bool   `json:"pass"`
	Detail string `json:"detail,omitempty"`
}

// Test runs every rule named test_… of a bundle (the default one when dir is empty), under the same restrictions as a
// decision. A test passes when it is true.
func Test(ctx context.Context, dir string) ([]TestResult, error) {
	b, err := load(dir)
	if err != nil {
		return nil, err
	}
	names, err := b.tests()
	if err != nil {
		return nil, err
	}
	var results []TestResult
	for _, name := range names {
		prepared, err := opa.New(append(b.options(true), opa.Query(name))...).PrepareForEval(ctx)
		if err != nil {
			return nil, fmt.Errorf("compile policy %s: %w: %w", b.name, err, heald.ErrInvalid)
		}
		found, err := prepared.Eval(ctx)
		results = append(results, judge(name, found, err))
	}
	return results, ctx.Err()
}

func judge(name string, found opa.ResultSet, err error) TestResult {
	switch {
	case err != nil:
		return TestResult{Name: name, Detail: err.Error()}
	case !found.Allowed():
		return TestResult{Name: name, Detail: "not true"}
	}
	return TestResult{Name: name, Pass: true}
}

// options compile the bundle with nothing impure within reach. A builtin that fails is an error, not an undefined value that
// a rule might read as "no objection".
func (b *bundle) options(tests bool) []func(*opa.Rego) {
	options := []func(*opa.Rego){
		opa.Capabilities(pure()), opa.StrictBuiltinErrors(true), opa.SetRegoVersion(ast.RegoV1),
		opa.Store(inmem.NewFromObject(b.data)),
	}
	for _, f := range b.files {
		if f.rego() && (tests || !f.test()) {
			options = append(options, opa.Module(f.name, string(f.text)))
		}
	}
	return options
}

// pure are OPA's abilities without those whose result depends on anything but their arguments.
func pure() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.AllowNet = []string{}
	c.Builtins = slices.DeleteFunc(c.Builtins, func(b *ast.Builtin) bool {
		return b.Nondeterministic || impure[b.Name]
	})
	return c
}

// impure are the builtins that OPA does not mark itself, but that look outside, cost without bound, or tell of this machine.
var impure = map[string]bool{
	"http.send": true, "opa.runtime": true, "net.lookup_ip_addr": true, "rand.intn": true, "uuid.rfc4122": true,
	"time.now_ns": true, "print": true, "trace": true, "providers.aws.sign_req": true, "graph.reachable_paths": true,
}

var errNoTests = errors.New("no rule is named test_…")
