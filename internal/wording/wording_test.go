package wording

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Sentences as people write them, and the words in them that name a value.
func TestValues(t *testing.T) {
	cases := []struct{ text, want string }{
		{"Returns zero when the tank is empty", "zero when"},
		{"when the tank is empty", ""},
		{"a road whose length is zero", ""},
		{"if the count is zero, the mean is none", "none"},
		{"An idle crane turns zero times", "zero"},
		{"None before anything was measured", "None"},
		{"The mean, or None", "None"},
		{"A pallet without a label costs nothing", "zero"},
		{"It gives nothing for an unknown name", "nothing for"},
		{"an account starts at nothing", "zero"},
		{"fee: 0 if the client is new", "0"},
		{"Defaults to 20", "20"},
		{"How many there are (default: 20)", "20"},
		{"Unknown carriers cost 4.90", "4.90"},
		{"When the rate is missing 1 is assumed", "1"},
		{"If the rate is missing it counts as 1", "1"},
		{"the small line stays empty", "empty"},
		{"For a parcel without weight 0.5 is charged", "0.5"},
		{"an unknown sender is shown as a dash", `"-"`},
		{"a list of 3 items", ""},
		{"retries: how often (empty = 3)", "3"},
		{"None, never 0", ""},
		{"must not be treated as 0", ""},
		{"when it stays empty", ""},
		{"The berth keeps 4 lines", ""},
		{"It has 12 doors and 3 ramps", ""},
		{"", ""},
	}
	for _, c := range cases {
		var got []string
		for _, v := range Values(c.text) {
			got = append(got, v.Word)
		}
		if c.want != "" && !slices.Contains(got, c.want) || c.want == "" && len(got) > 0 {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// What a sentence says of special cases, clause by clause: cue(about).
func TestClauses(t *testing.T) {
	cases := []struct{ text, want string }{
		{"Items without a price are left out", "without(price)"},
		{"Returns 0 when empty, None when the name is unknown", "empty() | unknown(name)"},
		{"If the discount is missing it counts as zero", "missing(discount)"},
		{"An empty board counts as 100", "empty(board)"},
		{"a quantity that is not given means 1", "absent(quantity)"},
		{"Unknown carriers are charged, and missing weights are skipped", "unknown(carrier) | missing(weight)"},
		{"the mean of the samples", ""},
		{"The mean; when the window has just begun, it is 0", "when(window begun) | when(window begun) | when(window begun)"},
		{"Nobody voted: the share is 0", "nobody() | nobody()"},
		{"the limit is left out when there is none", "none()"},
	}
	for _, c := range cases {
		var got []string
		for _, clause := range (Sentence{Text: c.text}).Clauses() {
			var one []string
			for _, s := range clause.Situations {
				one = append(one, fmt.Sprintf("%s(%s)", s.Cue, strings.Join(s.About, " ")))
			}
			got = append(got, strings.Join(one, " "))
		}
		if joined := strings.Join(got, " | "); joined != c.want {
			t.Errorf("%q: got %q, want %q", c.text, joined, c.want)
		}
	}
}

func TestOutcomes(t *testing.T) {
	cases := []struct {
		text  string
		skips bool
		keeps bool
		order string
	}{
		{"Items without a price are left out", true, false, ""},
		{"Malformed lines are never skipped", false, false, ""},
		{"when the limit is omitted", false, false, ""},
		{"absent pupils do not count", true, false, ""},
		{"a short track comes back as it is", false, true, ""},
		{"what nobody has rated comes after everything that is rated", false, false, "last"},
		{"undated notes come first", false, false, "first"},
		{"items without a date go to the end", false, false, "last"},
		{"the first of the last ones", false, false, ""},
	}
	for _, c := range cases {
		if got := Skips(c.text); got != c.skips {
			t.Errorf("%q: skips %v, want %v", c.text, got, c.skips)
		}
		if got := Keeps(c.text); got != c.keeps {
			t.Errorf("%q: keeps %v, want %v", c.text, got, c.keeps)
		}
		if got := Order(c.text); got != c.order {
			t.Errorf("%q: order %q, want %q", c.text, got, c.order)
		}
	}
}

func TestRefusal(t *testing.T) {
	cases := []struct {
		text, want string
		refuses    bool
	}{
		{"Raises LookupError for an unknown name", "LookupError", true},
		{"An unknown name must be rejected", "", true},
		{"An unknown name is a client error", "", true},
		{"An unknown name is not an error", "", false},
		{"never fails because of a missing name", "", false},
		{"Returns the name", "", false},
	}
	for _, c := range cases {
		got, refuses := Sentence{Text: c.text}.Refusal()
		if got != c.want || refuses != c.refuses {
			t.Errorf("%q: got %q and %v, want %q and %v", c.text, got, refuses, c.want, c.refuses)
		}
	}
}

// Texts in the styles that people use, and the sentences with what they stand beside: entry/default/heading: text.
func TestRead(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"running", "Mean of all.\n\nReturns 0.0 if empty; never None.\n- items without a name are\n  skipped\n",
			"1 Mean of all\n3 Returns 0.0 if empty\n3 never None\n4 items without a name are skipped"},
		{"google", "Mean.\n\n    Args:\n        limit (int): How many rows. Defaults to 20.\n\n    Returns:\n        float: the mean, 0.0 without rows\n\n    Raises:\n        LookupError: if the name is unknown\n",
			"4 limit: limit (int): How many rows\n4 limit: Defaults to 20\n7 returns: float: the mean, 0.0 without rows\n10 raises LookupError: LookupError: if the name is unknown"},
		{"numpy", "Mean.\n\n    Parameters\n    ----------\n    limit : int, optional\n        Default is 20.\n\n    Returns\n    -------\n    float\n        0.0 without rows.\n",
			"5 limit: limit : int, optional Default is 20\n10 returns: float 0.0 without rows"},
		{"rest", ":param limit: how many rows, 20 by default\n:returns: 0.0 without rows\n:raises KeyError: for an unknown name\n",
			"1 limit: :param limit: how many rows, 20 by default\n2 returns: :returns: 0.0 without rows\n3 raises KeyError: :raises KeyError: for an unknown name"},
		{"table", "# Fields\n\n| field | default | meaning |\n|---|---|---|\n| `qty` | 1 | how many pieces |\n| `unit` | - | left out for pieces |\n",
			"5 qty=1 [Fields] qty: default 1\n5 qty [Fields] how many pieces\n6 unit [Fields] left out for pieces"},
		{"bullets", "- `qty`: the number of pieces; 1 when missing\n- other fields are ignored\n",
			"1 qty: `qty`: the number of pieces\n1 qty: 1 when missing\n2 other fields are ignored"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range Read(c.text, 1) {
				got = append(got, shown(s))
			}
			if joined := strings.Join(got, "\n"); joined != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", joined, c.want)
			}
		})
	}
}

