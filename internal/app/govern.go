package app

import (
	"context"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/govern"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/policy"
	"github.com/heald-dev/heald/internal/policy/rego"
	"github.com/heald-dev/heald/internal/prepare"
)

// Accept implements engine.Governor. It reads nouns only, so it runs beside the engine.
func (r *remote) Accept(_ context.Context, scene engine.Scene, d heald.Diagnosis) (heald.Acceptance, error) {
	return govern.Accept(scene.Incident, d, scene.Service), nil
}

// Decide implements engine.Governor: the worker looks at what the patch does to the repository's bytes, policy is asked beside the
// engine.
func (r *remote) Decide(ctx context.Context, scene engine.Scene, found engine.Findings, choice heald.Choice) (heald.Decision, error) {
	in := decideInput(scene, found, choice)
	var facts policy.Facts
	if err := r.ask(ctx, methodLook, request{Scene: scene, Found: found, Choice: choice}, &facts); err != nil {
		return heald.Decision{}, err
	}
	rules, err := rego.New(ctx, rego.Config{Dir: r.policy})
	if err != nil {
		return heald.Decision{}, err
	}
	return govern.Decider{Engine: rules}.Judge(ctx, in, facts)
}

func decideInput(scene engine.Scene, found engine.Findings, choice heald.Choice) govern.DecideInput {
	r := found.Reproduction
	return govern.DecideInput{
		Service: scene.Service, Checkout: scene.Checkout, By: choice.Patch.By, Diff: choice.Patch.Diff,
		TestDiff:   diff.Unified([]heald.FileEdit{{Path: r.TestPath, After: []byte(r.Test)}}),
		Validation: choice.Validation, Language: scene.Incident.Language,
	}
}

// Prepare implements engine.Preparer: the parent names the places on this machine, the worker reads the tree and asks each of them.
func (r *remote) Prepare(ctx context.Context, scene engine.Scene) (heald.Environment, error) {
	var env heald.Environment
	roots := r.built
	if roots == nil {
		roots = r.finder.Roots(scene.Service, scene.Checkout)
	}
	err := r.ask(ctx, methodPrepare, request{Scene: scene, Roots: roots}, &env)
	return env, err
}

// setupLimit bounds a set-up, which stands outside the case's budget.
const setupLimit = 15 * time.Minute

// setUp builds the environment that the user asked for, once for each state of the lock files.
func (r *remote) setUp(ctx context.Context, scene engine.Scene) error {
	ctx, cancel := context.WithTimeout(ctx, setupLimit)
	defer cancel()
	var plan language.Plan
	scene.Deadline = time.Now().Add(setupLimit)
	bare := scene.Service
	bare.Setup, bare.Venv = "", ""
	if err := r.ask(ctx, methodPlan, request{Scene: scene, Roots: r.finder.Roots(bare, scene.Checkout)}, &plan); err != nil {
		return err
	}
	root, err := r.builder.Build(ctx, language.Job{Plan: plan, Service: scene.Service, Tree: scene.Checkout, Runner: r.guard.sandbox, Progress: r.say})
	r.built = []language.Root{root}
	return err
}

// Explain implements engine.Preparer.
func (r *remote) Explain(env heald.Environment, incident heald.Incident) (string, bool) {
	b, err := brandOf(incident.Language)
	if err != nil {
		return "", false
	}
	return prepare.Explain(b.environments, env, incident.Exception)
}
