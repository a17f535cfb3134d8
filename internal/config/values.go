package config

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heald-dev/heald"
)

// Path is a file or folder. In a configuration it is relative to the configuration's own folder, and "~/" is the home folder.
type Path string

func (p Path) join(name string) Path { return Path(filepath.Join(string(p), name)) }

// resolve makes a path absolute.
func (p Path) resolve(dir string) Path {
	text := string(p)
	if rest, ok := strings.CutPrefix(text, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return Path(filepath.Join(home, rest))
		}
	}
	if text == "" || filepath.IsAbs(text) {
		return p
	}
	return Path(filepath.Join(dir, text))
}

// Command is a command line: a text that a shell reads, or a list of arguments that none does.
type Command []string

func shell(text string) Command { return Command{"/bin/sh", "-c", text} }

// String is the command as it would be typed.
func (c Command) String() string {
	if len(c) == 3 && c[0] == "/bin/sh" && c[1] == "-c" {
		return c[2]
	}
	return strings.Join(c, " ")
}

// Address is where something listens: HOST:PORT.
type Address string

// Check says what is wrong with an address.
func (a Address) Check() error {
	host, port, err := net.SplitHostPort(string(a))
	if err != nil {
		return fmt.Errorf("%q is not HOST:PORT", string(a))
	}
	if number, err := strconv.Atoi(port); err != nil || number < 0 || number > 65535 {
		return fmt.Errorf("the port of %q is not a number up to 65535", string(a))
	}
	if strings.ContainsAny(host, " /") {
		return fmt.Errorf("the host of %q is none", string(a))
	}
	return nil
}

// Loopback says whether only this machine can reach the address.
func (a Address) Loopback() bool {
	host, _, err := net.SplitHostPort(string(a))
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Port is the address's port; empty when it is chosen at start (0) or the address is empty.
func (a Address) Port() string {
	_, port, err := net.SplitHostPort(string(a))
	if err != nil || port == "0" {
		return ""
	}
	return port
}

// Secret says where a credential is: env:NAME or file:PATH. The credential itself is never part of a configuration.
type Secret string

var reference = regexp.MustCompile(`^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$`)

const maxSecret = 64 << 10

// Read fetches the credential. An unset secret is an empty text.
func (s Secret) Read() (string, error) {
	kind, name, _ := strings.Cut(string(s), ":")
	switch {
	case s == "":
		return "", nil
	case kind == "env":
		value, ok := os.LookupEnv(name)
		if !ok || value == "" {
			return "", fmt.Errorf("credential %s: the variable is not set or empty; export %s: %w", s, name, heald.ErrInvalid)
		}
		return value, nil
	case kind == "file":
		return readSecret(name)
	}
	return "", fmt.Errorf("a credential that is no reference: write env:NAME or file:PATH: %w", heald.ErrInvalid)
}

func readSecret(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", fmt.Errorf("credential file:%s: %w: %w", name, err, heald.ErrInvalid)
	}
	if !info.Mode().IsRegular() || info.Size() > maxSecret {
		return "", fmt.Errorf("credential file:%s: not a short regular file: %w", name, heald.ErrInvalid)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("credential file:%s: %w: %w", name, err, heald.ErrInvalid)
	}
	value := strings.TrimRight(string(text), "\r\n")
	if value == "" {
		return "", fmt.Errorf("credential file:%s: the file is empty: %w", name, heald.ErrInvalid)
	}
	return value, nil
}

// resolve makes the path of a file reference absolute.
func (s Secret) resolve(dir string) Secret {
	if name, ok := strings.CutPrefix(string(s), "file:"); ok {
		return Secret("file:" + string(Path(name).resolve(dir)))
	}
	return s
}

// Variables are the variables of a service's process, beside those that heald itself has: credentials are read now, and the programs of
// the service's virtual environment are found first.
func (s Service) Variables() (map[string]string, error) {
	out := map[string]string{}
	if bin := s.Environment.Venv.join("bin"); s.Environment.Venv != "" {
		out["VIRTUAL_ENV"] = string(s.Environment.Venv)
		out["PATH"] = string(bin) + string(filepath.ListSeparator) + os.Getenv("PATH")
	}
	maps.Copy(out, s.Run.Env)
	for name, secret := range s.Run.Secrets {
		value, err := secret.Read()
		if err != nil {
			return nil, fmt.Errorf("variable %s: %w", name, err)
		}
		out[name] = value
	}
	return out, nil
}

