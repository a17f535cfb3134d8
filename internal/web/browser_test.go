package web_test

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

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
	pages := []struct{ name, url string }{
		{"incidents", url + "/"}, {"review", url + "/incidents/pricing-5f21c0a9be"}, {"canary", url + "/incidents/pricing-canary"},
		{"handed-over", url + "/incidents/greenhouse-0e06eb8f6f"}, {"refused", url + "/incidents/stockmirror-48310acdd4"}, {"lessons", url + "/lessons"},
		{"services", url + "/services"}, {"brake", url + "/brake"}, {"empty", empty + "/"}, {"missing", url + "/nowhere"}, {"braked", stopped + "/"}, {"brake-on", stopped + "/brake"},
	}
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
			if p.name == "review" || p.name == "canary" || p.name == "handed-over" {
				shoot(t, ctx, look.name+"-"+p.name+"-full", true)
			}
		}
	}
}
