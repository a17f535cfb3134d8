// Package crashes says what Python's errors mean: the crash class, the part of an expression that held the wrong value, and
// whose fault an error of a type usually is.
package crashes

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Table returns Python's table of crashes.
func Table() *language.Crashes {
	return &language.Crashes{
		Classify:   Classify,
		Synthetic:  synthetic,
		Module:     "<module>",
		Assertion:  "AssertionError",
		Failing:    failing,
		Operand:    operand,
		Causes:     causes,
		Installed:  installed,
		Reads:      reads,
		Boundary:   boundary,
		Incoming:   incoming,
		Catches:    catches,
		Registers:  registers,
		Parents:    parents,
		Configures: configures,
		Status:     status,
		Refuses:    refuses,
		Inherent:   inherent,
	}
}

// kind is one row: an error of one of the types whose message matches is of the class.
type kind struct {
	types   string // separated by blanks; "" is every type
	message *regexp.Regexp
	class   heald.Class
}

func row(types, message string, class heald.Class) kind {
	if message == "" {
		return kind{types: types, class: class}
	}
	return kind{types: types, message: regexp.MustCompile(message), class: class}
}

// kinds is read from the top; the texts are those of CPython 3.8 to 3.14.
var kinds = []kind{
	row("ZeroDivisionError decimal.DivisionByZero decimal.DivisionUndefined", "", "division_by_zero"),
	row("decimal.InvalidOperation", `DivisionUndefined|DivisionByZero`, "division_by_zero"),
	row("decimal.InvalidOperation", "", "bad_conversion"),
	row("UnboundLocalError", "", "unbound_variable"),
	row("NameError", `free variable`, "unbound_variable"),
	row("RecursionError", "", "infinite_recursion"),
	row("", `'coroutine' object|object coroutine |coroutine is not JSON|type coroutine\b|'async_generator' object`, "missing_await"),
	row("SyntaxError IndentationError TabError", "", "syntax"),
	row("NameError ImportError ModuleNotFoundError", "", "missing_import"),
	row("UnicodeDecodeError UnicodeEncodeError UnicodeError", "", "decode_error"),
	row("json.decoder.JSONDecodeError requests.exceptions.JSONDecodeError simplejson.errors.JSONDecodeError binascii.Error csv.Error zlib.error gzip.BadGzipFile", "", "decode_error"),
	row("yaml.scanner.ScannerError yaml.parser.ParserError yaml.reader.ReaderError yaml.composer.ComposerError", "", "decode_error"),
	row("requests.exceptions.MissingSchema requests.exceptions.InvalidSchema requests.exceptions.InvalidURL httpx.UnsupportedProtocol aiohttp.client_exceptions.InvalidURL aiohttp.client_exceptions.InvalidUrlClientError urllib3.exceptions.LocationParseError", "", "bad_conversion"),
	row("urllib.error.URLError", `unknown url type|no host given`, "bad_conversion"),
	row("ValueError", `unknown url type`, "bad_conversion"),
	row("xml.etree.ElementTree.ParseError xml.parsers.expat.ExpatError tomllib.TOMLDecodeError pickle.UnpicklingError struct.error", "", "decode_error"),
	row("AttributeError TypeError", `'?NoneType'?`, ""),
	row("AttributeError", "", "missing_attribute"),
	row("KeyError", "", "missing_key"),
	row("RuntimeError", `changed size during iteration|mutated during iteration|keys changed during`, "concurrent_modification"),
	row("RuntimeError", `no running event loop|was never awaited`, "missing_await"),
	row("RuntimeError", `generator raised StopIteration`, "empty_sequence"),
	row("StopIteration StopAsyncIteration", "", "empty_sequence"),
	row("ValueError TypeError statistics.StatisticsError IndexError", `empty (sequence|iterable)|(arg|iterable argument) is (an )?empty|at least one (data point|value)|at least two (data points|values)|`+
		`requires at least|no median for empty|no mode for empty|Cannot choose from an empty|from empty|from an empty|Sample larger`, "empty_sequence"),
	row("IndexError", "", "index_out_of_range"),
	row("ValueError TypeError", `to unpack|unpack non-iterable|update sequence element`, "unpack_mismatch"),
	row("ValueError", `invalid literal|could not convert|does not match format|unconverted data|Invalid isoformat|Unknown string format|`+
		`badly formed|not a valid |must be in |month must be|hour must be|out of range|Invalid format|is not in list|does not appear to be`, "bad_conversion"),
	row("ValueError", `not in list|substring not found|x not in`, "missing_key"),
	row("MemoryError", "", "resource"),
	row("OSError", `\[Errno (24|28|122|12|23)\]`, "resource"),
	row("ConnectionError ConnectionRefusedError ConnectionResetError ConnectionAbortedError BrokenPipeError TimeoutError socket.timeout socket.gaierror", "", "unavailable_peer"),
	row("urllib.error.URLError", "", "unavailable_peer"),
	row("urllib.error.HTTPError", `Error 5\d\d`, "unavailable_peer"),
	row("FileNotFoundError", "", "configuration"),
	row("TypeError", "", "type_mismatch"),
}

// noneOperator tells what a None broke: what dereferences it is a None dereference, what computes with it mixes types.
var noneOperator = regexp.MustCompile(`unsupported operand|not supported between|must be str|can only concatenate|conversion from NoneType|` +
	`argument must be|must be a string|expected str|can't multiply|cannot convert|must be real|an integer is required|decoding to str|` +
	`sequence item|bad operand|cannot be interpreted|expected string or bytes`)

// Classify names the crash class of an exception.
func Classify(e heald.Exception) heald.Class {
	for _, k := range kinds {
		if !typeIn(e.ErrorType, k.types) || k.message != nil && !k.message.MatchString(e.Message) {
			continue
		}
		if k.class != "" {
			return k.class
		}
		if e.ErrorType == "TypeError" && noneOperator.MatchString(e.Message) {
			return "type_mismatch"
		}
		return "none_dereference"
	}
	return "other"
}

// typeIn says whether an error type is among the names; no names are every type.
func typeIn(errorType, types string) bool {
	if types == "" {
		return true
	}
	for _, t := range strings.Fields(types) {
		if errorType == t {
			return true
		}
	}
	return false
}

// synthetic says whether the frame belongs to an expression rather than to a function.
func synthetic(function string) bool {
	switch last(function) {
	case "<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>", "<lambda>":
		return true
	}
	return false
}

func last(dotted string) string { return dotted[strings.LastIndexByte(dotted, '.')+1:] }

var packages = regexp.MustCompile(`(?:^|/)(?:site|dist)-packages/`)

// installed cuts the path of an installed package's file down to the part that its import name gives.
func installed(file string) (string, bool) {
	at := packages.FindAllStringIndex(file, -1)
	if at == nil {
		return "", false
	}
	return file[at[len(at)-1][1]:], true
}