// Freeze is a time in which nothing is proposed or shipped: a stretch of days, or hours of the week.
type Freeze struct {
	Days  []string `yaml:"days"`  // of the week; empty: every day
	From  string   `yaml:"from"`  // "2026-12-20", "2026-12-20 18:00", or "18:00" on the days
	Until string   `yaml:"until"` // of the same form; a date counts to its end, and hours that end before they begin end on the next day
	Zone  string   `yaml:"zone"`  // of the times, "Europe/Berlin"; UTC when empty
	Why   string   `yaml:"why"`
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

const (
	dayForm, minuteForm, clockForm = "2006-01-02", "2006-01-02 15:04", "15:04"
)

// Check says what is wrong with a window.
func (f Freeze) Check() error {
	zone, err := time.LoadLocation(f.Zone)
	if err != nil {
		return fmt.Errorf("%q is no time zone; write a name as \"Europe/Berlin\"", f.Zone)
	}
	if _, weekly, err := f.hours(); weekly {
		return err
	}
	from, until, err := f.stretch(zone)
	if err != nil {
		return err
	}
	if len(f.Days) > 0 {
		return fmt.Errorf("days go with hours (\"18:00\"), not with dates; leave days out")
	}
	if !from.Before(until) {
		return fmt.Errorf("until %s is not after from %s", f.Until, f.From)
	}
	return nil
}

// Holds says whether a moment lies in the window.
func (f Freeze) Holds(at time.Time) bool {
	zone, err := time.LoadLocation(f.Zone)
	if err != nil {
		return false
	}
	at = at.In(zone)
	hours, weekly, err := f.hours()
	if weekly {
		return err == nil && f.within(at, hours[0], hours[1])
	}
	from, until, err := f.stretch(zone)
	return err == nil && !at.Before(from) && at.Before(until)
}

// within says whether a moment lies in hours of the week: also in those that began the day before.
func (f Freeze) within(at time.Time, from, until int) bool {
	now := at.Hour()*60 + at.Minute()
	today, yesterday := f.on(at.Weekday()), f.on((at.Weekday()+6)%7)
	if from < until {
		return today && now >= from && now < until
	}
	return today && now >= from || yesterday && now < until
}

func (f Freeze) on(day time.Weekday) bool {
	return len(f.Days) == 0 || slices.Contains(f.Days, weekdays[day])
}

// hours reads the window as hours of the week, in minutes of the day; weekly says that it is meant so.
func (f Freeze) hours() (minutes [2]int, weekly bool, err error) {
	if len(f.From) > len(clockForm) {
		return minutes, false, nil
	}
	for i, text := range []string{f.From, f.Until} {
		if i == 1 && text == "24:00" {
			minutes[i] = 24 * 60
			continue
		}
		at, err := time.Parse(clockForm, text)
		if err != nil {
			return minutes, true, fmt.Errorf("%q is not a time as \"18:00\" (both from and until are needed, in one form)", text)
		}
		minutes[i] = at.Hour()*60 + at.Minute()
	}
	return minutes, true, nil
}

func (f Freeze) stretch(zone *time.Location) (from, until time.Time, err error) {
	if from, err = moment(f.From, zone, false); err != nil {
		return from, until, err
	}
	until, err = moment(f.Until, zone, true)
	return from, until, err
}

func moment(text string, zone *time.Location, end bool) (time.Time, error) {
	if at, err := time.ParseInLocation(minuteForm, text, zone); err == nil {
		return at, nil
	}
	at, err := time.ParseInLocation(dayForm, text, zone)
	if err != nil {
		return at, fmt.Errorf("%q is not a date as \"2026-12-20\" or \"2026-12-20 18:00\"", text)
	}
	if end {
		at = at.AddDate(0, 0, 1)
	}
	return at, nil
}

var durationForm = regexp.MustCompile(`^(([0-9]+(\.[0-9]+)?)(ms|s|m|h|d))+$`)

// duration reads "90s", "1h30m" and "7d".
func duration(text string) (time.Duration, error) {
	if !durationForm.MatchString(text) {
		return 0, fmt.Errorf("%q is not a time span as \"90s\", \"15m\", \"4h\" or \"7d\"", text)
	}
	var total time.Duration
	for _, part := range regexp.MustCompile(`([0-9.]+)([a-z]+)`).FindAllStringSubmatch(text, -1) {
		unit, times := part[2], 1.0
		if unit == "d" {
			unit, times = "h", 24
		}
		one, err := time.ParseDuration(part[1] + unit)
		if err != nil {
			return 0, fmt.Errorf("%q is not a time span: it is too long", text)
		}
		total += time.Duration(float64(one) * times)
	}
	return total, nil
}

// span writes a duration as a person would.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= 5*time.Minute && d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%gs", d.Seconds())
}

// File is the file of a file reference; empty for others.
func (s Secret) File() string {
	name, ok := strings.CutPrefix(string(s), "file:")
	if !ok {
		return ""
	}
	return name
}

// Named is a credential with the key that names it.
type Named struct {
	Key    string
	Secret Secret
}

// Secrets are all credentials that the configuration names, in the order of its keys.
func (c Config) Secrets() []Named {
	all := []Named{{"otlp.token", c.OTLP.Token}, {"console.token", c.Console.Token}, {"store.postgres", c.Store.Postgres}, {"telemetry.token", c.Telemetry.Token}}
	for _, s := range c.Services {
		for _, name := range slices.Sorted(maps.Keys(s.Run.Secrets)) {
			all = append(all, Named{s.Name + " run.secrets." + name, s.Run.Secrets[name]})
		}
	}
	return slices.DeleteFunc(all, func(n Named) bool { return n.Secret == "" })
}
