package rows

import (
	"encoding/json"
	"fmt"
	"time"
)

// truth, instant and document read a number as a truth value, a number as a time, a text as JSON.
type (
	truth    bool
	instant  time.Time
	document json.RawMessage
)

// Scan reads 0 or 1.
func (t *truth) Scan(value any) error {
	n, ok := value.(int64)
	if !ok {
		return fmt.Errorf("a truth value stored as %T", value)
	}
	*t = n != 0
	return nil
}

// Scan reads microseconds.
func (i *instant) Scan(value any) error {
	n, ok := value.(int64)
	if !ok {
		return fmt.Errorf("a time stored as %T", value)
	}
	*i = instant(moment(n))
	return nil
}

// Scan reads JSON; no text is none.
func (d *document) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a document stored as %T", value)
	}
	if *d = nil; text != "" {
		*d = document(text)
	}
	return nil
}
