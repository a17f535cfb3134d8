package observe

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

const shop = `import datetime
import os
import random
import sqlite3
import time
import uuid
from datetime import datetime as moment


def now():
    return [time.time(), moment.now(), datetime.date.today(), uuid.uuid4(), random.random(), os.urandom(4)]


def unsteady():
    return os.getpid()


def things():
    return {"b", "a", "c"}, float("nan"), (n * n for n in range(3))


def take(items, log):
    log.append(len(items))
    print("took", items.pop())


def write(name, text):
    with open(name, "w") as out:
        out.write(text)


def store(value):
    with sqlite3.connect("shop.db") as base:
        base.execute("create table if not exists t (x)")
        base.execute("insert into t values (?)", (value,))


def refuse(n):
    if n < 0:
        raise ValueError("not below nothing")
    return 10 / n


def never():
    while True:
        pass


def vanish():
    os._exit(0)


async def later(n):
    return n + 1


class Cart:
    def __init__(self, n):
        self.n = n

    def add(self, k):
        self.n += k
`

func call(name string, args ...string) heald.Drive {
	d := heald.Drive{Kind: "function", Module: "shop", Path: "shop.py", Function: name}
	for _, a := range args {
		d.Args = append(d.Args, heald.Arg{Expr: a})
	}
	return d
}

