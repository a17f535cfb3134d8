package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
)

const (
	schema    = "heald.incidents/v1"
	maxRows   = 1000
	pageRows  = 200
	maxRecall = 500
)

// listing is the answer of the command-line contract.
type listing struct {
	Schema    string      `json:"schema"`
	Incidents []Incident  `json:"incidents"`
	Case      *heald.Case `json:"case,omitempty"`
}

func (c *console) apiIncidents(w http.ResponseWriter, r *http.Request) {
	filter, err := filterOf(r.URL.Query())
	if err != nil {
		c.apiFail(w, err)
		return
	}
	rows, err := c.rows(r.Context(), filter)
	if err != nil {
		c.apiFail(w, err)
		return
	}
	c.json(w, http.StatusOK, listing{Schema: schema, Incidents: rows})
}

func filterOf(query url.Values) (Filter, error) {
	filter := Filter{Service: query.Get("service"), State: heald.State(query.Get("state")), Limit: pageRows}
	var err error
	if live := query.Get("live"); live != "" {
		if filter.Live, err = strconv.ParseBool(live); err != nil {
			return filter, fmt.Errorf("%w: live is %q, want true or false", heald.ErrInvalid, show.Short(live, 20))
		}
	}
	if limit := query.Get("limit"); limit != "" {
		if filter.Limit, err = strconv.Atoi(limit); err != nil || filter.Limit < 1 || filter.Limit > maxRows {
			return filter, fmt.Errorf("%w: limit is %q, want 1 to %d", heald.ErrInvalid, show.Short(limit, 20), maxRows)
		}
	}
	return filter, nil
}

// rows reads the list and fills in its links. It is never nil: the contract's list is [] when it is empty.
func (c *console) rows(ctx context.Context, filter Filter) ([]Incident, error) {
	rows, err := c.Cases.Incidents(ctx, filter)
	if rows == nil {
		rows = []Incident{}
	}
	for i := range rows {
		if rows[i].Links == nil {
			rows[i].Links = links(rows[i].ID)
		}
	}
	return rows, err
}

func links(id string) map[string]string {
	escaped := url.PathEscape(id)
	return map[string]string{"self": "/api/v1/incidents/" + escaped, "console": "/incidents/" + escaped}
}

func (c *console) apiFile(w http.ResponseWriter, r *http.Request) {
	file, err := c.Cases.File(r.Context(), r.PathValue("id"))
	if err != nil {
		c.apiFail(w, err)
		return
	}
	c.json(w, http.StatusOK, listing{Schema: schema, Incidents: []Incident{rowOf(file)}, Case: &file.Case})
}

// rowOf is the row that a case has in the list.
func rowOf(f File) Incident {
	c := f.Case
	row := Incident{
		ID: c.ID, Service: c.Service.Name, State: c.State, Fingerprint: c.Incident.Fingerprint, Count: max(f.Count, c.Incident.Count),
		FirstSeen: earliest(f.First, c.Incident.FirstSeen), LastSeen: latest(f.Last, c.Incident.LastSeen), Summary: f.Card.Title,
		Commit: c.Incident.Commit, Links: links(c.ID), Generation: c.Incident.Generation, Reason: c.Reason, Burnt: f.Burnt, Tier: c.Service.Tier,
	}
	if len(c.Steps) > 0 {
		row.Since = c.Steps[len(c.Steps)-1].At
	}
	if waits(c) {
		row.Expires = c.Review.Expires
	}
	return row
}

// waits says whether a person's answer is waited for.
func waits(c heald.Case) bool { return c.State == heald.InReview && c.Review != nil }

type said struct {
	Verb   heald.Verb `json:"verb"`
	Why    string     `json:"why"`
	Commit string     `json:"commit"`
	By     string     `json:"by"`
}

func (c *console) apiAnswer(w http.ResponseWriter, r *http.Request) {
	var s said
	if err := decode(r, &s); err != nil {
		c.apiFail(w, err)
		return
	}
	s.By = signed(r.Context(), s.By)
	file, err := c.say(r.Context(), r.PathValue("id"), s)
	if err != nil {
		c.apiFail(w, err)
		return
	}
	c.json(w, http.StatusAccepted, listing{Schema: schema, Incidents: []Incident{rowOf(file)}})
}

