// Package siptest runs other people's SIP programs as the far ends of tests: each in a
// folder of its own, on 127.0.0.1, on ports that are free, and ended with its test.
//
// A test is skipped when a program is not there, unless CI is set: then it fails, since
// .ci/packages lists them all.
package siptest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take that a far end is waited for: machines that
// run tests may stand still for a while.
const patience = 90 * time.Second

// Needs skips a test where a program is not installed; with CI set it fails.
func Needs(tb testing.TB, command, debianPackage string) {
	tb.Helper()
	if _, err := exec.LookPath(command); err == nil {
		return
	}
	missing := fmt.Sprintf("%s is not installed (Debian package %s)", command, debianPackage)
	if os.Getenv("CI") != "" {
		tb.Fatal(missing)
	}
	tb.Skip(missing)
}

// Until waits until something is so, and fails the test if it never is.
func Until(tb testing.TB, what string, is func() bool) {
	tb.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	over := time.NewTimer(patience)
	defer over.Stop()
	for !is() {
		select {
		case <-again.C:
		case <-over.C:
			tb.Fatal("it never came that " + what)
		case <-tb.Context().Done():
			tb.Fatal("the test ends before " + what)
		}
	}
}

// FreePorts is the first of n ports in a row that nobody has, for UDP and TCP. They are
// below those that the kernel gives to others.
func FreePorts(tb testing.TB, n int) int {
	tb.Helper()
	for range 100 {
		first := 10000 + rand.IntN(9000)
		free := true
		for port := first; free && port < first+n; port++ {
			free = isFree(tb.Context(), port)
		}
		if free {
			return first
		}
	}
	tb.Fatal("no free ports")
	return 0
}

func isFree(ctx context.Context, port int) bool {
	var by net.ListenConfig
	at := fmt.Sprintf("127.0.0.1:%d", port)
	l, err := by.Listen(ctx, "tcp", at)
	if err != nil {
		return false
	}
	defer l.Close()
	u, err := by.ListenPacket(ctx, "udp", at)
	if err != nil {
		return false
	}
	u.Close()
	return true
}

// program is one that runs until its test ends.
type program struct {
	tb  testing.TB
	dir string
	log log
}

// start runs a command in its folder, with a group of processes of its own. end is
// called before it is killed; it may be nil.
func start(tb testing.TB, dir string, input io.Reader, end func(), name string, args ...string) *program {
	tb.Helper()
	p := &program{tb: tb, dir: dir}
	cmd := exec.CommandContext(context.Background(), name, args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, input, &p.log, &p.log
	cmd.Env = append(os.Environ(), "HOME="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if end != nil {
			end()
		}
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		if err := cmd.Wait(); tb.Failed() {
			tb.Logf("%s ended with %v; the last that it said:\n%s", name, err, p.log.last(8000))
		}
	})
	return p
}

// write puts a file into a folder.
func write(tb testing.TB, dir, name, text string) {
	tb.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// log is an output that can be read while it is written.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) last(n int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.b.Bytes()
	return string(all[max(0, len(all)-n):])
}

func (l *log) contains(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Contains(l.b.Bytes(), []byte(text))
}

// Said reports whether the program has printed a text.
func (p *program) Said(text string) bool { return p.log.contains(text) }
