package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/show"
	"github.com/heald-dev/heald/internal/term"
	"github.com/spf13/cobra"
)

// row is one incident as the daemon lists it.
type row struct {
	ID       string      `json:"id"`
	Service  string      `json:"service"`
	State    heald.State `json:"state"`
	Count    int         `json:"count"`
	LastSeen time.Time   `json:"last_seen"`
	Summary  string      `json:"summary"`
	Reason   string      `json:"reason"`
	Expires  time.Time   `json:"expires"`
}

type rowsAnswer struct {
	Incidents []row       `json:"incidents"`
	Case      *heald.Case `json:"case"`
}

func incidentsCommand() *cobra.Command {
	var f clientFlags
	c := &cobra.Command{Use: "incidents", Short: "lists, shows and answers the daemon's incidents", Example: "  heald incidents list"}
	f.add(c)
	var live bool
	var service string
	list := &cobra.Command{
		Use: "list", Short: "lists the incidents", Example: "  heald incidents list --live",
		RunE: func(cmd *cobra.Command, _ []string) error { return f.list(cmd.Context(), service, live) },
	}
	list.Flags().BoolVar(&live, "live", false, "only those that have not ended")
	list.Flags().StringVar(&service, "service", "", "only those of one service")
	one := &cobra.Command{
		Use: "show ID", Short: "shows one incident with its whole case", Example: "  heald incidents show orders-1f3a", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.show(cmd.Context(), args[0]) },
	}
	watch := &cobra.Command{
		Use: "watch [ID]", Short: "tells what happens as it happens, until Ctrl-C or until the case has ended", Example: "  heald incidents watch", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.watch(cmd.Context(), strings.Join(args, "")) },
	}
	c.AddCommand(list, one, watch)
	f.addJSON(list, one, watch)
	for _, a := range []struct {
		use, short string
		verb       heald.Verb
	}{
		{"approve ID", "approves a fix: it is merged and delivered", heald.Approve},
		{"reject ID --why TEXT", "rejects a fix, and says why", heald.Reject},
		{"not-a-bug ID", "says that the service is right, and that this is not to be asked again", heald.NotABug},
	} {
		c.AddCommand(answerCommand(&f, a.use, a.short, a.verb))
	}
	return c
}

func answerCommand(f *clientFlags, use, short string, verb heald.Verb) *cobra.Command {
	var why, commit string
	name, _, _ := strings.Cut(use, " ")
	c := &cobra.Command{Use: use, Short: short, Example: "  heald incidents " + name + " orders-1f3a", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if verb == heald.Reject && strings.TrimSpace(why) == "" {
				return usageError{errors.New("--why is missing: say why, it is what heald learns from")}
			}
			return f.answer(cmd.Context(), args[0], heald.Answer{Verb: verb, Why: why, Commit: commit, By: me()})
		},
	}
	if verb == heald.Reject {
		c.Example += " --why 'zero means free of charge here'"
	}
	c.Flags().StringVar(&why, "why", "", "the reason, for those who read the case later")
	c.Flags().StringVar(&commit, "commit", "", "the review's commit that was looked at: the answer is void if it has changed")
	f.addJSON(c)
	return c
}

func (f *clientFlags) list(ctx context.Context, service string, live bool) error {
	c, err := f.client()
	if err != nil {
		return err
	}
	query := url.Values{}
	if service != "" {
		query.Set("service", service)
	}
	if live {
		query.Set("live", "true")
	}
	var got rowsAnswer
	raw, err := c.ask(ctx, http.MethodGet, "/api/v1/incidents?"+query.Encode(), nil, &got)
	if err != nil {
		return err
	}
	if f.json {
		return printJSON(os.Stdout, raw)
	}
	if len(got.Incidents) == 0 {
		fmt.Println("no incidents")
		return nil
	}
	table(os.Stdout, got.Incidents, time.Now())
	return nil
}

func table(w io.Writer, rows []row, now time.Time) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tSERVICE\tSTATE\tCOUNT\tLAST SEEN\tWHAT")
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\t%s\n", show.Line(r.ID), show.Line(r.Service), show.Line(string(r.State)), r.Count, ago(now, r.LastSeen), show.Short(show.Line(r.Summary), 100))
	}
	_ = t.Flush()
}

func ago(now, then time.Time) string {
	d := now.Sub(then)
	switch {
	case then.IsZero():
		return "-"
	case d < time.Minute:
		return fmt.Sprintf("%ds ago", max(0, int(d.Seconds())))
	case d < time.Hour:
		return fmt.Sprintf("%dm ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh ago", int(d.Hours()))
	}
	return fmt.Sprintf("%dd ago", int(d.Hours()/24))
}

