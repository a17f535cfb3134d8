package diagnose

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

// TestJudge says of one raise whether it is the code's fault: what surrounds it decides.
func TestJudge(t *testing.T) {
	const check = "class Bad(ValueError):\n    pass\n\n\ndef check(n):\n    if n > 3:\n        raise Bad(n)\n    return n\n\n\n"
	for name, c := range map[string]struct {
		rest   string
		frame  string
		nature heald.Nature
		class  heald.Class
	}{
		"a client's value":             {"def f(form):\n    return check(form['n'])\n", "m.py:12:f", heald.NatureCorrectRefusal, "rejected_input"},
		"a value of our own":           {"def f():\n    n = 9\n    return check(n)\n", "m.py:13:f", heald.NatureCodeBug, "other"},
		"a peer's value":               {"def f(u):\n    n = requests.get(u).json()['n']\n    return check(n)\n", "m.py:13:f", heald.NatureUnknown, "other"},
		"a setting":                    {"def f():\n    n = int(os.environ['N'])\n    return check(n)\n", "m.py:13:f", heald.NatureConfiguration, "configuration"},
		"a value that cannot be told":  {"def f(n):\n    return check(n)\n", "m.py:12:f", heald.NatureUnknown, "other"},
		"answered by a handler":        {"def f(n):\n    try:\n        return check(n)\n    except Bad:\n        return None\n", "m.py:13:f", heald.NatureCorrectRefusal, "rejected_input"},
		"answered by the type above":   {"def f(n):\n    try:\n        return check(n)\n    except ValueError:\n        return None\n", "m.py:13:f", heald.NatureCorrectRefusal, "rejected_input"},
		"caught like anything else":    {"def f(n):\n    try:\n        return check(n)\n    except Exception:\n        return None\n", "m.py:13:f", heald.NatureUnknown, "other"},
		"caught and raised again":      {"def f(n):\n    try:\n        return check(n)\n    except Bad:\n        raise\n", "m.py:13:f", heald.NatureUnknown, "other"},
		"answered though of our own":   {"def f():\n    n = 9\n    try:\n        return check(n)\n    except Bad:\n        return 409, 'no'\n", "m.py:14:f", heald.NatureCorrectRefusal, "rejected_input"},
		"registered with a framework":  {"@app.errorhandler(Bad)\ndef bad(e):\n    return 'no', 400\n\n\ndef f(n):\n    return check(n)\n", "m.py:17:f", heald.NatureCorrectRefusal, "rejected_input"},
		"raised where nothing catches": {"def f(n):\n    try:\n        pass\n    except Bad:\n        return check(n)\n", "m.py:15:f", heald.NatureUnknown, "other"},
	} {
		t.Run(name, func(t *testing.T) {
			v := open(t, map[string]string{"m.py": check + c.rest})
			v.framed(t, heald.Exception{ErrorType: "m.Bad", Message: "9"}, c.frame, "m.py:7:check")
			d := v.diagnose()
			if d.Nature != c.nature || d.Class != c.class {
				t.Errorf("nature %s and class %s, want %s and %s\n%s\n%+v", d.Nature, d.Class, c.nature, c.class, d.Why, d.Evidence)
			}
			if d.Nature != heald.NatureCodeBug && d.Advice == "" {
				t.Error("no advice")
			}
		})
	}
}

