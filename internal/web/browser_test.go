package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/web"
)

// browser starts a real one. Without chromium the test is skipped, unless HEALD_E2E demands it.
func browser(t *testing.T) context.Context {
	t.Helper()
	found := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			found = path
			break
		}
	}
	if found == "" {
		if os.Getenv("HEALD_E2E") != "" {
			t.Fatal("no chromium found: make e2e-console installs it")
		}
		t.Skip("no chromium found: make e2e-console installs it and runs this test")
	}
	if testing.Short() {
		t.Skip("a browser is started only without -short")
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(found))...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(ctx)
	t.Cleanup(end)
	do(t, ctx) // the first call starts the browser, which lives as long as its context
	limited, cancel := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return limited
}

func do(t *testing.T, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return got
}

// shoot writes what the browser shows into the folder that HEALD_SCREENSHOTS names.
func shoot(t *testing.T, ctx context.Context, name string, full bool) {
	t.Helper()
	folder := os.Getenv("HEALD_SCREENSHOTS")
	if folder == "" {
		return
	}
	action := chromedp.CaptureScreenshot()
	if full {
		action = chromedp.FullScreenshot(100)
	}
	picture, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

func serve(t *testing.T, e *estate) string {
	t.Helper()
	server := httptest.NewServer(newConsole(t, e, nil))
	t.Cleanup(server.CloseClientConnections)
	return server.URL
}

// complaints fails the test for whatever a page's scripts or our own policy make the browser complain about.
func complaints(t *testing.T, ctx context.Context) {
	listening, stop := context.WithCancel(ctx)
	messages, done := chromedp.Console(listening), make(chan bool)
	go func() {
		defer close(done)
		for m, err := range messages {
			if err != nil {
				return
			}
			if (m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.IsException()) && !strings.Contains(m.Text, "404") {
				t.Errorf("the browser complains: %s at %s", m, m.URL)
			}
		}
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
}

var looks = []struct {
	name          string
	width, height int64
	dark          bool
}{{"desktop", 1280, 900, false}, {"phone", 390, 844, false}, {"dark", 1280, 900, true}, {"phone-dark", 390, 844, true}}

// Every page, as people will see it: nothing wider than the screen, nothing refused by our own policy.
func TestBrowserLooks(t *testing.T) {
	ctx := browser(t)
	e := newEstate(t)
	url := serve(t, e)
	empty := serve(t, &estate{cases: map[string]heald.Case{}, hub: &web.Hub{}})
	braked := newEstate(t)
	braked.brake = heald.Brake{On: true, Why: "database migration until six, please wait", By: "Mara", At: now.Add(-time.Hour)}
	stopped := serve(t, braked)
	later := serve(t, endings(t))
	pages := []struct{ name, url string }{
		{"answered", url + "/incidents/" + reviewedID + "?said=approve&of=" + underReview}, {"mending", url + "/incidents/billing-9b1d"},
		{"promoted", later + "/incidents/promoted"}, {"reverted", later + "/incidents/reverted"}, {"not-a-bug", later + "/incidents/not-a-bug"}, {"denied", later + "/incidents/denied"},
		{"incidents", url + "/"}, {"review", url + "/incidents/pricing-5f21c0a9be"}, {"canary", url + "/incidents/pricing-canary"},
		{"handed-over", url + "/incidents/greenhouse-0e06eb8f6f"}, {"refused", url + "/incidents/stockmirror-48310acdd4"}, {"lessons", url + "/lessons"},
		{"services", url + "/services"}, {"brake", url + "/brake"}, {"empty", empty + "/"}, {"missing", url + "/nowhere"}, {"braked", stopped + "/"}, {"brake-on", stopped + "/brake"},
	}
	complaints(t, ctx)
	for _, look := range looks {
		do(t, ctx, chromedp.EmulateViewport(look.width, look.height, chromedp.EmulateScale(2)))
		scheme := "light"
		if look.dark {
			scheme = "dark"
		}
		do(t, ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			return err
		}))
		for _, p := range pages {
			do(t, ctx, chromedp.Navigate(p.url))
			if wide := eval[int](t, ctx, "document.documentElement.scrollWidth"); int64(wide) > look.width {
				t.Errorf("%s on %s: the page is %d wide, the screen %d", p.name, look.name, wide, look.width)
			}
			shoot(t, ctx, look.name+"-"+p.name, false)
			if strings.HasPrefix(p.url, later) || p.name == "review" || p.name == "canary" || p.name == "handed-over" {
				shoot(t, ctx, look.name+"-"+p.name+"-full", true)
			}
		}
	}
}

