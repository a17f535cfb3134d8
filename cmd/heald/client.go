package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/user"
	"strings"
	"syscall"
	"time"

	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/show"
	"github.com/spf13/cobra"
)

const (
	defaultAddr = "127.0.0.1:8787"
	askTime     = 15 * time.Second
	maxAnswer   = 64 << 20
)

// clientFlags say which daemon is spoken to.
type clientFlags struct {
	addr, tokenFile, config string
	json                    bool
}

func (f *clientFlags) add(c *cobra.Command) {
	c.PersistentFlags().StringVar(&f.addr, "addr", "", "where 'heald serve' answers, HOST:PORT or a URL (default "+defaultAddr+", or as -c says)")
	c.PersistentFlags().StringVar(&f.tokenFile, "token-file", "", "a file with the console's token (default: the variable HEALD_TOKEN, or as -c says)")
	c.PersistentFlags().StringVarP(&f.config, "config", "c", "", "the daemon's heald.yaml: gives address and token")
}

func (f *clientFlags) addJSON(commands ...*cobra.Command) {
	for _, c := range commands {
		c.Flags().BoolVar(&f.json, "json", false, "print one JSON object on stdout")
	}
}

// client speaks to a daemon's API.
type client struct {
	base  string
	token string
	http  *http.Client
}

func (f *clientFlags) client() (*client, error) {
	c := &client{token: strings.TrimSpace(os.Getenv("HEALD_TOKEN")), http: &http.Client{
		// A redirect could carry the token elsewhere, and the API has none.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{Proxy: nil, ResponseHeaderTimeout: askTime},
	}}
	addr := f.addr
	if f.config != "" {
		at, token, err := app.ConsoleOf(f.config)
		if err != nil && f.addr == "" {
			return nil, err
		}
		if addr == "" {
			addr = at
		}
		if token != "" {
			c.token = token
		}
	}
	if f.tokenFile != "" {
		text, err := os.ReadFile(f.tokenFile)
		if err != nil {
			return nil, usageError{fmt.Errorf("--token-file: %w", err)}
		}
		c.token = strings.TrimSpace(string(text))
	}
	if addr == "" {
		addr = defaultAddr
	}
	return c, c.at(addr)
}

func (c *client) at(addr string) error {
	if !strings.Contains(addr, "://") {
		addr = "http://" + addr
	}
	u, err := url.Parse(addr)
	if err != nil || u.Host == "" || u.Port() == "" && u.Scheme == "http" || u.Scheme != "http" && u.Scheme != "https" {
		return usageError{fmt.Errorf("--addr %s: give HOST:PORT, as %s, or a URL", show.Line(addr), defaultAddr)}
	}
	c.base = strings.TrimSuffix(u.Scheme+"://"+u.Host+u.Path, "/")
	return nil
}

// ask sends a request and returns the answer, one JSON object. What the daemon refuses is a usage error with its own words.
func (c *client) ask(ctx context.Context, method, path string, body, into any) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	response, err := c.send(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil || len(text) > maxAnswer {
		return nil, fmt.Errorf("read the answer of %s: cut off or too long: %w", c.base, errors.Join(err, io.ErrUnexpectedEOF))
	}
	if response.StatusCode >= 300 {
		return nil, c.refused(response.StatusCode, text)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return nil, fmt.Errorf("what answers at %s is not 'heald serve' (%w); name its address with --addr", c.base, err)
	}
	return text, nil
}

func (c *client) send(ctx context.Context, method, path string, body any) (*http.Response, error) {
	var in io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		in = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, in)
	if err != nil {
		return nil, usageError{err}
	}
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return nil, fmt.Errorf("no daemon answers at %s: start one with 'heald serve', or name its address with --addr", c.base)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fmt.Errorf("the daemon at %s does not answer within %v", c.base, askTime)
	case err != nil:
		return nil, fmt.Errorf("ask the daemon at %s: %w", c.base, err)
	}
	return response, nil
}

// refused turns the daemon's error into ours.
func (c *client) refused(status int, text []byte) error {
	var answer struct {
		Schema string `json:"schema"`
		Error  string `json:"error"`
	}
	_ = json.Unmarshal(text, &answer) // what is no error of heald's leaves it empty
	why := show.Short(show.Line(answer.Error), 1000)
	switch {
	case answer.Schema != "heald.error/v1":
		return fmt.Errorf("what answers at %s is not 'heald serve' (HTTP status %d); name its address with --addr", c.base, status)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return usageError{fmt.Errorf("%s: %s; give the console's token with --token-file, the variable HEALD_TOKEN, or -c heald.yaml", c.base, why)}
	case status < 500:
		return usageError{errors.New(why)}
	}
	return fmt.Errorf("the daemon at %s: %s", c.base, why)
}

// me names the person who sits here, as the case will say.
func me() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "somebody at a terminal"
}
