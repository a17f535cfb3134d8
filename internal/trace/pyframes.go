package trace

import (
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
)

// pyFrames reads the frames of one block.
type pyFrames struct {
	r      *pyReader
	m      margin
	base   int // indentation of the block: two less than that of its File lines; -1 before the first
	frames []heald.Frame
}

// read reads frames from line i on and returns the line after the last.
func (f *pyFrames) read(i int) int {
	for {
		at := f.r.skipBlank(i, f.m) // loguru puts blank lines between frames
		if f.base >= 0 {
			at = f.r.skipNoise(at, f.m, f.base)
		}
		t, ok := f.r.text(at, f.m)
		if !ok {
			return i
		}
		trimmed, indent := indented(t)
		frame, isFile := pyFile(strings.TrimRight(trimmed, " \t"))
		switch {
		case isFile && f.belongs(trimmed, indent):
			f.add(frame, indent)
			i = f.source(at + 1)
		case f.repeated(trimmed):
			i = at + 1
		default:
			return f.blankTail(i, at)
		}
	}
}

// belongs says whether a File line stands where the block's do; loguru marks one with an arrow.
func (f *pyFrames) belongs(trimmed string, indent int) bool {
	return f.base < 0 || indent == f.base+2 || strings.HasPrefix(trimmed, "> ") && indent == f.base
}

func (f *pyFrames) add(frame heald.Frame, indent int) {
	if f.base < 0 {
		f.base = max(0, indent-2)
	}
	if len(f.frames) < maxFrames {
		f.frames = append(f.frames, frame)
	}
}

// blankTail keeps blank lines that were skipped out of a block with frames, so that an error line behind them is still found
// when the block was printed with blank lines throughout.
func (f *pyFrames) blankTail(i, at int) int {
	if t, ok := f.r.text(at, f.m); ok && len(f.frames) > 0 && at > i {
		if _, _, isErr := pyError(strings.TrimSpace(t)); !isErr {
			return i
		}
	}
	return at
}

func (f *pyFrames) repeated(t string) bool {
	rest, ok := strings.CutPrefix(t, "[Previous line repeated ")
	if !ok || len(f.frames) == 0 {
		return false
	}
	num, _, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(num)
	if err == nil {
		f.frames[len(f.frames)-1].Repeated = n
	}
	return err == nil
}

// source reads the lines that belong to the frame just read: code, markers, and values of variables where they are printed.
func (f *pyFrames) source(i int) int {
	frame := &f.frames[len(f.frames)-1]
	var code []string
	var marks []markers
	for ; ; i++ {
		t, ok := f.r.text(i, f.m)
		trimmed, indent := indented(t)
		if !ok || trimmed == "" || indent < f.base+4 {
			break
		}
		if isMarker(trimmed) && len(code) > 0 {
			marks = append(marks, read(code[len(code)-1], t))
			continue
		}
		if isFileLine(strings.TrimSpace(trimmed)) && indent == f.base+2 {
			break
		}
		if len(code) == 0 {
			frame.Code = strings.TrimSpace(trimmed)
		}
		code = append(code, t)
	}
	merge(frame, marks)
	return i
}

func isMarker(t string) bool {
	return strings.Trim(t, "~^ \t") == "" && strings.ContainsAny(t, "~^")
}

// markers is what one line of "~~~^^^" says about the line of code above it.
type markers struct {
	col, end      int    // from 1 and one past, in characters of the code without its indentation
	marked, focus string // focus: the text under carets alone
	tilde         bool
}

// read compares a marker line with its line of code. Both are printed with the same indentation. Python counts in characters
// (from 3.13 on in display columns: behind wide characters the columns are then too large and are clipped to the line).
func read(code, marker string) markers {
	_, shift := indented(code)
	text := []rune(strings.TrimSpace(code))
	mk := markers{tilde: strings.ContainsRune(marker, '~')}
	var all, strong []rune
	for i, c := range []rune(strings.TrimRight(marker, " \t")) {
		k := i - shift
		if c != '~' && c != '^' || k < 0 {
			continue
		}
		if mk.col == 0 {
			mk.col = k + 1
		}
		mk.end = k + 2
		if k >= len(text) {
			continue
		}
		all = append(all, text[k])
		if c == '^' {
			strong = append(strong, text[k])
		}
	}
	mk.marked, mk.focus = string(all), string(strong)
	return mk
}

// indented returns a line without its indentation, and how deep that is.
func indented(t string) (trimmed string, indent int) {
	trimmed = strings.TrimLeft(t, " \t")
	return trimmed, len(t) - len(trimmed)
}

// merge writes the markers into the frame. Columns are those of the first line; the text of several lines is joined. Carets are
// a focus only where tildes mark the rest: alone they mark the whole expression.
func merge(frame *heald.Frame, marks []markers) {
	var marked, focus []string
	tilde := false
	for i, m := range marks {
		if i == 0 {
			frame.Column, frame.EndColumn = m.col, m.end
		}
		marked = append(marked, m.marked)
		if m.focus != "" {
			focus = append(focus, m.focus)
		}
		tilde = tilde || m.tilde
	}
	frame.Marked = strings.Join(marked, "\n")
	if tilde {
		frame.Focus = strings.Join(focus, "\n")
	}
}
