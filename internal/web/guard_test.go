package web_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/web"
)

const secret = "correct-horse-battery"

func withToken(c *web.Config) { c.Token = secret }

// Who would let strangers in is told so at the start.
func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		address, token string
		want           bool
	}{
		{"127.0.0.1:8787", "", true}, {"[::1]:8787", "", true}, {"localhost:8787", "", true}, {"127.0.0.9:1", "", true},
		{"0.0.0.0:8787", "", false}, {":8787", "", false}, {"192.168.1.4:8787", "", false}, {"heald.example:80", "", false}, {"", "", false},
		{"0.0.0.0:8787", secret, true}, {"127.0.0.1:8787", "short", false},
	} {
		e := newEstate(t)
		cfg := config(e)
		cfg.Address, cfg.Token = c.address, c.token
		_, err := web.New(cfg)
		if (err == nil) != c.want || err != nil && !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%q with token %q: %v, want ok = %t", c.address, c.token, err, c.want)
		}
	}
	if _, err := web.New(web.Config{Address: "127.0.0.1:1"}); err == nil {
		t.Error("a console without parts was made")
	}
}

// A page of another site, whose name was pointed at loopback, is not answered.
func TestHosts(t *testing.T) {
	local := newConsole(t, newEstate(t), nil)
	named := newConsole(t, newEstate(t), func(c *web.Config) { c.Hosts = []string{"heald.corp.example"} })
	public := newConsole(t, newEstate(t), func(c *web.Config) { c.Address, c.Token = "0.0.0.0:80", secret })
	strict := newConsole(t, newEstate(t), func(c *web.Config) {
		c.Address, c.Token, c.Hosts = "0.0.0.0:80", secret, []string{"heald.corp.example:443"}
	})
	for _, c := range []struct {
		name, host string
		handler    http.Handler
		want       int
	}{
		{"loopback", "127.0.0.1:8787", local, 200}, {"name", "localhost:8787", local, 200}, {"dot", "LOCALHOST.:1", local, 200}, {"v6", "[::1]:8787", local, 200},
		{"rebound", "evil.example:8787", local, 421}, {"prefix", "localhost.evil.example", local, 421}, {"address", "192.168.0.1", local, 421}, {"none", "", local, 421},
		{"own name", "heald.corp.example:8787", named, 200}, {"other name", "corp.example", named, 421},
		{"public", "anything.example", public, 200}, {"strict", "heald.corp.example", strict, 200}, {"strict other", "evil.example", strict, 421},
	} {
		w := call(c.handler, http.MethodGet, "/healthz", "", "Host", c.host)
		if w.Code != c.want {
			t.Errorf("%s: host %q gives %d, want %d", c.name, c.host, w.Code, c.want)
		}
	}
}

func TestCrossSitePosts(t *testing.T) {
	for _, c := range []struct {
		name    string
		headers []string
		want    int
	}{
		{"our own page", []string{"Sec-Fetch-Site", "same-origin"}, 303},
		{"our own page, old browser", []string{"Origin", "http://127.0.0.1:8787"}, 303},
		{"a program", nil, 303},
		{"another site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a neighbour", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"another site, old browser", []string{"Origin", "https://evil.example"}, 403},
		{"a sandboxed frame", []string{"Origin", "null"}, 403},
	} {
		e := newEstate(t)
		h := newConsole(t, e, nil)
		w := call(h, http.MethodPost, "/incidents/"+reviewedID+"/answer", "verb=approve&commit="+underReview, c.headers...)
		if w.Code != c.want || (len(e.answers) == 1) != (c.want == 303) {
			t.Errorf("%s: status %d, want %d; %d answers", c.name, w.Code, c.want, len(e.answers))
		}
		if api := call(h, http.MethodPost, "/api/v1/brake", `{"on": true, "why": "x"}`, c.headers...); (api.Code == 403) != (c.want == 403) {
			t.Errorf("%s: the API gives %d", c.name, api.Code)
		}
	}
}

func TestHeaders(t *testing.T) {
	h := newConsole(t, newEstate(t), nil)
	for _, path := range []string{"/", "/none", "/api/v1/incidents", "/api/v1/none", "/static/console.css"} {
		header := call(h, http.MethodGet, path, "").Header()
		csp := header.Get("Content-Security-Policy")
		if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: policy %q", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
	if got := call(h, http.MethodGet, "/", "").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("a page may be kept: %q", got)
	}
}