// What decides is what was looked at and what a library was given, and not what the refusal happens to name.
func TestWhoseRefusal(t *testing.T) {
	library := "\n  /opt/venv/lib/python3.12/site-packages/pydantic/main.py"
	for name, c := range map[string]struct {
		source, errorType, message string
		frames                     []string
		library                    string
		nature                     heald.Nature
	}{
		"a model made of our own rows": {"from models import Row\n\nITEMS = [{'sku': 'a'}]\n\n\ndef rows():\n    return [Row(**item) for item in ITEMS]\n",
			"pydantic_core._pydantic_core.ValidationError", "1 validation error for Row", []string{"m.py:7:rows"}, library, heald.NatureCodeBug},
		"the same in a handler": {"from models import Row\n\nITEMS = [{'sku': 'a'}]\n\n\n@app.get('/')\ndef rows():\n    return [Row(**item) for item in ITEMS]\n",
			"pydantic_core._pydantic_core.ValidationError", "1 validation error for Row", []string{"m.py:8:rows"}, library, heald.NatureCodeBug},
		"a model made of a request": {"from models import Row\n\n\n@app.post('/')\ndef rows():\n    return Row(**request.get_json())\n",
			"pydantic_core._pydantic_core.ValidationError", "1 validation error for Row", []string{"m.py:6:rows"}, library, heald.NatureCorrectRefusal},
		"not found, of something our own": {"PAGE = None\n\n\n@app.get('/')\ndef page():\n    if PAGE is None:\n        abort(404)\n",
			"werkzeug.exceptions.NotFound", "404 Not Found", []string{"m.py:7:page"}, library, heald.NatureCorrectRefusal},
		"a default of our own": {"def page(items, size=0):\n    if size < 1:\n        raise ValueError('size')\n    return items\n\n\ndef first(items):\n    return page(items)\n",
			"ValueError", "size", []string{"m.py:8:first", "m.py:3:page"}, "", heald.NatureCodeBug},
		"our own step, named with a client's number": {"NEXT = {'new': ['paid']}\n\n\ndef move(id, to):\n    if to not in NEXT['new']:\n        raise RuntimeError(f'{id}: {to}')\n\n\ndef on_message(body):\n    return move(body['id'], 'sent')\n",
			"RuntimeError", "7: sent", []string{"m.py:10:on_message", "m.py:6:move"}, "", heald.NatureUnknown},
		"noted while a client's text was read": {"def on_message(body):\n    known = False\n    for word in ('a', 'b'):\n        if word in body:\n            known = True\n    if not known:\n        raise ValueError(f'nothing in {body}')\n",
			"ValueError", "nothing in x", []string{"m.py:7:on_message"}, "", heald.NatureCorrectRefusal},
		"an outage by a name of our own": {"class Down(ConnectionError):\n    pass\n\n\ndef level(sku):\n    raise Down(sku)\n",
			"m.Down", "a", []string{"m.py:6:level"}, "", heald.NatureDependency},
		"a permission that the code itself denies": {"def on_message(body):\n    if body['user'] != 'ann':\n        raise PermissionError(body['user'])\n",
			"PermissionError", "bob", []string{"m.py:3:on_message"}, "", heald.NatureCorrectRefusal},
	} {
		t.Run(name, func(t *testing.T) {
			v := open(t, map[string]string{"m.py": c.source, "models.py": "from pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    sku: str\n"})
			v.framed(t, heald.Exception{ErrorType: c.errorType, Message: c.message}, c.frames...)
			if c.library != "" {
				v.Incident.Exception.Frames = append(v.Incident.Exception.Frames, heald.Frame{File: strings.TrimSpace(c.library), Line: 253, Function: "__init__"})
				v.choose()
			}
			if d := v.diagnose(); d.Nature != c.nature {
				t.Errorf("nature %s, want %s\n%s\n%+v", d.Nature, c.nature, d.Why, d.Evidence)
			}
		})
	}
}

// An address is put together; the setting in it is what an operator puts right.
func TestAddressOfASetting(t *testing.T) {
	v := open(t, map[string]string{
		"m.py":         "import os\nimport requests\n\nBASE = os.environ.get('STOCK_URL', '')\n\n\ndef level(sku):\n    return requests.get(f'{BASE}/levels/{sku}')\n",
		".env.example": "STOCK_URL=http://stock:8080\n",
	})
	v.framed(t, heald.Exception{ErrorType: "requests.exceptions.MissingSchema", Message: "Invalid URL '/levels/a': No scheme supplied"}, "m.py:8:level")
	d := v.diagnose()
	if d.Nature != heald.NatureConfiguration || !strings.Contains(d.Advice, "environment variable STOCK_URL makes no address") || !strings.Contains(d.Advice, "http://stock:8080") {
		t.Errorf("nature %s, advice %q", d.Nature, d.Advice)
	}
}

