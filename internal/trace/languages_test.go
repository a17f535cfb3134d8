package trace

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
)

// brief is what a table says of an exception: type, message, and its frames as "module#function file:line", in-app ones starred.
func brief(e heald.Exception) string {
	var b strings.Builder
	b.WriteString(e.ErrorType + ": " + e.Message)
	for _, f := range e.Frames {
		b.WriteString(" | ")
		if f.InApp {
			b.WriteString("*")
		}
		b.WriteString(f.Module + "#" + f.Function + " " + f.File)
	}
	for _, c := range e.Causes {
		b.WriteString(" <- " + brief(c))
	}
	for _, m := range e.Members {
		b.WriteString(" & " + brief(m))
	}
	return b.String()
}

const (
	goMain = "main.main()\n\t/srv/app/main.go:5 +0x1d\n"
	goCart = "example.com/shop/cart.(*Cart).Total(0x0, {0x1, 0x2})\n\t/srv/app/cart/cart.go:7 +0x5\n"
)

func TestGo(t *testing.T) {
	const stack = " | *main#main /srv/app/main.go | *example.com/shop/cart#(*Cart).Total /srv/app/cart/cart.go"
	for name, tc := range map[string]struct{ text, want string }{
		"panic":           {"panic: no stock\n\ngoroutine 1 [running]:\n" + goCart + goMain, "panic: no stock" + stack},
		"runtime error":   {"panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\n" + goCart + goMain, "runtime error: index out of range [5] with length 3" + stack},
		"recovered":       {"panic: a [recovered]\n\tpanic: b\n\ngoroutine 1 [running]:\nmain.g.func1()\n\t/srv/app/main.go:9\npanic({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:860 +0x1\n" + goCart + goMain, "panic: a" + stack},
		"repanicked":      {"panic: a [recovered, repanicked]\n\ngoroutine 1 [running]:\n" + goCart + goMain, "panic: a" + stack},
		"logger's words":  {"2026/01/05 10:00:00 panic: a\n\ngoroutine 1 [running]:\n" + goCart + goMain, "panic: a" + stack},
		"server":          {"2026/01/05 10:00:00 http: panic serving 10.0.0.3:4411: runtime error: x\ngoroutine 7 [running]:\n" + goCart + goMain, "runtime error: x" + stack},
		"signal":          {"panic: x\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n\ngoroutine 1 [running]:\n" + goCart + goMain, "panic: x" + stack},
		"fatal":           {"fatal error: concurrent map writes\n\ngoroutine 1 [running]:\n" + goCart + goMain + "\ngoroutine 2 [select]:\n" + goMain + "exit status 2\n", "fatal error: concurrent map writes" + stack},
		"runtime's stack": {"fatal error: stack overflow\n\nruntime stack:\nruntime.throw()\n\t/usr/local/go/src/runtime/panic.go:1 +0x1\n\ngoroutine 1 gp=0x1 m=3 mp=0x2 [running]:\n" + goCart + goMain, "fatal error: stack overflow" + stack},
		"elided":          {"panic: x\n\ngoroutine 1 [running]:\n" + goCart + "...97 frames elided...\n" + goMain, "panic: x" + stack},
		"created by":      {"panic: x\n\ngoroutine 5 [running]:\n" + goCart + goMain + "created by main.start in goroutine 1\n\t/srv/app/main.go:3 +0x1\n", "panic: x" + stack},
		"no message":      {"goroutine 1 [running]:\npanic({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:860 +0x1\nruntime.panicmem()\n\t/usr/local/go/src/runtime/panic.go:1 +0x1\n" + goCart + goMain, "panic: " + stack},
		"libraries":       {"panic: x\n\ngoroutine 1 [running]:\ngithub.com/acme/lib.F()\n\t/home/ann/go/pkg/mod/github.com/acme/lib@v1.2.3/f.go:3 +0x1\nnet/http.serve()\n\t/usr/local/go/src/net/http/server.go:1 +0x1\n" + goMain, "panic: x | *main#main /srv/app/main.go | net/http#serve /usr/local/go/src/net/http/server.go | github.com/acme/lib#F /home/ann/go/pkg/mod/github.com/acme/lib@v1.2.3/f.go"},
		"trimmed paths":   {"panic: x\n\ngoroutine 1 [running]:\nnet/http.serve()\n\tnet/http/server.go:1 +0x1\ngithub.com/acme/lib.F()\n\tgithub.com/acme/lib@v1.2.3/f.go:3 +0x1\nexample.com/shop/cart.F()\n\texample.com/shop/cart/f.go:3 +0x1\n", "panic: x | *example.com/shop/cart#F example.com/shop/cart/f.go | github.com/acme/lib#F github.com/acme/lib@v1.2.3/f.go | net/http#serve net/http/server.go"},
		"logger's stack":  {`{"level":"error","error":"no stock","stacktrace":"example.com/shop/cart.(*Cart).Total\n\t/srv/app/cart/cart.go:7\nmain.main\n\t/srv/app/main.go:5"}`, "error: no stock" + stack},
		"error with %+v":  {`{"errorVerbose":"no stock\nexample.com/shop/cart.(*Cart).Total\n\t/srv/app/cart/cart.go:7\nmain.main\n\t/srv/app/main.go:5"}`, "error: no stock" + stack},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, brief(single(t, tc.text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestJavaScript(t *testing.T) {
	const at = "    at total (/srv/app/cart.js:2:22)\n    at main (/srv/app/main.js:6:3)\n"
	const stack = " | *#main /srv/app/main.js | *#total /srv/app/cart.js"
	for name, tc := range map[string]struct{ text, want string }{
		"plain":          {"TypeError: x is not a function\n" + at, "TypeError: x is not a function" + stack},
		"uncaught":       {"/srv/app/cart.js:2\n  x()\n  ^\n\nUncaught TypeError: y\n" + at + "\nNode.js v20\n", "TypeError: y" + stack},
		"lines":          {"Error: one\ntwo\nthree\n" + at, "Error: one" + stack},
		"no Error":       {"Refused: one\n" + at, "Refused: one" + stack},
		"code":           {"TypeError [ERR_INVALID_ARG_TYPE]: x\n" + at, "TypeError: x" + stack},
		"class and name": {"2026-01-05 ERROR failed Refused [RefusedError]: x\n" + at, "Refused: x" + stack},
		"logger":         {"2026-01-05 10:00:00 error: failed: RangeError: x\n" + at, "RangeError: x" + stack},
		"no header":      {"text\n" + at, ": " + stack},
		"kinds of frames": {"Error: x\n    at async Promise.all (index 0)\n    at new Foo (file:///srv/app/a.mjs:1:2)\n    at Object.<anonymous> [as run] (C:\\app\\b.js:3:4)\n    at node:internal/main:1:2\n    at f (/srv/app/node_modules/x/i.js:1:1)\n    at eval (eval at g (/srv/a.js:1:1), <anonymous>:1:1)\n",
			"Error: x | #eval eval at g (/srv/a.js:1:1), <anonymous> | #f /srv/app/node_modules/x/i.js | # node:internal/main | *#Object.<anonymous> C:\\app\\b.js | *#new Foo file:///srv/app/a.mjs | #Promise.all index 0"},
		"cause":   {"Error: a\n    at f (/srv/a.js:1:1) {\n  code: 'X',\n  [cause]: TypeError: b\n      at g (/srv/b.js:1:1) {\n    n: { a: 1 },\n    [cause]: Error: c\n        at h (/srv/c.js:1:1)\n  }\n}\n", "Error: a | *#f /srv/a.js <- TypeError: b | *#g /srv/b.js <- Error: c | *#h /srv/c.js"},
		"members": {"AggregateError: all\n    at f (/srv/a.js:1:1) {\n  [errors]: [\n    Error: a\n        at g (/srv/b.js:1:1),\n    Error: b\n        at h (/srv/c.js:1:1)\n  ]\n}\n", "AggregateError: all | *#f /srv/a.js & Error: a | *#g /srv/b.js & Error: b | *#h /srv/c.js"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, brief(single(t, tc.text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestJava(t *testing.T) {
	const at = "\tat com.acme.Cart.total(Cart.java:19)\n\tat com.acme.Main.main(Main.java:25)\n"
	const stack = " | *com.acme.Main#main Main.java | *com.acme.Cart#total Cart.java"
	for name, tc := range map[string]struct{ text, want string }{
		"thread":      {"Exception in thread \"main\" java.lang.IllegalStateException: x: y\n" + at, "java.lang.IllegalStateException: x: y" + stack},
		"logger":      {"2026-01-05 10:00:00 ERROR [main] c.a.Web - failed\njava.lang.NullPointerException: x\n" + at, "java.lang.NullPointerException: x" + stack},
		"same line":   {"10:00:00 ERROR c.a.Web - failed: java.io.IOException: x\n" + at, "java.io.IOException: x" + stack},
		"no message":  {"java.lang.StackOverflowError\n" + at, "java.lang.StackOverflowError: " + stack},
		"own name":    {"com.acme.Refused: no\n" + at, "com.acme.Refused: no" + stack},
		"causes":      {"a.AException: 1\n" + at + "Caused by: a.BException: 2\n\tat a.B.f(B.java:1)\n\t... 2 more\nCaused by: a.CException: 3\n\tat a.C.f(C.java:1)\n\t... 3 common frames omitted\n", "a.AException: 1" + stack + " <- a.BException: 2 | *a.B#f B.java <- a.CException: 3 | *a.C#f C.java"},
		"suppressed":  {"a.AException: 1\n" + at + "\tSuppressed: a.SException: s\n\t\tat a.S.f(S.java:1)\nCaused by: a.BException\n\tat a.B.f(B.java:1)\n", "a.AException: 1" + stack + " <- a.BException:  | *a.B#f B.java"},
		"modules":     {"a.AException: 1\n\tat java.base/java.util.List.get(List.java:3)\n\tat app//com.acme.A.lambda$f$0(A.java:4)\n\tat com.acme.A$B.<init>(A.java:5) ~[shop.jar:1.0]\n\tat com.acme.N.g(Native Method)\n\tat com.acme.K.h(Unknown Source)\n", "a.AException: 1 | *com.acme.K#h  | *com.acme.N#g  | *com.acme.A$B#<init> A.java | *com.acme.A#lambda$f$0 A.java | java.util.List#get List.java"},
		"frameworks":  {"a.AException: 1\n" + at + "\tat org.springframework.web.X.do(X.java:1)\n\tat jdk.internal.reflect.Y.invoke(Y.java:1)\n", "a.AException: 1 | jdk.internal.reflect.Y#invoke Y.java | org.springframework.web.X#do X.java" + stack},
		"lines":       {"a.AException: one\n  two\n" + at, "a.AException: one" + stack},
		"interleaved": {strings.ReplaceAll("svc | a.AException: 1\n"+at, "\tat", "svc | \tat"), "a.AException: 1" + stack},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, brief(single(t, tc.text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPythonPlace(t *testing.T) {
	for file, want := range map[string]struct {
		module string
		inApp  bool
	}{
		"app/orders.py":                       {"app.orders", true},
		"./main.py":                           {"main", true},
		"app/__init__.py":                     {"app", true},
		"/srv/app/orders.py":                  {"", true},
		"../x.py":                             {"", true},
		`C:\app\x.py`:                         {"", true},
		"/srv/app/manage":                     {"", true},
		"/usr/lib/python3.11/json/decoder.py": {"json.decoder", false},
		"/usr/local/lib/python3.13t/asyncio/runners.py":         {"asyncio.runners", false},
		"/srv/.venv/lib/python3.11/site-packages/a/__init__.py": {"a", false},
		"/usr/lib/python3/dist-packages/yaml/x.py":              {"yaml.x", false},
		`C:\Python311\Lib\json\decoder.py`:                      {"json.decoder", false},
		`C:\v\Lib\site-packages\a\b.py`:                         {"a.b", false},
		"<frozen importlib._bootstrap>":                         {"importlib._bootstrap", false},
		"<string>":                                              {"", false},
		"<template>":                                            {"", false},
		"/srv/.venv/bin/gunicorn":                               {"", false},
		"/srv/app/bin/run.py":                                   {"", true},
		"":                                                      {"", false},
		"x.so":                                                  {"", true},
	} {
		module, inApp := pythonPlace(file)
		if module != want.module || inApp != want.inApp {
			t.Errorf("pythonPlace(%q) = %q, %v; want %q, %v", file, module, inApp, want.module, want.inApp)
		}
	}
}

// TestRecordsFields: a trace without its last line takes the error from the fields beside it.
func TestRecordsFields(t *testing.T) {
	stack := quote("  File \"/srv/a.py\", line 1, in f\n    g()\n")
	for name, text := range map[string]string{
		"ECS":     `{"message": "x", "error": {"type": "KeyError", "message": "'q'", "stack_trace": ` + stack + `}}`,
		"dotted":  `{"error.type": "KeyError", "error.message": "'q'", "error.stack_trace": ` + stack + `}`,
		"OTel":    `{"exception.stacktrace": ` + stack + `, "exception.type": "KeyError", "exception.message": "'q'"}`,
		"stdlib":  `{"exc_type": "KeyError", "exc_value": "'q'", "exc_text": ` + stack + `}`,
		"escaped": `{"log": ` + quote(`{"error.type": "KeyError", "error.message": "'q'", "error.stack_trace": `+stack+`}`) + `}`,
	} {
		e := single(t, text)
		if e.ErrorType != "KeyError" || e.Message != "'q'" || len(e.Frames) != 1 || e.Cut != (heald.Cut{}) {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
