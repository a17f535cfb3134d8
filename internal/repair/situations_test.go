package repair

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

// need is how far the best value must be ahead in a situation.
const need = 0.15

const (
	zero   = "division_by_zero|ZeroDivisionError: division by zero"
	key    = "missing_key|KeyError: 'company'"
	null   = "none_dereference|AttributeError: 'NoneType' object has no attribute 'phone'"
	match  = "none_dereference|TypeError: 'NoneType' object is not subscriptable"
	order  = "type_mismatch|TypeError: '<' not supported between instances of 'NoneType' and 'int'"
	above  = "type_mismatch|TypeError: '>' not supported between instances of 'NoneType' and 'int'"
	short  = "index_out_of_range|IndexError: list index out of range"
	unset  = "unbound_variable|UnboundLocalError: cannot access local variable 'target' where it is not associated with a value"
	asJSON = "type_mismatch|TypeError: Object of type date is not JSON serializable"
)

// Small situations in which a clue of the code tells what is meant, each beside one in which it misleads or is alone. The table of
// weights stands on them: a weak clue is not enough, two that are independent are, and one that states the case is.
func TestSituations(t *testing.T) {
	cases := []struct{ name, crash, at, source, want string }{
		{"default of the field", key, `raw["company"]`, contact + `
def read(raw):
    return Contact(name=raw["name"], company=raw["company"])
`, "None"},
		{"default of a field of another name", key, `raw["company"]`, contact + `
def read(raw):
    return Contact(name=raw["name"], label=raw["company"])
`, ""},
		{"the readers are ready, the type admits it", key, `raw["company"]`, `from typing import NamedTuple, Optional
class Contact(NamedTuple):
    name: str
    company: Optional[str]
def read(raw):
    return Contact(raw["name"], raw["company"])
def line(c):
    return c.name if c.company is None else c.name + c.company
`, "None"},
		{"only a reader is ready", key, `raw["company"]`, `from collections import namedtuple
Contact = namedtuple("Contact", "name company")
def read(raw):
    return Contact(raw["name"], raw["company"])
def line(c):
    return c.name if c.company is None else c.name + c.company
`, ""},
		{"a text that its reader leaves out, declared a text", short, `words[1]`, `from typing import NamedTuple
class Badge(NamedTuple):
    big: str
    small: str
    foot: str
def badge(name, foot=None):
    words = name.split(None, 1)
    return Badge(words[0], words[1], foot or "")
def render(b):
    return b.big + ("\n" + b.small.title() if b.small else "") + b.foot
`, `""`},
		{"other entries are read without a default", key, `raw["company"]`, `def read(raw):
    return {"name": raw["name"], "company": raw["company"], "phone": raw.get("phone"), "title": raw.get("title")}
`, ""},
		{"the same key is read loosely elsewhere", key, `raw["company"]`, `def read(raw):
    return raw["company"].upper()
def known(raw, book):
    return book.find(raw.get("company"))
`, ""},
		{"null is no end", order, `card.until < day`, cards + `
def expired(cards, day):
    found = []
    for card in cards:
        if not card.blocked and card.until < day:
            found.append(card)
    return found
`, "False"},
		{"null is no beginning", above, `card.start > day`, `def valid(card, day):
    return card.start is None or card.start <= day
def early(card, day):
    if card.start > day:
        return True
    return False
`, "False"},
		{"null is never there yet", above, `card.start > day`, `def valid(card, day):
    return card.start is not None and card.start <= day
def early(card, day):
    if card.start > day:
        return "early"
    return "now"
`, "True"},
		{"another field has no end", order, `card.review < day`, cards + `
def due(cards, day):
    return [c for c in cards if late(c, day)]
def late(card, day):
    if card.review < day:
        return True
    return False
`, ""},
		{"a text for it is no answer to a comparison", order, `card.until < day`, `def show(card):
    return f"until {card.until}" if card.until else "unlimited"
def late(card, day):
    if card.until < day:
        return True
    return False
`, ""},
		{"the parallel field", null, `order.profile.phone`, orders + `
def slip(order):
    return {"phone": order.profile.phone}
`, "order.contact_phone"},
		{"no parallel field", null, `order.profile.phone`, strings.ReplaceAll(orders, "self.contact_phone = phone", "self.day = phone") + `
def slip(order):
    return {"phone": order.profile.phone}
`, ""},
		{"a constant lists the keys", short, `rows[0]`, headings, "HEADING"},
		{"a constant lists other keys", short, `rows[0]`, strings.Replace(headings, `("id", "kwh")`, `("id", "price")`, 1), ""},
		{"a sibling's loop starts from the last", unset, `target`, slots, "return slots[-1][1]"},
		{"a sibling's loop asks for something else", unset, `target`, strings.Replace(slots, "if slot[0] <= minute", "if slot[1] <= minute", 1), ""},
		{"the other end of the list", short, `self.times[index]`, timetable, "return self.times[0] + DAY"},
		{"the end of another list", short, `self.times[index]`, strings.Replace(timetable, "return self.times[-1] - DAY", "return self.nights[-1] - DAY", 1), ""},
		{"functions of one table", match, `m["path"]`, lines + `
def proxy(line):
    m = PROXY.match(line)
    return m and Hit(m["up"])
TABLE = {"access": access, "error": error, "proxy": proxy}
`, "return None"},
		{"one sibling in another file's way", match, `m["path"]`, `import re
ACCESS = re.compile("(?P<path>x)")
def access(line):
    m = ACCESS.match(line)
    return m["path"]
def size(row):
    if row is None:
        return 0
    return row["size"] + 1
`, ""},
		{"a caller through a table asks", match, `m["path"]`, lines + `
TABLE = {"access": access, "error": error}
def roll(lines, kind):
    parse = TABLE[kind]
    for line in lines:
        hit = parse(line)
        if hit is None:
            continue
        yield hit
`, "return None"},
		{"the same method of another class", zero, `done / len(self.items)`, levels, "return 100"},
		{"another measure of the same class", zero, `done / len(self.items)`, strings.Replace(strings.Replace(levels, "class Board", "class Other", 1), "def progress(self):\n        if not", "def weight(self):\n        if not", 1), ""},
		{"what makes it null is no answer to its being null", null, `dept.head.phone`, `class Dept:
    def __init__(self, raw):
        self.head = Person(raw) if raw else None
def approver(dept):
    return [dept.head.phone]
`, ""},
		{"a result that admits null, by some way", null, `person.desk.phone`, `from typing import Optional
def reach(person) -> Optional[str]:
    return "+" + person.desk.phone
`, ""},
		{"a variable of the same name in another file", zero, `other / size`, `def part(size, other, scale=2):
    rest = scale * 2
    return other / size
-- pages.py --
def pages(total, size):
    if size == 0:
        return 1
    return total // size
`, ""},
		{"a variable of the same name in a sibling", zero, `other / size`, `def parts(size, other):
    if size == 0:
        return 1
    return 2 * other / size
def part(size, other):
    return other / size
`, "return 1"},
		{"a constant of another file that a sibling falls back to", null, `owner.phone`, `from desk import line
def ring(owner):
    return "call " + owner.phone
-- desk.py --
FRONT_DESK = "100"
def line(owner):
    return owner.phone if owner is not None else FRONT_DESK
`, "FRONT_DESK"},
		{"a caller goes through the result, and a sibling gives an empty one", null, `desk.phone`, `from typing import List
def names(desk) -> List[str]:
    if desk is None:
        return []
    return desk.names.split()
def numbers(table) -> List[str]:
    desk = table.desk
    return desk.phone.split()
def ring(table):
    for number in numbers(table):
        print(number)
`, "return []"},
		{"a caller adds the result up", zero, `cost / pieces`, `def each(cost, pieces):
    return cost / pieces
def bill(rows):
    total = 0
    for row in rows:
        total += each(row.cost, row.pieces)
    return total
`, ""},
		{"both functions give the variable", unset, `target`, `def night(hour):
    target = 1.0
    if hour > 22:
        target = 1.5
    return target
def early(hour):
    if hour < 6:
        target = 1.2
    return target
`, "return 1.0"},
		{"a variable of the same name elsewhere", unset, `target`, `def early(hour):
    if hour < 6:
        target = 1.2
    return target
class Robot:
    def aim(self, x, y, z):
        target = 0
        for p in (x, y, z):
            target += p
        self.at = target
`, ""},
		{"a comment with a word of condition", null, `order.profile.phone`, `class Order:
    def __init__(self, profile, desk_phone):
        self.profile = profile
        # internal orders only
        self.desk_phone = desk_phone
def slip(order):
    return order.profile.phone
`, ""},
		{"the same is written so", asJSON, `json.dumps({"who": who, "tasks": tasks})`, `import json
def encode(value):
    return value.isoformat()
def to_file(who, tasks):
    return json.dumps({"who": who, "tasks": tasks}, default=encode)
def to_hook(who, tasks):
    return json.dumps({"who": who, "tasks": tasks})
`, "call with , default=encode"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			class, message, _ := strings.Cut(c.crash, "|")
			if got, why := singledOut(t, class, message, c.at, c.source); got != c.want {
				t.Errorf("got %q, want %q; %s", got, c.want, why)
			}
		})
	}
}

