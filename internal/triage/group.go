package triage

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/redact"
)

// Limits bound what a storm of signals may cost.
type Limits struct {
	Known     int           // exceptions whose fingerprint is remembered
	Prints    int           // new fingerprints of one service within Window; what goes beyond is counted under one more
	Window    time.Duration // see Prints
	Services  int           // services that are told apart
	Remember  int           // fingerprints of one service that are not new
	Groups    int           // groups of one call of Group
	MaxFuture time.Duration // how far a speaker's clock may be ahead
}

// DefaultLimits suit a daemon that guards a few hundred services.
func DefaultLimits() Limits {
	return Limits{Known: 8192, Prints: 200, Window: time.Minute, Services: 1000, Remember: 4096, Groups: 2000, MaxFuture: time.Minute}
}

// Storm is the error type of the incident that stands for the fingerprints beyond the limit.
const Storm = "storm"

// ExitType is the error type of an incident that is a process which keeps ending and says no error.
const ExitType = "exit"

// Grouper turns signals into occurrences. A signal without an exception and without an exit says nothing that could be mended: a
// request that was refused, correctly, leaves a line in the log and no trace. Its memory is bounded by its limits.
type Grouper struct {
	limits Limits
	mu     sync.Mutex
	seed   maphash.Seed
	prints *recent[uint64, string] // of exceptions, by the hash of all that they say
	seen   *recent[string, *service]
}

// service is what is remembered of one service.
type service struct {
	prints *recent[string, bool]
	since  time.Time
	fresh  int // new fingerprints since then
}

// NewGrouper returns a Grouper with these limits.
func NewGrouper(limits Limits) *Grouper {
	return &Grouper{
		limits: limits, seed: maphash.MakeSeed(),
		prints: newRecent[uint64, string](limits.Known), seen: newRecent[string, *service](limits.Services),
	}
}

// group is the key of an occurrence.
type group struct{ service, fingerprint, commit string }

// Group counts signals by service, fingerprint and commit, in the order of these. Each occurrence has the incident of its first
// signal, redacted, with the whole count.
func (g *Grouper) Group(signals []heald.Signal, now time.Time) []heald.Occurrence {
	g.mu.Lock()
	defer g.mu.Unlock()
	found := map[group]*heald.Occurrence{}
	for i := range signals {
		s := &signals[i]
		e, chosen := Choose(s.Exceptions)
		if !chosen && s.Exit == nil {
			continue
		}
		e = trimmed(e, 0)
		at := g.moment(s.At, now)
		key := group{s.Service, g.fingerprint(s, e, chosen), s.Commit}
		overflow := found[key] == nil && !g.admit(key, len(found), now)
		if overflow {
			key = group{s.Service, digest([]string{Storm}), ""}
		}
		o := found[key]
		if o == nil {
			o = &heald.Occurrence{Service: key.service, Fingerprint: key.fingerprint, Commit: key.commit, First: at, Last: at}
			o.Incident = g.incident(s, e, chosen, overflow, at)
			o.Incident.Fingerprint = key.fingerprint
			found[key] = o
		}
		if o.Incident.Exit == nil && !overflow {
			o.Incident.Exit = s.Exit // the trace of a crash comes first, that it keeps crashing later
		}
		count(o, at)
	}
	return sorted(found)
}

func count(o *heald.Occurrence, at time.Time) {
	o.Count++
	if at.Before(o.First) {
		o.First = at
	}
	if at.After(o.Last) {
		o.Last = at
	}
	o.Incident.Count, o.Incident.FirstSeen, o.Incident.LastSeen = o.Count, o.First, o.Last
}

func sorted(found map[group]*heald.Occurrence) []heald.Occurrence {
	out := make([]heald.Occurrence, 0, len(found))
	for _, o := range found {
		out = append(out, *o)
	}
	slices.SortFunc(out, func(a, b heald.Occurrence) int {
		return cmp.Or(strings.Compare(a.Service, b.Service), strings.Compare(a.Fingerprint, b.Fingerprint), strings.Compare(a.Commit, b.Commit))
	})
	return out
}

// moment is when a signal was said, as far as its speaker's clock is to be believed.
func (g *Grouper) moment(at, now time.Time) time.Time {
	if at.IsZero() || at.After(now.Add(g.limits.MaxFuture)) {
		return now
	}
	return at
}

// fingerprint looks an exception up before it computes: in a storm all are alike.
func (g *Grouper) fingerprint(s *heald.Signal, e heald.Exception, chosen bool) string {
	if !chosen {
		return ExitFingerprint(s.Exit.Code, s.Text)
	}
	var h maphash.Hash
	h.SetSeed(g.seed)
	write(&h, e, 0)
	key := h.Sum64()
	if known, ok := g.prints.get(key); ok {
		return known
	}
	e = redacted(e)
	print := Fingerprint(e)
	g.prints.put(key, print)
	return print
}

