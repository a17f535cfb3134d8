package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
	"github.com/spf13/cobra"
)

func brakeCommand() *cobra.Command {
	var f clientFlags
	c := &cobra.Command{Use: "brake", Short: "the daemon's kill switch: no new effect starts; an abort or a revert always finishes", Example: "  heald brake on --why 'release freeze'"}
	f.add(c)
	var why string
	on := &cobra.Command{
		Use: "on --why TEXT", Short: "stops new effects within a second", Example: "  heald brake on --why 'release freeze'",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if strings.TrimSpace(why) == "" {
				return usageError{errors.New("--why is missing: say why, for those who find the brake on")}
			}
			return f.brake(cmd.Context(), &heald.Brake{On: true, Why: why, By: me()})
		},
	}
	on.Flags().StringVar(&why, "why", "", "the reason, for those who find the brake on")
	off := &cobra.Command{
		Use: "off", Short: "lets effects start again", Example: "  heald brake off",
		RunE: func(cmd *cobra.Command, _ []string) error { return f.brake(cmd.Context(), &heald.Brake{By: me()}) },
	}
	status := &cobra.Command{
		Use: "status", Short: "says whether the brake is on, since when and why", Example: "  heald brake status",
		RunE: func(cmd *cobra.Command, _ []string) error { return f.brake(cmd.Context(), nil) },
	}
	c.AddCommand(on, off, status)
	f.addJSON(on, off, status)
	return c
}

// brake asks for the brake, or sets it.
func (f *clientFlags) brake(ctx context.Context, set *heald.Brake) error {
	c, err := f.client()
	if err != nil {
		return err
	}
	method, body := http.MethodGet, any(nil)
	if set != nil {
		method, body = http.MethodPost, map[string]any{"on": set.On, "why": set.Why, "by": set.By}
	}
	var got heald.Brake
	raw, err := c.ask(ctx, method, "/api/v1/brake", body, &got)
	switch {
	case err != nil:
		return err
	case f.json:
		return printJSON(os.Stdout, raw)
	case got.On:
		fmt.Printf("on since %s, by %s: %s\n", got.At.Local().Format(time.DateTime), show.Line(got.By), show.Line(got.Why))
	default:
		fmt.Println("off")
	}
	return nil
}
