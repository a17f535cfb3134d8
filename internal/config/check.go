package config

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// check finds what is wrong between keys.
func (d *decoder) check(c *Config) {
	if len(c.Services) == 0 && d.lines["services"] > 0 {
		d.wrong(d.lines["services"], "services", "there is no service", "'heald init --dir DIR' describes the one that it finds in a folder")
	}
	names := map[string]string{}
	for i := range c.Services {
		key := fmt.Sprintf("services[%d]", i)
		s := &c.Services[i]
		if first, taken := names[s.Name]; taken && s.Name != "" {
			d.wrong(d.line(key+".name"), key+".name", fmt.Sprintf("%q is the name of another service, in line %d", s.Name, d.line(first)), "give each service a name of its own")
		} else {
			names[s.Name] = key + ".name"
		}
		d.service(key, s)
	}
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

// line is where a key stands, or the nearest section around it that is there.
func (d *decoder) line(key string) int {
	for ; key != ""; key, _ = cut(key) {
		if line, ok := d.lines[key]; ok {
			return line
		}
	}
	return 1
}

func (d *decoder) service(key string, s *Service) {
	if s.Path != "" && !filepath.IsLocal(s.Path) {
		d.wrong(d.line(key+".path"), key+".path", fmt.Sprintf("%.60q is not a sub-folder of the repository", s.Path), "give a path as services/orders, or leave it out for the whole repository")
	}
	if s.Branch == "" || strings.HasPrefix(s.Branch, "-") || strings.HasPrefix(s.Branch, "refs/") || strings.HasPrefix(s.Branch, "heald/") || strings.ContainsAny(s.Branch, " ~^:?*[\\") {
		d.wrong(d.line(key+".branch"), key+".branch", fmt.Sprintf("%.60q is no branch to release from", s.Branch), "give the branch's short name, as main")
	}
	if len(s.Run.Command) > 0 && s.Run.Listen == "" {
		d.wrong(d.line(key+".run.command"), key+".run.listen", "the key is missing: heald runs the service behind a proxy, and must know where users reach it", "as listen: 127.0.0.1:8080")
	}
	if len(s.Run.Command) == 0 && d.lines[key+".run.listen"] > 0 {
		d.wrong(d.line(key+".run.listen"), key+".run.command", "the key is missing: there is an address but nothing to run", "as command: python app.py --port {port}; or take run out")
	}
	for i, pattern := range s.Sources.Logs {
		if _, err := filepath.Match(string(pattern), ""); err != nil {
			at := fmt.Sprintf("%s.sources.logs[%d]", key, i)
			d.wrong(d.line(at), at, fmt.Sprintf("%.60q is no pattern: %v", pattern, err), "write * and ? for what varies, and \\[ for a bracket")
		}
	}
	for i, route := range s.Probe {
		method, path, ok := strings.Cut(route, " ")
		if !ok || !slices.Contains([]string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}, method) || !strings.HasPrefix(path, "/") || strings.Contains(path, " ") {
			at := fmt.Sprintf("%s.probe[%d]", key, i)
			d.wrong(d.line(at), at, fmt.Sprintf("%.60q is no route", route), "write METHOD /path, as 'POST /quote'")
		}
	}
	for name := range s.Run.Secrets {
		if _, both := s.Run.Env[name]; both {
			d.wrong(d.line(key+".run.secrets."+name), key+".run.secrets."+name, "the variable stands under env too", "take one of them out")
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
