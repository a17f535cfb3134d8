package validate

import (
	"testing"

	"github.com/heald-dev/heald"
)

// Where nothing evidences a value, a person is shown every reading: also the one whose result is of another type, but no failure.
func TestReadings(t *testing.T) {
	verdictOf := func(id, meaning string, outcome heald.Outcome, failing ...string) verdict {
		v := verdict{patch: heald.Patch{ID: id}, meaning: meaning, validation: heald.Validation{Outcome: outcome, Checks: []heald.Check{{Name: "suite", Outcome: heald.Pass}}}}
		for _, name := range failing {
			v.validation.Checks = append(v.validation.Checks, heald.Check{Name: name, Outcome: heald.Fail})
		}
		return v
	}
	proved := []verdict{
		verdictOf("zero", "0", heald.Pass), verdictOf("none", "None", heald.Fail, "result type"), verdictOf("none again", "None", heald.Fail, "result type"),
		verdictOf("breaks", "1", heald.Fail, "result type", "suite"), verdictOf("doubted", "2", heald.Inconclusive), verdictOf("doubted again", "2", heald.Inconclusive),
	}
	ids := func(found []verdict) string {
		text := ""
		for _, v := range found {
			text += v.patch.ID + ";"
		}
		return text
	}
	if got, want := ids(readings(proved[:1], proved)), "zero;none;"; got != want {
		t.Errorf("readings %s, want %s", got, want)
	}
	if got, want := ids(doubtful(proved)), "doubted;"; got != want {
		t.Errorf("doubtful %s, want %s", got, want)
	}
}