func TestStatusOfTheErrorItself(t *testing.T) {
	v := open(t, map[string]string{"m.py": "class Gone(Exception):\n    status_code = 410\n\n\ndef f(n):\n    raise Gone(n)\n"})
	v.framed(t, heald.Exception{ErrorType: "Gone", Message: "1"}, "m.py:6:f")
	if d := v.diagnose(); d.Nature != heald.NatureCorrectRefusal {
		t.Errorf("nature = %s, want a correct refusal: the error is a client error by its status", d.Nature)
	}
}

func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		source, frame      string
		errorType, message string
		files              map[string]string
		configuration      bool
		advice             string // a part
	}{
		"an environment variable that is not set": {
			"import os\n\n\ndef f():\n    return os.environ['DB_URL']\n", "m.py:5:f", "KeyError", "'DB_URL'", nil, true,
			"the environment variable DB_URL is not set; it is read at m.py:5",
		},
		"the sample of a value": {
			"import os\n\n\ndef f():\n    return os.environ['DB_URL']\n", "m.py:5:f", "KeyError", "'DB_URL'",
			map[string]string{"compose.yaml": "services:\n  web:\n    environment:\n      DB_URL: postgres://db/x\n"}, true, "compose.yaml has DB_URL: postgres://db/x",
		},
		"one that is empty": {
			"import os\n\n\ndef f():\n    return int(os.environ['N'])\n", "m.py:5:f", "ValueError", "invalid literal for int() with base 10: ''", nil, true,
			"the environment variable N is empty",
		},
		"one that gives None": {
			"import os\n\n\ndef f():\n    return os.getenv('NAMES').split(',')\n", "m.py:5:f", "AttributeError", "'NoneType' object has no attribute 'split'", nil, true,
			"the environment variable NAMES is not set",
		},
		"an option of an INI file": {
			"def f():\n    p = configparser.ConfigParser()\n    p.read('relay.ini')\n    s = p['smtp']\n    return int(s['port'])\n", "m.py:5:f", "ValueError",
			"invalid literal for int() with base 10: 'x'", nil, true, "the setting port of smtp is 'x', which cannot be read in relay.ini",
		},
		"one of two sections, which cannot be told": {
			"def end(s):\n    return int(s['port'])\n\n\ndef f():\n    p = configparser.ConfigParser()\n    return end(p['up']), end(p['down'])\n", "m.py:2:end", "ValueError",
			"invalid literal for int() with base 10: ''", nil, true, "the setting port is empty",
		},
		"a malformed value that the repository ships": {
			"def f():\n    p = configparser.ConfigParser()\n    s = p['smtp']\n    return int(s['wait'])\n", "m.py:4:f", "ValueError",
			"invalid literal for int() with base 10: '5s'", map[string]string{"relay.ini": "[smtp]\nwait = 5s\n"}, false, "",
		},
		"a client's value beside a setting": {
			"import os\n\n\ndef f(form):\n    return int(form['n'])\n", "m.py:5:f", "ValueError", "invalid literal for int() with base 10: 'x'", nil, false, "",
		},
		"a table that a setting names": {
			"import os, csv\n\n\ndef f():\n    for row in csv.DictReader(open(os.environ['TABLE'])):\n        int(row['n'])\n", "m.py:6:f", "ValueError",
			"invalid literal for int() with base 10: 'x'", nil, false, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"m.py": c.source}
			for k, content := range c.files {
				files[k] = content
			}
			v := open(t, files)
			v.framed(t, heald.Exception{ErrorType: c.errorType, Message: c.message}, c.frame)
			d := v.diagnose()
			if got := d.Nature == heald.NatureConfiguration; got != c.configuration || !strings.Contains(d.Advice, c.advice) {
				t.Errorf("configuration = %t, want %t; advice %q, want %q in it", got, c.configuration, d.Advice, c.advice)
			}
		})
	}
}

