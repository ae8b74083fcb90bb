package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// testServer is a whole server on port 0.
type testServer struct {
	t         testing.TB
	data      dataFolder
	addresses addresses
	stdout    *lockedBuffer
	stderr    *lockedBuffer
	stop      context.CancelFunc
	done      chan error
	client    *http.Client
}

const testPassword = "a good password"

// startServer runs `veche serve` on the folder data until the test ends or
// shutDown is called.
func startServer(tb testing.TB, data string, args ...string) *testServer {
	tb.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := &testServer{
		t: tb, data: dataFolder(data), stop: stop, done: make(chan error, 1),
		stdout: newLockedBuffer(), stderr: newLockedBuffer(), client: insecureClient(),
	}
	args = append([]string{"serve", "--data", data, "--log-level", "warn"}, args...)
	getenv := environment("VECHE_ADMIN_PASSWORD", testPassword, "VECHE_HTTP_LISTEN", "127.0.0.1:0",
		"VECHE_HTTPS_LISTEN", "127.0.0.1:0", "VECHE_MEDIA_LISTEN", "127.0.0.1:0",
		"VECHE_SIP_LISTEN", "127.0.0.1:0", "VECHE_SIP_TLS_LISTEN", "127.0.0.1:0", "VECHE_RTSP_LISTEN", "127.0.0.1:0", "VECHE_OUTBOUND_ALLOW", "127.0.0.0/8")
	go func() { s.done <- run(ctx, args, getenv, s.stdout, s.stderr) }()
	tb.Cleanup(func() {
		if s.done != nil {
			s.shutDown()
		}
		s.client.CloseIdleConnections()
	})
	select {
	case <-s.stdout.first:
	case err := <-s.done:
		s.done = nil
		tb.Fatalf("the server did not start: %v\n%s", err, s.stderr)
	case <-time.After(20 * time.Second):
		tb.Fatalf("the server did not start in 20 s\n%s", s.stderr)
	}
	s.addresses = readAddresses(tb, s.data)
	return s
}

// shutDown is SIGTERM. It returns how long it took.
func (s *testServer) shutDown() time.Duration {
	s.t.Helper()
	began := time.Now()
	s.stop()
	select {
	case err := <-s.done:
		if err != nil {
			s.t.Errorf("the server stopped with: %v\n%s", err, s.stderr)
		}
	case <-time.After(10 * time.Second):
		s.t.Errorf("the server did not stop in 10 s\n%s", s.stderr)
	}
	s.done = nil
	return time.Since(began)
}

// lockedBuffer is an output that can be read while it is written.
type lockedBuffer struct {
	mu    sync.Mutex
	b     bytes.Buffer
	first chan struct{} // closed with the first write
	once  sync.Once
}

func newLockedBuffer() *lockedBuffer { return &lockedBuffer{first: make(chan struct{})} }

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.once.Do(func() { close(b.first) })
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func insecureClient() *http.Client {
	return &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true,
	}}
}

func readAddresses(tb testing.TB, data dataFolder) addresses {
	tb.Helper()
	content, err := os.ReadFile(data.addresses())
	if err != nil {
		tb.Fatal(err)
	}
	var a addresses
	if err := json.Unmarshal(content, &a); err != nil {
		tb.Fatal(err)
	}
	return a
}

// signIn returns a token.
func (s *testServer) signIn(login, password string) (token string, status int) {
	s.t.Helper()
	var answer struct{ Token string }
	status = s.call(http.MethodPost, "/api/v1/session", "", map[string]string{"login": login, "password": password}, &answer)
	return answer.Token, status
}

// call asks the API over plain HTTP.
func (s *testServer) call(method, path, token string, body, answer any) (status int) {
	s.t.Helper()
	status, err := callAPI(s.client, "http://"+s.addresses["http"], method, path, token, body, answer)
	if err != nil {
		s.t.Fatal(err)
	}
	return status
}

func callAPI(client *http.Client, base, method, path, token string, body, answer any) (status int, err error) {
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		content = bytes.NewReader(encoded)
	}
	r, err := http.NewRequest(method, base+path, content)
	if err != nil {
		return 0, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	if answer != nil && response.StatusCode < 300 {
		if err := json.Unmarshal(got, answer); err != nil {
			return 0, fmt.Errorf("%s %s: %w: %s", method, path, err, got)
		}
	}
	return response.StatusCode, nil
}

