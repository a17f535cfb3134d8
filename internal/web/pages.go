package web

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
)

//go:embed static
var assets embed.FS

// frame is what surrounds every page.
type frame struct {
	Title   string
	Section string // of the navigation that is open
	Live    string // the page's own address, read again when something changes; empty: it stands still
	Events  string
	Brake   heald.Brake
	Unknown bool // whether the brake is on could not be read
	Visitor string
	Asks    bool
	Version string
	Now     time.Time
}

func (c *console) frame(r *http.Request, title, section string) frame {
	f := frame{Title: title, Section: section, Visitor: visitor(r.Context()), Asks: c.seal.asks, Version: c.Version, Now: c.Now()}
	if r.URL.Path == "/login" {
		return f // who has not signed in yet learns nothing
	}
	brake, err := c.Brakes.Brake(r.Context())
	if err != nil {
		c.Log.Error("read the brake", "err", err)
	}
	f.Brake, f.Unknown = brake, err != nil
	return f
}

func (f frame) live(r *http.Request, only string) frame {
	f.Live, f.Events = r.URL.RequestURI(), "/events"
	if only != "" {
		f.Events += "?case=" + queryEscape(only)
	}
	return f
}

// render writes a page as a whole or not at all. What a terminal or a browser would obey in any text of it is shown as a mark.
func (c *console) render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) {
	var body bytes.Buffer
	if err := page.Render(r.Context(), &body); err != nil {
		c.Log.Error("render a page", "err", err)
		http.Error(w, "the page could not be made: the log says why", http.StatusInternalServerError)
		return
	}
	if body.Len() > maxPage {
		c.Log.Error("a page is too long to be shown", "err", r.URL.Path)
		http.Error(w, "the page is too long for a browser: heald incidents show --json has it all", http.StatusInsufficientStorage)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(show.Visible(body.String())))
}

// problem is a page that says what is wrong and what to do.
type problem struct {
	Status int
	Title  string
	Text   string
	Back   string // where to go from here; empty: the list
	Action string // what that is called
}

// broken answers with an error. What went wrong inside is logged, and not told.
func (c *console) broken(w http.ResponseWriter, r *http.Request, err error) {
	p := problem{Status: status(err), Text: err.Error()}
	switch p.Status {
	case http.StatusNotFound:
		p.Title, p.Text = "Nothing here", "There is no such page, or the incident was archived."
	case http.StatusBadRequest:
		p.Title = "That cannot be done so"
	case http.StatusConflict:
		p.Title = "Things have moved on"
	case http.StatusRequestEntityTooLarge:
		p.Title, p.Text = "Too long", "What was sent is longer than heald reads."
	case http.StatusServiceUnavailable:
		p.Title, p.Text = "Not now", "heald is busy with this. Try again in a moment."
	case http.StatusInternalServerError:
		c.Log.Error("request failed", "err", err)
		p.Title, p.Text = "heald could not read this", "Something failed inside heald; its log says what. Services that heald guards are not touched by this."
	default:
		p.Title = http.StatusText(p.Status)
	}
	c.fail(w, r, p)
}

func (c *console) fail(w http.ResponseWriter, r *http.Request, p problem) {
	if programs(r.URL.Path) {
		c.json(w, p.Status, map[string]string{"schema": "heald.error/v1", "error": p.Title + ": " + p.Text})
		return
	}
	f := frame{Title: p.Title, Version: c.Version, Now: c.Now(), Asks: c.seal.asks}
	if p.Status != http.StatusMisdirectedRequest && p.Status != http.StatusUnauthorized && p.Status != http.StatusForbidden {
		f = c.frame(r, p.Title, "")
	}
	c.render(w, r, p.Status, problemPage(f, p))
}

func (c *console) nowhere(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		c.fail(w, r, problem{Status: http.StatusMethodNotAllowed, Title: "That cannot be done here", Text: "Nothing was done."})
		return
	}
	c.broken(w, r, heald.ErrNotFound)
}

