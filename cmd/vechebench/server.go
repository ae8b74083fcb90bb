package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"veche/conference"
	"veche/conference/layout"
	"veche/store"
)

// server is one `veche serve` on loopback with a data folder of its own.
type server struct {
	process *exec.Cmd
	data    string
	url     string
	own     map[uint16]bool // ports where it listens
	pprof   string          // its address, "" without
	sip     string          // where calls come in
	rtsp    string          // where streams are read
	atStart int64           // resident bytes when it was ready
	took    time.Duration
}

// benchCID is the conference that people join.
const benchCID = "bench-1"

const adminPassword = "bench-bench-bench"

// prepare fills a data folder: the conference of the measurement and as many
// others as are wanted.
func prepare(ctx context.Context, data string, others int) (err error) {
	s, err := store.Open(data, store.Options{NoSync: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	public := conference.Definition{
		ID: "be00000000000000", CID: benchCID, Owner: "admin", Name: "Bench",
		Access: conference.Public, Mode: conference.AllOnScreen, MaxSpeakers: 4, Guests: conference.AllowGuestsAll(),
		Layout: layout.Plain(layout.Spec{Type: layout.Grid, Windows: 25}), RTSPOutput: true,
	}
	if err := s.CreateDefinition(ctx, public); err != nil {
		return err
	}
	// Writers that wait together share a transaction.
	const writers = 64
	failed := make(chan error, writers)
	for w := range writers {
		go func() {
			var err error
			for i := w; i < others && err == nil; i += writers {
				err = s.CreateDefinition(ctx, conference.Definition{
					ID: conference.ID(fmt.Sprintf("%016x", i+1)), CID: conference.CID(strconv.Itoa(1_000_000_000 + i)),
					Owner: "user" + strconv.Itoa(i%500), Name: "Conference " + strconv.Itoa(i), PIN: "123456",
					Access: conference.Public, Mode: conference.AllOnScreen, MaxSpeakers: 4,
				})
			}
			failed <- err
		}()
	}
	for range writers {
		err = errors.Join(err, <-failed)
	}
	return err
}

// startServer starts it on a prepared data folder and waits until it is ready.
func startServer(ctx context.Context, binary, data string) (*server, error) {
	s := &server{data: data}
	s.process = exec.Command(binary, "serve") //nolint:noctx // stopped by stop, in order
	// The ports of calls are apart from those that the machine gives to anybody: there, one
	// that a caller has just left would be the server's next, and sound meant for that
	// caller would lead it astray (symmetric RTP). There are many, for each rests between
	// two calls.
	s.process.Env = append(os.Environ(),
		"VECHE_DATA="+data, "VECHE_ADMIN_PASSWORD="+adminPassword, "VECHE_LOG_LEVEL=warn",
		"VECHE_HTTP_LISTEN=127.0.0.1:0", "VECHE_HTTPS_LISTEN=off", "VECHE_MEDIA_LISTEN=127.0.0.1:0",
		"VECHE_SIP_LISTEN=127.0.0.1:0", "VECHE_SIP_TLS_LISTEN=off", "VECHE_RTP_PORTS=10000-31999",
		"VECHE_RTSP_LISTEN=127.0.0.1:0", "VECHE_OUTBOUND_ALLOW=127.0.0.0/8",
		"VECHE_PPROF_LISTEN=127.0.0.1:0",
	)
	s.process.Stderr = os.Stderr
	begin := time.Now()
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := s.ready(ctx); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.took = time.Since(begin)
	var err error
	s.atStart, err = s.resident()
	return s, err
}

// ready waits for the addresses and then for /readyz.
func (s *server) ready(ctx context.Context) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if s.answers(ctx) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("the server does not become ready: %w", ctx.Err())
		}
	}
}

func (s *server) answers(ctx context.Context) bool {
	content, err := os.ReadFile(filepath.Join(s.data, "run", "addresses.json"))
	if err != nil {
		return false
	}
	var addresses map[string]string
	if json.Unmarshal(content, &addresses) != nil {
		return false
	}
	s.url, s.pprof, s.sip, s.rtsp = "http://"+addresses["http"], addresses["pprof"], addresses["sip"], addresses["rtsp"]
	s.own = make(map[uint16]bool)
	for _, a := range addresses {
		if at, err := netip.ParseAddrPort(a); err == nil {
			s.own[at.Port()] = true
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/readyz", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// stop ends it, gently first.
func (s *server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	timer := time.AfterFunc(10*time.Second, func() { _ = s.process.Process.Kill() })
	defer timer.Stop()
	return s.process.Wait()
}

func (s *server) proc(name string) string {
	return filepath.Join("/proc", strconv.Itoa(s.process.Process.Pid), name)
}

// cpu is user and system time of the process, children not counted: by its clock,
// since the times in /proc are in hundredths of a second.
func (s *server) cpu() (time.Duration, error) {
	const schedulerClock = 2 // CPUCLOCK_SCHED of the kernel, as clock_getcpuclockid(3) makes it
	var t unix.Timespec
	err := unix.ClockGettime(int32(^s.process.Process.Pid)<<3|schedulerClock, &t)
	return time.Duration(t.Nano()), err
}

// resident is its memory in bytes.
func (s *server) resident() (int64, error) {
	content, err := os.ReadFile(s.proc("status"))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(content)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("/proc: no VmRSS")
}