func TestServerStartsSaysWhereItIsAndStopsInUnderASecond(t *testing.T) {
	s := startServer(t, t.TempDir())
	for _, name := range []string{"http", "https"} {
		if s.addresses[name] == "" || portOf(s.addresses[name]) == "0" {
			t.Errorf("addresses.json: %s is %q", name, s.addresses[name])
		}
	}
	if out := s.stdout.String(); !strings.Contains(out, "http://localhost:"+portOf(s.addresses["http"])) {
		t.Errorf("the address is not on the screen:\n%s", out)
	}
	if strings.Contains(s.stdout.String()+s.stderr.String(), testPassword) {
		t.Error("the password from the environment is on the screen or in the log")
	}
	for _, path := range []string{"/readyz", "/healthz", "/metrics"} {
		if status := s.call(http.MethodGet, path, "", nil, nil); status != http.StatusOK {
			t.Errorf("%s: %d", path, status)
		}
	}
	for _, path := range []string{"/", "/c/1234567890", "/login", "/cabinet", "/admin"} {
		// 503 where the pages were not built, which `go test` alone does not need.
		if status := s.call(http.MethodGet, path, "", nil, nil); status != http.StatusOK && status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", path, status)
		}
	}
	if took := s.shutDown(); took > patience*time.Second {
		t.Errorf("it stopped in %v", took)
	}
	for _, path := range []string{s.data.addresses(), s.data.socket()} {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", path, err)
		}
	}
}

