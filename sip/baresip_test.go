package sip

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// certificate is one for 127.0.0.1, and its file for those who shall trust it.
func certificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	private := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
	file := filepath.Join(t.TempDir(), "cert.pem")
	if err := os.WriteFile(file, append(private, public...), 0o600); err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(public, private)
	if err != nil {
		t.Fatal(err)
	}
	return pair, file
}

// baresip is a running one, steered over its control port.
type baresip struct {
	t      *testing.T
	conn   net.Conn
	events chan string // types
}

// startBaresip runs one with an account line.
func startBaresip(t *testing.T, account, cert string) *baresip {
	t.Helper()
	needs(t, "baresip", "baresip-core")
	out, err := exec.CommandContext(t.Context(), "sh", "-c", "dirname $(dpkg -L baresip-core | grep -m1 '/account.so$')").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir, control := t.TempDir(), freePort(t)
	config := strings.NewReplacer(
		"MODULES", strings.TrimSpace(string(out)), "SIPPORT", strconv.Itoa(freePort(t)), "CONTROL", strconv.Itoa(control), "CERT", cert,
	).Replace(baresipConfig)
	for name, text := range map[string]string{"config": config, "accounts": account + "\n", "contacts": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "tone.wav"), silence(), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	cmd := exec.CommandContext(context.Background(), "baresip", "-4", "-f", dir, "-t", "60", "-s")
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b := &baresip{t: t, events: make(chan string, 100)}
	t.Cleanup(func() {
		if b.conn != nil {
			b.conn.Close()
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(last(log.String(), 6000))
		}
	})
	for deadline := time.Now().Add(30 * time.Second); b.conn == nil && time.Now().Before(deadline); {
		if b.conn, err = net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", control)); err != nil {
			time.Sleep(50 * time.Millisecond) // its control port opens when it is ready
		}
	}
	if b.conn == nil {
		t.Fatal("baresip does not start")
	}
	go b.read()
	return b
}

const baresipConfig = `sip_listen 127.0.0.1:SIPPORT
net_interface 127.0.0.1
sip_certificate CERT
sip_cafile CERT
module_path MODULES
audio_player aufile,play.wav
audio_source aufile,tone.wav
audio_alert aufile,/dev/null
ausrc_srate 8000
auplay_srate 8000
module g711.so
module aufile.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
statmode_default off
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:CONTROL
`

// silence is a minute of WAV, 8 kHz.
func silence() []byte {
	const samples = 8000 * 60
	b := []byte("RIFF....WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data....")
	for i, n := range map[int]int{4: 36 + 2*samples, 40: 2 * samples} {
		b[i], b[i+1], b[i+2], b[i+3] = byte(n), byte(n>>8), byte(n>>16), byte(n>>24)
	}
	return append(b, make([]byte, 2*samples)...)
}

func (b *baresip) read() {
	defer close(b.events)
	r := bufio.NewReader(b.conn)
	for {
		length, err := r.ReadString(':')
		n, err2 := strconv.Atoi(strings.TrimSuffix(length, ":"))
		if err != nil || err2 != nil {
			return
		}
		data := make([]byte, n+1)
		if _, err := io.ReadFull(r, data); err != nil {
			return
		}
		var m struct {
			Event bool
			Type  string
		}
		if json.Unmarshal(data[:n], &m) == nil && m.Event {
			b.events <- m.Type
		}
	}
}

func (b *baresip) do(command, params string) {
	b.t.Helper()
	m, _ := json.Marshal(map[string]string{"command": command, "params": params})
	if _, err := fmt.Fprintf(b.conn, "%d:%s,", len(m), m); err != nil {
		b.t.Fatal(err)
	}
}

// registeredOf waits until a device of somebody is registered.
func registeredOf(t *testing.T, s *Server, login string) Contact {
	t.Helper()
	changed, stop := s.WatchRegistrations()
	defer stop()
	for deadline := time.After(30 * time.Second); ; {
		if list := s.Registered(login); len(list) > 0 {
			return list[0]
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatal("nobody registered")
		}
	}
}

func (b *baresip) awaits(event string) {
	b.t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		select {
		case e, ok := <-b.events:
			if e == event {
				return
			}
			if !ok {
				b.t.Fatalf("baresip is gone before %s", event)
			}
		case <-deadline:
			b.t.Fatalf("no %s", event)
		}
	}
}

const pcmuSDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"

func TestBaresipRegistersCallsAndIsCalled(t *testing.T) {
	t.Parallel()
	pair, file := certificate(t)
	for _, transport := range []string{"udp", "tcp", "tls"} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			calls := make(chan *Call, 1)
			s, addr := loopback(t, Config{
				Devices:   deskPhones{"desk1": desk("desk1", "anna", true)},
				ServerTLS: &tls.Config{Certificates: []tls.Certificate{pair}},
				Handler: handle(func(ctx context.Context, c *Call) {
					calls <- c
					c.Provisional(180, nil)
					c.Answer(ctx, []byte(pcmuSDP))
					for e := range c.Events() {
						if r, ok := e.(*Reoffer); ok {
							r.Answer([]byte(pcmuSDP))
						}
					}
				}),
			})
			port := addr.Port()
			if transport == "tls" {
				secure, err := s.ListenTLS(t.Context(), "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				port = secure.Port()
			}
			b := startBaresip(t, fmt.Sprintf("<sip:desk1@127.0.0.1:%d;transport=%s>;auth_user=desk1;auth_pass=secret;regint=60;answermode=auto;audio_codecs=PCMU",
				port, transport), file)
			contact := registeredOf(t, s, "anna")
			c := dial(t, s, Invitation{Contact: &contact, Offer: []byte(pcmuSDP)})
			next[Answered](t, c)
			b.awaits("CALL_ESTABLISHED")
			if _, err := c.Reoffer(t.Context(), []byte(strings.Replace(pcmuSDP, "1 1 IN", "1 2 IN", 1)+"a=sendonly\r\n")); err != nil {
				t.Errorf("hold: %v", err)
			}
			c.Hangup(Cause{})
			b.awaits("CALL_CLOSED")

			b.do("dial", fmt.Sprintf("sip:00123,99@127.0.0.1:%d;transport=%s", port, transport))
			b.awaits("CALL_ESTABLISHED")
			in := <-calls
			if d := in.Info().Device; d == nil || d.Login != "anna" {
				t.Errorf("device %+v", d)
			}
			if in.Info().User != "00123,99" || in.Info().Network != strings.ToUpper(transport) {
				t.Errorf("info %+v", in.Info())
			}
			b.do("hangup", "")
			b.awaits("CALL_CLOSED")
			<-in.Done()
			if in.Cause().Kind != HungUp {
				t.Errorf("cause %+v", in.Cause())
			}
		})
	}
}