// endings has a case for each end that a review may come to.
func endings(t testing.TB) *estate {
	promoted := rolling(t)
	promoted.ID, promoted.State, promoted.Reason = "promoted", heald.Resolved, "promoted: 600 requests without the crash"
	promoted.Rollout.Verdict, promoted.Rollout.Weight, promoted.Rollout.Reason = heald.Promote, 100, "600 requests without an error"
	promoted.Rollout.Checks[0] = heald.Check{Name: "errors by route", Outcome: heald.Pass, Detail: "no worse than before the incident"}

	reverted := rolling(t)
	reverted.ID, reverted.State, reverted.Reason = "reverted", heald.Reverted, "the canary failed: `GET /price` errors 31 of 126, before the incident 60 of 20000; traffic is back on 8d41e02c5a"
	reverted.Rollout.Verdict, reverted.Rollout.Weight, reverted.Rollout.Reason = heald.Abort, 0, "31 of 126 requests failed"
	reverted.Rollout.Checks[0] = heald.Check{Name: "errors by route", Outcome: heald.Fail, Detail: "GET /price: 31 of 126 failed, 0.3 % before the incident"}
	reverted.Rollout.Probe.Failed = 20
	reverted.Revert = &heald.Merge{Branch: "main", Commit: "5afe00f1e2d3c4b5a6978899aabbccddeeff0011", At: now}
	reverted.Rollout.Samples = slices.Clone(reverted.Rollout.Samples)
	for i := 20; i < len(reverted.Rollout.Samples); i++ {
		s := &reverted.Rollout.Samples[i]
		s.Canary = []heald.RouteRate{{Route: "GET /price", Requests: s.Canary[0].Requests, Errors: s.Canary[0].Requests / 4}}
		if s.Crashes = i / 30; i > 45 {
			s.Weight = 0
		}
	}

	refused := reviewed(t)
	refused.ID, refused.State, refused.Reason = "not-a-bug", heald.Refused, "not a bug, says Mara: clients send a discount of zero to test us"
	refused.Answer = &heald.Answer{Verb: heald.NotABug, By: "Mara", Why: "clients send a discount of zero to test us", At: now}

	denied := reviewed(t)
	denied.ID, denied.State, denied.Reason, denied.Review = "denied", heald.Denied, "policy denies the patch: it changes who may log in", nil
	denied.Decision = &heald.Decision{Reasons: []string{"it changes who may log in"}, Risks: []heald.Risk{{Class: "authentication", Path: "pricing_logic.py", Line: 14, Detail: "a check of who asks is gone"}}}
	e := &estate{cases: map[string]heald.Case{}, hub: &web.Hub{}}
	for _, c := range []heald.Case{promoted, reverted, refused, denied} {
		e.cases[c.ID] = c
	}
	return e
}

// await waits until a script says true.
func await(t *testing.T, ctx context.Context, what, script string) {
	t.Helper()
	for range 300 {
		if eval[bool](t, ctx, script) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s: %s is still false; the page says %.300q", what, script, eval[string](t, ctx, "document.body.innerText"))
}

func (e *estate) set(c heald.Case) {
	e.mu.Lock()
	e.cases[c.ID] = c
	e.mu.Unlock()
	e.hub.Publish(web.Change{Kind: "case", Case: c.ID, State: c.State, At: now})
}

// The first screen of a phone holds what a person decides by, and the buttons.
func TestBrowserDecision(t *testing.T) {
	ctx := browser(t)
	e := newEstate(t)
	url := serve(t, e)
	do(t, ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(url+"/incidents/"+reviewedID))
	for name, selector := range map[string]string{
		"cause": ".cause .lead", "since": ".since", "proof": ".marks", "removed line": ".patch tr.del", "added line": ".patch tr.add", "approve": "[value=approve]", "reject": "summary.no",
	} {
		box := eval[map[string]float64](t, ctx, `(() => { const b = document.querySelector("`+selector+`").getBoundingClientRect(); return {top: b.top, bottom: b.bottom, left: b.left, right: b.right} })()`)
		if box["top"] < 0 || box["bottom"] > 844 || box["left"] < 0 || box["right"] > 390 {
			t.Errorf("%s is not on the first screen: %v", name, box)
		}
	}
	for _, small := range eval[[]string](t, ctx, `[...document.querySelectorAll(".answers button, .answers summary, nav a")].filter(b => b.checkVisibility() && b.getBoundingClientRect().height < 40).map(b => b.innerText)`) {
		t.Errorf("%q is too small for a thumb", small)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS("summary.no")))
	await(t, ctx, "the sheet opens", `document.querySelector("#why-reject").checkVisibility()`)
	shoot(t, ctx, "phone-reject", false)
	do(t, ctx, chromedp.SendKeys(chromedp.CSS("#why-reject"), "free items are a feature"), chromedp.Click(chromedp.CSS("[value=reject]")))
	await(t, ctx, "the answer is stored", `!document.querySelector(".answers") && document.readyState === "complete"`)
	if len(e.answers) != 1 || e.answers[0].Verb != heald.Reject || e.answers[0].Why != "free items are a feature" || e.answers[0].Commit != underReview {
		t.Errorf("stored %+v", e.answers)
	}
}