// singledOut is the value that evidence singles out, or "" with the two best.
func singledOut(t *testing.T, class, message, at, source string) (string, string) {
	t.Helper()
	root := t.TempDir()
	source, more, two := strings.Cut(source, "-- ")
	write(t, filepath.Join(root, "app.py"), []byte(source))
	if name, text, _ := strings.Cut(more, " --\n"); two {
		write(t, filepath.Join(root, name), []byte(text))
	}
	i := strings.LastIndex(source, at)
	if class == "unbound_variable" {
		i = strings.LastIndex(source, "return "+at) + len("return ")
	}
	before := source[:i]
	in := Input{Checkout: heald.Checkout{Root: root, Home: "/srv/app"}}
	in.Incident.Language, in.Diagnosis.Class = "python", heald.Class(class)
	in.Incident.ErrorType, in.Incident.Message, _ = strings.Cut(message, ": ")
	site := heald.Site{Match: heald.MatchExact, Expression: at, Start: len(before), End: len(before) + len(at)}
	site.Path, site.Line = "app.py", strings.Count(before, "\n")+1
	in.Diagnosis.Sites = []heald.Site{site}
	support := python.Support()
	program, err := language.Open(root, support)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	attempt := Stage{Support: func(string) *language.Support { return support }}.propose(program, in)
	if len(attempt.Plausible) == 0 {
		return "", "nothing is proposed"
	}
	best := attempt.Plausible[0]
	why := best.Value
	for _, p := range attempt.Plausible[1:] {
		if p.Value != best.Value && "return "+p.Value != best.Value && "return "+best.Value != p.Value {
			why += " or " + p.Value
			if best.Score-p.Score < need {
				return "", why
			}
			break
		}
	}
	if best.Score < sure {
		return "", why
	}
	return best.Value, why
}

