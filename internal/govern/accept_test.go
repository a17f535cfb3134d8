package govern_test

import (
	"slices"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/govern"
)

func site(m heald.Match) []heald.Site { return []heald.Site{{Match: m}} }

func TestAccept(t *testing.T) {
	for name, c := range map[string]struct {
		d               heald.Diagnosis
		accept, refused bool
		rule            string
	}{
		"a bug that stands where the trace says": {heald.Diagnosis{Nature: heald.NatureCodeBug, Sites: site(heald.MatchExact)}, true, false, "code_bug"},
		"a bug whose line moved":                 {heald.Diagnosis{Nature: heald.NatureCodeBug, Sites: site(heald.MatchDrifted)}, true, false, "code_bug"},
		"a bug that was not found again":         {heald.Diagnosis{Nature: heald.NatureCodeBug, Sites: site(heald.MatchUnverified)}, false, false, "unverified"},
		"a bug without a place":                  {heald.Diagnosis{Nature: heald.NatureCodeBug}, false, false, "unverified"},
		"an abstention":                          {heald.Diagnosis{Abstained: true, Nature: heald.NatureCodeBug, Sites: site(heald.MatchExact)}, false, false, "abstained"},
		"a refusal of a client's input":          {heald.Diagnosis{Nature: heald.NatureCorrectRefusal}, false, true, "correct_refusal"},
		"a peer that is down":                    {heald.Diagnosis{Nature: heald.NatureDependency, Class: "unavailable_peer"}, false, true, "dependency"},
		"a package that is not installed":        {heald.Diagnosis{Nature: heald.NatureDependency, Class: "missing_import"}, false, false, "missing_package"},
		"a full disk":                            {heald.Diagnosis{Nature: heald.NatureCapacity}, false, true, "capacity"},
		"a missing setting":                      {heald.Diagnosis{Nature: heald.NatureConfiguration}, false, false, "configuration"},
		"nobody knows":                           {heald.Diagnosis{Nature: heald.NatureUnknown}, false, false, "unknown"},
		"nothing at all":                         {heald.Diagnosis{}, false, false, "unknown"},
		"a refusal of an unknown value": {
			heald.Diagnosis{Nature: heald.NatureCodeBug, Sites: site(heald.MatchExact), Rejection: "raise X", Provenance: heald.FromUnknown}, false, false, "refusal_of_unknown_origin",
		},
		"a refusal of a value of our own": {
			heald.Diagnosis{Nature: heald.NatureCodeBug, Sites: site(heald.MatchExact), Rejection: "raise X", Provenance: heald.FromInside}, true, false, "code_bug",
		},
	} {
		got := govern.Accept(heald.Incident{}, c.d, heald.Service{})
		if got.Accept != c.accept || got.Refused != c.refused || len(got.Rules) == 0 || got.Rules[0] != c.rule {
			t.Errorf("%s: %+v, want accept %t, refused %t by %s", name, got, c.accept, c.refused, c.rule)
		}
		if !got.Accept && got.Advice == "" {
			t.Errorf("%s: says not what a person should do", name)
		}
	}
}

// Of a setting the reason itself names the key, the place and a likely value.
func TestConfigurationNamesTheSetting(t *testing.T) {
	got := govern.Accept(heald.Incident{}, heald.Diagnosis{Nature: heald.NatureConfiguration, Why: "`x` raises KeyError", Advice: "PORT is not set; it is read at a.py:3"}, heald.Service{})
	if want := "a setting is missing or malformed, which only an operator can put right: PORT is not set; it is read at a.py:3"; got.Reason != want || got.Refused {
		t.Errorf("reason %q, want %q", got.Reason, want)
	}
}

func TestAcceptExplains(t *testing.T) {
	d := heald.Diagnosis{
		Nature: heald.NatureCapacity, Why: "`write` raises OSError", Advice: "free some disk",
		Evidence: []heald.Evidence{{Source: "trace", Says: "capacity"}, {Source: "code", Says: "seen here"}},
	}
	got := govern.Accept(heald.Incident{}, d, heald.Service{})
	if want := []string{"capacity", "capacity"}; !slices.Equal(got.Rules, want) {
		t.Errorf("rules = %q, want %q", got.Rules, want)
	}
	if want := "the platform has no more to give, the code is not at fault: `write` raises OSError"; got.Reason != want {
		t.Errorf("reason = %q, want %q", got.Reason, want)
	}
	if got.Advice != "free some disk" {
		t.Errorf("advice = %q, want the diagnosis's own", got.Advice)
	}
}

// What is missing and what to do about it is one sentence: nobody reads further in a log.
func TestAcceptNamesTheRemedy(t *testing.T) {
	got := govern.Accept(heald.Incident{}, heald.Diagnosis{
		Nature: heald.NatureDependency, Class: "missing_import", Why: "`import a` raises ModuleNotFoundError: No module named 'a'", Advice: "declare a",
	}, heald.Service{})
	if want := "a package that the service needs is not installed: `import a` raises ModuleNotFoundError: No module named 'a'; declare a"; got.Reason != want {
		t.Errorf("reason = %q, want %q", got.Reason, want)
	}
}
