package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/heald-dev/heald/internal/show"
)

const (
	cookieName  = "heald_session"
	sessionTime = 12 * time.Hour
	maxName     = 60
	stranger    = "console" // who answers where nobody signed in
	program     = "api"     // who answers with the token itself
)

// sealer makes and opens the cookie of a session. Its key lives as long as the process, and is bound to the token.
type sealer struct {
	token [sha256.Size]byte
	key   []byte
	asks  bool // a token is asked for
}

func newSealer(token string) sealer {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails, or ends the program
	return sealer{sha256.Sum256([]byte(token)), key, token != ""}
}

// fits compares with the token in constant time, whatever the lengths.
func (s sealer) fits(token string) bool {
	sum := sha256.Sum256([]byte(token))
	return s.asks && subtle.ConstantTimeCompare(sum[:], s.token[:]) == 1
}

func (s sealer) close(name string, until time.Time) string {
	text := strconv.FormatInt(until.Unix(), 10) + "|" + name
	return base64.RawURLEncoding.EncodeToString([]byte(text)) + "." + base64.RawURLEncoding.EncodeToString(s.sum(text))
}

func (s sealer) sum(text string) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(s.token[:])
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func (s sealer) open(value string, now time.Time) (name string, ok bool) {
	text, sum, _ := strings.Cut(value, ".")
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", false
	}
	given, err := base64.RawURLEncoding.DecodeString(sum)
	if err != nil || !hmac.Equal(given, s.sum(string(plain))) {
		return "", false
	}
	until, name, _ := strings.Cut(string(plain), "|")
	end, err := strconv.ParseInt(until, 10, 64)
	return name, err == nil && now.Unix() < end
}

type visitorKey struct{}

// visitor is who acts: the name given at the login, or "console" where no token is asked for.
func visitor(ctx context.Context) string {
	if name, ok := ctx.Value(visitorKey{}).(string); ok && name != "" {
		return name
	}
	return stranger
}

// signed is the name that an act bears: a program names its user, a person who signed in has a name already.
func signed(ctx context.Context, by string) string {
	if name := visitor(ctx); by == "" || name != stranger && name != program {
		return name
	}
	return by
}

// signedIn lets in who has the token, and sends others to the login form. Health, style and the form itself are for everybody.
func (c *console) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !c.seal.asks || open(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		name, ok := c.identify(r)
		if ok {
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, name)))
			return
		}
		if r.Method == http.MethodGet && !programs(r.URL.Path) {
			http.Redirect(w, r, "/login?next="+queryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="heald"`)
		c.fail(w, r, problem{Status: http.StatusUnauthorized, Title: "Sign in first", Text: "A token is needed here. Nothing was done."})
	})
}

func open(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/login" || strings.HasPrefix(path, "/static/")
}

// programs says whether a path is asked for by programs, which follow no redirect to a form.
func programs(path string) bool {
	return strings.HasPrefix(path, "/api/") || path == "/metrics" || path == "/events"
}

func (c *console) identify(r *http.Request) (string, bool) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return program, c.seal.fits(token)
	}
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return "", false
	}
	return c.seal.open(cookie.Value, c.Now())
}

func (c *console) loginForm(w http.ResponseWriter, r *http.Request) {
	if !c.seal.asks {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	c.render(w, r, http.StatusOK, loginPage(c.frame(r, "Sign in", ""), loginView{Next: within(r.FormValue("next"))}))
}

func (c *console) login(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		c.broken(w, r, fmt.Errorf("read the form: %w", err))
		return
	}
	next, name := within(r.PostFormValue("next")), show.Short(show.Line(r.PostFormValue("name")), maxName)
	if !c.seal.fits(r.PostFormValue("token")) {
		c.Log.Warn("login refused", "source", r.RemoteAddr)
		c.render(w, r, http.StatusUnauthorized, loginPage(c.frame(r, "Sign in", ""), loginView{Next: next, Name: name, Wrong: true}))
		return
	}
	until := c.Now().Add(sessionTime)
	c.cookie(w, r, c.seal.close(name, until), int(sessionTime.Seconds()))
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (c *console) logout(w http.ResponseWriter, r *http.Request) {
	c.cookie(w, r, "", -1)
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

func (c *console) cookie(w http.ResponseWriter, r *http.Request, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: value, Path: "/", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https"),
	})
}
