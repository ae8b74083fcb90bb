package rtpio_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/rtpio"
)

// Most devices have OpenSSL; pion only knows itself (lesson 12).
func TestOpenSSLMakesKeysWithUs(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not here")
	}
	dir := t.TempDir()
	theirs, print := certificate(t)
	file := pemFile(t, dir, theirs)
	for name, profile := range map[string]string{"GCM": "SRTP_AEAD_AES_128_GCM", "SHA1": "SRTP_AES128_CM_SHA1_80"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ours, _ := certificate(t)
			s := openWith(t, rtpio.Config{Sink: newEar(), Certificates: []tls.Certificate{ours}})
			set(t, s, rtpio.Parameters{
				Mux: true, Send: true, Receive: true, Receiving: []rtpio.Format{{Type: 8, Codec: codec.PCMA}},
				Sending: rtpio.Format{Type: 8, Codec: codec.PCMA}, Security: rtpio.Security{Fingerprint: print},
			})
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			cmd := exec.CommandContext(ctx, openssl, "s_client", "-dtls1_2", "-connect", s.Addr().String(),
				"-use_srtp", profile, "-cert", file, "-key", file)
			in, err := cmd.StdinPipe() // it ends with its input
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			log, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
			agreed := false
			for lines := bufio.NewScanner(log); !agreed && lines.Scan(); {
				agreed = strings.Contains(lines.Text(), "profile="+profile)
			}
			if !agreed {
				t.Fatal("openssl has agreed on no profile")
			}
			until(t, "key", func() bool {
				s.Send([]byte{1}, time.Second, true)
				return s.Quality().Sent > 0
			})
		})
	}
}

// pemFile holds the certificate and its key.
func pemFile(t *testing.T, dir string, c tls.Certificate) string {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	b := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]})
	b = append(b, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)
	name := filepath.Join(dir, "theirs.pem")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
