// Package config reads heald.yaml: what heald guards, with which parts, and what it may do. Decoding is strict, names every mistake at once
// with file, line, key and remedy, and needs nothing to be installed. One table (keys.go) documents every key; the comments that init
// writes, the JSON Schema and the reference page are made from it.
package config

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"time"
)

// Config is a whole configuration. Every path in it is absolute.
type Config struct {
	Services  []Service `yaml:"services"`
	Policy    Policy    `yaml:"policy"`
	Healing   Healing   `yaml:"healing"`
	Review    Review    `yaml:"review"`
	Delivery  Delivery  `yaml:"delivery"`
	Lessons   Lessons   `yaml:"lessons"`
	OTLP      OTLP      `yaml:"otlp"`
	Console   Console   `yaml:"console"`
	Store     Store     `yaml:"store"`
	Retention Retention `yaml:"retention"`
	Telemetry Telemetry `yaml:"telemetry"`
	State     Path      `yaml:"state"`
	Brake     Path      `yaml:"brake"`

	File  string         `yaml:"-"` // where it was read from
	Lines map[string]int `yaml:"-"` // of the keys that stand in it, as "services[0].branch"
}

// Wrong says of a key, with its line, what comes out only when its value is used.
func (c Config) Wrong(key string, err error) error {
	place := c.File
	if line := c.Lines[key]; line > 0 {
		place += fmt.Sprintf(":%d", line)
	}
	return fmt.Errorf("%s: %s: %w", place, key, err)
}

// Service is one service that heald guards.
type Service struct {
	Name        string      `yaml:"name"`
	Repository  Path        `yaml:"repository"`
	Path        string      `yaml:"path"`
	Branch      string      `yaml:"branch"`
	Language    string      `yaml:"language"`
	Tests       Command     `yaml:"tests"`
	Environment Environment `yaml:"environment"`
	Run         Run         `yaml:"run"`
	Sources     Sources     `yaml:"sources"`
	Probe       []string    `yaml:"probe"`
	Owners      []string    `yaml:"owners"`
	Tier        int         `yaml:"tier"`
	Goal        float64     `yaml:"goal"`
}

// Environment is what makes a service's code runnable.
type Environment struct {
	Venv  Path   `yaml:"venv"`
	Setup string `yaml:"setup"`
}

// Run is how heald runs a service. Without a command heald only reads what the service says, and does not deliver.
type Run struct {
	Command   Command           `yaml:"command"`
	Env       map[string]string `yaml:"env"`
	Secrets   map[string]Secret `yaml:"secrets"`
	Listen    Address           `yaml:"listen"`
	Instances int               `yaml:"instances"`
	Ready     Ready             `yaml:"ready"`
	Stop      time.Duration     `yaml:"stop"`
}

// Ready is when a started instance counts as ready for requests.
type Ready struct {
	Path   string        `yaml:"path"`
	Within time.Duration `yaml:"within"`
}

// Sources is where a service's signals come from.
type Sources struct {
	Process bool     `yaml:"process"`
	Logs    []Path   `yaml:"logs"`
	OTLP    []string `yaml:"otlp"`
}

// Policy is what heald may do by itself.
type Policy struct {
	Bundle   Path     `yaml:"bundle"`
	Rollback bool     `yaml:"rollback"`
	Freeze   []Freeze `yaml:"freeze"`
	Limits   Limits   `yaml:"limits"`
}

// Limits are the budgets of changes.
type Limits struct {
	OpenReviews  int `yaml:"open_reviews"`
	InFlight     int `yaml:"in_flight"`
	Proposals    int `yaml:"proposals"`
	CasesPerHour int `yaml:"cases_per_hour"`
}

// Healing is what one case may cost.
type Healing struct {
	Budget   time.Duration `yaml:"budget"`
	Parallel int           `yaml:"parallel"`
	Seed     int           `yaml:"seed"`
}

// Review is how long a person is waited for.
type Review struct {
	Remind time.Duration `yaml:"remind"`
	Expire time.Duration `yaml:"expire"`
}

// Delivery is how a merged fix reaches users.
type Delivery struct {
	Steps    []int         `yaml:"steps"`
	Hold     time.Duration `yaml:"hold"`
	Proven   time.Duration `yaml:"proven"`
	Deadline time.Duration `yaml:"deadline"`
}

// Lessons is how far what was learned reaches.
type Lessons struct {
	Shared bool `yaml:"shared"`
}

// OTLP is where heald listens for OpenTelemetry logs and traces.
type OTLP struct {
	HTTP  Address `yaml:"http"`
	GRPC  Address `yaml:"grpc"`
	Token Secret  `yaml:"token"`
}

// Console is heald's own web page and API.
type Console struct {
	Listen Address `yaml:"listen"`
	Token  Secret  `yaml:"token"`
}

// Store is where cases, lessons and jobs are kept.
type Store struct {
	SQLite   Path   `yaml:"sqlite"`
	Postgres Secret `yaml:"postgres"`
}

// Retention is how long ended cases stay in the store.
type Retention struct {
	Keep    time.Duration `yaml:"keep"`
	Archive Path          `yaml:"archive"`
}

// Telemetry is where heald's own traces go.
type Telemetry struct {
	Endpoint string `yaml:"endpoint"`
	Token    Secret `yaml:"token"`
}

// Default is a configuration with nothing but its defaults. What stands below the state folder is filled in when a file is read.
func Default() Config {
	return Config{
		Policy:    Policy{Limits: Limits{OpenReviews: 3, InFlight: 1, Proposals: 2, CasesPerHour: 60}},
		Healing:   Healing{Budget: 120 * time.Second, Parallel: 1, Seed: 1},
		Review:    Review{Remind: 4 * time.Hour, Expire: 72 * time.Hour},
		Delivery:  Delivery{Steps: []int{10, 50, 100}, Hold: 45 * time.Second, Proven: 10 * time.Minute, Deadline: 30 * time.Minute},
		Console:   Console{Listen: "127.0.0.1:8787"},
		Retention: Retention{Keep: 90 * 24 * time.Hour},
		State:     stateDir(),
	}
}

// defaultService is what a service has before its keys are read.
func defaultService() Service {
	return Service{
		Repository: ".", Branch: "main", Tier: 3,
		Run:     Run{Instances: 1, Ready: Ready{Within: 30 * time.Second}, Stop: 10 * time.Second},
		Sources: Sources{Process: true},
	}
}

// stateDir is the place for what outlives a process, by the XDG rules; below the folder for temporary files for a user without a home.
func stateDir() Path {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return Path(filepath.Join(dir, "heald"))
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return Path(filepath.Join(os.TempDir(), "heald"))
	}
	return Path(filepath.Join(home, ".local", "state", "heald"))
}

// complete fills in what depends on other keys.
func (c *Config) complete() {
	if c.Store.Postgres == "" {
		c.Store.SQLite = cmp.Or(c.Store.SQLite, c.State.join("heald.db"))
	}
	c.Retention.Archive = cmp.Or(c.Retention.Archive, c.State.join("archive"))
	c.Brake = cmp.Or(c.Brake, c.State.join("brake"))
	for i := range c.Services {
		s := &c.Services[i]
		if s.Path = path.Clean(s.Path); s.Path == "." {
			s.Path = ""
		}
		if len(s.Sources.OTLP) == 0 {
			s.Sources.OTLP = []string{s.Name}
		}
	}
}
