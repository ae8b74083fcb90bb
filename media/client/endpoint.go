package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"veche/conference"
)

// Endpoint is a WHIP (RFC 9725) or WHEP resource to post offers to.
type Endpoint struct {
	URL    string
	Bearer string       // token, API key or, for guests, the PIN; "" for none
	HTTP   *http.Client // nil: http.DefaultClient
	// Waiting is called each time the server says that a moderator has yet to
	// let us in; nil: nobody is told.
	Waiting func(retryAfter time.Duration)

	session string
}

// Negotiate is for [Client.Connect]. It asks again while a moderator has yet to
// let us in.
func (e *Endpoint) Negotiate(ctx context.Context, offer string, _ map[string]conference.SourceKind) (string, error) {
	for {
		answer, wait, err := e.post(ctx, offer)
		if err != nil || wait == 0 {
			return answer, err
		}
		if e.Waiting != nil {
			e.Waiting(wait)
		}
		again := time.NewTimer(wait)
		select {
		case <-again.C:
		case <-ctx.Done():
			again.Stop()
			return "", ctx.Err()
		}
	}
}

// post makes one request; wait says after what time to ask again.
func (e *Endpoint) post(ctx context.Context, offer string) (answer string, wait time.Duration, err error) {
	resp, err := e.do(ctx, http.MethodPost, e.URL, offer)
	if err != nil {
		return "", 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 256<<10))
	if err != nil {
		return "", 0, fmt.Errorf("client: %s: %w", e.URL, err)
	}
	switch resp.StatusCode {
	case http.StatusCreated:
		at, err := resp.Request.URL.Parse(resp.Header.Get("Location"))
		if err != nil {
			return "", 0, fmt.Errorf("client: location: %w", err)
		}
		e.session = at.String()
		return string(body), 0, nil
	case http.StatusAccepted:
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return "", time.Duration(min(max(seconds, 1), 60)) * time.Second, nil
	}
	return "", 0, &StatusError{Status: resp.StatusCode, Body: strings.TrimSpace(string(body))}
}

// StatusError is a refusal.
type StatusError struct {
	Status int
	Body   string
}

func (e *StatusError) Error() string { return fmt.Sprintf("client: HTTP %d: %s", e.Status, e.Body) }

// Delete ends the session.
func (e *Endpoint) Delete(ctx context.Context) error {
	if e.session == "" {
		return errors.New("client: no session")
	}
	resp, err := e.do(ctx, http.MethodDelete, e.session, "")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return &StatusError{Status: resp.StatusCode}
	}
	return nil
}

func (e *Endpoint) do(ctx context.Context, method, target, body string) (*http.Response, error) {
	if _, err := url.Parse(target); err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/sdp")
	}
	if e.Bearer != "" {
		req.Header.Set("Authorization", "Bearer "+e.Bearer)
	}
	c := e.HTTP
	if c == nil {
		c = http.DefaultClient
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	return resp, nil
}