// With a token nothing is told and nothing is done without it.
func TestToken(t *testing.T) {
	e := newEstate(t)
	e.brake = heald.Brake{On: true, Why: "hidden reason"}
	h := newConsole(t, e, withToken)
	for _, c := range []struct {
		method, path, bearer string
		want                 int
	}{
		{"GET", "/", "", 303}, {"GET", "/incidents/" + reviewedID, "", 303}, {"GET", "/api/v1/incidents", "", 401}, {"GET", "/events", "", 401},
		{"GET", "/metrics", "", 401}, {"GET", "/healthz", "", 200}, {"GET", "/readyz", "", 200}, {"GET", "/static/console.css", "", 200}, {"GET", "/login", "", 200},
		{"POST", "/brake", "", 401}, {"POST", "/api/v1/brake", "", 401}, {"POST", "/incidents/" + reviewedID + "/answer", "", 401},
		{"GET", "/api/v1/incidents", "Bearer " + secret, 200}, {"GET", "/api/v1/incidents", "Bearer " + secret + "x", 401}, {"GET", "/api/v1/incidents", "Bearer ", 401},
		{"GET", "/api/v1/incidents", "Basic " + secret, 401}, {"GET", "/api/v1/incidents", secret, 401},
	} {
		w := call(h, c.method, c.path, "", "Authorization", c.bearer)
		if w.Code != c.want {
			t.Errorf("%s %s with %q: %d, want %d", c.method, c.path, c.bearer, w.Code, c.want)
		}
		if c.bearer == "" && strings.Contains(w.Body.String(), "hidden reason") {
			t.Errorf("%s %s tells a stranger why the brake is on", c.method, c.path)
		}
	}
	if len(e.answers) > 0 {
		t.Error("a stranger's answer was stored")
	}
}

// A session is opened by the token, bears the visitor's name, and ends.
func TestSession(t *testing.T) {
	e, clock := newEstate(t), now
	h := newConsole(t, e, func(c *web.Config) { c.Token, c.Now = secret, func() time.Time { return clock } })
	if w := call(h, http.MethodPost, "/login", "token=wrong&name=Mara&next=/brake"); w.Code != 401 || len(w.Result().Cookies()) > 0 || !strings.Contains(w.Body.String(), "not the token") {
		t.Errorf("a wrong token: %d, cookies %v", w.Code, w.Result().Cookies())
	}
	w := call(h, http.MethodPost, "/login", "token="+secret+"&name=Mara&next=%2F%2Fevil.example")
	if w.Code != 303 || w.Header().Get("Location") != "/" {
		t.Fatalf("login: %d to %q", w.Code, w.Header().Get("Location"))
	}
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || strings.Contains(cookie.Value, secret) {
		t.Errorf("the cookie is %v", cookie)
	}
	session := cookie.Name + "=" + cookie.Value
	if w := call(h, http.MethodPost, "/incidents/"+reviewedID+"/answer", "verb=approve&commit="+underReview, "Cookie", session); w.Code != 303 || len(e.answers) != 1 || e.answers[0].By != "Mara" {
		t.Errorf("answer in a session: %d, %v", w.Code, e.answers)
	}
	if call(h, http.MethodPost, "/api/v1/brake", `{"on": true, "why": "x", "by": "the boss"}`, "Cookie", session); e.brake.By != "Mara" {
		t.Errorf("Mara sets the brake as %q", e.brake.By)
	}
	if call(h, http.MethodPost, "/api/v1/brake", `{"on": true, "why": "x", "by": "jonas"}`, "Authorization", "Bearer "+secret); e.brake.By != "jonas" {
		t.Errorf("a program sets the brake for jonas as %q", e.brake.By)
	}
	forged := strings.Replace(session, cookie.Value[:8], "AAAAAAAA", 1)
	for name, value := range map[string]string{"forged": forged, "cut": session[:len(session)-2], "empty": cookie.Name + "=", "no parts": cookie.Name + "=abc"} {
		if w := call(h, http.MethodGet, "/", "", "Cookie", value); w.Code != 303 {
			t.Errorf("a %s cookie gives %d, want the login form", name, w.Code)
		}
	}
	if other := newConsole(t, e, withToken); call(other, http.MethodGet, "/", "", "Cookie", session).Code != 303 {
		t.Error("a cookie of another process is taken")
	}
	clock = now.Add(13 * time.Hour)
	if w := call(h, http.MethodGet, "/", "", "Cookie", session); w.Code != 303 {
		t.Errorf("an old session gives %d", w.Code)
	}
	if w := call(h, http.MethodGet, "/brake?x=1", ""); w.Header().Get("Location") != "/login?next=%2Fbrake%3Fx%3D1" {
		t.Errorf("the way back is %q", w.Header().Get("Location"))
	}
}