func TestMissingPackage(t *testing.T) {
	for message, want := range map[string]heald.Nature{
		"No module named 'numpy'":         heald.NatureDependency,
		"No module named 'numpy.linalg'":  heald.NatureDependency,
		"No module named 'tools.gone'":    heald.NatureCodeBug,
		"No module named 'm'":             heald.NatureCodeBug,
		"cannot import name 'x' from 'm'": heald.NatureCodeBug,
	} {
		v := open(t, map[string]string{"m.py": "import a\n", "tools/b.py": ""})
		v.framed(t, heald.Exception{ErrorType: "ModuleNotFoundError", Message: message}, "m.py:1:<module>")
		if d := v.diagnose(); d.Nature != want {
			t.Errorf("%s: %s, want %s", message, d.Nature, want)
		}
	}
}

func TestDrift(t *testing.T) {
	for name, c := range map[string]struct {
		source             string
		frame              string
		errorType, message string
		want               heald.Class
	}{
		"a field of a decoded document": {
			"import json\n\n\ndef f(text):\n    d = json.loads(text)\n    return d['n']\n", "m.py:6:f", "KeyError", "'n'", "schema_drift",
		},
		"an element of a decoded list": {
			"import json\n\n\ndef f(text):\n    for d in json.loads(text):\n        d['n'] + 1\n", "m.py:6:f", "KeyError", "'n'", "schema_drift",
		},
		"a null field": {
			"import json\n\n\ndef f(text):\n    d = json.loads(text)\n    return float(d['n'])\n", "m.py:6:f", "TypeError",
			"float() argument must be a string or a real number, not 'NoneType'", "schema_drift",
		},
		"a key that the code chose": {"def f(k):\n    d = {'a': 1}\n    return d['n']\n", "m.py:3:f", "KeyError", "'n'", "missing_key"},
		"a key from a variable":     {"import json\n\n\ndef f(text, k):\n    d = json.loads(text)\n    return d[k]\n", "m.py:6:f", "KeyError", "'n'", "missing_key"},
		"a computed table":          {"def f(rows):\n    d = {r: 1 for r in rows}\n    return d['n']\n", "m.py:3:f", "KeyError", "'n'", "missing_key"},
	} {
		t.Run(name, func(t *testing.T) {
			v := open(t, map[string]string{"m.py": c.source})
			v.framed(t, heald.Exception{ErrorType: c.errorType, Message: c.message}, c.frame)
			if d := v.diagnose(); d.Class != c.want {
				t.Errorf("class = %s, want %s", d.Class, c.want)
			}
		})
	}
}

// TestStory picks the exception of a chain that tells most.
func TestStory(t *testing.T) {
	const source = `def read(k):
    return TABLE[k]


def load(k):
    try:
        return read(k)
    except KeyError as err:
        raise LoadError(k) from err


def other(k):
    try:
        return read(k)
    except KeyError:
        return fallback.x
`
	cause := heald.Exception{ErrorType: "KeyError", Message: "'k'", Frames: []heald.Frame{
		{File: "/srv/app/m.py", Line: 7, Function: "load", Code: "return read(k)", InApp: true},
		{File: "/srv/app/m.py", Line: 2, Function: "read", Code: "return TABLE[k]", InApp: true},
	}}
	for name, c := range map[string]struct {
		e     heald.Exception
		frame string
		told  string
		sites int
	}{
		"raised anew":                   {heald.Exception{ErrorType: "LoadError", Causes: []heald.Exception{cause}}, "m.py:9:load", "KeyError", 2},
		"failed while handling":         {heald.Exception{ErrorType: "AttributeError", Handling: true, Causes: []heald.Exception{cause}}, "m.py:16:other", "AttributeError", 1},
		"a group's member with a place": {heald.Exception{ErrorType: "ExceptionGroup", Members: []heald.Exception{{ErrorType: "OSError"}, cause}}, "m.py:7:load", "KeyError", 2},
		"alone":                         {heald.Exception{ErrorType: "AttributeError"}, "m.py:16:other", "AttributeError", 1},
	} {
		t.Run(name, func(t *testing.T) {
			v := open(t, map[string]string{"m.py": source})
			v.framed(t, c.e, c.frame)
			if v.told.ErrorType != c.told || len(v.found) != c.sites {
				t.Errorf("told %s with %d sites, want %s with %d", v.told.ErrorType, len(v.found), c.told, c.sites)
			}
		})
	}
}

