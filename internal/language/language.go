// Package language is the port to programming languages: a neutral syntax tree with definitions, uses and changes, and the
// table that one language fills in. A brand is a sub-folder with one Support; algorithms over the tree live in the stages, so
// that a language is never a second engine.
package language

// Support is what heald can do in one language. A nil role is one that we lack: such a language is observed and diagnosed as far
// as its table goes, then handed over.
type Support struct {
	Name       string // "python"
	Extensions []string
	SkipDirs   []string // folders that hold no source of the service: caches, dependencies
	Manifests  []string // files that a service of its own has in its folder: what it is called, what it depends on
	Parse      func(path string, source []byte) (*Tree, error)
	IsTest     func(path string) bool

	Crashes   *Crashes   // what its error types mean
	Drivers   *Drivers   // how code is reached and a test is written
	Suites    *Suites    // how a whole test suite is run, test by test
	Observers *Observers // how behaviour is observed on many inputs
	Templates []Template // crash-class rules
	Idioms    *Idioms    // how guards are written and spoken of
	Screening *Screening // how candidates are screened
}

// Skips says whether a folder of that name holds no source of the service.
func (s *Support) Skips(folder string) bool {
	for _, name := range s.SkipDirs {
		if folder == name {
			return true
		}
	}
	return false
}