func (c *console) static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	content, err := asset(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", cmp.Or(mime.TypeByExtension(path.Ext(name)), "text/plain; charset=utf-8"))
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, _ = w.Write(content)
}

// live is what keeps pages up to date. It is one script: htmx reads the page in a moment after its own script has run, and an extension
// whose script comes later on a slow line is never used by that page.
var live = []string{"static/htmx.min.js", "static/hx-sse.min.js"}

func asset(name string) ([]byte, error) {
	if name != "live.js" {
		return assets.ReadFile("static/" + name)
	}
	var whole []byte
	for _, part := range live {
		content, err := assets.ReadFile(part)
		if err != nil {
			return nil, err
		}
		whole = append(append(whole, content...), ";\n"...)
	}
	return whole, nil
}

// yoursFor is how long a case that was handed over stands among what a person is to do.
const yoursFor = 7 * 24 * time.Hour

// board is the list, by whose turn it is.
type board struct {
	Sections []section
	Service  string
	Services int  // guarded; 0 where that is unknown
	Empty    bool // there has never been an incident
	Full     bool // there may be more
}

type section struct {
	Title string
	Hint  string
	Class string
	Rows  []Incident
}

func (c *console) incidents(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), pageTime)
	defer cancel()
	filter := Filter{Service: r.FormValue("service"), Limit: pageRows}
	rows, err := c.rows(ctx, filter)
	if err != nil {
		c.broken(w, r, err)
		return
	}
	b := boardOf(rows, c.Now())
	b.Service, b.Full = filter.Service, len(rows) >= pageRows
	if b.Empty {
		services, _ := c.Estate.Services(ctx) // only told as a number where nothing else is
		b.Services = len(services)
	}
	title := "Incidents"
	if n := len(b.Sections[0].Rows); n > 0 {
		title = fmt.Sprintf("(%d) Incidents", n)
	}
	c.render(w, r, http.StatusOK, incidentsPage(c.frame(r, title, "incidents").live(r, ""), b))
}

func boardOf(rows []Incident, now time.Time) board {
	sections := []section{
		{Title: "Waiting for your answer", Class: "wait", Hint: "Proved and ready: a person decides."},
		{Title: "Yours from here", Class: "yours", Hint: "heald found no fix that it could prove, and says what it knows."},
		{Title: "heald is on it", Class: "busy"},
		{Title: "Over", Class: "over"},
	}
	for _, row := range rows {
		i := turn(row, now)
		sections[i].Rows = append(sections[i].Rows, row)
	}
	slices.SortStableFunc(sections[0].Rows, func(a, b Incident) int { return a.Expires.Compare(b.Expires) })
	return board{Sections: sections, Empty: len(rows) == 0}
}

func turn(row Incident, now time.Time) int {
	switch row.State {
	case heald.InReview:
		return 0
	case heald.HandedOver, heald.Denied:
		if latest(row.Since, row.LastSeen).Add(yoursFor).After(now) {
			return 1
		}
		return 3
	case heald.Resolved, heald.Reverted, heald.Refused:
		return 3
	}
	return 2
}

func (c *console) file(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), pageTime)
	defer cancel()
	file, err := c.Cases.File(ctx, r.PathValue("id"))
	if err != nil {
		c.broken(w, r, err)
		return
	}
	view := c.caseView(ctx, file)
	if view.Waits && r.FormValue("of") == file.Case.Review.Commit {
		view.Said = answered[heald.Verb(r.FormValue("said"))]
	}
	f := c.frame(r, view.Row.Summary+" · "+view.Row.Service, "incidents")
	if !file.Case.Ended() {
		f = f.live(r, file.Case.ID)
	}
	c.render(w, r, http.StatusOK, casePage(f, view))
}

