package heald

import (
	"encoding/json"
	"time"
)

// Effect is something done outside heald: recorded as an intent before, as done after. Its key is made of case and step, so that
// doing it twice is doing it once.
type Effect struct {
	Key    string          `json:"key"`
	Case   string          `json:"case"`
	Name   string          `json:"name"`  // "open review", "merge", "start canary", …
	Vital  bool            `json:"vital"` // an abort or a revert: no brake stops it
	At     time.Time       `json:"at"`    // of the first intent
	Done   bool            `json:"done"`
	Result json.RawMessage `json:"result,omitempty"`
}

// Brake is the kill switch: while it is on no new effect starts.
type Brake struct {
	On  bool      `json:"on"`
	Why string    `json:"why,omitempty"`
	By  string    `json:"by,omitempty"`
	At  time.Time `json:"at,omitzero"`
}
