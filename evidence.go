package heald

// Evidence is one quoted observation and its source. Everything that a diagnosis or a patch claims rests on items of it.
type Evidence struct {
	Source string  `json:"source"` // "trace", "log", "code", "callers", "docs", "tests", "types", "sibling", "history", "data"
	Path   string  `json:"path,omitempty"`
	Line   int     `json:"line,omitempty"`
	Quote  string  `json:"quote"`            // the text itself, shortened
	Says   string  `json:"says"`             // what follows from it, one clause
	Weight float64 `json:"weight,omitempty"` // 0..1, how strongly
}
