package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/heald-dev/heald/internal/app/daemon"
	"github.com/heald-dev/heald/internal/config"
	"github.com/spf13/cobra"
)

func serveCommand() *cobra.Command {
	var file string
	var jsonLog bool
	c := &cobra.Command{
		Use:   "serve [-c heald.yaml]",
		Short: "the daemon: guards the services of a heald.yaml",
		Long: "serve runs or listens to the services of a heald.yaml, opens an incident for each crash, mends, proves, asks in the console, ships\n" +
			"behind a canary and reverts in Git when the mend fails. What it knows is in its store: it may be killed at any moment and goes on\n" +
			"where it was. SIGINT or SIGTERM: the running step is finished or handed back, its services are stopped.",
		Example: "  heald init --dir services/orders && heald serve\n  heald serve -c /etc/heald/heald.yaml",
		RunE:    func(cmd *cobra.Command, _ []string) error { return serve(cmd.Context(), file, jsonLog) },
	}
	c.Flags().StringVarP(&file, "config", "c", "heald.yaml", "the configuration")
	c.Flags().BoolVar(&jsonLog, "log-json", false, "log as JSON lines")
	return c
}

func serve(ctx context.Context, file string, jsonLog bool) error {
	conf, err := config.Load(file)
	if err != nil {
		return err
	}
	var handler slog.Handler = slog.NewTextHandler(os.Stderr, nil)
	if jsonLog {
		handler = slog.NewJSONHandler(os.Stderr, nil)
	}
	house, err := daemon.Open(ctx, conf, version, slog.New(handler))
	if err != nil {
		return err
	}
	console := "nowhere (console.listen is empty)"
	if address := house.Address(); address != "" {
		console = "http://" + address
	}
	fmt.Fprintf(os.Stderr, "heald %s guards %d services; console at %s\n", version, len(conf.Services), console)
	return house.Run(ctx)
}
