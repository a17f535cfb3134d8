// Package stats holds sequential tests that may be looked at after every observation. They are e-processes: under the hypothesis
// that a test speaks against, its value is expected to be at most 1 at every moment, whenever somebody stops, so that it ever reaches
// 1/alpha with a probability of at most alpha (Ville 1939). Peeking costs nothing.
//
// All of them set a mixture over what the rate may be against the best that the hypothesis can do: the method of mixtures (Robbins
// 1970; Howard, Ramdas, McAuliffe and Sekhon 2021; Johari, Koomen, Pekelis and Walsh 2022) with universal inference in the
// denominator (Wasserman, Ramdas and Balakrishnan 2020). The mixture is the Beta(1/2, 1/2) of Krichevsky and Trofimov (1981), whose
// regret is about half the logarithm of the number of trials. Values are natural logarithms, as they overflow otherwise.
package stats

import "math"

// Tally counts trials and how many of them failed.
type Tally struct{ Trials, Failures int }

// Plus adds two tallies.
func (t Tally) Plus(o Tally) Tally { return Tally{t.Trials + o.Trials, t.Failures + o.Failures} }

// Rate is the share of failures, 0 without trials.
func (t Tally) Rate() float64 {
	if t.Trials <= 0 {
		return 0
	}
	return float64(t.Failures) / float64(t.Trials)
}

// clean takes out what counters that were read at different moments may give.
func (t Tally) clean() Tally {
	t.Trials = max(t.Trials, 0)
	t.Failures = min(max(t.Failures, 0), t.Trials)
	return t
}

// Worse is the logarithm of the e-value against "got fails no more often than base". Neither rate needs to be known: the larger base
// is, the more it says. Both may grow while the test runs.
func Worse(base, got Tally) float64 {
	base, got = base.clean(), got.clean()
	mixture := mixed(base) + mixed(got)
	if got.Trials == 0 || base.Trials == 0 || got.Rate() <= base.Rate() {
		return mixture - likelihood(base, base.Rate()) - likelihood(got, got.Rate())
	}
	both := base.Plus(got)
	return mixture - likelihood(both, both.Rate()) // the border of the hypothesis is where both rates are equal
}

// Above is the logarithm of the e-value against "the rate is at most limit".
func Above(got Tally, limit float64) float64 {
	got = got.clean()
	return mixed(got) - likelihood(got, min(got.Rate(), limit))
}

// Below is the logarithm of the e-value against "the rate is at least limit". Half of the mixture stands on the rate that was expected
// before anything was counted, which makes it fast where the expectation holds and costs a factor of two where it does not.
func Below(got Tally, limit, expected float64) float64 {
	got = got.clean()
	worst := likelihood(got, max(got.Rate(), limit))
	return logMean(likelihood(got, min(expected, limit)), mixed(got)) - worst
}

// Missed is the probability that n further trials all succeed although nothing has changed since seen was counted: the predictive
// distribution of Jeffreys' prior, so that a rate from few observations asks for more trials than one from many.
func Missed(seen Tally, n int) float64 {
	seen = seen.clean()
	a, b := float64(seen.Failures)+0.5, float64(seen.Trials-seen.Failures)+0.5
	return math.Exp(logBeta(a, b+float64(max(n, 0))) - logBeta(a, b))
}

// MostTrials is the largest number that Trials answers.
const MostTrials = 1 << 30

// Trials is how many clean trials in a row it takes until Missed is at most alpha.
func Trials(seen Tally, alpha float64) int {
	high := 1
	for high < MostTrials && Missed(seen, high) > alpha {
		high *= 2
	}
	low := high / 2
	for high-low > 1 {
		if middle := low + (high-low)/2; Missed(seen, middle) > alpha {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// Quiet is how long nothing may happen, as a multiple of the time in which events were counted, until chance explains it with a
// probability of at most alpha: the same as Missed for events in time (Gamma and Poisson).
func Quiet(events int, alpha float64) float64 {
	return math.Pow(alpha, -1/(float64(max(events, 0))+0.5)) - 1
}

// mixed is the log-probability of one sequence with this tally under the Beta(1/2, 1/2) mixture.
func mixed(t Tally) float64 {
	return logBeta(float64(t.Failures)+0.5, float64(t.Trials-t.Failures)+0.5) - logBeta(0.5, 0.5)
}

// likelihood is the log-probability of one sequence with this tally at a rate.
func likelihood(t Tally, rate float64) float64 {
	return times(t.Failures, math.Log(rate)) + times(t.Trials-t.Failures, math.Log1p(-rate))
}

// times lets nothing come of what did not occur, however impossible it was.
func times(n int, log float64) float64 {
	if n == 0 {
		return 0
	}
	return float64(n) * log
}

func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// logMean is the logarithm of the mean of two numbers given as logarithms.
func logMean(a, b float64) float64 {
	high, low := max(a, b), min(a, b)
	if math.IsInf(high, -1) {
		return high
	}
	return high + math.Log1p(math.Exp(low-high)) - math.Ln2
}
