// Package examples holds small real services that fail in instructive ways, so that the binary can show heald at work anywhere.
package examples

import "embed"

// Files are the examples: a folder each, its scenarios below "scenarios".
//
//go:embed all:pricing
var Files embed.FS
