package reproduce_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
	"github.com/heald-dev/heald/internal/reproduce"
)

func TestLeads(t *testing.T) {
	for _, c := range []struct {
		name, context, message string
		want                   language.Leads
	}{
		{"a request with a body", `2026-11-03 10:00:00,123 ERROR POST /price?x=1 {"sku": "A-1", "qty": 0}`, "division by zero", language.Leads{
			Requests: []language.Request{{Method: "POST", Path: "/price?x=1", Body: `{"sku": "A-1", "qty": 0}`}},
			Fields:   map[string][]string{"x": {"1"}, "sku": {"A-1"}, "qty": {"0"}},
			Words:    []string{"sku", "A-1", "qty", "POST", "/price", "x=1"},
		}},
		{"a printed dictionary", `[2026-11-03T10:00:00Z] [INFO] order {'id': 7, 'coupon': None}`, "'coupon'", language.Leads{
			Fields: map[string][]string{"id": {"7"}, "coupon": {"null"}},
			Words:  []string{"coupon", "id", "order", "None"},
		}},
		{"probes are no leads", "GET /healthz 200", "x", language.Leads{Fields: map[string][]string{}, Words: []string{"GET", "/healthz", "200"}}},
		{"as Flask logs it", "Exception on /carts/7 [POST]", "x", language.Leads{
			Requests: []language.Request{{Method: "POST", Path: "/carts/7"}}, Fields: map[string][]string{"cart": {"7"}, "cart_id": {"7"}}, Words: []string{"7", "/carts/7"}}},
		{"as uvicorn logs it", "INFO: 1.2.3.4:5 - \"GET /items/3?q=a%20b HTTP/1.1\" 500 Internal Server Error\nINFO: 1.2.3.4:5 - \"GET /items/4 HTTP/1.1\" 200 OK", "x", language.Leads{
			Requests: []language.Request{{Method: "GET", Path: "/items/3?q=a%20b"}, {Method: "GET", Path: "/items/4"}},
			Fields:   map[string][]string{"q": {"a b", "a"}, "item": {"4", "3"}, "item_id": {"4", "3"}}, Words: []string{"4", "3", "a b"}}},
		{"as Django logs it", "Internal Server Error: /carts/7", "x", language.Leads{
			Requests: []language.Request{{Method: "GET", Path: "/carts/7"}}, Fields: map[string][]string{"Error": {"/carts/7"}, "cart": {"7"}, "cart_id": {"7"}}, Words: []string{"/carts/7"}}},
		{"as heald's proxy saw it", `"POST /orders/7 HTTP/1.1" 500 body: [{"sku": "an ERROR"}]` + "\nPOST /orders/8", "x", language.Leads{
			Requests: []language.Request{{Method: "POST", Path: "/orders/7", Body: `[{"sku": "an ERROR"}]`}, {Method: "POST", Path: "/orders/8"}},
			Fields:   map[string][]string{"order": {"8", "7"}, "order_id": {"8", "7"}}, Words: []string{"7", "8"}}},
		{"a form that heald's proxy saw", `"POST /+upload HTTP/1.1" 500 form: {"text":"a b"}`, "x", language.Leads{
			Requests: []language.Request{{Method: "POST", Path: "/+upload", Body: `{"text":"a b"}`, Form: true}}, Fields: map[string][]string{"text": {"a b"}}, Words: []string{"{\"text\":\"a b\"}"}}},
		{"a path with a query", "self test /next?line=12", "x", language.Leads{
			Requests: []language.Request{{Method: "GET", Path: "/next?line=12"}}, Fields: map[string][]string{"line": {"12"}}, Words: []string{"line=12"}}},
		{"the value in a message", "", "invalid literal for int() with base 10: '12.5'", language.Leads{Fields: map[string][]string{}, Words: []string{"12.5"}}},
	} {
		got := reproduce.Leads(heald.Incident{Context: c.context, Exception: heald.Exception{Message: c.message}}, python.Support().Drivers)
		if diff := cmp.Diff(c.want, got, onlyMore); diff != "" {
			t.Errorf("%s: want -, got +\n%s", c.name, diff)
		}
	}
}

func TestALogRecordIsNoInput(t *testing.T) {
	got := reproduce.Leads(heald.Incident{Context: `{"level": "INFO", "ts": "2026-11-03T10:00:00Z", "message": "up"}` + "\n" + `{"deck": 3, "cars": []}`}, &language.Drivers{})
	if slices.ContainsFunc(got.Words, func(w string) bool { return w[0] == '{' && w != `{"deck": 3, "cars": []}` }) || !slices.Contains(got.Words, `{"deck": 3, "cars": []}`) {
		t.Errorf("got %q, want the message alone", got.Words)
	}
}

// onlyMore passes words that a case does not name: a log is full of them.
var onlyMore = cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Words" }, cmp.Comparer(func(a, b []string) bool {
	return within(a, b) || within(b, a)
}))

func within(some, all []string) bool {
	for _, w := range some {
		if !slices.Contains(all, w) {
			return false
		}
	}
	return true
}

func FuzzLeads(f *testing.F) {
	f.Add("POST /x {\"a\": {\"b\": 1}} k=v 'q'", "KeyError: 'a'")
	f.Fuzz(func(t *testing.T, context, message string) {
		got := reproduce.Leads(heald.Incident{Context: context, Exception: heald.Exception{Message: message}}, python.Support().Drivers)
		if len(got.Words) > 60 || len(got.Requests) > 8 || len(got.Fields) > 200 {
			t.Errorf("unbounded: %d words, %d requests, %d fields", len(got.Words), len(got.Requests), len(got.Fields))
		}
	})
}
