package deliver

import (
	"os"
	"strconv"
	"testing"
)

// TestTrials simulates canaries of every kind: none of the bad is promoted, at most one of a thousand good ones is aborted. CANARIES
// sets the number of each kind.
func TestTrials(t *testing.T) {
	runs := 20
	if n, err := strconv.Atoi(os.Getenv("CANARIES")); err == nil {
		runs = n
	}
	for name, rules := range map[string]Rules{"production": {}, "demo": Quick()} {
		for _, kind := range Kinds() {
			f, err := Trial(t.Context(), kind, runs, 4, rules)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%-10s %-36s promoted %4d, aborted %4d, unsure %4d of %d; verdict after %4.0f s, p95 %4.0f s",
				name, kind.Name, f.Promoted, f.Aborted, f.Unsure, f.Runs, f.Median.Seconds(), f.P95.Seconds())
			if kind.Promote && f.Aborted > (runs+999)/1000 || !kind.Promote && f.Promoted > 0 {
				t.Errorf("%s: %d of %d canaries %q treated wrongly", name, f.Wrong(), runs, kind.Name)
			}
		}
	}
}
