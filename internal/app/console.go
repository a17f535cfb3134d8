package app

import (
	"fmt"
	"net"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/config"
	"github.com/heald-dev/heald/internal/review"
)

// Card sums up a case for a person.
func Card(c heald.Case) heald.Card { return review.Card(c) }

// ConsoleOf is where the daemon of a configuration answers on this machine, and the token that it asks for.
func ConsoleOf(file string) (addr, token string, err error) {
	c, err := config.Load(file)
	if err != nil {
		return "", "", err
	}
	if token, err = c.Console.Token.Read(); err != nil {
		return "", "", fmt.Errorf("%s: console.token: %w", file, err)
	}
	host, _, err := net.SplitHostPort(string(c.Console.Listen))
	if err != nil || c.Console.Listen.Port() == "" {
		return "", "", fmt.Errorf("%s: console.listen is %s: heald chooses the port at start; name the one that 'heald serve' printed with --addr: %w", file, c.Console.Listen, heald.ErrInvalid)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // every address of this machine
	}
	return net.JoinHostPort(host, c.Console.Listen.Port()), token, nil
}