const contact = `from dataclasses import dataclass
@dataclass
class Contact:
    name: str
    company: str = None
    label: str = "none"
`

const cards = `class Card:
    def opens(self, day):
        return self.until is None or day <= self.until
`

const orders = `class Order:
    def __init__(self, profile, mail, phone):
        self.profile = profile
        self.contact_mail = mail
        self.contact_phone = phone
def receipt(order):
    profile = order.profile
    return {"to": profile.mail if profile else order.contact_mail}
`

const headings = `import csv
HEADING = ("id", "kwh")
def as_row(s):
    return {"id": s.id, "kwh": s.wh / 1000}
def write(out, rows):
    w = csv.DictWriter(out, fieldnames=rows[0].keys())
    w.writeheader()
    w.writerows(rows)
`

const slots = `def mode_at(slots, minute):
    current = slots[-1]
    for slot in slots:
        if slot[0] <= minute:
            current = slot
    return current[2]
def target_at(slots, minute):
    for begin, degrees, _ in slots:
        if begin <= minute:
            target = degrees
    return target
`

const timetable = `DAY = 1440
class Timetable:
    def __init__(self, times, nights):
        self.times = slices.Sorted(maps.Keys(times))
        self.nights = slices.Sorted(maps.Keys(nights))
    def previous(self, minute):
        index = find(self.times, minute) - 1
        if index < 0:
            return self.times[-1] - DAY
        return self.times[index]
    def following(self, minute):
        index = find(self.times, minute)
        return self.times[index]
`

const lines = `import re
from collections import namedtuple
Hit = namedtuple("Hit", "key")
ACCESS = re.compile("(?P<path>x)")
ERROR = re.compile("(?P<level>x)")
PROXY = re.compile("(?P<up>x)")
def error(line):
    m = ERROR.match(line)
    if not m:
        return None
    return Hit(m.group("level"))
def access(line):
    m = ACCESS.match(line)
    return Hit(m["path"])
`

const levels = `class Board:
    def progress(self):
        if not self.lists:
            return 100
        return sum(x.done for x in self.lists) / len(self.lists)
class List:
    def progress(self):
        done = len([i for i in self.items if i.done])
        return done / len(self.items)
`
