package language

// Observers is how behaviour is observed on many inputs.
type Observers struct{}