// write hashes all of an exception that a fingerprint may depend on.
func write(h *maphash.Hash, e heald.Exception, depth int) {
	text := func(s string) {
		h.WriteString(s)
		h.WriteByte(0)
	}
	text(e.Language)
	text(e.ErrorType)
	text(e.Message)
	fmt.Fprintln(h, e.Handling, len(e.Frames), len(e.Causes), len(e.Members))
	for i := range e.Frames {
		f := &e.Frames[i]
		text(f.Function)
		text(f.File)
		text(f.Module)
		text(f.Code)
		text(f.Marked)
		if f.InApp {
			h.WriteByte(1)
		}
		h.WriteByte(byte(min(f.Repeated, 255)))
	}
	if depth > 2*maxGroups {
		return
	}
	for _, inner := range slices.Concat(e.Causes, e.Members) {
		write(h, inner, depth+1)
	}
}

// admit says whether a group may be told apart: its fingerprint is known, or there is still room for a new one.
func (g *Grouper) admit(key group, groups int, now time.Time) bool {
	if groups >= g.limits.Groups {
		return false
	}
	s, ok := g.seen.get(key.service)
	if !ok {
		s = &service{prints: newRecent[string, bool](g.limits.Remember), since: now}
		g.seen.put(key.service, s)
	}
	if _, known := s.prints.get(key.fingerprint); known {
		return true
	}
	if now.Sub(s.since) >= g.limits.Window || now.Before(s.since) {
		s.since, s.fresh = now, 0
	}
	if s.fresh >= g.limits.Prints {
		return false
	}
	s.fresh++
	s.prints.put(key.fingerprint, true)
	return true
}

// incident makes what a case is opened with.
func (g *Grouper) incident(s *heald.Signal, e heald.Exception, chosen, overflow bool, at time.Time) heald.Incident {
	var made heald.Incident
	switch {
	case overflow:
		return heald.Incident{Service: s.Service, ErrorType: Storm, Generation: 1, FirstSeen: at, LastSeen: at,
			Message: fmt.Sprintf("more than %d different failures within %s", g.limits.Prints, g.limits.Window)}
	case chosen:
		made = Incident(s.Service, []byte(s.Text), e, at)
	default:
		text := []byte(s.Text)
		made = heald.Incident{Service: s.Service, ErrorType: ExitType, Generation: 1, FirstSeen: at, LastSeen: at,
			Message: exitMessage(s.Exit.Code, s.Text), Context: around(text, len(text), len(text))}
	}
	made.Commit, made.Exit = s.Commit, s.Exit
	made.Request, _, _ = strings.Cut(redact.Text(printable([]byte(s.Request))), "\n")
	return made
}

const (
	keptMessage = 8 << 10
	keptNotes   = 20
	keptFrames  = 400
)

// trimmed is an exception as it is kept: a store is no place for a megabyte of message. Of the frames the innermost stay.
func trimmed(e heald.Exception, depth int) heald.Exception {
	e.Message = strings.ToValidUTF8(e.Message[:min(len(e.Message), keptMessage)], "")
	e.Notes = slices.Clone(e.Notes[:min(len(e.Notes), keptNotes)])
	for i, n := range e.Notes {
		e.Notes[i] = strings.ToValidUTF8(n[:min(len(n), keptMessage)], "")
	}
	if more := len(e.Frames) - keptFrames; more > 0 {
		e.Frames, e.Cut.Start = e.Frames[more:], true
	}
	e.Causes, e.Members = slices.Clone(e.Causes[:min(len(e.Causes), maxGroups)]), slices.Clone(e.Members[:min(len(e.Members), keptNotes)])
	if depth >= maxGroups {
		e.Causes, e.Members = nil, nil
	}
	for _, inner := range [][]heald.Exception{e.Causes, e.Members} {
		for i := range inner {
			inner[i] = trimmed(inner[i], depth+1)
		}
	}
	return e
}

const exitLines = 3

// ExitFingerprint is the fingerprint of a process that keeps ending with that code after that output: of its last lines, without
// their values.
func ExitFingerprint(code int, output string) string {
	parts := []string{ExitType, fmt.Sprint(code)}
	for _, line := range lastLines(output, exitLines) {
		parts = append(parts, values(redact.Text(stamps.ReplaceAllString(line, "")), false))
	}
	return digest(parts)
}

// stamps are what a logger writes before a line.
var stamps = regexp.MustCompile(`^[\s\[(]*\d{4}[-/]\d\d[-/]\d\d[T ]?[\d:.,Z+]*[\])]?\s*`)

func exitMessage(code int, output string) string {
	message := fmt.Sprintf("exit code %d", code)
	if last := lastLines(output, 1); len(last) > 0 {
		message += ": " + redact.Text(last[0])
	}
	return message
}

// lastLines returns the last n lines that say something, in their order.
func lastLines(text string, n int) []string {
	text = printable([]byte(text[max(0, len(text)-contextBefore):]))
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line[:min(len(line), 500)])
		}
	}
	return out[max(0, len(out)-n):]
}
