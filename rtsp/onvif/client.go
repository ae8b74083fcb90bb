package onvif

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"veche/conference/reach"
)

// Config of how devices are reached.
type Config struct {
	// Rule says which addresses may be connected to.
	Rule reach.Rule
	// Answer is how long a device may take for one answer; 0: 5 s.
	Answer time.Duration
	Now    func() time.Time // nil: time.Now
}

// Client asks devices. Its methods are safe for concurrent use.
type Client struct {
	http *http.Client
	now  func() time.Time
}

// New returns a Client; Close lets go of its connections.
func New(cfg Config) *Client {
	if cfg.Answer == 0 {
		cfg.Answer = 5 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	dialler := net.Dialer{Timeout: cfg.Answer, ControlContext: checked(cfg.Rule)}
	return &Client{now: cfg.Now, http: &http.Client{
		Timeout:       cfg.Answer,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialler.DialContext, ResponseHeaderTimeout: cfg.Answer, TLSHandshakeTimeout: cfg.Answer,
			MaxIdleConnsPerHost: 1, MaxIdleConns: 32, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 1 << 16,
			// Devices have certificates of their own making, and there is nobody to ask.
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // see above
		},
	}}
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// checked is asked by a dialler about each address that it is to connect to, after names
// were resolved.
func checked(rule reach.Rule) func(context.Context, string, string, syscall.RawConn) error {
	return func(_ context.Context, _, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("onvif: %w", err)
		}
		return rule.Check(to)
	}
}

// login is how a device is asked.
type login struct{ name, password string }

// ask posts a message and reads the answer. Who is challenged by HTTP digest answers
// once.
func (c *Client) ask(ctx context.Context, address string, l login, message []byte, into any) error {
	response, err := c.exchange(ctx, http.MethodPost, address, l, message)
	if err != nil {
		return err
	}
	defer response.Body.Close() //nolint:errcheck // only read
	switch {
	case response.StatusCode == http.StatusUnauthorized, response.StatusCode == http.StatusForbidden:
		return ErrPassword
	case response.StatusCode == http.StatusNotFound:
		return ErrNotOffered
	case response.StatusCode/100 == 3:
		return fmt.Errorf("onvif: the device answers with a redirect: %s", response.Status)
	}
	// Faults come with 400 or 500.
	if err := readEnvelope(response.Body, into); err != nil {
		if errors.Is(err, errNoEnvelope) && response.StatusCode/100 != 2 {
			return fmt.Errorf("onvif: the device answers %s", response.Status)
		}
		return err
	}
	return nil
}

// exchange sends one request, and once more if it is challenged.
func (c *Client) exchange(ctx context.Context, method, address string, l login, message []byte) (*http.Response, error) {
	response, err := c.send(ctx, method, address, message, "")
	if err != nil || response.StatusCode != http.StatusUnauthorized || l.name == "" {
		return response, err
	}
	challenged, ok := challengeOf(response.Header)
	if !ok {
		return response, nil
	}
	_, _ = io.CopyN(io.Discard, response.Body, 1<<12) // so that the connection can be used again
	_ = response.Body.Close()
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("onvif: %w", err)
	}
	return c.send(ctx, method, address, message, challenged.answer(method, u.RequestURI(), l.name, l.password))
}

func (c *Client) send(ctx context.Context, method, address string, message []byte, authorization string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(message))
	if err != nil {
		return nil, fmt.Errorf("onvif: %w", err)
	}
	if message != nil {
		r.Header.Set("Content-Type", "application/soap+xml; charset=utf-8")
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	response, err := c.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("onvif: %w", unquoted(err))
	}
	return response, nil
}

// unquoted is err without the address, which callers know.
func unquoted(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