func TestHTTPSSpeaksHTTP2AndShowsThePrintedFingerprint(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	response, err := s.client.Get("https://" + s.addresses["https"] + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.ProtoMajor != 2 {
		t.Errorf("it speaks %s", response.Proto)
	}
	if shown := fingerprint(response.TLS.PeerCertificates[0]); !strings.Contains(s.stdout.String(), shown) {
		t.Errorf("the fingerprint %s is not on the screen:\n%s", shown, s.stdout)
	}
	if response.Header.Get("Strict-Transport-Security") != "" {
		t.Error("a self-signed certificate ties browsers to HTTPS")
	}
}

func TestFirstPasswordIsShownOnceOnly(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	show := func() string {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		out := newLockedBuffer()
		done := make(chan error, 1)
		go func() {
			done <- run(ctx, []string{"serve", "--data", data, "--http-listen", "127.0.0.1:0", "--https-listen", "off", "--media-listen", "127.0.0.1:0", "--sip-listen", "127.0.0.1:0", "--sip-tls-listen", "off", "--rtsp-listen", "127.0.0.1:0"},
				environment(), out, io.Discard)
		}()
		select {
		case <-out.first:
			stop()
		case <-time.After(20 * time.Second):
			t.Fatal("the server did not start in 20 s")
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if first := show(); !strings.Contains(first, "user ID admin, password ") {
		t.Errorf("the first start shows no password:\n%s", first)
	}
	if second := show(); strings.Contains(second, "password") {
		t.Errorf("the second start shows a password:\n%s", second)
	}
}

func TestCommandsReachTheRunningServer(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	env := environment("VECHE_DATA", string(s.data), "VECHE_PASSWORD", "another password", "VECHE_HTTP_LISTEN", s.addresses["http"],
		"VECHE_HTTPS_LISTEN", s.addresses["https"], "VECHE_MEDIA_LISTEN", "127.0.0.1:0", "VECHE_SIP_LISTEN", "127.0.0.1:0", "VECHE_SIP_TLS_LISTEN", "off",
		"VECHE_RTSP_LISTEN", s.addresses["rtsp"])
	info, err := os.Stat(s.data.socket())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the socket: %v, %v", info, err)
	}
	for _, step := range []struct {
		args   []string
		status int
		shows  string
	}{
		{[]string{"user", "add", "Anna", "--name", "Анна"}, 0, ""},
		{[]string{"user", "add", "anna"}, 1, "taken"},
		{[]string{"user", "list"}, 0, "Анна"},
		{[]string{"user", "passwd", "anna"}, 0, ""},
		{[]string{"user", "unlock", "anna"}, 0, ""},
		{[]string{"user", "unlock", "nobody"}, 1, "no such user"},
		{[]string{"doctor"}, 0, "held by the running server"},
		{[]string{"serve"}, 1, "another server runs"},
		{[]string{"restore", os.Args[0]}, 1, "stop it first"},
	} {
		status, stdout, stderr := veche(t, env, step.args...)
		if status != step.status || !strings.Contains(stdout+stderr, step.shows) {
			t.Errorf("veche %s: status %d, %q, %q", strings.Join(step.args, " "), status, stdout, stderr)
		}
	}
}

func TestBackupOfARunningServerRestores(t *testing.T) {
	t.Parallel()
	data, elsewhere := t.TempDir(), t.TempDir()
	s := startServer(t, data)
	env := environment("VECHE_DATA", data)
	if status, _, stderr := veche(t, env, "user", "add", "anna"); status != 0 {
		t.Fatal(stderr)
	}
	if err := os.MkdirAll(data+"/recordings/x", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"with.tar", "without.tar"} {
		args := []string{"backup", elsewhere + "/" + file}
		if file == "with.tar" {
			args = append(args, "--with-key")
		}
		if status, stdout, stderr := veche(t, env, args...); status != 0 || !strings.Contains(stdout, "key") || !strings.Contains(stdout, data+"/recordings too") {
			t.Fatalf("%v: %q %q", args, stdout, stderr)
		}
		info, err := os.Stat(elsewhere + "/" + file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%v, %v", info, err)
		}
	}
	s.shutDown()

	status, _, stderr := veche(t, environment("VECHE_DATA", elsewhere+"/a"), "restore", elsewhere+"/with.tar")
	if status != 0 {
		t.Fatal(stderr)
	}
	if _, list, _ := veche(t, environment("VECHE_DATA", elsewhere+"/a"), "user", "list"); !strings.Contains(list, "anna") {
		t.Errorf("restored: %q", list)
	}
	status, _, stderr = veche(t, environment("VECHE_DATA", elsewhere+"/b"), "restore", elsewhere+"/without.tar")
	if status != 1 || !strings.Contains(stderr, "secret.key") {
		t.Errorf("without the key: status %d, %q", status, stderr)
	}
	status, _, stderr = veche(t, env, "restore", elsewhere+"/with.tar")
	if status != 1 || !strings.Contains(stderr, "there is a store already") {
		t.Errorf("over another store: status %d, %q", status, stderr)
	}
}

// TestMain makes of the test program the program itself when a test starts it
// as a child, so that it can be killed.
func TestMain(m *testing.M) {
	stepLimit *= patience
	if os.Getenv("VECHE_TEST_CHILD") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// startChild runs the server as a process of its own.
func startChild(t *testing.T, data string, args ...string) (*exec.Cmd, addresses) {
	t.Helper()
	args = append([]string{
		"serve", "--data", data, "--http-listen", "127.0.0.1:0", "--https-listen", "off", "--media-listen", "127.0.0.1:0", "--sip-listen", "127.0.0.1:0",
		"--sip-tls-listen", "off", "--rtsp-listen", "127.0.0.1:0", "--log-level", "warn",
	}, args...)
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), "VECHE_TEST_CHILD=1", "VECHE_ADMIN_PASSWORD="+testPassword,
		// What C's threads keep of what was freed counts as in use: up to a megabyte.
		"GLIBC_TUNABLES=glibc.malloc.tcache_count=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	greeting := make([]byte, 1)
	if _, err := out.Read(greeting); err != nil {
		t.Fatalf("the child did not start: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }() // ends with the child
	return cmd, readAddresses(t, dataFolder(data))
}

func TestAccountsAndConferencesSurviveARestart(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := startServer(t, data)
	token, status := first.signIn("admin", testPassword)
	if status != http.StatusOK {
		t.Fatalf("sign in: %d", status)
	}
	if _, status := first.signIn("admin", "a wrong password"); status != http.StatusUnauthorized {
		t.Errorf("a wrong password: %d", status)
	}
	if status := first.call(http.MethodPost, "/api/v1/users", token, map[string]any{"login": "anna", "name": "Анна", "password": "her own password"}, nil); status >= 300 {
		t.Fatalf("new account: %d", status)
	}
	var made struct{ CID, URL string }
	if status := first.call(http.MethodPost, "/api/v1/conferences", token, map[string]string{"name": "Вече"}, &made); status >= 300 || made.CID == "" {
		t.Fatalf("new conference: %d %+v", status, made)
	}
	began := time.Now()
	first.shutDown()
	second := startServer(t, data)
	if took := time.Since(began); took > patience*time.Second {
		t.Errorf("the restart took %v", took)
	}
	if _, status := second.signIn("anna", "her own password"); status != http.StatusOK {
		t.Errorf("sign in after the restart: %d", status)
	}
	var found struct{ Name string }
	if status := second.call(http.MethodGet, "/api/v1/conferences/"+made.CID, token, nil, &found); status != http.StatusOK || found.Name != "Вече" {
		t.Errorf("the conference after the restart, with the token from before: %d %+v", status, found)
	}
	if status := second.call(http.MethodGet, "/api/v1/openapi.json", "", nil, nil); status != http.StatusOK {
		t.Errorf("OpenAPI document: %d", status)
	}
}

// TestKillLosesNothingAcknowledged kills the server while four clients make
// conferences and accounts; whatever was answered with success must be there.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	cmd, at := startChild(t, data)
	base, client := "http://"+at["http"], insecureClient()
	defer client.CloseIdleConnections()
	var session struct{ Token string }
	status, err := callAPI(client, base, http.MethodPost, "/api/v1/session", "", map[string]string{"login": "admin", "password": testPassword}, &session)
	if err != nil || status != http.StatusOK {
		t.Fatalf("sign in: %d, %v", status, err)
	}
	var (
		mu   sync.Mutex
		kept []string // paths of what was acknowledged
		wg   sync.WaitGroup
	)
	enough := make(chan struct{})
	for writer := range 4 {
		wg.Go(func() {
			for i := range 10_000 {
				path, err := makeSomething(client, base, session.Token, fmt.Sprintf("w%d-%d", writer, i))
				if err != nil {
					return // the server is dead
				}
				mu.Lock()
				kept = append(kept, path)
				if len(kept) == 40 {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(60 * time.Second):
		t.Error("40 writes took more than a minute")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()

	s := startServer(t, data)
	for _, path := range kept {
		if status := s.call(http.MethodGet, path, session.Token, nil, nil); status != http.StatusOK {
			t.Errorf("%s was acknowledged and is lost: %d", path, status)
		}
	}
	t.Logf("%d acknowledged writes are there", len(kept))
}

// makeSomething makes a conference or an account and returns its path. An error
// means that there was no answer.
func makeSomething(client *http.Client, base, token, name string) (path string, err error) {
	if name[1]%2 == 0 {
		var made struct{ ID string }
		status, err := callAPI(client, base, http.MethodPost, "/api/v1/conferences", token, map[string]string{"name": name}, &made)
		if err == nil && status >= 300 {
			err = fmt.Errorf("conference: %d", status)
		}
		return "/api/v1/conferences/" + made.ID, err
	}
	status, err := callAPI(client, base, http.MethodPost, "/api/v1/users", token, map[string]string{"login": name, "name": name, "password": testPassword}, nil)
	if err == nil && status >= 300 {
		err = fmt.Errorf("account: %d", status)
	}
	return "/api/v1/users/" + name, err
}

func TestBodiesHaveSoMuchTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		length int64
		want   time.Duration
	}{
		{1, 30 * time.Second},
		{1 << 20, 95 * time.Second},
		{50 << 20, 3306 * time.Second},
		{-1, 2 * time.Minute},
	} {
		if got := bodyTime(c.length); got != c.want {
			t.Errorf("%d bytes: %v, want %v", c.length, got, c.want)
		}
	}
}

func TestAShortAdministratorPasswordIsRefusedInWords(t *testing.T) {
	status, _, stderr := veche(t, environment("VECHE_ADMIN_PASSWORD", "short", "VECHE_DATA", t.TempDir(),
		"VECHE_HTTP_LISTEN", "127.0.0.1:0", "VECHE_HTTPS_LISTEN", "off", "VECHE_MEDIA_LISTEN", "127.0.0.1:0", "VECHE_SIP_LISTEN", "127.0.0.1:0", "VECHE_SIP_TLS_LISTEN", "off"), "serve")
	if status != 1 || !strings.Contains(stderr, "VECHE_ADMIN_PASSWORD: A password has at least 8 characters") {
		t.Errorf("status %d, %q", status, stderr)
	}
}
