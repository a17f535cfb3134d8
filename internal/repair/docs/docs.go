// Package docs finds what a repository's texts say of the case in which it crashed: doc strings, comments, documentation, schemas and
// the remarks in samples. A sentence counts only where it speaks of that case, and of that thing.
package docs

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Topic is what is asked of the texts: a hole with what is known of its subject.
type Topic struct {
	Library  *Library
	Scene    *language.Scene
	Idioms   *language.Idioms
	Hole     *language.Hole
	Fn       *language.Node // the function that crashed, or nil
	Names    []string       // what the subject is called, its own name first
	Far      []string       // what it is called further up its way
	Whole    bool           // the value is the function's result
	Bare     bool           // the value takes the place of the subject itself, not of what is made of it
	Quantity bool           // it is added up where it crashes
	Class    *language.Node // the record that the value goes into, or nil
	Field    string         // the record's field, or the table's entry
	Fields   func(class *language.Node) []Field

	mine []string // the stems of everything that the subject is called or made of, once asked for
}

// Field is one attribute that a class declares, and what is said beside it.
type Field struct {
	Name, Says string
	Line       int
}

// Said is one value with the sentence that names it.
type Said struct {
	Value    string
	Evidence heald.Evidence
}
