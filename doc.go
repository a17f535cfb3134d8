// Package heald holds the nouns of the healing daemon: the values that are written into a case file, one file each.
//
// It does no input or output and imports nothing but the standard library. Verbs live in internal/, one package for each
// stage of an incident's walk; ARCHITECTURE.md has the picture.
package heald
