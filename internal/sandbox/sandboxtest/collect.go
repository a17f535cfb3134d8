package sandboxtest

import (
	"bytes"
	"maps"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

func runCollect(t *testing.T, w *world) {
	for _, tt := range []struct {
		name, script string
		want         map[string][]byte
	}{
		{name: "a file", script: "printf x > /out/f", want: map[string][]byte{"f": []byte("x")}},
		{name: "an empty file", script: ": > /out/f", want: map[string][]byte{"f": {}}},
		{name: "raw bytes", script: `printf '\033[0m\000' > /out/f`, want: map[string][]byte{"f": []byte("\x1b[0m\x00")}},
		{name: "two of three", script: "echo > /out/f; echo > /out/g; echo > /out/h", want: map[string][]byte{"f": []byte("\n"), "g": []byte("\n")}},
		{name: "none", script: "true"},
		{name: "link to a secret", script: "ln -s " + w.secret + " /out/f"},
		{name: "link to a file of the sandbox", script: "ln -s /etc/passwd /out/f"},
		{name: "link to a file beside it", script: "echo x > /out/h; ln -s h /out/f"},
		{name: "link through the process table", script: "ln -s /proc/self/fd/0 /out/f"},
		{name: "pipe", script: "mkfifo /out/f"},
		{name: "folder", script: "mkdir /out/f"},
		{name: "socket", script: `/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("/out/f")'`},
		{name: "unreadable file, at most its bytes", script: "echo x > /out/g; mkdir /out/f; chmod 000 /out/f", want: map[string][]byte{"g": []byte("x\n")}},
		{name: "more than the limit", script: "truncate -s 1M /out/f; truncate -s 2M /out/g || true", want: map[string][]byte{"f": make([]byte, 1<<20)}},
		{name: "as much as fits", script: "for i in f g; do truncate -s 600K /out/$i; done", want: map[string][]byte{"f": make([]byte, 600<<10), "g": make([]byte, 600<<10)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cmd := shell(tt.script)
			cmd.Collect = []string{"f", "g"}
			cmd.Limits.FileSize = 1 << 20
			res := w.run(t, cmd)
			if tt.name == "more than the limit" {
				delete(res.Files, "g") // it may have been cut by the file size limit
			}
			if !maps.EqualFunc(tt.want, res.Files, bytes.Equal) {
				t.Errorf("collected %v, want %v; %s", sizes(res.Files), sizes(tt.want), res.Stderr)
			}
		})
	}
	t.Run("outlives a time-out", func(t *testing.T) {
		cmd := shell("echo x > /out/f; sleep 60")
		cmd.Collect, cmd.Limits = []string{"f"}, heald.Limits{Wall: 300 * time.Millisecond}
		if res := w.run(t, cmd); !res.TimedOut || !bytes.Equal(res.Files["f"], []byte("x\n")) {
			t.Errorf("got %+v", res)
		}
	})
}

func sizes(files map[string][]byte) map[string]int {
	out := map[string]int{}
	for name, content := range files {
		out[name] = len(content)
	}
	return out
}
