package process

import (
	"bytes"
	"strings"
)

// ring keeps the last bytes that were written to it.
type ring struct {
	data []byte
	cut  bool
}

func (r *ring) write(p []byte) {
	if len(p) > lastOutput {
		p, r.cut, r.data = p[len(p)-lastOutput:], true, r.data[:0]
	}
	if r.data = append(r.data, p...); len(r.data) > 2*lastOutput {
		r.data = append(r.data[:0], r.data[len(r.data)-lastOutput:]...)
		r.cut = true
	}
}

// text returns the last output in whole lines, without what a database refuses.
func (r *ring) text() string {
	data := r.data
	if len(data) > lastOutput {
		data, r.cut = data[len(data)-lastOutput:], true
	}
	if r.cut {
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			data = data[i+1:]
		}
	}
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' && c != 0x1b {
			return -1
		}
		return c
	}, strings.ToValidUTF8(string(data), "?"))
}
