package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"syscall"

	"veche/conference"
	"veche/store"
)

// This file is the way from the commands to the running server: JSON over HTTP
// on a Unix socket in the data folder, which only its owner can open. The
// store is locked by the server, so that there is no other way.

// serveSocket opens the socket for the owner of the data folder.
func (s *server) serveSocket(ctx context.Context, tool accountTool, kept *store.Store) error {
	path := s.data.socket()
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a server that was killed
		return fmt.Errorf("admin socket: %w", err)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "unix", path)
	if err != nil {
		return fmt.Errorf("admin socket: %w (a path of more than 107 characters is too long: choose a shorter data folder)", err)
	}
	if err := os.Chmod(path, 0o600); err != nil { // until now its folder, 0700, keeps others out
		return errors.Join(fmt.Errorf("admin socket: %w", err), l.Close())
	}
	mux := socketHandler(tool, kept, s.log)
	mux.HandleFunc("GET /mail", answer(s.log, func(r *http.Request) (any, error) { return s.reportMail(r.Context(), kept) }))
	serveHTTP("admin socket", newHTTPServer(mux, s.log), l, &s.stop)
	return nil
}

// backups is what `veche backup` needs of the store.
type backups interface {
	Backup(ctx context.Context, w io.Writer, withKey bool) error
}

func socketHandler(tool accountTool, saved backups, log *slog.Logger) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /version", answer(log, func(*http.Request) (any, error) { return buildVersion(), nil }))
	mux.HandleFunc("GET /users", answer(log, func(r *http.Request) (any, error) { return tool.list(r.Context()) }))
	mux.HandleFunc("POST /users", answer(log, func(r *http.Request) (any, error) {
		var n newAccount
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
			return nil, err
		}
		return nil, tool.add(r.Context(), n)
	}))
	mux.HandleFunc("PUT /users/{login}/password", answer(log, func(r *http.Request) (any, error) {
		var password string
		if err := json.NewDecoder(r.Body).Decode(&password); err != nil {
			return nil, err
		}
		return nil, tool.setPassword(r.Context(), r.PathValue("login"), password)
	}))
	mux.HandleFunc("POST /users/{login}/unlock", answer(log, func(r *http.Request) (any, error) {
		return nil, tool.unlock(r.Context(), r.PathValue("login"))
	}))
	mux.HandleFunc("GET /backup", func(w http.ResponseWriter, r *http.Request) {
		// A backup that breaks off closes the connection, which the other side sees.
		if err := saved.Backup(r.Context(), w, r.FormValue("key") == "true"); err != nil {
			log.Error("backup failed", "err", err)
			panic(http.ErrAbortHandler)
		}
	})
	return mux
}

// socketError is what went wrong, for the person at the other end.
type socketError struct {
	Message string `json:"message"`
}

func answer(log *slog.Logger, do func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		result, err := do(r)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			result = socketError{err.Error()}
			if conference.KindOf(err) == "" {
				log.Error("command failed", "path", r.URL.Path, "err", err)
			}
		}
		_ = json.NewEncoder(w).Encode(result) // who asked has gone
	}
}

// errNoServer is what asking says when no server runs on the data folder.
var errNoServer = errors.New("no server is running")

// askSocket asks the running server. The error is errNoServer if there is none.
func askSocket(ctx context.Context, data dataFolder, method, path string, body any) (json.RawMessage, error) {
	response, err := openSocket(ctx, data, method, path, body)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return content, err
}

// openSocket is askSocket for long answers: the caller reads and closes the body.
func openSocket(ctx context.Context, data dataFolder, method, path string, body any) (*http.Response, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://veche"+path, bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", data.socket())
		},
	}}
	response, err := client.Do(request)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return nil, errNoServer
	}
	if err != nil {
		return nil, fmt.Errorf("ask the running server: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		var e socketError
		if err := json.NewDecoder(response.Body).Decode(&e); err != nil {
			return nil, fmt.Errorf("the running server says %s", response.Status)
		}
		return nil, errors.New(e.Message)
	}
	return response, nil
}
