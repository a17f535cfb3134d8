package runner

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestWarnings(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(newWarnings(slog.NewTextHandler(&out, nil))).With("a", 1).WithGroup("g")
	log.Info("progress")
	for range 1000 {
		log.Error("disk full")
		log.Warn("leader lost")
	}
	if got := strings.Count(out.String(), "\n"); got != 2 || strings.Contains(out.String(), "progress") {
		t.Errorf("%d lines, want 2:\n%.500s", got, out.String())
	}
	for n := range 500 {
		log.Warn(strings.Repeat("x", n))
	}
	if got := strings.Count(out.String(), "\n"); got != 502 {
		t.Errorf("%d lines, want 502", got)
	}
}
