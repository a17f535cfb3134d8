package bubblewrap

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
)

func testPlan() *plan {
	return &plan{
		cmd: heald.Command{
			Argv: []string{"prog", "-x"}, Dir: "/srv/app", Env: map[string]string{"B": "2", "A": "1"},
			Tree: heald.Tree{Home: "/srv/app"}, Files: map[string][]byte{"sub/f": []byte("f")}, Limits: heald.Limits{Processes: 7},
		},
		mounts: []mount{{"/data/venv", "/srv/app/.venv"}, {"/data/lib", "/opt/lib"}},
		git:    gitEntry{file: []byte("gitdir: x")},
		disk:   64 << 20,
	}
}

func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		name, setpriv string
		has, lacks    string
	}{
		{"ordinary caller", "", "--unshare-user --disable-userns --uid 9 --gid 9", "--cap-add"},
		{"root", "/usr/bin/setpriv", "--cap-add CAP_SETUID --cap-add CAP_SETGID --cap-add CAP_SETPCAP", "--unshare-user"},
	} {
		r := &Runner{setpriv: tt.setpriv, skel: skeleton{binds: []string{"/usr"}, links: [][2]string{{"usr/bin", "/bin"}}}}
		a := r.options(testPlan(), 9)
		got := strings.Join(a.list, " ")
		if !strings.Contains(got, tt.has) || strings.Contains(got, tt.lacks) {
			t.Errorf("%s: got %s", tt.name, got)
		}
		inOrder(t, got, "--clearenv", "--cap-drop ALL", "--ro-bind /usr /usr", "--symlink usr/bin /bin", "--proc /proc --ro-bind /proc/sys /proc/sys",
			"--size 8388608 --tmpfs /dev/shm", "--size 16777216 --tmpfs /tmp", "--perms 0755 --dir /opt --ro-bind /data/lib /opt/lib",
			"--perms 0755 --dir /srv --perms 0755 --size 33554432 --tmpfs /srv/app", "--ro-bind-data 9 /srv/app/.git",
			"--ro-bind /data/venv /srv/app/.venv", "--dir /heald/sub --perms 0444 --file 10 /heald/sub/f", "--remount-ro /dev --remount-ro /", "--chdir /srv/app")
		if n := len(a.data); n != 5 || string(a.data[3]) != "gitdir: x" {
			t.Errorf("%s: data %q", tt.name, a.data)
		}
	}
}

func inOrder(t *testing.T, s string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		_, rest, ok := strings.Cut(s, part)
		if !ok {
			t.Errorf("want %q next in %s", part, s)
			return
		}
		s = rest
	}
}

func TestCommand(t *testing.T) {
	p := testPlan()
	counted := &groups{dirs: map[string]string{"pids": "x"}}
	for _, tt := range []struct {
		name string
		r    *Runner
		argv []string
		want string
	}{
		{"ordinary caller", &Runner{groups: &groups{}}, []string{"p"}, "/usr/bin/env -i A=1 B=2 p"},
		{"equals sign", &Runner{groups: &groups{}}, []string{"/a=b", "c"}, "/usr/bin/env -i A=1 B=2 /usr/bin/nice -n 0 -- /a=b c"},
		{
			"root", &Runner{groups: counted, setpriv: "/s"}, []string{"p"},
			"/s --reuid 9 --regid 9 --clear-groups --bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs -- /usr/bin/env -i A=1 B=2 p",
		},
		{
			"root without groups", &Runner{groups: &groups{}, setpriv: "/s"}, []string{"p"},
			"/usr/bin/prlimit --nproc=7 -- /s --reuid 9 --regid 9 --clear-groups --bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs -- /usr/bin/env -i A=1 B=2 p",
		},
	} {
		p.cmd.Argv = tt.argv
		if diff := cmp.Diff(tt.want, strings.Join(tt.r.command(p, 9), " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSurveyHost(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"usr/bin", "sbin", "etc/ssl/certs", "etc/ssl/private"} {
		if err := os.MkdirAll(root+"/"+dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, size := range map[string]int{"etc/nsswitch.conf": 3, "etc/shadow": 3, "etc/ld.so.cache": maxCopied + 1} {
		if err := os.WriteFile(root+"/"+name, make([]byte, size), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("usr/bin", root+"/bin"); err != nil {
		t.Fatal(err)
	}
	got := surveyHost(root)
	if want := []string{"/etc/ld.so.cache", "/etc/ssl/certs", "/sbin", "/usr"}; !slices.Equal(got.binds, want) {
		t.Errorf("mounted: got %q, want %q", got.binds, want)
	}
	if len(got.links) != 1 || got.links[0] != [2]string{"usr/bin", "/bin"} {
		t.Errorf("links: got %q", got.links)
	}
	if len(got.files) != 1 || got.files[0].path != "/etc/nsswitch.conf" {
		t.Errorf("copied: got %v", got.files)
	}
}
