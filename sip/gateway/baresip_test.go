//go:build cgo && avcodec

package gateway

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"veche/conference"
)

// baresip takes only encrypted calls of one kind, and is reached nevertheless.
func TestBaresipThatTakesOnlyEncryptedCalls(t *testing.T) {
	t.Parallel()
	for _, encryption := range []string{"srtp-mand", "dtls_srtp"} {
		t.Run(encryption, func(t *testing.T) {
			t.Parallel()
			at := startBaresip(t, encryption) // it hears BYE before it ends
			anna := newHouse(t, nil).enter("anna")
			anna.call(&device{t: t, at: at})
			s := anna.until("the call is over or answered", func(s *conference.Snapshot) bool {
				return len(s.Calls) == 1 && (s.Calls[0].State == conference.CallFailed || s.Calls[0].State == conference.CallAnswered)
			})
			if c := s.Calls[0]; c.State != conference.CallAnswered {
				t.Fatalf("%+v, %+v", c, c.Reason)
			}
			anna.until("it is inside", func(s *conference.Snapshot) bool { return named(s, "Room") != nil })
		})
	}
}

// startBaresip runs one that takes every call, and says where.
func startBaresip(t *testing.T, encryption string) netip.AddrPort {
	t.Helper()
	modules, err := exec.CommandContext(t.Context(), "sh", "-c", "dirname $(dpkg -L baresip-core | grep -m1 '/account.so$')").Output()
	if _, missing := exec.LookPath("baresip"); missing != nil || err != nil {
		t.Skip("baresip is not installed")
	}
	at := netip.AddrPortFrom(loopback, freePort(t))
	dir := t.TempDir()
	for name, text := range map[string]string{
		"accounts": "<sip:Room@" + at.String() + ">;regint=0;answermode=auto;mediaenc=" + encryption + "\n", "contacts": "",
		"config": strings.NewReplacer("MODULES", strings.TrimSpace(string(modules)), "AT", at.String()).Replace(baresipConfig),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	cmd := exec.CommandContext(context.Background(), "baresip", "-4", "-f", dir, "-t", "100")
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(log.String()[max(0, log.Len()-4000):])
		}
	})
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		c, err := net.Dial("tcp", at.String())
		if err == nil {
			_ = c.Close()
			return at
		}
		time.Sleep(50 * time.Millisecond) // it listens when it is ready
	}
	t.Fatal("baresip does not start")
	return at
}

const baresipConfig = `sip_listen AT
net_interface 127.0.0.1
module_path MODULES
audio_alert aufile,/dev/null
module g711.so
module srtp.so
module dtls_srtp.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
statmode_default off
`

// freePort is one that nobody listens on, nor on the next, which baresip takes for TLS.
// It is not among those that the system gives to the other tests.
func freePort(t *testing.T) uint16 {
	t.Helper()
	for range 100 {
		port := uint16(11000 + rand.IntN(9000))
		if free(port) && free(port+1) {
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func free(port uint16) bool {
	l, err := net.Listen("tcp", netip.AddrPortFrom(loopback, port).String())
	if err != nil {
		return false
	}
	return l.Close() == nil
}
