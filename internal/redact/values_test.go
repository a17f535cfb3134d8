package redact

import (
	"strings"
	"testing"
)

// A value after a secret's name is hidden where it can be a secret, and left where it can only be code.
func TestBareValues(t *testing.T) {
	for text, hidden := range map[string]bool{
		"password=abc123def next":     true,
		"password=longenoughword ok":  true,
		"password=short ok":           false,
		"password = s3cr3tvalue":      true,
		"password = value":            false,
		"password: s3cr3tvalue":       true,
		"password: expired":           false,
		"connect(password=secret1)":   false,
		"connect(password=a1b2c3d4e)": true,
		"token=build_token(user)":     false,
		"token=tokens[0]":             false,
		"token==other123456":          false,
		"token=None":                  false,
		"token=********":              false,
		"InvalidToken: abc1234567":    false,
		"TOKEN: abc1234567":           true,
		"password=settings.PASSWORD ": false,
		"api_key=12345678901":         true,
		"session_id=9f8a7c6b5d":       true,
	} {
		if got := Text(text) != text; got != hidden {
			t.Errorf("%q became %q, want hidden %t", text, Text(text), hidden)
		}
	}
}

func TestNumbers(t *testing.T) {
	for number, want := range map[string]bool{"4111111111111111": true, "4111111111111112": false, "0": true, "79927398713": true, "79927398714": false} {
		if got := luhn(number); got != want {
			t.Errorf("luhn(%s) = %t, want %t", number, got, want)
		}
	}
	for text, hidden := range map[string]bool{
		"GB82 WEST 1234 5698 7654 32": true, "GB82 WEST 1234 5698 7654 33": false, "DE89370400440532013000": true, "AB12 CDEF": false,
		"6011111111111117": true, "1234567812345670": false, "371449635398431": true, "4111-1111-1111-1111": true, "4111  1111  1111  1111": false,
		"+1 555 123 4567": true, "+12": false, "call 555-123-4567": true, "v555-123-4567": false, "2026-01-05": false, "mobile=0171 2345678": true,
	} {
		if got := Text(text) != text; got != hidden {
			t.Errorf("%q became %q, want hidden %t", text, Text(text), hidden)
		}
	}
}

// The cheap marks never keep a line from the rule that would change it.
func TestMarksMissNothing(t *testing.T) {
	lines := []string{
		"DE89 3704 0044 0532 0130 00", "x DE89370400440532013000", "card 4111 1111 1111 1111", "4111111111111111", "(555) 123-4567", "a 555-123-4567",
		"AKIAIOSFODNN7EXAMPLE", "Authorization: Bearer abcdef123", "https://x/?token=abcdef1", "postgres://a:b1c2d3@h/x", "a@b.org", "+49 30 1234567", "phone: 030 1234567",
	}
	for _, text := range lines {
		lower, marked, changed := strings.ToLower(text), false, false
		for i := range rules {
			if rules[i].apply(text) != text {
				changed, marked = true, marked || rules[i].when(lower) || rules[i].when(text)
			}
		}
		if !changed || !marked || Text(text) == text {
			t.Errorf("%q: changed by a rule %t, marked %t, redacted %q", text, changed, marked, Text(text))
		}
	}
}

func TestHeaders(t *testing.T) {
	for text, want := range map[string]string{
		"Authorization: Bearer": "Authorization: Bearer", "Authorization: Bearer abc.def": "Authorization: Bearer <secret:", "X-Api-Key: k123456": "X-Api-Key: <secret:",
		"Cookie: theme": "Cookie: theme", "authorization required": "authorization required", "Set-Cookie: sid=a1b2c3d4; Path=/": "Set-Cookie: <secret:",
	} {
		if got := Text(text); !strings.HasPrefix(got, want) || !strings.Contains(want, "<") && got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// A line longer than one piece is still redacted, and nothing of it is lost.
func TestLongLines(t *testing.T) {
	text := strings.Repeat("word ", 5000) + "password=hunter22 mail a@b.org " + strings.Repeat("word ", 5000) + "\nnext a@b.org"
	got := Text(text)
	if strings.Contains(got, "hunter22") || strings.Contains(got, "a@b.org") || strings.Count(got, "word ") != 10000 || !strings.Contains(got, "\nnext user-") {
		t.Errorf("%d bytes became %d with %d words", len(text), len(got), strings.Count(got, "word "))
	}
	if got := Find(text); len(got) != 2 {
		t.Errorf("found %q, want the password and the address once", got)
	}
}
