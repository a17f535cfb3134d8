package bubblewrap

import (
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

func TestFamily(t *testing.T) {
	cmd := exec.Command("/bin/sh", "-c", "sleep 60 & wait")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		for _, pid := range family(cmd.Process.Pid) {
			if p, err := os.FindProcess(pid); err == nil {
				_ = p.Kill()
			}
		}
		_ = cmd.Wait()
	}()
	for deadline := time.Now().Add(5 * time.Second); len(family(cmd.Process.Pid)) < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the child's child was not found")
		}
	}
	if got := family(os.Getpid()); !slices.Contains(got, cmd.Process.Pid) {
		t.Errorf("family of the test: %v, want %d in it", got, cmd.Process.Pid)
	}
}

func TestCounting(t *testing.T) {
	for began := time.Now(); time.Since(began) < 50*time.Millisecond; {
	}
	self := []int{os.Getpid()}
	if got := cpu(self); got < int64(10*time.Millisecond) || got > int64(time.Hour) {
		t.Errorf("processor time: %v", time.Duration(got))
	}
	if got := resident(os.Getpid()); got < 1<<20 || got > 1<<36 {
		t.Errorf("resident: %d", got)
	}
	w := &watchdog{view: &view{}, group: &group{}, limits: heald.Limits{Memory: 1}}
	if fair, all := w.memory(self), resident(os.Getpid()); fair <= 0 || fair > 2*all {
		t.Errorf("proportional: %d of %d", fair, all)
	}
	if cpu([]int{-1}) != 0 || resident(-1) != 0 || len(family(-1)) != 1 {
		t.Error("a process that is not there has time, memory or children")
	}
}

func TestJudge(t *testing.T) {
	w := &watchdog{limits: heald.Limits{CPU: 10, Memory: 100}}
	for _, tt := range []struct {
		cpu, memory int64
		want        verdict
	}{{10, 100, fine}, {11, 0, overTime}, {0, 101, overMemory}, {11, 101, overTime}} {
		if got := w.judge(tt.cpu, tt.memory); got != tt.want {
			t.Errorf("judge(%d, %d) = %v, want %v", tt.cpu, tt.memory, got, tt.want)
		}
	}
}