func TestPhrase(t *testing.T) {
	for want, w := range map[string]heald.Wrong{
		"`d` is 0":                               {Kind: "zero", Value: "0", Expression: "d"},
		"there is no 'k'":                        {Kind: "missing", Value: "missing 'k'", Expression: "d['k']"},
		"`n` has no value on this path":          {Kind: "unset", Value: "n", Expression: "n"},
		"`o` has no attribute 'x'":               {Kind: "attribute", Value: "no attribute 'x'", Expression: "o"},
		"`s` is changed while it is walked over": {Kind: "mutation", Expression: "s"},
		"":                                       {Kind: "type", Expression: "s"},
	} {
		if got := phrase(w); got != want {
			t.Errorf("phrase = %q, want %q", got, want)
		}
	}
}

func TestOneLine(t *testing.T) {
	if got := oneLine("a\n  b\tc"); got != "a b c" {
		t.Errorf("one line = %q", got)
	}
}

func TestNeverPanicsOnEmptyParts(t *testing.T) {
	v := open(t, map[string]string{"m.py": "raise\n"})
	v.framed(t, heald.Exception{ErrorType: "RuntimeError", Message: "No active exception to reraise"}, "m.py:1:<module>")
	if d := v.diagnose(); len(d.Sites) != 1 || d.Abstained {
		t.Errorf("diagnosis = %+v", d)
	}
}

// TestOutageNeedsNoPlace refuses what is plainly another's fault, wherever it was noticed.
func TestOutageNeedsNoPlace(t *testing.T) {
	v := open(t, map[string]string{"m.py": "X = 1\n"})
	outage := heald.Exception{ErrorType: "ConnectionRefusedError", Message: "[Errno 111] Connection refused"}
	for name, frames := range map[string][]heald.Frame{
		"no frame of ours": {{File: "/usr/lib/python3.11/socket.py", Line: 3, Function: "connect"}},
		"no printed line":  {{File: "/srv/app/m.py", Line: 1, Function: "<module>", InApp: true}},
	} {
		outage.Frames, v.Incident.Exception = frames, outage
		v.Incident.Exception.Frames = frames
		if d := v.diagnose(); d.Abstained || d.Nature != heald.NatureDependency || d.Advice == "" || d.Why == "" {
			t.Errorf("%s: %+v, want a dependency's fault", name, d)
		}
	}
}

func TestCutTraceIsSaid(t *testing.T) {
	v := open(t, map[string]string{"m.py": "def f(x):\n    return 1 / x\n"})
	v.framed(t, heald.Exception{ErrorType: "ZeroDivisionError", Cut: heald.Cut{Start: true}}, "m.py:2:f")
	if d := v.diagnose(); len(d.Missing) == 0 || !strings.Contains(d.Missing[0], "outer frames") {
		t.Errorf("missing = %q, want the outer frames", d.Missing)
	}
}

// TestWholeLineUnmarked: an interpreter that marks leaves the markers out where the whole line failed.
func TestWholeLineUnmarked(t *testing.T) {
	v := open(t, map[string]string{"m.py": "def f(x):\n    keep(int(x))\n\n\nf('a')\n"})
	e := heald.Exception{ErrorType: "ValueError", Message: "invalid literal for int() with base 10: 'a'", Frames: []heald.Frame{
		{File: "/srv/app/m.py", Line: 5, Function: "<module>", Code: "f('a')", InApp: true},
		{File: "/srv/app/m.py", Line: 2, Function: "f", Code: "keep(int(x))", InApp: true},
	}}
	for marked, want := range map[int]string{0: "int(x)", 1: "keep(int(x))"} {
		e.Frames[0].Column, e.Frames[0].EndColumn = marked, 7*marked
		found := v.locate(e)
		if got := found[1].site.Expression; got != want {
			t.Errorf("outer frame marked %d: %q, want %q", marked, got, want)
		}
	}
}
