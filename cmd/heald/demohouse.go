package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/app/daemon"
	"github.com/heald-dev/heald/internal/config"
	"github.com/heald-dev/heald/internal/demo"
)

// demoDesk is where the demo meets cases: at the daemon's own desk.
type demoDesk struct{ *daemon.House }

// Card implements demo.Desk.
func (demoDesk) Card(c heald.Case) heald.Card { return app.Card(c) }

// guarded starts what 'heald serve' starts, in this process. What it logs goes to a file beside the configuration.
func guarded(ctx context.Context, file string) (demo.House, error) {
	conf, err := config.Load(file)
	if err != nil {
		return demo.House{}, err
	}
	log, err := os.Create(filepath.Join(filepath.Dir(file), "heald.log"))
	if err != nil {
		return demo.House{}, err
	}
	house, err := daemon.Open(ctx, conf, version, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		return demo.House{}, errors.Join(err, log.Close())
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- house.Run(running) }()
	return demo.House{
		Platform: house, Desk: demoDesk{house}, Console: "http://" + house.Address(),
		Close: func() error {
			stop()
			if err := <-ended; err != nil {
				return errors.Join(fmt.Errorf("end heald: %w", err), log.Close())
			}
			return log.Close()
		},
	}, nil
}
