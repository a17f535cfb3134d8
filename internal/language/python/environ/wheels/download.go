package wheels

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

// attempt is one environment in the making.
type attempt struct {
	builder  *Builder
	job      language.Job
	base     language.Root
	work     string
	progress func(step string)
}

// folder is a folder of the attempt; it is made when it is first named.
func (a *attempt) folder(name string) string {
	dir := filepath.Join(a.work, name)
	_ = os.Mkdir(dir, 0o755) // what cannot be made cannot be written to either, and that is reported
	return dir
}

// wheels are what has been fetched and built so far.
func (a *attempt) wheels() []string {
	var list []string
	for _, folder := range []string{"wheels", "built"} {
		found, _ := filepath.Glob(filepath.Join(a.work, folder, "*.whl"))
		for _, file := range found {
			name, _, _ := strings.Cut(filepath.Base(file), "-")
			same := func(other string) bool { return strings.HasPrefix(filepath.Base(other), name+"-") }
			if !slices.ContainsFunc(list, same) {
				list = append(list, file)
			}
		}
	}
	return list
}

const maxBuilds = 20

// download fetches wheels for wants and what they need in turn. A distribution without a wheel is fetched as source and built in
// the sandbox; then the download is tried again with what was built.
func (a *attempt) download(ctx context.Context, wants []language.Want, closed bool) error {
	if len(wants) == 0 {
		return nil
	}
	for range maxBuilds {
		a.progress(fmt.Sprintf("download %d packages", len(wants)))
		absent, err := a.fetch(ctx, "wheels", wants, closed)
		if err != nil {
			return err
		}
		if absent == "" {
			return nil
		}
		want := language.Want{Name: absent}
		if at := slices.IndexFunc(wants, func(w language.Want) bool { return pep.Normal(w.Name) == pep.Normal(absent) }); at >= 0 {
			want = wants[at]
			if closed {
				wants = slices.Delete(slices.Clone(wants), at, at+1)
			}
		}
		if err := a.compile(ctx, want); err != nil {
			return err
		}
	}
	return fmt.Errorf("more than %d packages have no wheel and would have to be built: %w", maxBuilds, heald.ErrExhausted)
}

var noWheel = regexp.MustCompile(`No matching distribution found for ([A-Za-z0-9][A-Za-z0-9._-]*)`)

// fetch runs pip for wheels only. It returns the name of a distribution that has none.
func (a *attempt) fetch(ctx context.Context, folder string, wants []language.Want, closed bool) (absent string, err error) {
	list := filepath.Join(a.work, folder+".txt")
	if err := os.WriteFile(list, []byte(requirements(wants, a.base.Version)), 0o644); err != nil {
		return "", fmt.Errorf("write the list of packages: %w", err)
	}
	args := []string{"download", "--only-binary=:all:", "--no-input", "--disable-pip-version-check", "--progress-bar=off", "--no-python-version-warning",
		"--find-links", a.folder("built"), "--dest", a.folder(folder), "-r", list}
	if closed {
		args = append(args, "--no-deps")
	}
	out, err := a.pip(ctx, args...)
	if err == nil {
		return "", nil
	}
	match := noWheel.FindStringSubmatch(out)
	if match == nil || ctx.Err() != nil {
		return "", fmt.Errorf("download packages: %w: %s: %w", err, last(out), heald.ErrTransient)
	}
	return match[1], nil
}

// requirements writes checked wants as pip reads them. If all have hashes, pip insists on them. Markers are judged here and not
// passed on: pip would take options out of that part of the line, one of which makes it build from source.
func requirements(wants []language.Want, version string) string {
	hashed := !slices.ContainsFunc(wants, func(w language.Want) bool { return len(w.Hashes) == 0 || !strings.HasPrefix(w.Spec, "==") })
	var b strings.Builder
	for _, want := range wants {
		if !pep.Applies(want.Marker, pep.Marks(version), nil) {
			continue
		}
		b.WriteString(want.Name)
		if len(want.Extras) > 0 {
			b.WriteString("[" + strings.Join(want.Extras, ",") + "]")
		}
		b.WriteString(want.Spec)
		for _, hash := range want.Hashes {
			if hashed {
				b.WriteString(" --hash=" + hash)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// findPip runs the interpreter's own pip, or the one that it or the system keeps for new virtual environments.
const findPip = `import glob, os, runpy, sys
try:
    import pip
except ImportError:
    found = glob.glob("/usr/share/python-wheels/pip-*.whl")
    try:
        import ensurepip
        found = glob.glob(os.path.join(os.path.dirname(ensurepip.__file__), "_bundled", "pip-*.whl")) + found
    except ImportError:
        pass
    if not found:
        sys.exit("pip is not installed: apt install python3-pip (or python3-venv)")
    sys.path.insert(0, found[0])
sys.argv[0] = "pip"
runpy.run_module("pip", run_name="__main__")
`

// pip runs pip as heald's own process: isolated from the tree, in an empty folder, with nothing of heald's variables but those
// that lead to the index.
func (a *attempt) pip(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, a.base.Interpreter, append([]string{"-I", "-B", "-c", findPip}, args...)...)
	cmd.Dir = a.folder("empty")
	cmd.Env = a.builder.index()
	cmd.WaitDelay = 5 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("run %s: %w", a.base.Interpreter, heald.ErrNotFound)
	}
	return out.String(), err
}

// passed are the variables through which people configure the way to their package index.
var passed = []string{"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CERT", "PIP_CLIENT_CERT", "PIP_TRUSTED_HOST", "PIP_CONFIG_FILE", "PIP_PROXY",
	"PIP_DEFAULT_TIMEOUT", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR",
	"REQUESTS_CA_BUNDLE", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"}

func (b *Builder) index() []string {
	if b.Index != nil {
		return b.Index
	}
	env := []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"}
	for _, name := range passed {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// last is the line that says what went wrong.
func last(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for _, line := range slices.Backward(lines) {
		if strings.HasPrefix(line, "ERROR:") {
			return line
		}
	}
	return lines[len(lines)-1]
}
