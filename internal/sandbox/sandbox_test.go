package sandbox

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/heald-dev/heald"
)

func TestPrintable(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "a\tb\nc", "a\tb\nc"},
		{"colour", "\x1b[31mred\x1b[0m", "red"},
		{"title", "\x1b]0;owned\x07x\x1b]8;;http://e\x1b\\y", "xy"},
		{"open sequence hides nothing", "\x1b]0;owned", "]0;owned"},
		{"open control hides nothing", "\x1b[\nnext", "[\nnext"},
		{"lone escape", "a\x1b", "a"},
		{"bell, backspace, delete, nul", "a\a\b\x7f\x00b", "ab"},
		{"carriage return", "safe\rrm -rf", "saferm -rf"},
		{"c1", "a\u009b31mb", "a31mb"},
		{"right to left override", "a\u202eb\u2066c", "abc"},
		{"zero width", "a\u200bb\ufeffc", "abc"},
		{"not utf-8", "a\xffb", "a\ufffdb"},
		{"letters of the world", "grün 緑 😀", "grün 緑 😀"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Printable([]byte(tt.in)); got != tt.want {
				t.Errorf("Printable(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add([]byte("\x1b[31mred\x1b]0;t\x07"))
	f.Fuzz(func(t *testing.T, in []byte) {
		got := Printable(in)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x1b\x00\x07\b\r\x7f") {
			t.Errorf("Printable(%q) = %q", in, got)
		}
		if again := Printable([]byte(got)); again != got {
			t.Errorf("not stable: %q then %q", got, again)
		}
	})
}

func TestWithDefaults(t *testing.T) {
	got := WithDefaults(heald.Limits{Wall: time.Second, Memory: 7})
	want := heald.Limits{
		Wall: time.Second, CPU: 2 * time.Second, Memory: 7,
		Processes: DefaultProcesses, FileSize: DefaultFileSize, Output: DefaultOutput,
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
