package diagnose_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diagnose"
	"github.com/heald-dev/heald/internal/govern"
)

// TestScenarios runs testdata/*.txtar: a trace and a tree in, and what must be said of them as "field: value" lines.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { scenario(t, file) })
	}
}

func scenario(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	root, log := t.TempDir(), []byte(nil)
	for _, f := range archive.Files {
		if f.Name == "trace" {
			log = f.Data
			continue
		}
		name := filepath.Join(root, strings.TrimPrefix(f.Name, "repo/"))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	wants := strings.Split(strings.TrimSpace(string(archive.Comment)), "\n")
	in := diagnose.Input{Incident: incident(t, log), Checkout: heald.Checkout{Root: root, Home: "/srv/app"}}
	for _, w := range wants {
		if folder, ok := strings.CutPrefix(w, "service: "); ok {
			in.Service.Path = folder
		}
	}
	d, err := diagnose.Stage{Support: support}.Run(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, wants, d, govern.Accept(in.Incident, d, in.Service))
}

func expect(t *testing.T, wants []string, d heald.Diagnosis, a heald.Acceptance) {
	t.Helper()
	for _, w := range wants {
		field, want, ok := strings.Cut(w, ": ")
		if !ok || field == "service" {
			continue
		}
		if got := said(field, d, a); got != want && !(partly[field] && strings.Contains(got, want)) {
			t.Errorf("%s = %q, want %q\n%+v\n%+v", field, got, want, d, a)
		}
	}
}

// partly lists the fields of which a part is asked for.
var partly = map[string]bool{"advice": true, "missing": true, "why": true, "places": true}

func said(field string, d heald.Diagnosis, a heald.Acceptance) string {
	last := d.Last()
	if last == nil {
		last = &heald.Site{}
	}
	var places []string
	for _, p := range d.Places {
		places = append(places, fmt.Sprintf("%s:%d", p.Path, p.Line))
	}
	values := map[string]string{
		"class": string(d.Class), "nature": string(d.Nature), "provenance": string(d.Provenance), "why": d.Why, "match": string(last.Match),
		"expression": last.Expression, "wrong": d.Wrong.Expression, "value": d.Wrong.Value, "kind": d.Wrong.Kind, "advice": a.Advice,
		"missing": strings.Join(d.Missing, "; "), "places": strings.Join(places, " ") + " ", "outcome": "handed over",
	}
	if d.Abstained {
		values["abstained"] = "yes"
	}
	if len(places) > 0 {
		values["first"] = places[0]
	}
	if o := d.Wrong.Origin; o != nil {
		values["origin"] = fmt.Sprintf("%s:%d", o.Path, o.Line)
	}
	switch {
	case a.Accept:
		values["outcome"] = "accepted"
	case a.Refused:
		values["outcome"] = "refused"
	}
	got, known := values[field]
	if !known && field != "abstained" && field != "first" && field != "origin" {
		return "unknown field " + field
	}
	return got
}

func dump(d heald.Diagnosis) string {
	text, err := json.Marshal(d)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
