package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// looks runs a test over growing counts and says how often it was ever at or above the logarithm of 1/alpha, at any of the looks.
func looks(seed uint64, runs, trials int, rate float64, base func(*rand.Rand) Tally, value func(base, got Tally) float64, alpha float64) (alarms int) {
	random := rand.New(rand.NewPCG(seed, 1))
	for range runs {
		before, got := base(random), Tally{}
		for range trials {
			got.Trials++
			if random.Float64() < rate {
				got.Failures++
			}
			if value(before, got) >= -math.Log(alpha) {
				alarms++
				break
			}
		}
	}
	return alarms
}

func counted(n int, rate float64) func(*rand.Rand) Tally {
	return func(random *rand.Rand) Tally {
		t := Tally{Trials: n}
		for range n {
			if random.Float64() < rate {
				t.Failures++
			}
		}
		return t
	}
}

// TestPeeking looks after every trial: the share of false alarms stays below alpha, and what is there is found.
func TestPeeking(t *testing.T) {
	const alpha, runs = 0.05, 400
	above := func(_, got Tally) float64 { return Above(got, 0.05) }
	below := func(_, got Tally) float64 { return Below(got, 0.05, 0.001) }
	for _, c := range []struct {
		name       string
		base, rate float64
		value      func(base, got Tally) float64
		least      int
		most       int
	}{
		{"the same rate is not worse", 0.02, 0.02, Worse, 0, runs * alpha},
		{"a lower rate is not worse", 0.05, 0.01, Worse, 0, runs * alpha},
		{"no failures at all", 0, 0, Worse, 0, 0},
		{"a higher rate is worse", 0.01, 0.08, Worse, runs * 0.95, runs},
		{"at the limit is not above it", 0, 0.05, above, 0, runs * alpha},
		{"over the limit", 0, 0.12, above, runs * 0.95, runs},
		{"at the limit is not below it", 0, 0.05, below, 0, runs * alpha},
		{"far under the limit", 0, 0.001, below, runs * 0.95, runs},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := looks(7, runs, 600, c.rate, counted(2000, c.base), c.value, alpha)
			if got < c.least || got > c.most {
				t.Errorf("%d of %d runs crossed the line, want %d to %d", got, runs, c.least, c.most)
			}
		})
	}
}

// TestExpectation sums over all sequences of a length: the mean of an e-value is at most 1 where its hypothesis holds.
func TestExpectation(t *testing.T) {
	for _, c := range []struct {
		name  string
		rate  float64
		value func(got Tally) float64
	}{
		{"above", 0.1, func(got Tally) float64 { return Above(got, 0.1) }},
		{"below", 0.1, func(got Tally) float64 { return Below(got, 0.1, 0.01) }},
		{"below, more failures than the limit", 0.3, func(got Tally) float64 { return Below(got, 0.1, 0.01) }},
	} {
		const n = 40
		mean := 0.0
		for k := 0; k <= n; k++ {
			got := Tally{n, k}
			a, _ := math.Lgamma(n + 1)
			b, _ := math.Lgamma(float64(k) + 1)
			d, _ := math.Lgamma(float64(n-k) + 1)
			mean += math.Exp(a - b - d + likelihood(got, c.rate) + c.value(got))
		}
		if mean > 1+1e-9 {
			t.Errorf("%s: the e-value's mean is %.4f, want at most 1", c.name, mean)
		}
	}
}

func TestMissed(t *testing.T) {
	for _, c := range []struct {
		name     string
		seen     Tally
		alpha    float64
		from, to int
	}{
		{"every request crashed, 100 of them", Tally{100, 100}, 1e-4, 1, 20},
		{"every request crashed, only one", Tally{1, 1}, 1e-2, 10, 20},
		{"one in five", Tally{500, 100}, 1e-4, 40, 50},
		{"one in a hundred", Tally{10_000, 100}, 1e-4, 900, 1000},
		{"one in a hundred, hardly known", Tally{100, 1}, 1e-2, 1500, 4000},
		{"never seen: no number is enough", Tally{0, 0}, 1e-9, MostTrials, MostTrials},
		{"counters that do not fit", Tally{3, 9}, 1e-2, 1, 20},
	} {
		got := Trials(c.seen, c.alpha)
		if got < c.from || got > c.to {
			t.Errorf("%s: %d trials, want %d to %d", c.name, got, c.from, c.to)
		}
		if got < MostTrials && (Missed(c.seen, got) > c.alpha || Missed(c.seen, got-1) <= c.alpha) {
			t.Errorf("%s: %d is not the smallest number with %g", c.name, got, c.alpha)
		}
	}
	if few, many := Quiet(1, 1e-4), Quiet(50, 1e-4); few < 100 || many > 0.3 {
		t.Errorf("quiet for %g times the time after one event and %g after fifty, want above 100 and below 0.3", few, many)
	}
}

func TestNothingCounted(t *testing.T) {
	for name, got := range map[string]float64{
		"worse, empty":          Worse(Tally{}, Tally{}),
		"worse, no base":        Worse(Tally{}, Tally{10, 10}),
		"worse, nothing yet":    Worse(Tally{100, 1}, Tally{}),
		"worse, all fail alike": Worse(Tally{10, 10}, Tally{10, 10}),
		"worse, negative":       Worse(Tally{-5, 3}, Tally{-1, -1}),
		"above, empty":          Above(Tally{}, 0.1),
		"below, empty":          Below(Tally{}, 0.1, 0),
		"below, impossible":     Below(Tally{5, 5}, 0.1, 0),
	} {
		if math.IsNaN(got) || got > 1e-9 {
			t.Errorf("%s: log e-value %g, want at most 0", name, got)
		}
	}
}
