// Package redact replaces what looks like a secret or like personal data in text by placeholders.
//
// A placeholder keeps the shape of what it stands for and depends on nothing but it ("user-3f2a@example.invalid",
// "<secret:8c1f>"): equal values stay equal, so that a reader can still follow one through a log. Its four digits are 16 bits of a
// SHA-256, too few to find the value by. Redacting twice changes nothing.
//
// The rules lean towards code: source lines, paths and numbers of a traceback pass unchanged, which is why an unquoted word after
// "password=" counts as a secret only where no programming language would write it so, and a quoted value with spaces never does.
// Everything runs in linear time (RE2) on any bytes.
package redact

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
)

// rule replaces the matches of one pattern in a line. When group is not 0, only that group is replaced.
type rule struct {
	when    func(lower string) bool // cheap: says of the line in lower case whether the pattern is worth trying
	pattern *regexp.Regexp
	group   int
	replace func(line string, m []int, value string) string // returns value itself to leave it alone
}

// rules are tried in order; what one has replaced the next ones see as a placeholder.
var rules = []rule{
	{has("eyj"), regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?`), 0, secret},
	{has(keyMarks...), keyShapes, 0, secret},
	{has("authorization", "cookie", "x-api-key", "x-auth-token", "x-csrf-token"), headers, 1, header},
	{both(has("://"), has("@")), regexp.MustCompile(`\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s:/@"'<>]*:([^\s/@"'<>]+)@`), 1, secret},
	{both(has("?", "&"), has("token=", "key=", "secret=", "password=", "passwd=", "pwd=", "sig=", "signature=", "auth=", "session", "sid=")), regexp.MustCompile(
		`(?i)[?&](?:[a-z0-9_-]*token|api[_-]?key|key|secret|client_secret|password|passwd|pwd|sig|signature|auth|session|sessionid|sid)=([^\s&#"'<>]+)`), 1, secret},
	{both(has("=", ":"), has(secretMarks...)), quotedSecrets, 3, quoted},
	{both(has("=", ":"), has(secretMarks...)), bareSecrets, 2, bare},
	{has("@"), emails, 0, email},
	{likeIBAN, regexp.MustCompile(`\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b`), 0, iban},
	{likeCard, regexp.MustCompile(`\b[2-6]\d{3}(?:[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}|[ -]?\d{6}[ -]?\d{4,5})\b`), 0, card},
	{has("+"), regexp.MustCompile(`(?:^|[\s"'=:(,;])(\+[1-9]\d{0,2}[ ./-]?(?:\(0?\d{1,4}\)[ ./-]?)?\d(?:[ ./-]?\d){6,11})\b`), 1, phone},
	{likePhone, regexp.MustCompile(`(?:^|[\s"'=:(,;])((?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4})\b`), 1, phone},
	{has("phone", "mobile", "msisdn"), regexp.MustCompile(`(?i)\b(?:phone|mobile|telephone|msisdn)(?:_?number)?["']?\s?[:=]\s?["']?(\(?\d[\d ()./-]{5,18}\d)`), 1, phone},
}

var (
	keyShapes = regexp.MustCompile(`\b(?:` + strings.Join([]string{
		`(?:AKIA|ASIA)[0-9A-Z]{16}`, `gh[pousr]_[A-Za-z0-9]{30,}`, `github_pat_[A-Za-z0-9_]{30,}`, `glpat-[A-Za-z0-9_-]{18,}`,
		`xox[abeoprs]-[A-Za-z0-9-]{10,}`, `xapp-[A-Za-z0-9-]{10,}`, `AIza[0-9A-Za-z_-]{35}`, `ya29\.[0-9A-Za-z_-]{20,}`, `GOCSPX-[0-9A-Za-z_-]{20,}`,
		`sk-[A-Za-z0-9_-]{20,}`, `(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}`, `whsec_[A-Za-z0-9]{16,}`, `npm_[A-Za-z0-9]{30,}`, `pypi-[A-Za-z0-9_-]{30,}`,
		`SG\.[\w-]{16,}\.[\w-]{16,}`, `dop_v1_[a-f0-9]{40,}`, `hooks\.slack\.com/services/[A-Za-z0-9/]{20,}`,
	}, "|") + `)`)

	headers = regexp.MustCompile(`(?i)\b(?:proxy-authorization|authorization|set-cookie|cookie|x-api-key|x-auth-token|x-csrf-token)["']?(?:, b?["']|\s?:\s?(?:b?["'])?)([^\r\n"'<]+)`)

	keyMarks = []string{"akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "xapp-", "aiza", "ya29.", "gocspx-",
		"sk-", "_live_", "_test_", "whsec_", "npm_", "pypi-", "sg.", "dop_v1_", "hooks.slack.com"}

	secretMarks = []string{"password", "passwd", "passphrase", "pwd", "secret", "token", "key", "credential", "session"}

	secretWords = `(?:password|passwd|passphrase|pwd|secret|secret[_-]?key|token|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|credentials?|session[_-]?id)`

	// key, separator, quoted value: password='…', "password": "…", \"password\": \"…\"
	quotedSecrets = regexp.MustCompile(`(?i)\b([a-z0-9_.-]*` + secretWords + `)\\?["']?\s?(=|:)\s?b?\\?["']([^\s"'\\<>{}%$]{3,})\\?["']`)
	bareSecrets   = regexp.MustCompile(`(?:^|[\s;&?,{(\[])([A-Za-z0-9_.-]*(?i:` + secretWords + `)\s?(?:=|:)\s?)([^\s"'<>{}()\[\],;&]{4,})`)

	emails = regexp.MustCompile(`[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,63})@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}\b`)
)

const maxChunk = 16 << 10 // a longer line is taken in pieces, so that a rule's pattern runs only where its mark stands

// Text returns s with placeholders for likely secrets and personal data.
func Text(s string) string {
	s = privateKeys(s)
	var b strings.Builder
	changed := false
	for rest := s; rest != ""; {
		n := chunk(rest)
		out := line(rest[:n])
		changed = changed || out != rest[:n]
		b.WriteString(out)
		rest = rest[n:]
	}
	if !changed {
		return s
	}
	return b.String()
}

// chunk returns the length of the first line of s with its line end, or of its beginning up to a space when it is long.
func chunk(s string) int {
	n := strings.IndexByte(s, '\n') + 1
	if n == 0 {
		n = len(s)
	}
	if n > maxChunk {
		n = maxChunk
		if at := strings.LastIndexByte(s[:n], ' '); at > maxChunk/2 {
			n = at
		}
	}
	return n
}

func line(s string) string {
	lower := strings.ToLower(s)
	for _, r := range rules {
		if r.when(lower) {
			if out := r.apply(s); out != s {
				s, lower = out, strings.ToLower(out)
			}
		}
	}
	return s
}

func (r *rule) apply(s string) string {
	var b strings.Builder
	done := 0
	for _, m := range r.pattern.FindAllStringSubmatchIndex(s, -1) {
		from, to := m[2*r.group], m[2*r.group+1]
		value := s[from:to]
		if strings.HasPrefix(value, "<") {
			continue
		}
		b.WriteString(s[done:from])
		b.WriteString(r.replace(s, m, value))
		done = to
	}
	b.WriteString(s[done:])
	return b.String()
}

// privateKeys replaces PEM blocks, also one whose end is missing.
func privateKeys(s string) string {
	const begin, end, dashes = "-----BEGIN ", "-----END ", "-----"
	var b strings.Builder
	done := 0
	for at := 0; ; {
		i := strings.Index(s[at:], begin)
		if i < 0 {
			break
		}
		i += at
		at = i + len(begin)
		title, _, _ := strings.Cut(s[at:min(at+60, len(s))], dashes)
		if !strings.HasSuffix(title, "PRIVATE KEY") {
			continue
		}
		to := len(s)
		if j := strings.Index(s[at:], end+title+dashes); j >= 0 {
			to = at + j + len(end) + len(title) + len(dashes)
		}
		b.WriteString(s[done:i])
		b.WriteString("<secret:" + digest(s[i:to]) + ">")
		done, at = to, to
	}
	return b.String() + s[done:]
}

// digest returns four digits that stand for value.
func digest(value string) string {
	sum := sha256.Sum256([]byte(value))
	return hex.EncodeToString(sum[:2])
}

func secret(_ string, _ []int, value string) string { return "<secret:" + digest(value) + ">" }