func shown(s Sentence) string {
	text := fmt.Sprint(s.Line)
	switch {
	case s.Default != "":
		text += " " + s.Entry + "=" + s.Default
	case s.Raises != "":
		text += " raises " + s.Raises + ":"
	case s.Result:
		text += " returns:"
	case s.Entry != "" && s.Heading != "":
		text += " " + s.Entry
	case s.Entry != "":
		text += " " + s.Entry + ":"
	}
	if s.Heading != "" {
		text += " [" + s.Heading + "]"
	}
	return text + " " + s.Text
}

func TestFile(t *testing.T) {
	cases := []struct{ ending, text, want string }{
		{".sql", "CREATE TABLE t (\n  state TEXT DEFAULT 'draft',\n  fee INTEGER -- null counts as 0\n);\n", "2 state='draft' state TEXT DEFAULT 'draft',\n3 fee: fee INTEGER -- null counts as 0"},
		{".json", `{"properties": {"fee": {"type": "integer", "default": 0, "description": "What is charged."}}}`, "1 fee=0 fee: default 0\n1 fee: What is charged"},
		{".json", `{"fee": null}`, ""},
		{".yaml", "properties:\n  fee:\n    type: integer\n    default: 3\n    description: What is charged\n", "4 fee=3 3\n5 fee: What is charged"},
		{".yaml", "parameters:\n  - name: limit\n    schema:\n      default: 20\n", "4 limit=20 20"},
		{".csv", "# - = not measured, left out\na;b\n", "1 - = not measured, left out"},
		{".conf", "# All times are written\n# with a unit.\nidle = 3s\n", "1 All times are written with a unit"},
	}
	for _, c := range cases {
		var got []string
		for _, s := range File(c.ending, c.text) {
			got = append(got, shown(s))
		}
		if joined := strings.Join(got, "\n"); joined != c.want {
			t.Errorf("%s: got:\n%s\nwant:\n%s", c.ending, joined, c.want)
		}
	}
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"qty", "quantity", true}, {"addr", "addres", true}, {"amt", "amount", false}, {"tax", "taxi", false}, {"msg", "message", true}, {"rate", "rate", true}} {
		if got := Alike(c.a, c.b); got != c.want {
			t.Errorf("%s and %s: got %v", c.a, c.b, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("# A\n| a | default |\n|---|---|\n| b | 0 |\n\nArgs:\n  x (int): 0 if empty\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, ending := range Extensions() {
			for _, s := range File(ending, text) {
				for _, c := range s.Clauses() {
					for _, v := range Values(c.Text) {
						if v.Word == "" {
							t.Errorf("%q names an empty word", c.Text)
						}
					}
				}
				s.Refusal()
			}
		}
	})
}
