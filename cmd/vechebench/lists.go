package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"veche/media/load"
)

// What lists, searches and analytics of the API cost over the store of a large
// organisation, and the main page of the cabinet over it.

// listed is what was measured.
type listed struct {
	organisation organisation
	filled       time.Duration
	bytes        int64
	slowest      []query // by p95, slowest first
	analytics    []time.Duration
	backup       time.Duration
	page         []time.Duration // of the cabinet until it can be used; empty: no browser
	pageFault    error
	load         float64
}

// query is one list or search.
type query struct {
	path  string
	admin bool
	took  []time.Duration
}

func (q *query) p95() time.Duration { return load.Quantile(q.took, 0.95) }

// queries are all lists and searches of the API that a person or an administrator asks
// for.
func queries() []query {
	const big = "/conferences/%s/analytics"
	crowd := fmt.Sprintf(big, crowdCID(0))
	return []query{
		{path: "/conferences?limit=50"},
		{path: "/conferences?limit=500"},
		{path: "/conferences?q=department%2042"},
		{path: "/conferences?updated_since=2026-02-01T00:00:00Z"},
		{path: "/conferences?all=true&limit=50", admin: true},
		{path: "/conferences?all=true&limit=50&q=ence%2047", admin: true},
		{path: "/conferences?all=true&limit=50&q=nothing-has-this", admin: true},
		{path: "/conferences?launch=room&sort=name&limit=50"},
		{path: "/conferences?all=true&launch=room&sort=name&limit=50", admin: true},
		{path: "/conferences?all=true&launch=scheduled&sort=start&limit=50", admin: true},
		{path: "/history?limit=50"},
		{path: "/agenda?from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z"},
		{path: "/people?q=department%2042"},
		{path: "/people?limit=100"},
		{path: "/contacts?limit=100"},
		{path: "/contacts?q=person%2047"},
		{path: "/templates"},
		{path: "/keys"},
		{path: "/sessions"},
		{path: "/users?limit=100", admin: true},
		{path: "/users?q=department%2042", admin: true},
		{path: "/admin/sip/devices", admin: true},
		{path: "/conferences/" + crowdCID(0) + "/events?limit=100"},
		{path: crowd + "/participants?limit=100"},
		{path: crowd + "/participants?q=person%2047&type=users&took=yes"},
		{path: crowd + "/connections?limit=100"},
		{path: crowd + "/connections?q=person%2047"},
		{path: crowd + "/timeline?limit=50"},
		{path: crowd + "/chat"},
	}
}

var crowdFrom int // number of the first of the crowds

func crowdCID(n int) string { return fmt.Sprint(1_000_000_000 + crowdFrom + n) }

// lists fills a store, starts the server on it and measures.
func (b *bench) lists(ctx context.Context) (l listed, err error) {
	l.organisation = large
	samples := 60
	if b.lengths == quick {
		l.organisation, samples = small, 20
	}
	crowdFrom = l.organisation.conferences
	data, err := b.folder()
	if err != nil {
		return l, err
	}
	first, err := startServer(ctx, b.binary, data) // makes the administrator
	if err != nil {
		return l, err
	}
	if err := first.stop(); err != nil {
		return l, err
	}
	fmt.Fprintf(b.progress, "filling a store with %d conferences\n", l.organisation.conferences)
	began := time.Now()
	if err := l.organisation.found(ctx, data); err != nil {
		return l, err
	}
	l.filled = time.Since(began)
	s, err := startServer(ctx, b.binary, data)
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	l.load = load.LoadAverage()
	admin, err := s.signedIn(ctx, "admin", adminPassword)
	if err != nil {
		return l, err
	}
	if err := admin.ask(ctx, http.MethodPut, "/users/"+benchLogin+"/password", map[string]string{"password": adminPassword}); err != nil {
		return l, err
	}
	user, err := s.signedIn(ctx, benchLogin, adminPassword)
	if err != nil {
		return l, err
	}
	if err := l.analyse(ctx, user); err != nil {
		return l, err
	}
	if l.slowest, err = measure(ctx, user, admin, samples); err != nil {
		return l, err
	}
	if l.backup, err = b.backup(ctx, data); err != nil {
		return l, err
	}
	if info, err := os.Stat(filepath.Join(data, "veche.db")); err == nil {
		l.bytes = info.Size()
	}
	l.page, l.pageFault = cabinet(ctx, user)
	return l, nil
}

// analyse times the first look at each of the crowds, of which nothing is kept yet.
func (l *listed) analyse(ctx context.Context, by apiUser) error {
	for n := range l.organisation.crowds {
		began := time.Now()
		if err := by.ask(ctx, http.MethodGet, "/conferences/"+crowdCID(n)+"/analytics", nil); err != nil {
			return err
		}
		l.analytics = append(l.analytics, time.Since(began))
	}
	slices.Sort(l.analytics)
	return nil
}

// measure asks each query so often, all in turn.
func measure(ctx context.Context, user, admin apiUser, samples int) ([]query, error) {
	all := queries()
	for range samples {
		for i := range all {
			q := &all[i]
			by := user
			if q.admin {
				by = admin
			}
			time.Sleep(askEvery)
			began := time.Now()
			if err := by.ask(ctx, http.MethodGet, q.path, nil); err != nil {
				return nil, err
			}
			q.took = append(q.took, time.Since(began))
		}
	}
	for i := range all {
		slices.Sort(all[i].took)
	}
	slices.SortFunc(all, func(a, b query) int { return int(b.p95() - a.p95()) })
	return all, nil
}

// askEvery keeps below the server's limit of requests from one address.
const askEvery = 25 * time.Millisecond

// backup is how long `veche backup` takes beside the running server.
func (b *bench) backup(ctx context.Context, data string) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, b.binary, "backup", filepath.Join(b.scratch, "backup"))
	cmd.Env = append(os.Environ(), "VECHE_DATA="+data)
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("backup: %w: %s", err, out)
	}
	return time.Since(began), nil
}

// cabinet is how long the main page takes in a browser that has been there before; nil
// without Node.js.
func cabinet(ctx context.Context, by apiUser) ([]time.Duration, error) {
	cmd := exec.CommandContext(ctx, "node", "tools/mainpage.mjs", by.url, by.token)
	cmd.Dir = "webui"
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("tools/mainpage.mjs: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	var milliseconds []float64
	if err := json.Unmarshal(out, &milliseconds); err != nil {
		return nil, err
	}
	took := make([]time.Duration, len(milliseconds))
	for i, ms := range milliseconds {
		took[i] = time.Duration(ms * float64(time.Millisecond))
	}
	slices.Sort(took)
	return took, nil
}

// apiUser calls the API of a server in somebody's name.
type apiUser struct{ url, token string }

func (s *server) signedIn(ctx context.Context, login, password string) (apiUser, error) {
	u := apiUser{url: s.url}
	var in struct{ Token string }
	raw, err := u.call(ctx, http.MethodPost, "/session", map[string]string{"login": login, "password": password})
	if err == nil {
		err = json.Unmarshal(raw, &in)
	}
	u.token = in.Token
	return u, err
}

func (u apiUser) ask(ctx context.Context, method, path string, body any) error {
	_, err := u.call(ctx, method, path, body)
	return err
}

func (u apiUser) call(ctx context.Context, method, path string, body any) ([]byte, error) {
	var content io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, u.url+"/api/v1"+path, content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if u.token != "" {
		request.Header.Set("Authorization", "Bearer "+u.token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s %.200s", method, path, response.Status, raw)
	}
	return raw, err
}
