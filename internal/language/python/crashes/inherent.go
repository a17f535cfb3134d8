package crashes

import (
	"regexp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// faults are the errors that no value avoids: what a class, a module or a call's signature lacks, a coroutine that stands where its
// result is meant, a clock without a zone. What is wrong with null and with the types of literals is no such fault: a value from
// outside may be of another type.
var faults = []kind{
	row("NameError", `^name '`, ""),
	row("ImportError", `^cannot import name`, ""),
	row("AttributeError", `^(?:partially initialized )?module '`, ""),
	row("", `'coroutine' object|object coroutine |coroutine is not JSON|type coroutine\b|'async_generator' object`, ""),
	row("TypeError", `\(\) (?:got an unexpected keyword argument|missing \d+ required|takes .*positional argument)|offset-naive and offset-aware`, ""),
}

var lacking = regexp.MustCompile(`^(?:type object )?'(\w+)'(?: object)? has no attribute '(\w+)'`)

// inherent says whether an error is one that no value of the kinds that the statement meets would avoid.
func inherent(e heald.Exception) (language.Lack, bool) {
	for _, f := range faults {
		if typeIn(e.ErrorType, f.types) && f.message.MatchString(e.Message) {
			return language.Lack{}, true
		}
	}
	if m := lacking.FindStringSubmatch(e.Message); m != nil && e.ErrorType == "AttributeError" {
		return language.Lack{Class: m[1], Member: m[2]}, true
	}
	return language.Lack{}, false
}