func (f *clientFlags) one(ctx context.Context, c *client, id string) (json.RawMessage, rowsAnswer, error) {
	var got rowsAnswer
	raw, err := c.ask(ctx, http.MethodGet, "/api/v1/incidents/"+url.PathEscape(id), nil, &got)
	if err == nil && (got.Case == nil || len(got.Incidents) != 1) {
		err = fmt.Errorf("what answers at %s is not 'heald serve': the answer holds no case", c.base)
	}
	return raw, got, err
}

func (f *clientFlags) show(ctx context.Context, id string) error {
	c, err := f.client()
	if err != nil {
		return err
	}
	raw, got, err := f.one(ctx, c, id)
	if err != nil {
		return err
	}
	if f.json {
		return printJSON(os.Stdout, raw)
	}
	table(os.Stdout, got.Incidents, time.Now())
	fmt.Println()
	term.Card(os.Stdout, app.Card(*got.Case), stdoutStyle())
	fmt.Println()
	for _, s := range got.Case.Steps {
		fmt.Printf("%s  %s -> %s  %s\n", s.At.Local().Format(time.DateTime), s.From, s.To, show.Short(show.Line(s.Note), 200))
	}
	if got.Case.State == heald.InReview && got.Case.Review != nil {
		fmt.Printf("\nIt waits for your answer: heald incidents approve %s, reject %s --why TEXT, or not-a-bug %s\n", id, id, id)
	}
	return nil
}

func (f *clientFlags) answer(ctx context.Context, id string, a heald.Answer) error {
	c, err := f.client()
	if err != nil {
		return err
	}
	body := map[string]string{"verb": string(a.Verb), "why": a.Why, "commit": a.Commit, "by": a.By}
	var got rowsAnswer
	raw, err := c.ask(ctx, http.MethodPost, "/api/v1/incidents/"+url.PathEscape(id)+"/answer", body, &got)
	if err != nil {
		return err
	}
	if f.json {
		return printJSON(os.Stdout, raw)
	}
	fmt.Printf("%s: %s, said by %s; see 'heald incidents watch %s'\n", id, strings.ReplaceAll(string(a.Verb), "_", " "), a.By, id)
	return nil
}

// change is one event of the daemon's stream.
type change struct {
	Kind    string      `json:"kind"`
	Case    string      `json:"id"`
	Service string      `json:"service"`
	State   heald.State `json:"state"`
	Note    string      `json:"note"`
	At      time.Time   `json:"at"`
}

// back is how long a daemon that was stopped is waited for: a restart is not the end of watching.
var back = 30 * time.Second

// watch follows the stream of changes until the case has ended, and over a restart of the daemon.
func (f *clientFlags) watch(ctx context.Context, id string) error {
	c, err := f.client()
	if err != nil {
		return err
	}
	lost := time.Time{}
	for {
		done, heard, err := f.stream(ctx, c, id)
		switch {
		case ctx.Err() != nil:
			return nil // Ctrl-C is how a person stops watching
		case done:
			return nil
		case heard:
			lost = time.Now()
			fmt.Fprintf(os.Stderr, "the daemon at %s ended the stream: waiting %v for it to come back\n", c.base, back)
		case time.Since(lost) > back:
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second / 2):
		}
	}
}

// stream listens first and asks for the case then, so that an end in between is not missed. Heard says that a daemon answered.
func (f *clientFlags) stream(ctx context.Context, c *client, id string) (done, heard bool, err error) {
	response, err := c.send(ctx, http.MethodGet, "/api/v1/events", nil)
	if err != nil {
		return false, false, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 1<<16)) // whatever came says enough
		return false, false, c.refused(response.StatusCode, text)
	}
	if id != "" {
		_, got, err := f.one(ctx, c, id)
		if err != nil {
			return false, false, err
		}
		f.tell(change{Kind: "case", Case: id, Service: got.Case.Service.Name, State: got.Case.State, Note: got.Case.Reason, At: time.Now()})
		if got.Case.Ended() {
			return true, true, nil
		}
	}
	return f.follow(response.Body, id), true, nil
}

// follow tells what the stream says; true when the case has ended, false when the stream has.
func (f *clientFlags) follow(stream io.Reader, id string) bool {
	lines := bufio.NewScanner(stream)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data:")
		if !ok {
			continue
		}
		var got change
		if err := json.Unmarshal([]byte(data), &got); err != nil || id != "" && got.Case != id {
			continue // a later version may say more
		}
		f.tell(got)
		if ended := (&heald.Case{State: got.State}).Ended(); id != "" && ended {
			return true
		}
	}
	return false
}

func (f *clientFlags) tell(got change) {
	if f.json {
		_ = json.NewEncoder(os.Stdout).Encode(got) // a stream: one object a line
		return
	}
	if got.Kind == "count" {
		return // of a storm, thousands; 'incidents list' has the figure
	}
	text := show.Line(fmt.Sprintf("%s %s %s %s", got.Service, got.Case, got.State, got.Note))
	fmt.Printf("%s  %-6s %s\n", got.At.Local().Format(time.TimeOnly), show.Line(got.Kind), show.Short(text, 300))
}
