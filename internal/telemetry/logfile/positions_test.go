package logfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/heald-dev/heald"
)

func TestPositionsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "positions.json")
	p, err := OpenPositions(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Position(t.Context(), "/a.log"); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("a position of nothing: %v", err)
	}
	want := Position{Path: "/a.log", Inode: 7, Head: "ab", Length: 2, Offset: 1 << 40}
	for _, offset := range []int64{1, want.Offset} {
		want.Offset = offset
		if err := p.SavePosition(t.Context(), want); err != nil {
			t.Fatal(err)
		}
	}
	again, err := OpenPositions(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Position(t.Context(), "/a.log"); err != nil || got != want {
		t.Errorf("read %+v, %v", got, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".positions-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPositions(path); err == nil {
		t.Error("a damaged file was read")
	}
	gone := &PositionsFile{path: filepath.Join(t.TempDir(), "no", "folder"), all: map[string]Position{}}
	if err := gone.SavePosition(t.Context(), want); err == nil {
		t.Error("written into a folder that is not there")
	}
}

func TestPositionsOfLostFilesAreForgotten(t *testing.T) {
	p, err := OpenPositions(filepath.Join(t.TempDir(), "positions.json"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range maxPositions {
		p.all[fmt.Sprintf("/nowhere/%d.log", i)] = Position{}
	}
	if err := p.SavePosition(t.Context(), Position{Path: "/new.log"}); err != nil || len(p.all) != 1 {
		t.Errorf("%d positions, %v", len(p.all), err)
	}
}
