package telemetry

import "bytes"

// MaxLine is where a line is cut; what follows it is a line of its own.
const MaxLine = 256 << 10

// Lines cuts bytes into lines. It holds at most one line that is not complete.
type Lines struct {
	partial []byte
}

// Write calls each with every line that p completes, without its end. The bytes are valid only during the call; size is what the line
// took of the input, its end included.
func (l *Lines) Write(p []byte, each func(line []byte, size int)) {
	for len(p) > 0 {
		room := MaxLine - len(l.partial)
		end := bytes.IndexByte(p[:min(len(p), room+1)], '\n')
		switch {
		case end >= 0 && len(l.partial) == 0:
			each(p[:end], end+1)
			p = p[end+1:]
		case end >= 0:
			l.partial = append(l.partial, p[:end]...)
			p = p[end+1:]
			l.hand(each, 1)
		case len(p) > room:
			l.partial = append(l.partial, p[:room]...)
			p = p[room:]
			l.hand(each, 0)
		default:
			l.partial = append(l.partial, p...)
			p = nil
		}
	}
}

// Flush hands on the line whose end has not come.
func (l *Lines) Flush(each func(line []byte, size int)) {
	if len(l.partial) > 0 {
		l.hand(each, 0)
	}
}

// Held is how many bytes wait for the end of their line.
func (l *Lines) Held() int { return len(l.partial) }

func (l *Lines) hand(each func([]byte, int), end int) {
	line := l.partial
	each(line, len(line)+end)
	if l.partial = line[:0]; cap(line) > MaxLine/8 {
		l.partial = nil // a long line is rare: its room is not kept
	}
}