func observed(t *testing.T, source string, edit func(*language.ObserveAsk)) language.Observations {
	t.Helper()
	ask := language.ObserveAsk{
		Workplace: place(t, map[string]string{"shop.py": source}), Edited: []string{"shop.py"}, Wall: 30 * time.Second, Budget: 30 * time.Second, Nonce: nonce,
		Functions: []language.Watched{{Path: "shop.py", Name: "refuse", Function: "refuse", First: 38, Last: 42}},
		Crash:     heald.Frame{File: "shop.py", Function: "refuse"}, ErrorType: "ZeroDivisionError", Seed: 1,
	}
	edit(&ask)
	seen, err := runObserve(context.Background(), runner(t), ask)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func TestObservations(t *testing.T) {
	cart := heald.Drive{Kind: "method", Module: "shop", Path: "shop.py", Function: "Cart.add", Receiver: "Cart(1)", Imports: []string{"from shop import Cart"}, Args: []heald.Arg{{Expr: "2"}}}
	later := call("later", "1")
	later.Async = true
	inputs := []heald.Drive{
		call("now"), call("now"), call("things"), call("take", "[1, 2]", "[]"), call("take", "[1, 2]", "[0]"), call("write", "'a.txt'", "'x'"), call("write", "'a.txt'", "'y'"),
		call("store", "1"), call("store", "2"), call("refuse", "-1"), call("refuse", "0"), call("refuse", "4"), call("never"), call("vanish"), cart, later, call("unsteady"),
	}
	seen := observed(t, shop, func(ask *language.ObserveAsk) { ask.Inputs, ask.Twice = inputs, true })
	if seen.Broken != "" || len(seen.Seen) != len(inputs) {
		t.Fatalf("broken %q, %d of %d", seen.Broken, len(seen.Seen), len(inputs))
	}
	s := seen.Seen
	for what, ok := range map[string]bool{
		"clock and randomness stand still":       s[0].All == s[1].All && s[0].Steady,
		"sets, NaN and generators are canonical": s[2].Steady && s[2].End == "return",
		"what is left of arguments":              s[3].State != s[4].State && s[3].Value == s[4].Value,
		"stdout is shown":                        s[3].Shown == `prints 'took 2\n'`,
		"files written":                          s[5].All != s[6].All && s[5].Value == s[6].Value,
		"databases written":                      s[7].All != s[8].All && s[7].Steady,
		"a refusal is meant":                     s[9].Raised && len(s[9].Hit) == 0 && s[9].Type == "ValueError",
		"a crash is not":                         !s[10].Raised && len(s[10].Hit) == 1 && s[10].Shown == "ZeroDivisionError: division by zero",
		"a result":                               s[11].Shown == "2.5" && s[11].Type == "float" && cmp.Equal(s[11].Returns["refuse"], []string{"float"}),
		"lines":                                  len(s[11].Lines["shop.py"]) > 0,
		"no end":                                 s[12].End == "timeout" && !s[12].Steady,
		"a vanished process":                     s[13].End == "died",
		"the receiver":                           s[14].Shown == "None" && s[14].Input == "Cart(1).add(2)",
		"async":                                  s[15].Shown == "2",
		"what differs each time":                 !s[16].Steady,
	} {
		if !ok {
			t.Errorf("%s: not as it should be", what)
		}
	}
	if t.Failed() {
		for n, one := range s {
			t.Logf("%d %s: %+v", n, one.Input, one)
		}
	}
}

func TestGeneratedInputs(t *testing.T) {
	ask := func(ask *language.ObserveAsk) {
		ask.Drive, ask.Calls = call("refuse", "0"), []heald.Drive{call("refuse", "17"), call("refuse", "-3")}
	}
	seen := observed(t, shop, ask)
	worked, given := 0, 0
	for _, s := range seen.Seen {
		if s.End == "return" {
			worked++
		}
		if s.Given {
			given++
		}
	}
	if worked < 15 || given != 3 || seen.Seen[0].Input != "refuse(0)" || len(seen.Seen[0].Hit) != 1 {
		t.Errorf("%d of %d work, %d given, first %q", worked, len(seen.Seen), given, seen.Seen[0].Input)
	}
	again := observed(t, shop, ask)
	if d := cmp.Diff(seen.Seen, again.Seen); d != "" {
		t.Errorf("the same seed gives other inputs or observations:\n%s", d)
	}
	if seen := observed(t, strings.Replace(shop, "def refuse(n):", "def refuse(n:", 1), ask); len(seen.Invalid) != 1 {
		t.Errorf("invalid syntax: %v %q", seen.Invalid, seen.Broken)
	}
}

const typedShop = `RATES = {"net": 1, "gross": 2, "free": 0}


def price(kind, count: int, row, when):
    return RATES[kind] / count + row[1], when
`

// TestHowFarInputsAre looks at what is made of three known calls: the words are keys of a table, the numbers are not below zero, the row has two
// fields, the texts are days.
func TestHowFarInputsAre(t *testing.T) {
	calls := []heald.Drive{
		call("price", "'gross'", "3", "['a', 4]", "'2026-01-30'"), call("price", "'net'", "5", "['b', 7]", "'2026-11-02'"), call("price", "'net'", "8", "['c', 9]", "'2026-12-24'"),
	}
	seen := observed(t, typedShop, func(ask *language.ObserveAsk) {
		ask.Functions = []language.Watched{{Path: "shop.py", Name: "price", Function: "price", First: 4, Last: 5}}
		ask.Crash.Function, ask.Drive, ask.Calls = "price", call("price", "'net'", "0", "['b', 7]", "'2026-11-02'"), calls
	})
	far := map[string]int{}
	for _, s := range seen.Seen {
		far[s.Input] = s.Far
	}
	for part, want := range map[string]int{
		"price('net', 0, ['b', 7], '2026-11-02')": 0, // the reproduction
		"price('free', ": 0, // another key of the table
		"price('', ":     1, // no key
		"['b'], ":        1, // a shorter row
	} {
		got := 3
		for input, n := range far {
			if strings.Contains(input, part) {
				got = min(got, n)
			}
		}
		if got != want {
			t.Errorf("inputs with %s: far %d, want %d", part, got, want)
		}
	}
	strange := 0
	for input, n := range far {
		if strings.Contains(input, "None") && n < 2 {
			t.Errorf("%s: far %d, want 2", input, n)
		}
		if n > 1 {
			strange++
		}
	}
	if strange*2 > len(far) {
		t.Errorf("%d of %d inputs are of another type", strange, len(far))
	}
}
