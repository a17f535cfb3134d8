package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// condition: slow, what HEALD_SLOW=1 adds; root, what only root can set up.
func condition(name string) (bool, error) {
	switch name {
	case "slow":
		return os.Getenv("HEALD_SLOW") != "", nil
	case "root":
		return os.Geteuid() == 0, nil
	}
	return false, fmt.Errorf("unknown condition %q", name)
}

// recorded holds what a script's repositories looked like, by folder.
var recorded sync.Map

// record DIR...: remembers every file, mode and reference of folders, for unchanged.
func record(ts *testscript.TestScript, _ bool, args []string) {
	for _, arg := range args {
		dir := ts.MkAbs(arg)
		state, err := stateOf(dir)
		ts.Check(err)
		recorded.Store(dir, state)
	}
}

// unchanged DIR...: fails when anything in a recorded folder, its .git included, is not as it was.
func unchanged(ts *testscript.TestScript, _ bool, args []string) {
	for _, arg := range args {
		dir := ts.MkAbs(arg)
		before, ok := recorded.Load(dir)
		if !ok {
			ts.Fatalf("%s was not recorded", arg)
		}
		after, err := stateOf(dir)
		ts.Check(err)
		if before != after {
			ts.Fatalf("%s changed: before\n%s\nafter\n%s", arg, before, after)
		}
	}
}

// stateOf lists what a folder holds, one line each.
func stateOf(dir string) (string, error) {
	var lines []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		line := fmt.Sprintf("%s %s", info.Mode(), path)
		switch {
		case info.Mode().IsRegular():
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			line += fmt.Sprintf(" %x %s", sha256.Sum256(content), info.ModTime())
		case info.Mode()&fs.ModeSymlink != 0:
			target, _ := os.Readlink(path)
			line += " -> " + target
		}
		lines = append(lines, line)
		return nil
	})
	return strings.Join(lines, "\n"), err
}

// clean: no folder of heald's is left in the script's TMPDIR, and neither stream of the last command shows a Go panic.
func clean(ts *testscript.TestScript, _ bool, _ []string) {
	left, err := filepath.Glob(filepath.Join(ts.Getenv("TMPDIR"), "heald-*"))
	ts.Check(err)
	if len(left) > 0 {
		ts.Fatalf("left over: %v", left)
	}
	for _, stream := range []string{"stdout", "stderr"} {
		if text := ts.ReadFile(stream); strings.Contains(text, "goroutine ") || strings.Contains(text, "panic: runtime") {
			ts.Fatalf("%s shows a panic:\n%.4000s", stream, text)
		}
	}
}

// fill FILE COUNT TEXT [OTHER]: appends TEXT, with Go's escapes, COUNT times; "@NAME" is the content of a file.
func fill(ts *testscript.TestScript, _ bool, args []string) {
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	for _, arg := range args[2:] {
		text := unescape(ts, arg)
		f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		ts.Check(err)
		_, err = f.Write(bytes.Repeat(text, count))
		ts.Check(err)
		ts.Check(f.Close())
		count = 1
	}
}

func unescape(ts *testscript.TestScript, arg string) []byte {
	if name, ok := strings.CutPrefix(arg, "@"); ok {
		return []byte(ts.ReadFile(name))
	}
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(arg, `"`, `\"`) + `"`)
	ts.Check(err)
	return []byte(text)
}

// bytes FILE OLD NEW: replaces each OLD in a file by NEW, both with Go's escapes.
func putBytes(ts *testscript.TestScript, _ bool, args []string) {
	content := bytes.ReplaceAll([]byte(ts.ReadFile(args[0])), unescape(ts, args[1]), unescape(ts, args[2]))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), content, 0o644))
}

// interrupt AFTER WITHIN COMMAND...: sends SIGINT after a while; the command must end in time.
func interrupt(ts *testscript.TestScript, _ bool, args []string) {
	after, err := time.ParseDuration(args[0])
	ts.Check(err)
	within, err := time.ParseDuration(args[1])
	ts.Check(err)
	cmd := command(ts, args[2:])
	ts.Check(cmd.Start())
	time.Sleep(after)
	ts.Check(cmd.Process.Signal(os.Interrupt))
	began := time.Now()
	err = cmd.Wait()
	if took := time.Since(began); took > within {
		ts.Fatalf("ended %s after the signal, want at most %s", took, within)
	}
	if cmd.ProcessState.ExitCode() != 1 {
		ts.Fatalf("ended with %v, want exit status 1\n%s", err, cmd.Stderr)
	}
}

// within TIME COMMAND...: the command must hand over, and in time.
func within(ts *testscript.TestScript, _ bool, args []string) {
	most, err := time.ParseDuration(args[0])
	ts.Check(err)
	began := time.Now()
	exits(ts, false, append([]string{strconv.Itoa(exitHandedOver)}, args[1:]...))
	if took := time.Since(began); took > most {
		ts.Fatalf("took %s, want at most %s", took, most)
	}
}

// full DIR: heals stuck with a TMPDIR of one megabyte at DIR, which must be an error. Only root can mount it.
func full(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	ts.Check(unix.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"))
	usual := ts.Getenv("TMPDIR")
	ts.Setenv("TMPDIR", dir)
	defer func() {
		ts.Setenv("TMPDIR", usual)
		left, err := filepath.Glob(filepath.Join(dir, "heald-*"))
		ts.Check(errors.Join(err, unix.Unmount(dir, 0)))
		if len(left) > 0 {
			ts.Fatalf("left over: %v", left)
		}
	}()
	exits(ts, false, []string{strconv.Itoa(exitError), "heald", "heal", "--repo", "stuck", "--trace", "crash.log"})
}

// at-once FIRST : SECOND: runs two commands at the same time; both must end as verified or handed over.
func atOnce(ts *testscript.TestScript, _ bool, args []string) {
	at := slices.Index(args, ":")
	both := []*exec.Cmd{command(ts, args[:at]), command(ts, args[at+1:])}
	for _, cmd := range both {
		ts.Check(cmd.Start())
	}
	for _, cmd := range both {
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != exitDone && code != exitHandedOver {
			ts.Fatalf("exit code %d\n%s", code, cmd.Stderr)
		}
	}
}

func command(ts *testscript.TestScript, args []string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(strings.Split(ts.Getenv("PATH"), ":")[0], args[0]), args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "TMPDIR="+ts.Getenv("TMPDIR"), "NO_COLOR=1")
	cmd.Stderr = &bytes.Buffer{}
	return cmd
}

// adoptOrphans makes this process the parent of whatever its descendants leave behind, so that it can be counted.
func adoptOrphans(t *testing.T) {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
}

// descendants are the commands of this process's children that still run. The dead ones are reaped on the way: they count for nothing.
func descendants(t *testing.T) []string {
	var alive []string
	for range 20 {
		alive = nil
		stats, err := filepath.Glob("/proc/[0-9]*/stat")
		if err != nil {
			t.Fatal(err)
		}
		for _, stat := range stats {
			text, err := os.ReadFile(stat)
			fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
			if err == nil && len(fields) > 2 && fields[0] != "Z" && fields[1] == strconv.Itoa(os.Getpid()) {
				alive = append(alive, string(text))
			}
		}
		if len(alive) == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return alive
}