// say checks an answer against the review that stands, and stores it.
func (c *console) say(ctx context.Context, id string, s said) (File, error) {
	answer := heald.Answer{Verb: s.Verb, By: show.Short(show.Line(s.By), maxName), Why: clean(s.Why), Commit: s.Commit, At: c.Now()}
	switch s.Verb {
	case heald.Approve, heald.NotABug:
	case heald.Reject:
		if answer.Why == "" {
			return File{}, fmt.Errorf("%w: a rejection says why: it is what heald learns from", heald.ErrInvalid)
		}
	default:
		return File{}, fmt.Errorf("%w: the verb is %q, want approve, reject or not_a_bug", heald.ErrInvalid, show.Short(show.Line(string(s.Verb)), 40))
	}
	file, err := c.Cases.File(ctx, id)
	if err != nil {
		return file, err
	}
	if !waits(file.Case) {
		return file, fmt.Errorf("answer to %s: %w: it waits for no answer, its state is %s", id, heald.ErrConflict, file.Case.State)
	}
	if s.Commit != "" && s.Commit != file.Case.Review.Commit {
		return file, fmt.Errorf("answer to %s: %w: the patch that you saw (%.12s) is no longer the one under review (%.12s)", id, heald.ErrConflict, s.Commit, file.Case.Review.Commit)
	}
	answer.Commit = file.Case.Review.Commit
	return file, c.Answers.Answer(ctx, id, answer)
}

func clean(why string) string { return show.Short(show.Line(why), maxWhy) }

func (c *console) apiBrake(w http.ResponseWriter, r *http.Request) {
	brake, err := c.Brakes.Brake(r.Context())
	if err != nil {
		c.apiFail(w, err)
		return
	}
	c.json(w, http.StatusOK, brakeAnswer{"heald.brake/v1", brake})
}

type brakeAnswer struct {
	Schema string `json:"schema"`
	heald.Brake
}

func (c *console) apiSetBrake(w http.ResponseWriter, r *http.Request) {
	var brake heald.Brake
	if err := decode(r, &brake); err != nil {
		c.apiFail(w, err)
		return
	}
	brake.By = signed(r.Context(), brake.By)
	set, err := c.pull(r.Context(), brake)
	if err != nil {
		c.apiFail(w, err)
		return
	}
	c.json(w, http.StatusOK, brakeAnswer{"heald.brake/v1", set})
}

// pull sets the brake. Who sets it says why.
func (c *console) pull(ctx context.Context, brake heald.Brake) (heald.Brake, error) {
	brake = heald.Brake{On: brake.On, Why: clean(brake.Why), By: show.Short(show.Line(brake.By), maxName), At: c.Now()}
	if brake.On && brake.Why == "" {
		return brake, fmt.Errorf("%w: say why the brake is set, for those who find it on", heald.ErrInvalid)
	}
	return brake, c.Brakes.SetBrake(ctx, brake)
}

func (c *console) apiServices(w http.ResponseWriter, r *http.Request) {
	services, err := c.Estate.Services(r.Context())
	if err != nil {
		c.apiFail(w, err)
		return
	}
	c.json(w, http.StatusOK, map[string]any{"schema": "heald.services/v1", "services": append([]Service{}, services...)})
}

func (c *console) apiLessons(w http.ResponseWriter, r *http.Request) {
	lessons, err := c.Lessons.Lessons(r.Context(), show.Short(r.FormValue("q"), maxRecall))
	if err != nil {
		c.apiFail(w, err)
		return
	}
	c.json(w, http.StatusOK, map[string]any{"schema": "heald.lessons/v1", "lessons": append([]heald.Lesson{}, lessons...)})
}

func (c *console) apiNowhere(w http.ResponseWriter, r *http.Request) {
	c.apiFail(w, fmt.Errorf("%s %s: %w", r.Method, show.Short(show.Line(r.URL.Path), 200), heald.ErrNotFound))
}

func decode(r *http.Request, into any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return err
		}
		return fmt.Errorf("%w: the body is no such JSON object: %w", heald.ErrInvalid, err)
	}
	return nil
}

func (c *console) json(w http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		c.apiFail(w, fmt.Errorf("write the answer: %w", err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}

// apiFail answers with an error. What went wrong inside is logged, and not told.
func (c *console) apiFail(w http.ResponseWriter, err error) {
	code, text := status(err), err.Error()
	if code == http.StatusInternalServerError {
		c.Log.Error("request failed", "err", err)
		text = "internal error: the log says more"
	}
	c.json(w, code, map[string]string{"schema": "heald.error/v1", "error": text})
}
