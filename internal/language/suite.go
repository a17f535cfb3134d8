package language

// Suites is how a whole test suite is run, test by test.
type Suites struct{}
