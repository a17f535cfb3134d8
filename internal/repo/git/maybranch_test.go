package git

import (
	"context"
	"errors"
	"testing"

	"github.com/heald-dev/heald"
)

func TestMayBranch(t *testing.T) {
	dir := newRepo(t)
	commit(t, dir, "one", map[string]string{"a.py": "A = 1\n"})
	plain(t, dir, "branch", "taken")
	plain(t, dir, "branch", "deep/er")
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	before := plain(t, dir, "for-each-ref")
	for name, want := range map[string]bool{
		"fix/crash": true, "日本": true, "main": false, "taken": false, "taken/below": false, "taken/a/b": false, "deep": false, "deep/other": true, "a..b": false, "a b": false, "": false, "HEAD": false, "-d": false,
		"refs/heads/x": false, "x.lock": false, "a\nb": false,
	} {
		if err := r.MayBranch(context.Background(), name); (err == nil) != want || err != nil && !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%q: %v, want it allowed: %v", name, err, want)
		}
	}
	if after := plain(t, dir, "for-each-ref"); after != before {
		t.Errorf("asking changed the references:\n%s", after)
	}
}
