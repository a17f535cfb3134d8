package redact

import (
	"math/big"
	"regexp"
	"strings"
)

// header replaces a header's value and keeps the scheme that stands before credentials.
func header(_ string, _ []int, value string) string {
	body := strings.TrimRight(value, " \t")
	tail := value[len(body):]
	scheme, rest, found := strings.Cut(body, " ")
	switch strings.ToLower(scheme) {
	case "bearer", "basic", "digest", "token", "negotiate", "apikey":
		if !found || rest == "" {
			return value
		}
		return scheme + " <secret:" + digest(rest) + ">" + tail
	}
	if len(body) < 6 || codeWord(body) {
		return value
	}
	return "<secret:" + digest(body) + ">" + tail
}

// quoted replaces a quoted value after a secret's name, unless it is a name or a mask itself.
func quoted(text string, m []int, value string) string {
	key := strings.ToLower(text[m[2]:m[3]])
	lower := strings.ToLower(value)
	if strings.Contains(key, lower) || mask(value) || lower == "none" || lower == "null" {
		return value
	}
	return secret(text, m, value)
}

// bare replaces an unquoted value after a secret's name. A source line has such values too: names, calls, types. They are told
// from secrets by what a secret has and a name has not, and by how code spaces its operators.
func bare(text string, m []int, value string) string {
	head, key, next := text[m[0]], text[m[2]:m[3]], following(text, m[5])
	spaced := strings.Contains(key, " ") || strings.Contains(key, ":")
	switch {
	case noSecret(key, value, next):
		return value
	case codeWord(value):
		if spaced || strings.IndexByte("(,[", head) >= 0 || !plainWord(value, next) {
			return value
		}
	case spaced && (!mixed(value) || len(value) < 6):
		return value
	}
	return secret(text, m, value)
}

// following is the byte at a position, a space behind the end.
func following(text string, at int) byte {
	if at < len(text) {
		return text[at]
	}
	return ' '
}

// noSecret says whether the value is hidden already, is called or subscripted, or stands in a comparison or behind an error's type.
func noSecret(key, value string, next byte) bool {
	return mask(value) || next == '(' || next == '[' || value[0] == '=' || errorType(key)
}

// mask says whether somebody has hidden the value already.
func mask(value string) bool { return strings.Trim(value, "*x.#-X=") == "" }

// errorType says whether a key before a colon is the type of an error: "InvalidToken: …".
func errorType(key string) bool {
	return strings.Contains(key, ":") && key[0] >= 'A' && key[0] <= 'Z' && strings.ToUpper(key) != key
}

// plainWord says whether a word that could be code stands as no code would: without a dot or an underscore, followed by a space.
func plainWord(value string, next byte) bool {
	return strings.IndexByte(" \t\r\n", next) >= 0 && !strings.ContainsAny(value, "._") && len(value) >= 6 && !literals[strings.ToLower(value)]
}

var literals = map[string]bool{"none": true, "null": true, "true": true, "false": true, "undefined": true, "missing": true, "invalid": true,
	"required": true, "expired": true, "password": true, "secret": true, "token": true, "string": true, "redacted": true}

var nameOrNumber = regexp.MustCompile(`^(?:[A-Za-z_.]+|[A-Za-z_.]*\d?[A-Za-z_.]*\d?[A-Za-z_.]*|\d+)$`)

// codeWord says whether s could be a name, an attribute or a number in source code; names have few digits.
func codeWord(s string) bool {
	s = strings.TrimRight(s, ".:")
	return nameOrNumber.MatchString(s) && (len(s) < 8 || !mixed(s))
}

// mixed says whether s has both letters and digits, as generated secrets do and words do not.
func mixed(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.IndexFunc(s, func(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }) >= 0
}

var version = regexp.MustCompile(`^(?:v\d|\d[\w-]*\.[\w-]+\.)`)

// email replaces an address, unless it is part of a URL, a package with its version, or a clone address.
func email(text string, m []int, value string) string {
	local, domain, _ := strings.Cut(value, "@")
	after := following(text, m[1])
	clone := local == "git" && (after == ':' || after == '/')
	if clone || after == '(' || domain == "example.invalid" || version.MatchString(domain) || strings.HasSuffix(text[:m[0]], "://") {
		return value
	}
	return "user-" + digest(strings.ToLower(value)) + "@example.invalid"
}

// card replaces a number that is one of a payment card by its length, its first digits and its check digit.
func card(_ string, _ []int, value string) string {
	d := digitsOf(value)
	if !issuers.MatchString(d) || !luhn(d) {
		return value
	}
	return "<card:" + digest(d) + ">"
}

// issuers are the lengths and first digits of the card networks.
var issuers = regexp.MustCompile(`^(?:4(?:\d{12}|\d{15}|\d{18})|3[47]\d{13}|(?:5[1-5]|2[2-7]|35|6[45])\d{14}|6011\d{12}|3[068]\d{12})$`)

func luhn(d string) bool {
	sum := 0
	for i := 0; i < len(d); i++ {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// iban replaces an account number whose check digits are right.
func iban(_ string, _ []int, value string) string {
	s := strings.ReplaceAll(value, " ", "")
	if len(s) < 15 || len(s) > 34 {
		return value
	}
	var digits strings.Builder
	for _, c := range s[4:] + s[:4] {
		if c >= 'A' {
			digits.WriteString(big.NewInt(int64(c - 'A' + 10)).String())
		} else {
			digits.WriteRune(c)
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	if !ok || n.Mod(n, big.NewInt(97)).Int64() != 1 {
		return value
	}
	return "<iban:" + s[:2] + digest(s) + ">"
}

// phone replaces a telephone number; dates and versions that look alike have too few digits or too many.
func phone(_ string, _ []int, value string) string {
	d := digitsOf(value)
	if len(d) < 7 || len(d) > 15 {
		return value
	}
	return "<phone:" + digest(d) + ">"
}

func digitsOf(s string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, s)
}
