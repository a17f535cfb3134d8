package web

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
)

// policy forbids everything that a page of ours does not need: no foreign source, no inline script or style, no frame around it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"

// guard is what every request passes before it reaches a page.
func (c *console) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.fail(w, r, problem{Status: http.StatusForbidden, Title: "This came from another site", Text: "A page of another site tried to act in your name. Nothing was done."})
	}))
	protected := cross.Handler(c.signedIn(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		if !c.host.allow(r.Host) {
			c.fail(w, r, problem{Status: http.StatusMisdirectedRequest, Title: "Unknown host", Text: "heald does not answer to this host name. Name it in the configuration if it is yours."})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		protected.ServeHTTP(w, r)
	})
}

func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-store")
}

// hosts are the names that requests may ask for. A page of another site whose name was pointed at loopback asks for its own.
type hosts struct {
	local bool
	names []string
}

func (h hosts) allow(host string) bool {
	if !h.local && len(h.names) == 0 {
		return true
	}
	name := strings.ToLower(strings.TrimSuffix(bare(host), "."))
	if name == "localhost" || slices.ContainsFunc(h.names, func(own string) bool { return strings.EqualFold(bare(own), name) }) {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.IsLoopback()
}

// bare is a host without its port and brackets.
func bare(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

// loopback says whether a listener's address is reached from this machine alone. An empty host is every interface.
func loopback(address string) bool {
	name := bare(address)
	if strings.EqualFold(name, "localhost") {
		return true
	}
	parsed, err := netip.ParseAddr(name)
	return err == nil && parsed.IsLoopback()
}

// status translates the sentinels for a browser.
func status(err error) int {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, heald.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, heald.ErrInvalid):
		return http.StatusBadRequest
	case errors.Is(err, heald.ErrConflict):
		return http.StatusConflict
	case errors.Is(err, heald.ErrDenied):
		return http.StatusForbidden
	case errors.Is(err, heald.ErrExhausted):
		return http.StatusTooManyRequests
	case errors.Is(err, heald.ErrTransient):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
