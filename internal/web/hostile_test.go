package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/web"
)

// poison writes a hostile text into every string that can be reached.
func poison(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString(text)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), text)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			poison(v.Field(i), text)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			for i := range v.Len() {
				poison(v.Index(i), text)
			}
		}
	}
}

// poisoned is an estate in which every text is hostile, but states and outcomes, without which most of a page would be missing.
func poisoned(t *testing.T, text string) *estate {
	e := newEstate(t)
	for name, old := range map[string]heald.Case{"review": reviewed(t), "rolling": rolling(t), "over": realCase(t, "handed_over")} {
		c := old
		poison(reflect.ValueOf(&c).Elem(), text)
		c.State, c.ID, c.Reproduction.Outcome, c.Deadline = old.State, name, heald.Pass, now
		for i := range c.Steps {
			c.Steps[i].To = old.Steps[i].To
		}
		for i := range c.Incident.Exception.Frames {
			c.Incident.Exception.Frames[i].InApp = true
		}
		e.cases[name] = c
	}
	for i := range e.lessons {
		poison(reflect.ValueOf(&e.lessons[i]).Elem(), text)
	}
	for i := range e.services {
		poison(reflect.ValueOf(&e.services[i]).Elem(), text)
	}
	e.brake = heald.Brake{On: true, Why: text, By: text, At: now}
	return e
}

var attacks = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `javascript:alert(1)`, `</style></script><svg onload=alert(1)>`,
	"`<b>`</code>`<i>", `{{constructor.constructor('alert(1)')()}}`, `--></title><base href=//evil.example>`, "\x1b]0;owned\x07\x1b[2J", "ok\u202Egnp.exe\u2066\u200B",
	"@@ -1 +1 @@\n+++ b/<img src=x onerror=alert(1)>\n+<script>\n-`<b>`", "\xff\xfe<script\x00>alert(1)</script>", strings.Repeat("<a href='", 1000), "hx-on:click=alert(1) hx-get=//evil",
}

// A hostile text is shown, and does nothing: no element, no attribute and no character of it is obeyed.
func TestHostileTexts(t *testing.T) {
	for i, attack := range attacks {
		e := poisoned(t, attack)
		h := newConsole(t, e, func(c *web.Config) { c.Version = attack })
		for _, path := range []string{"/", "/incidents/review", "/incidents/rolling", "/incidents/over", "/lessons", "/lessons?q=" + url.QueryEscape(attack), "/services", "/brake", "/?service=" + url.QueryEscape(attack), "/nowhere/" + url.PathEscape(attack)} {
			if len(path) > 4000 {
				continue
			}
			w := call(h, http.MethodGet, path, "")
			if w.Code >= 500 {
				t.Errorf("attack %d on %.40s: %d", i, path, w.Code)
			}
			for _, found := range harm(t, w.Body.String()) {
				t.Errorf("attack %d on %.40s: %s", i, path, found)
			}
		}
		body := call(h, http.MethodGet, "/incidents/review", "").Body.String()
		if len(attack) < 100 && !strings.Contains(body, "Approve") {
			t.Errorf("attack %d hides the answer's form", i)
		}
	}
}

// harm reads a page as a browser does and returns what should not be in it.
func harm(t *testing.T, page string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for n := range root.Descendants() {
		switch n.Type {
		case html.ElementNode:
			found = append(found, element(n)...)
		case html.TextNode, html.CommentNode:
			if at := strings.IndexFunc(n.Data, obeyed); at >= 0 {
				found = append(found, fmt.Sprintf("a character that is obeyed in %.60q", n.Data[at:]))
			}
		}
	}
	return found
}

func element(n *html.Node) []string {
	var found []string
	switch n.Data {
	case "img", "base", "iframe", "object", "embed", "b", "i", "style":
		found = append(found, "an element <"+n.Data+">")
	}
	for _, a := range n.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style", strings.HasPrefix(a.Key, "hx-on"):
			found = append(found, "an attribute "+a.Key)
		case a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "hx-get":
			if !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "//") {
				found = append(found, fmt.Sprintf("%s leads to %.60q", a.Key, a.Val))
			}
		}
		if strings.IndexFunc(a.Val, obeyed) >= 0 {
			found = append(found, "a character that is obeyed in the attribute "+a.Key)
		}
	}
	if n.Data == "script" && n.FirstChild != nil {
		found = append(found, "an inline script")
	}
	return found
}

func obeyed(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
}

// The checks above must be able to fail.
func TestHarmIsSeen(t *testing.T) {
	for _, page := range []string{
		`<img src=/x>`, `<a href="javascript:alert(1)">x</a>`, `<p onclick=x>`, `<script>alert(1)</script>`, "<p>\u202E</p>", "<p title='\x1b'>", `<form action="//evil.example">`, `<p style="x">`,
	} {
		if len(harm(t, page)) == 0 {
			t.Errorf("no harm seen in %q", page)
		}
	}
	if found := harm(t, `<p title="x">fine <a href="/incidents/x">ä 漢 ␛</a></p>`); len(found) > 0 {
		t.Errorf("harm seen where there is none: %v", found)
	}
}

// However long the texts of a case are, its page is one that a browser can show.
func TestLongTexts(t *testing.T) {
	for _, text := range []string{strings.Repeat("<&\"'", 50_000), strings.Repeat("@@ -1 +1 @@\n-a b c\n+a b d\n", 10_000), strings.Repeat("`", 100_000)} {
		w := call(newConsole(t, poisoned(t, text), nil), http.MethodGet, "/incidents/review", "")
		if w.Code != http.StatusOK && w.Code != http.StatusInsufficientStorage || w.Body.Len() > 9<<20 {
			t.Errorf("%.20q: status %d, %d bytes", text, w.Code, w.Body.Len())
		}
	}
}
