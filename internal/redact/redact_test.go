package redact

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestReplaced(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"password in a log":     {"login user=bob password=hunter2 ok", "login user=bob password=<secret:f52f> ok"},
		"word as password":      {"password=correcthorse next", "password=<secret:c83e> next"},
		"JSON":                  {`{"user": "bob", "api_key": "k-99-abc"}`, `{"user": "bob", "api_key": "<secret:2eb2>"}`},
		"escaped JSON":          {`"msg": "{\"token\": \"abc123\"}"`, `"msg": "{\"token\": \"<secret:6ca1>\"}"`},
		"environment":           {"DB_PASSWORD=s3cr3t!x\n", "DB_PASSWORD=<secret:6b72>\n"},
		"YAML":                  {"client_secret: a1b2c3d4e5", "client_secret: <secret:2a33>"},
		"bearer":                {"Authorization: Bearer abc.def-123\r\n", "Authorization: Bearer <secret:9c18>\r\n"},
		"header in a dict":      {`{'Authorization': 'Basic dXNlcjpwdw==', 'X': '1'}`, `{'Authorization': 'Basic <secret:f3ab>', 'X': '1'}`},
		"ASGI header":           {`(b'authorization', b'Bearer abcdef')`, `(b'authorization', b'Bearer <secret:bef5>')`},
		"cookie":                {"Cookie: sid=1234567; theme=dark", "Cookie: <secret:6bd9>"},
		"URL password":          {"postgres://app:pa55w0rd@db:5432/shop", "postgres://app:<secret:fae5>@db:5432/shop"},
		"token in a URL":        {"GET /x?page=2&access_token=abcdef&y=1", "GET /x?page=2&access_token=<secret:bef5>&y=1"},
		"AWS":                   {"key AKIAIOSFODNN7EXAMPLE used", "key <secret:1a5d> used"},
		"GitHub":                {"ghp_" + strings.Repeat("a1B2", 9), "<secret:7b19>"},
		"Slack":                 {"xoxb-123456789012-abcdef", "<secret:de91>"},
		"Google":                {"AIza" + strings.Repeat("Sy0_-", 7), "<secret:8ac9>"},
		"JWT":                   {"got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_1 now", "got <secret:6e1a> now"},
		"private key":           {"a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb", "a\n<secret:5e2d>\nb"},
		"private key, cut":      {"-----BEGIN PRIVATE KEY-----\nMIIE", "<secret:37a5>"},
		"mail":                  {"from Ann.Lee+x@mail.shop.co.uk to", "from user-0b4f@example.invalid to"},
		"card":                  {"card 4111 1111 1111 1111, exp", "card <card:9bbe>, exp"},
		"card, dashes":          {"5500-0000-0000-0004", "<card:de4d>"},
		"Amex":                  {"3782 822463 10005", "<card:1bcc>"},
		"IBAN":                  {"to DE89 3704 0044 0532 0130 00 today", "to <iban:DE0d2e> today"},
		"phone, international":  {"call +49 30 1234567.", "call <phone:37e4>."},
		"phone, American":       {"call (555) 123-4567", "call <phone:3c95>"},
		"phone, named":          {`"phone": "030 1234567"`, `"phone": "<phone:2b13>"`},
		"equal values":          {"token=abc123 token=abc123", "token=<secret:6ca1> token=<secret:6ca1>"},
		"several in one record": {`a@b.com password="x1y2" c@d.org`, `user-fb98@example.invalid password="<secret:8a39>" user-5d4c@example.invalid`},
	} {
		t.Run(name, func(t *testing.T) {
			got := Text(tc.in)
			if blank(got) != blank(tc.want) {
				t.Errorf("Text(%q)\n got %q\nwant %q", tc.in, got, tc.want)
			}
			if again := Text(got); again != got {
				t.Errorf("twice: %q became %q", got, again)
			}
		})
	}
}

// blank blanks the digits of placeholders, whose value does not matter.
func blank(s string) string {
	for _, p := range []string{"<secret:", "user-", "<card:", "<iban:DE", "<phone:"} {
		parts := strings.Split(s, p)
		for i := 1; i < len(parts); i++ {
			if len(parts[i]) >= 4 {
				parts[i] = "0000" + parts[i][4:]
			}
		}
		s = strings.Join(parts, p)
	}
	return s
}

func TestStable(t *testing.T) {
	a, b := Text("mail ann@shop.org"), Text("mail bob@shop.org")
	if a == b || a != Text("mail ann@shop.org") {
		t.Errorf("placeholders %q and %q: different values must differ, equal ones agree", a, b)
	}
}

