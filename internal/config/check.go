package config

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// check finds what is wrong between keys.
func (d *decoder) check(c *Config) {
	d.services(c.Services)
	for i, f := range c.Policy.Freeze {
		key := fmt.Sprintf("policy.freeze[%d]", i)
		if err := f.Check(); err != nil && f.From != "" && f.Until != "" {
			d.wrong(d.line(key), key, err.Error(), "")
		}
	}
	d.ports(c)
	d.tokens(c)
	d.times(c)
	if c.Store.SQLite != "" && c.Store.Postgres != "" {
		d.wrong(d.line("store.postgres"), "store", "both sqlite and postgres are given", "take one of them out")
	}
}

func (d *decoder) services(services []Service) {
	if len(services) == 0 && d.lines["services"] > 0 {
		d.wrong(d.lines["services"], "services", "there is no service", "'heald init --dir DIR' describes the one that it finds in a folder")
	}
	names := map[string]string{}
	for i := range services {
		key := fmt.Sprintf("services[%d]", i)
		s := &services[i]
		if first, taken := names[s.Name]; taken && s.Name != "" {
			d.wrong(d.line(key+".name"), key+".name", fmt.Sprintf("%q is the name of another service, in line %d", s.Name, d.line(first)), "give each service a name of its own")
		} else {
			names[s.Name] = key + ".name"
		}
		d.code(key, s)
		d.run(key, s)
		d.signals(key, s)
	}
}

// line is where a key stands, or the nearest section around it that is there.
func (d *decoder) line(key string) int {
	for ; key != ""; key, _ = cut(key) {
		if line, ok := d.lines[key]; ok {
			return line
		}
	}
	return 1
}

// code checks where a service's code is.
func (d *decoder) code(key string, s *Service) {
	if s.Path != "" && !filepath.IsLocal(s.Path) {
		d.wrong(d.line(key+".path"), key+".path", fmt.Sprintf("%.60q is not a sub-folder of the repository", s.Path), "give a path as services/orders, or leave it out for the whole repository")
	}
	odd := s.Branch == "" || strings.ContainsAny(s.Branch, " ~^:?*[\\")
	for _, prefix := range []string{"-", "refs/", "heald/"} {
		odd = odd || strings.HasPrefix(s.Branch, prefix)
	}
	if odd {
		d.wrong(d.line(key+".branch"), key+".branch", fmt.Sprintf("%.60q is no branch to release from", s.Branch), "give the branch's short name, as main")
	}
}

// run checks how a service is run.
func (d *decoder) run(key string, s *Service) {
	if len(s.Run.Command) == 0 && d.lines[key+".run.listen"] > 0 {
		d.wrong(d.line(key+".run.listen"), key+".run.command", "the key is missing: there is an address but nothing to run", "as command: python app.py --port {port}; or take run out")
	}
	for name := range s.Run.Secrets {
		if _, both := s.Run.Env[name]; both {
			d.wrong(d.line(key+".run.secrets."+name), key+".run.secrets."+name, "the variable stands under env too", "take one of them out")
		}
	}
}

var route = regexp.MustCompile(`^(GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE) /[^\s]*$`)

// signals checks what a service says, and what may be said to it.
func (d *decoder) signals(key string, s *Service) {
	for i, pattern := range s.Sources.Logs {
		if _, err := filepath.Match(string(pattern), ""); err != nil {
			at := fmt.Sprintf("%s.sources.logs[%d]", key, i)
			d.wrong(d.line(at), at, fmt.Sprintf("%.60q is no pattern: %v", pattern, err), "write * and ? for what varies, and \\[ for a bracket")
		}
	}
	for i, probe := range s.Probe {
		if !route.MatchString(probe) {
			at := fmt.Sprintf("%s.probe[%d]", key, i)
			d.wrong(d.line(at), at, fmt.Sprintf("%.60q is no route", probe), "write METHOD /path, as 'POST /quote'")
		}
	}
}

// ports finds addresses that are given twice.
func (d *decoder) ports(c *Config) {
	taken := map[string]string{}
	claim := func(key string, a Address) {
		port := a.Port()
		if port == "" {
			return
		}
		first, both := taken[port]
		if !both {
			taken[port] = key
			return
		}
		if d.lines[key] == 0 {
			key, first = first, key // the mistake is where somebody wrote something
		}
		problem := fmt.Sprintf("port %s is taken by %s too", port, first)
		if line := d.lines[first]; line > 0 {
			problem += fmt.Sprintf(", in line %d", line)
		} else {
			problem += ", which has it by default"
		}
		d.wrong(d.line(key), key, problem, "give another port")
	}
	claim("console.listen", c.Console.Listen)
	claim("otlp.http", c.OTLP.HTTP)
	claim("otlp.grpc", c.OTLP.GRPC)
	for i, s := range c.Services {
		claim(fmt.Sprintf("services[%d].run.listen", i), s.Run.Listen)
	}
}

// tokens refuses doors that anybody on the network may open.
func (d *decoder) tokens(c *Config) {
	for _, door := range []struct {
		key   string
		at    Address
		token Secret
		name  string
	}{
		{"console.listen", c.Console.Listen, c.Console.Token, "console.token"},
		{"otlp.http", c.OTLP.HTTP, c.OTLP.Token, "otlp.token"},
		{"otlp.grpc", c.OTLP.GRPC, c.OTLP.Token, "otlp.token"},
	} {
		if door.at != "" && !door.at.Loopback() && door.token == "" && d.lines[door.name] == 0 {
			d.wrong(d.line(door.key), door.key, fmt.Sprintf("%s can be reached from other machines and no token is given", door.at),
				fmt.Sprintf("give %s (as env:HEALD_TOKEN), or listen on 127.0.0.1", door.name))
		}
	}
}

func (d *decoder) times(c *Config) {
	if c.Review.Remind >= c.Review.Expire {
		d.wrong(d.line("review.remind"), "review.remind", fmt.Sprintf("%s is not before review.expire, %s", span(c.Review.Remind), span(c.Review.Expire)), "remind earlier, or expire later")
	}
	steps := c.Delivery.Steps
	if len(steps) == 0 || steps[len(steps)-1] != 100 || !slices.IsSorted(steps) || len(slices.Compact(slices.Clone(steps))) != len(steps) {
		d.wrong(d.line("delivery.steps"), "delivery.steps", fmt.Sprintf("%v does not rise to 100", steps), "as [10, 50, 100]")
	}
}
