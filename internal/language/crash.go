package language

import "github.com/heald-dev/heald"

// Crashes is what a language's runtime errors mean.
type Crashes struct {
	// Classify names the crash class of an exception.
	Classify func(e heald.Exception) heald.Class
}
