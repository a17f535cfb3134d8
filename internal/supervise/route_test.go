package supervise

import (
	"fmt"
	"strings"
	"testing"
)

func TestRoutes(t *testing.T) {
	r := newRoutes()
	for _, c := range []struct{ method, path, want string }{
		{"GET", "/", "GET /"},
		{"GET", "", "GET /"},
		{"GET", "/price/17", "GET /price/{}"},
		{"GET", "/price/SKU-1042/", "GET /price/{}"},
		{"POST", "/v1/oauth2/token", "POST /v1/oauth2/token"},
		{"DELETE", "/users/6ba7b810-9dad-11d1-80b4-00c04fd430c8/keys", "DELETE /users/{}/keys"},
		{"GET", "/users/me", "GET /users/me"},
		{"GET", "/mail/a@b.example", "GET /mail/{}"},
		{"GET", "/day/2026-11-23", "GET /day/{}"},
		{"GET", "/base64/c2hvcA==", "GET /base64/{}"},
		{"GET", "/base64", "GET /{}"},
		{"GET", "/SKU-1042/price", "GET /{}/price"},
		{"GET", "/ab12/price", "GET /{}/price"},
		{"GET", "/" + strings.Repeat("x", 100), "GET /{}"},
		{"BREW", "/coffee", Overflow},
	} {
		if got := r.called(r.of(c.method, c.path)); got != c.want {
			t.Errorf("%s %s is %q, want %q", c.method, c.path, got, c.want)
		}
	}
}

// TestNamesBecomeValues has a place of the path hold so many names that it must be a value: all count as one route, also those before.
func TestNamesBecomeValues(t *testing.T) {
	r := newRoutes()
	first := r.of("GET", "/fruit/apple/price")
	for n := range 2 * maxNames {
		r.of("GET", "/fruit/"+word(n)+"/price")
	}
	if got, want := r.called(first), "GET /fruit/{}/price"; got != want {
		t.Errorf("the first one counts as %q, want %q", got, want)
	}
	if a, b := r.canonical(first), r.of("GET", "/fruit/"+word(999)+"/price"); a != b {
		t.Errorf("two names of one place are routes %d and %d, want one", a, b)
	}
	if got, want := r.called(r.of("GET", "/health")), "GET /health"; got != want {
		t.Errorf("another place: %q, want %q", got, want)
	}
}

func word(n int) string {
	return string([]byte{'a' + byte(n/676%26), 'a' + byte(n/26%26), 'a' + byte(n%26)})
}

// FuzzRoutes gives it what hostile clients may: memory stays bounded, and a route is always named.
func FuzzRoutes(f *testing.F) {
	f.Add("GET", "/a/b/c")
	f.Add("POST", "//..//%2e/{}")
	r := newRoutes()
	for n := range 3000 {
		r.of("GET", fmt.Sprintf("/%s/%s/%s", word(n), word(n*7), word(n*13)))
	}
	f.Fuzz(func(t *testing.T, method, path string) {
		if r.called(r.of(method, path)) == "" {
			t.Errorf("%q %q has no route", method, path)
		}
		if len(r.names) > maxRoutes || len(r.places) > maxPlaces {
			t.Errorf("%d routes and %d places are remembered", len(r.names), len(r.places))
		}
	})
}