func TestLeftAlone(t *testing.T) {
	for _, s := range []string{
		`    token = request.headers["X-Token"]`,
		`    return connect(user=user, password=password, host=host)`,
		`    def login(self, user, password=None, token: str = ""):`,
		`        password=settings.DB_PASSWORD,`,
		`    secret = os.environ["SECRET_KEY"]`,
		`    if token == expected_token1:`,
		`    token = tokens[3]`,
		`    self.api_key = api_key or load_key(path)`,
		`KeyError: 'password'`,
		`InvalidToken: abc123 is not one`,
		`TypeError: login() got an unexpected keyword argument 'token'`,
		`{"password": "This field is required."}`,
		`TOKEN_HEADER = "X-Auth"`,
		`  File "/srv/app/auth/token.py", line 4111, in secret`,
		`	/home/ann/go/pkg/mod/github.com/acme/x@v1.2.3/y.go:12 +0x1d`,
		`node_modules/.pnpm/left-pad@1.3.0-beta.rc/index.js:3:1`,
		`@app.route("/x")`,
		`git@github.com:acme/shop.git`,
		`https://user@host.example/path`,
		`order 1767607200123456789 at 1767607200123, 4111111111111112 and 1234567890123456`,
		`2026-01-05T10:00:00+01:00 pid=12345 0x7f9a8b7c6d5e`,
		`uuid 123e4567-e89b-12d3-a456-426614174000 sha 4b825dc642cb6eb9a060e54bf8d69288fbee4904`,
		`version 10.20.30-4567`,
		`password=***** token=xxxxxxxx`,
		``,
	} {
		if got := Text(s); got != s {
			t.Errorf("Text(%q) = %q, want it unchanged", s, got)
		}
	}
}

// TestTracebacks redacts real traces: nothing in them may change.
func TestTracebacks(t *testing.T) {
	files, err := filepath.Glob("../trace/testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		before, after := strings.Split(string(data), "\n"), strings.Split(Text(string(data)), "\n")
		for i := range before {
			if i < len(after) && before[i] != after[i] {
				t.Errorf("%s line %d: %q became %q", f, i+1, before[i], after[i])
			}
		}
		if len(before) != len(after) {
			t.Errorf("%s: %d lines became %d", f, len(before), len(after))
		}
	}
}

func TestLinear(t *testing.T) {
	for _, unit := range []string{"a", "a@", "a.b@c.", "password=", "1111 ", "-----BEGIN PRIVATE KEY-----", "eyJ", "AA11 ", "+1 2", "cookie:", "://a:b"} {
		text := strings.Repeat(unit, (1<<19)/len(unit))
		start := time.Now()
		Text(text)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("512 KB of %q took %v", unit, took)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"password=hunter2x a@b.com", "Authorization: Bearer x\n", "4111 1111 1111 1111", "+49 30 1234567", "\xff\x00@b.com",
		"DE89370400440532013000", "x://a:b@c", `"token": "abc"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Text(s)
		if Text(s) != once {
			t.Errorf("Text(%q) differs from call to call", s)
		}
	})
}

// TestNothingSurvives draws secrets and personal data into a log line: no piece of them may be left.
func TestNothingSurvives(t *testing.T) {
	const upperDigits, word = `[A-Z0-9]{16}`, `[a-z]{3,8}`
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(
			rapid.StringMatching(`AKIA`+upperDigits), rapid.StringMatching(`ghp_[A-Za-z0-9]{36}`), rapid.StringMatching(`xoxb-[0-9]{10,12}-[a-zA-Z0-9]{10,20}`),
			rapid.StringMatching(`eyJ[A-Za-z0-9_]{10,30}\.[A-Za-z0-9_]{10,40}\.[A-Za-z0-9_]{10,20}`), rapid.StringMatching(word+`@`+word+`\.(com|org|de)`),
		).Draw(t, "value")
		head := rapid.StringMatching(`(`+word+` ){0,3}`).Draw(t, "head")
		tail := rapid.StringMatching(`( `+word+`){0,3}`).Draw(t, "tail")
		got := Text(head + value + tail)
		if strings.Contains(got, value) || !strings.HasPrefix(got, head) || !strings.HasSuffix(got, tail) {
			t.Fatalf("Text(%q) = %q", head+value+tail, got)
		}
		named := rapid.SampledFrom([]string{`password="%s"`, `"api_key": "%s"`, `secret='%s'`, `token=%s`, `Authorization: Bearer %s`, `https://x.org/?access_token=%s`}).Draw(t, "form")
		secret := rapid.StringMatching(`[a-z]{4}[0-9]{4}[A-Za-z]{4,20}`).Draw(t, "secret")
		if got := Text(head + strings.Replace(named, "%s", secret, 1) + tail); strings.Contains(got, secret) {
			t.Fatalf("%q survives in %q", secret, got)
		}
	})
}

func BenchmarkText(b *testing.B) {
	text := strings.Repeat("2026-01-05 10:00:00,123 INFO [shop.web] GET /orders/7?page=2 200 in 12 ms at node-3 trace=4bf92f3577b34da6\n", 1<<13)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Text(text)
	}
}