func (c *console) answer(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if err := r.ParseForm(); err != nil {
		c.broken(w, r, unreadable(err))
		return
	}
	s := said{Verb: heald.Verb(r.PostFormValue("verb")), Why: r.PostFormValue("why"), Commit: r.PostFormValue("commit"), By: visitor(r.Context())}
	var err error
	if s.Commit == "" {
		err = fmt.Errorf("%w: the answer does not say of which commit it is", heald.ErrInvalid)
	} else {
		_, err = c.say(r.Context(), id, s)
	}
	switch {
	case errors.Is(err, heald.ErrConflict):
		c.fail(w, r, problem{Status: http.StatusConflict, Title: "The page was out of date: nothing was decided",
			Text: "The case moved on while the page was open: " + reasonOf(err) + ". Read it again before you decide.", Back: caseURL(id), Action: "Read the case again"})
	case err != nil && status(err) == http.StatusBadRequest:
		c.fail(w, r, problem{Status: http.StatusBadRequest, Title: "Not decided yet", Text: reasonOf(err) + ".", Back: caseURL(id), Action: "Back to the case"})
	case err != nil:
		c.broken(w, r, err)
	default:
		http.Redirect(w, r, caseURL(id)+"?"+url.Values{"said": {string(s.Verb)}, "of": {s.Commit}}.Encode(), http.StatusSeeOther)
	}
}

// answered says that an answer is on its way: heald stores it at once, and acts on it in its own next step.
var answered = map[heald.Verb]string{
	heald.Approve: "You approved. heald merges the patch and starts the canary.", heald.Reject: "You rejected the patch. heald will not propose it again.",
	heald.NotABug: "You said that it is not a bug. heald will not ask again.",
}

// reasonOf is the part of an error that a person needs: what follows the sentinel.
func reasonOf(err error) string {
	for _, sentinel := range []error{heald.ErrConflict, heald.ErrInvalid} {
		if _, after, ok := strings.Cut(err.Error(), sentinel.Error()+": "); ok {
			return after
		}
	}
	return err.Error()
}

func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return fmt.Errorf("%w: the form cannot be read: %w", heald.ErrInvalid, err)
}

func (c *console) lessons(w http.ResponseWriter, r *http.Request) {
	words := show.Short(show.Line(r.FormValue("q")), 200)
	lessons, err := c.Lessons.Lessons(r.Context(), words)
	if err != nil {
		c.broken(w, r, err)
		return
	}
	c.render(w, r, http.StatusOK, lessonsPage(c.frame(r, "Lessons", "lessons"), lessonsView{Words: words, Lessons: lessons}))
}

type lessonsView struct {
	Words   string
	Lessons []heald.Lesson
}

func (c *console) forget(w http.ResponseWriter, r *http.Request) {
	if err := c.Lessons.Forget(r.Context(), r.PathValue("id"), visitor(r.Context())); err != nil {
		c.broken(w, r, err)
		return
	}
	http.Redirect(w, r, "/lessons", http.StatusSeeOther)
}

func (c *console) services(w http.ResponseWriter, r *http.Request) {
	services, err := c.Estate.Services(r.Context())
	if err != nil {
		c.broken(w, r, err)
		return
	}
	c.render(w, r, http.StatusOK, servicesPage(c.frame(r, "Services", "services").live(r, ""), services))
}

func (c *console) brake(w http.ResponseWriter, r *http.Request) {
	c.render(w, r, http.StatusOK, brakePage(c.frame(r, "Brake", "brake").live(r, "")))
}

func (c *console) setBrake(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		c.broken(w, r, unreadable(err))
		return
	}
	set := r.PostFormValue("set")
	if set != "on" && set != "off" {
		c.broken(w, r, fmt.Errorf("%w: the brake is set on or off", heald.ErrInvalid))
		return
	}
	_, err := c.pull(r.Context(), heald.Brake{On: set == "on", Why: r.PostFormValue("why"), By: visitor(r.Context())})
	if err != nil && status(err) == http.StatusBadRequest {
		c.fail(w, r, problem{Status: http.StatusBadRequest, Title: "The brake is not set", Text: reasonOf(err) + ".", Back: "/brake", Action: "Back to the brake"})
		return
	}
	if err != nil {
		c.broken(w, r, err)
		return
	}
	http.Redirect(w, r, "/brake", http.StatusSeeOther)
}

type loginView struct {
	Next  string
	Name  string
	Wrong bool
}
