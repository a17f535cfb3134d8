package redact

import (
	"math/big"
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
	if strings.Contains(key, lower) || strings.Trim(value, "*x.#-X") == "" || lower == "none" || lower == "null" {
		return value
	}
	return secret(text, m, value)
}

// bare replaces an unquoted value after a secret's name. A source line has such values too: names, calls, types. They are told
// from secrets by what a secret has and a name has not, and by how code spaces its operators.
func bare(text string, m []int, value string) string {
	key := text[m[2]:m[3]]
	spaced := strings.HasSuffix(key, " ") || strings.Contains(key, " =") || strings.Contains(key, ":")
	next := byte(' ')
	if m[5] < len(text) {
		next = text[m[5]]
	}
	switch {
	case strings.Trim(value, "*x.#-X=") == "", strings.IndexByte("([", next) >= 0, strings.HasPrefix(value, "="):
		return value // a mask, a call, a comparison
	case strings.Contains(key, ":") && key[0] >= 'A' && key[0] <= 'Z' && strings.ToUpper(key) != key:
		return value // an error's type before its message
	case codeWord(value):
		plain := !spaced && strings.IndexByte(" \t\r\n", next) >= 0 && strings.IndexAny(value, "._") < 0 && len(value) >= 6
		head := text[m[0]]
		if !plain || head == '(' || head == ',' || head == '[' || literals[strings.ToLower(value)] {
			return value
		}
	case spaced && (!mixed(value) || len(value) < 6):
		return value
	}
	return secret(text, m, value)
}

var literals = map[string]bool{"none": true, "null": true, "true": true, "false": true, "undefined": true, "missing": true, "invalid": true,
	"required": true, "expired": true, "password": true, "secret": true, "token": true, "string": true, "redacted": true}

// codeWord says whether s could be a name, an attribute or a number in source code.
func codeWord(s string) bool {
	s = strings.TrimRight(s, ".:")
	digits := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '.':
		default:
			return false
		}
	}
	return digits <= 2 && (digits == 0 || len(s) < 8) || digits == len(s)
}

// mixed says whether s has both letters and digits, as generated secrets do and words do not.
func mixed(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.IndexFunc(s, func(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }) >= 0
}

// email replaces an address, unless it is part of a URL, a package with its version, or a clone address.
func email(text string, m []int, value string) string {
	at := strings.LastIndexByte(value, '@')
	local, domain := value[:at], value[at+1:]
	before, after := "", byte(' ')
	before = text[max(0, m[0]-3):m[0]]
	if m[1] < len(text) {
		after = text[m[1]]
	}
	version := domain[0] >= '0' && domain[0] <= '9' && strings.Count(domain, ".") > 1 || len(domain) > 1 && domain[0] == 'v' && domain[1] >= '0' && domain[1] <= '9'
	switch {
	case domain == "example.invalid", version, strings.HasSuffix(before, "://"), local == "git" && (after == ':' || after == '/'), after == '(':
		return value
	}
	return "user-" + digest(strings.ToLower(value)) + "@example.invalid"
}

// card replaces a number that is one of a payment card by its length, its first digits and its check digit.
func card(_ string, _ []int, value string) string {
	d := digitsOf(value)
	if !issued(d) || !luhn(d) {
		return value
	}
	return "<card:" + digest(d) + ">"
}

// issued says whether digits have the length and the first digits of a card network.
func issued(d string) bool {
	two := d[:2]
	switch {
	case d[0] == '4':
		return len(d) == 13 || len(d) == 16 || len(d) == 19
	case two == "34" || two == "37":
		return len(d) == 15
	case two >= "51" && two <= "55", two >= "22" && two <= "27", two == "35", two == "65", two == "64", d[:4] == "6011":
		return len(d) == 16
	case two == "30" || two == "36" || two == "38":
		return len(d) == 14
	}
	return false
}

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
