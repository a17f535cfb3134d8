package language

// Drivers is how code is reached from outside and how a regression test is written.
type Drivers struct{}
