package daemon

import (
	"fmt"
	"time"

	"github.com/heald-dev/heald/internal/app/onboard"
	"github.com/heald-dev/heald/internal/config"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/govern"
)

// Settings turns a heald.yaml into a daemon's configuration. Credentials are read here.
func Settings(file config.Config, version string) (Config, error) {
	token, err := file.Console.Token.Read()
	if err != nil {
		return Config{}, file.Wrong("console.token", err)
	}
	database, err := file.Store.Postgres.Read()
	if err != nil {
		return Config{}, file.Wrong("store.postgres", err)
	}
	traces, err := file.Telemetry.Token.Read()
	if err != nil {
		return Config{}, file.Wrong("telemetry.token", err)
	}
	conf := Config{
		Tracing: Tracing{file.Telemetry.Endpoint, traces},
		State:   string(file.State), Brake: string(file.Brake), Policy: string(file.Policy.Bundle), Store: string(file.Store.SQLite), Postgres: database, Workers: file.Healing.Parallel,
		Budget: file.Healing.Budget, Seed: int64(file.Healing.Seed), Quiet: quiet, Keep: file.Retention.Keep, Archive: string(file.Retention.Archive),
		Shared: file.Lessons.Shared, Version: version, Console: Console{string(file.Console.Listen), token},
		Limits: govern.Limits{
			Reviews: file.Policy.Limits.OpenReviews, Changes: file.Policy.Limits.InFlight, Fixes: file.Policy.Limits.Proposals,
			Begun: file.Policy.Limits.CasesPerHour,
		},
		Frozen:   func(at time.Time) string { return frozen(file.Policy.Freeze, at) },
		Patience: engine.Patience{Remind: file.Review.Remind, Expire: file.Review.Expire, Tick: tick, Retry: retry},
	}
	for i, s := range file.Services {
		guarded, err := onboard.Guarded(s)
		if err != nil {
			return Config{}, file.Wrong(fmt.Sprintf("services[%d].repository", i), err)
		}
		conf.Services = append(conf.Services, guarded)
	}
	return conf, nil
}

const (
	quiet = 24 * time.Hour
	tick  = time.Second
	retry = 15 * time.Second
)

// frozen says why nothing is shipped at a moment.
func frozen(windows []config.Freeze, at time.Time) string {
	for _, w := range windows {
		if w.Holds(at) {
			if w.Why != "" {
				return w.Why
			}
			return "a freeze from " + w.From + " until " + w.Until
		}
	}
	return ""
}
