package triage

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald/internal/redact"
)

var (
	quotes    = regexp.MustCompile(`'[^'\n]{0,400}'|"[^"\n]{0,400}"|` + "`[^`\n]{0,400}`")
	urls      = regexp.MustCompile(`\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s"'<>]+`)
	mails     = regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	uuids     = regexp.MustCompile(`\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b`)
	times     = regexp.MustCompile(`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?`)
	files     = regexp.MustCompile(`(^|[\s(=:,\[])((?:[A-Za-z]:\\|\.{0,2}/)[^\s:,;()\]"'<>]+|[\w.-]+(?:/[\w.-]+){2,})`)
	objects   = regexp.MustCompile(`<[^<>]{0,300}? at 0x[0-9a-fA-F]+>`)
	masks     = regexp.MustCompile(`<(?:secret|card|iban|phone):\w+>`)
	addresses = regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b`)
	hexes     = regexp.MustCompile(`\b0[xX][0-9a-fA-F]+\b|\b[0-9a-fA-F]*\d[0-9a-fA-F]*[a-fA-F][0-9a-fA-F]{6,}\b`)
	numbers   = regexp.MustCompile(`[-+]?\b\d+(?:[.,_]\d+)*(?:[eE][-+]?\d+)?(?:%|\b)`)
	coded     = regexp.MustCompile(`\b\w*\d\w*\b`)
	errno     = regexp.MustCompile(`^\[(?:Errno|WinError) \d+\] `)
	hint      = regexp.MustCompile(`[.?]? ?(?:Did you mean|Did you forget|Perhaps you forgot).*$`)
	position  = regexp.MustCompile(`(in position) .*$`)
	name      = regexp.MustCompile(`^[A-Za-z_$][\w$]*(?:[.-][A-Za-z_$][\w$]*)*(?:\(\))?$`)
	keyName   = regexp.MustCompile(`^(?:[a-z]+\d?|[A-Za-z]+(?:[_-][A-Za-z]+)+\d?|[a-z]+(?:[A-Z][a-z]+)+\d?)$`)
)

// identities are the error types whose quoted names say what is wrong, not with which value.
var identities = map[string]bool{
	"AttributeError": true, "NameError": true, "UnboundLocalError": true, "TypeError": true, "ImportError": true, "ModuleNotFoundError": true,
	"ReferenceError": true, "NullPointerException": true, "NoSuchMethodError": true, "NoSuchFieldError": true, "NoSuchFieldException": true,
	"ClassNotFoundException": true, "NoClassDefFoundError": true, "ClassCastException": true,
}

const maxMessage = 2000 // more of a message says nothing about its cause

// NormaliseMessage takes the values out of an error's message: numbers, quoted text, paths, addresses, times, identifiers. What
// the error type makes part of the error's identity stays: the names in an attribute or name error, the key of a KeyError when it
// looks like a field's name, the number of an operating system error.
func NormaliseMessage(language, errorType, message string) string {
	typ := shortType(errorType)
	m := redact.Text(strings.ToValidUTF8(message[:min(len(message), maxMessage)], "?"))
	m, _, _ = strings.Cut(m, "\n")
	switch {
	case language == "python" && typ == "RecursionError":
		return "maximum recursion depth exceeded"
	case typ == "KeyError":
		if key := strings.Trim(m, `'"`); keyName.MatchString(key) {
			return key
		}
	case strings.HasPrefix(typ, "Unicode"):
		m = position.ReplaceAllString(m, "$1")
	}
	m = hint.ReplaceAllString(m, "")
	number := errno.FindString(m)
	return strings.TrimSpace(number + values(m[len(number):], identities[typ]))
}

// values replaces values by marks, from the most to the least specific.
func values(m string, keepNames bool) string {
	var kept []string
	m = strings.ReplaceAll(m, "\x01", "?")
	m = masks.ReplaceAllString(m, "<v>")
	m = objects.ReplaceAllString(m, "<object>")
	m = quotes.ReplaceAllStringFunc(m, func(q string) string {
		if !keepNames || !name.MatchString(q[1:len(q)-1]) {
			return "<v>"
		}
		kept = append(kept, q[1:len(q)-1])
		return "\x01" // put back at the end, so that no other rule touches it
	})
	m = urls.ReplaceAllString(m, "<url>")
	m = mails.ReplaceAllString(m, "<mail>")
	m = uuids.ReplaceAllString(m, "<id>")
	m = times.ReplaceAllString(m, "<time>")
	m = files.ReplaceAllString(m, "$1<path>")
	m = addresses.ReplaceAllString(m, "<address>")
	m = hexes.ReplaceAllString(m, "<n>")
	m = numbers.ReplaceAllString(m, "<n>")
	m = coded.ReplaceAllString(m, "<n>")
	for _, k := range kept {
		m = strings.Replace(m, "\x01", "'"+k+"'", 1)
	}
	return m
}