// What changes is seen without a reload, and takes nothing away from who is writing.
func TestBrowserLive(t *testing.T) {
	ctx := browser(t)
	e := newEstate(t)
	url := serve(t, e)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(url+"/"))
	eval[bool](t, ctx, `window.same = true`)
	c := reviewed(t)
	c.ID, c.Service.Name = "late-1", "latecomer"
	e.set(c)
	await(t, ctx, "a new review appears", `document.querySelector("#row-late-1") !== null && document.title.startsWith("(2)") && window.same`)

	do(t, ctx, chromedp.Navigate(url+"/incidents/"+reviewedID), chromedp.Click(chromedp.CSS("summary.no")), chromedp.SendKeys(chromedp.CSS("#why-reject"), "half a sent"))
	c = reviewed(t)
	c.Incident.Count = 4321
	e.set(c)
	await(t, ctx, "the count is new", `document.querySelector(".crumb").innerText.includes("4\u202f321")`)
	if got := eval[string](t, ctx, `document.querySelector("#why-reject").value + "|" + document.querySelector("#why-reject").checkVisibility() + "|" + document.activeElement.id`); got != "half a sent|true|why-reject" {
		t.Errorf("who was writing has now %q", got)
	}
	c.Review.Commit = "beef567890abcdef1234567890abcdef12345678"
	e.set(c)
	await(t, ctx, "the form is that of the new commit", `document.querySelector(".answers [name=commit]").value.startsWith("beef")`)
	e.set(func() heald.Case { c := rolling(t); c.ID = reviewedID; return c }())
	await(t, ctx, "the canary appears and the form goes", `document.querySelector(".plot svg") !== null && document.querySelector(".answers") === null`)
	_ = e.SetBrake(ctx, heald.Brake{On: true, Why: "migration", By: "Mara", At: now})
	await(t, ctx, "the brake is seen", `document.body.innerText.includes("The brake is on.")`)
}

// On a slow line each script comes a while after the one before it, and the page is live all the same.
func TestBrowserSlowLine(t *testing.T) {
	ctx := browser(t)
	e := newEstate(t)
	console, scripts := newConsole(t, e, nil), atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".js") {
			time.Sleep(time.Duration(scripts.Add(1)) * 400 * time.Millisecond)
		}
		console.ServeHTTP(w, r)
	}))
	t.Cleanup(server.CloseClientConnections)
	do(t, ctx, chromedp.Navigate(server.URL+"/"))
	c := reviewed(t)
	c.ID = "late-1"
	e.set(c)
	await(t, ctx, "a new review appears", `document.querySelector("#row-late-1") !== null`)
}

// By keyboard alone: the first stop skips to the content, every stop is seen, and an answer can be given.
func TestBrowserKeyboard(t *testing.T) {
	ctx := browser(t)
	e := newEstate(t)
	url := serve(t, e)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(url+"/incidents/"+reviewedID), chromedp.KeyEvent(kb.Tab))
	if got := eval[string](t, ctx, `document.activeElement.className`); got != "skip" {
		t.Errorf("the first stop is %q", got)
	}
	for i := 0; ; i++ {
		do(t, ctx, chromedp.KeyEvent(kb.Tab))
		if eval[bool](t, ctx, `document.activeElement.value === "approve"`) {
			break
		}
		if !eval[bool](t, ctx, `parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2`) {
			t.Errorf("a stop is not seen: %s", eval[string](t, ctx, `document.activeElement.outerHTML.slice(0, 80)`))
		}
		if i == 30 {
			t.Fatal("the answer is out of reach")
		}
	}
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	await(t, ctx, "approved", `document.querySelector(".answers") === null && document.readyState === "complete"`)
	if len(e.answers) != 1 || e.answers[0].Verb != heald.Approve {
		t.Errorf("stored %+v", e.answers)
	}
}

// Without scripts everything can be read, and an answer given. The policy refuses nothing of our own.
func TestBrowserWithoutScripts(t *testing.T) {
	ctx := browser(t)
	e := newEstate(t)
	url := serve(t, e)
	do(t, ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}), chromedp.Navigate(url+"/"), chromedp.Click(chromedp.CSS("#row-"+reviewedID+" a")), chromedp.WaitVisible(chromedp.CSS("[value=approve]")), chromedp.Click(chromedp.CSS("details:nth-of-type(2) summary")),
		chromedp.WaitVisible(chromedp.CSS("[value=not_a_bug]")), chromedp.Click(chromedp.CSS("[value=not_a_bug]")), chromedp.WaitNotPresent(chromedp.CSS(".answers")))
	if len(e.answers) != 1 || e.answers[0].Verb != heald.NotABug {
		t.Errorf("stored %+v", e.answers)
	}
}
