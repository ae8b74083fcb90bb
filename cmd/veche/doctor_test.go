package main

import (
	"bytes"
	"crypto/tls"
	"net"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestDoctorSaysInWordsWhatIsWrong(t *testing.T) {
	t.Parallel()
	var config net.ListenConfig
	taken, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	open := t.TempDir()
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	file := t.TempDir() + "/file"
	writeFile(t, file, "")
	signed := t.TempDir()
	certificate, key := selfSignedFiles(signed)
	ended := t.TempDir()
	if _, err := makeSelfSigned(ended, localhost(), time.Now().Add(-2*selfSignedLife)); err != nil {
		t.Fatal(err)
	}
	endedCertificate, endedKey := selfSignedFiles(ended)
	openSigned(t, signed, localhost)
	spoken := t.TempDir()
	if err := os.MkdirAll(spoken+"/prompts/ru", 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, spoken+"/prompts/ru/welcome.wav", "not a sound")

	for _, c := range []struct {
		name   string
		env    []string
		status int
		want   string
	}{
		{"nothing", nil, 0, "no server runs"},
		{"a port that another program has", []string{"VECHE_HTTP_LISTEN", taken.Addr().String()}, 1, "is taken by " + processName(t)},
		{"an address of another machine", []string{"VECHE_HTTP_LISTEN", "192.0.2.99:0"}, 1, "no address of this machine"},
		{"a name that nobody knows", []string{"VECHE_MEDIA_ADDRESSES", "nobody.invalid"}, 1, "cannot be resolved"},
		{"a folder for everybody", []string{"VECHE_DATA", open}, 1, "can be written by other users"},
		{"a file instead of a folder", []string{"VECHE_DATA", file}, 1, "is not a folder"},
		{"room for recordings", nil, 0, "free for recordings|has room for some"},
		{"a file instead of the folder of recordings", []string{"VECHE_RECORDING_FOLDER", file + "/recordings"}, 1, "the folder of recordings"},
		{"a prompt that cannot be played", []string{"VECHE_DATA", spoken}, 1, "ru/welcome.wav in .*: is not a WAV file"},
		{"a certificate that ended", []string{"VECHE_HTTPS_CERTIFICATE", endedCertificate, "VECHE_HTTPS_KEY", endedKey}, 1, "the certificate ended at"},
		{"a certificate for another name", []string{"VECHE_HTTPS_CERTIFICATE", certificate, "VECHE_HTTPS_KEY", key, "VECHE_PUBLIC_URL", "https://127.0.0.1"}, 1, "not for 127.0.0.1 of public_url"},
		{"a certificate that nobody trusts", []string{"VECHE_HTTPS_CERTIFICATE", certificate, "VECHE_HTTPS_KEY", key}, 0, "does not trust the certificate"},
		{"no certificate at all", []string{"VECHE_HTTPS_CERTIFICATE", file, "VECHE_HTTPS_KEY", key}, 1, "the certificate cannot be used"},
	} {
		env := append([]string{
			"VECHE_DATA", t.TempDir(), "VECHE_HTTP_LISTEN", "127.0.0.1:0", "VECHE_HTTPS_LISTEN", "127.0.0.1:0", "VECHE_MEDIA_LISTEN", "127.0.0.1:0",
			"VECHE_SIP_LISTEN", "127.0.0.1:0", "VECHE_SIP_TLS_LISTEN", "127.0.0.1:0", "VECHE_RTSP_LISTEN", "127.0.0.1:0",
		}, c.env...)
		status, stdout, _ := veche(t, environment(env...), "doctor")
		if status != c.status || !regexp.MustCompile(c.want).MatchString(stdout) {
			t.Errorf("%s: status %d, want %d and %q:\n%s", c.name, status, c.status, c.want, stdout)
		}
		if status == 1 && strings.Count(stdout, "WRONG") != 1 {
			t.Errorf("%s: not one thing is wrong:\n%s", c.name, stdout)
		}
	}
}

func TestDoctorSeesAClockThatCannotBeRight(t *testing.T) {
	t.Parallel()
	c, err := tls.LoadX509KeyPair(selfSignedFiles(func() string {
		dir := t.TempDir()
		openSigned(t, dir, localhost)
		return dir
	}()))
	if err != nil {
		t.Fatal(err)
	}
	d := &examination{now: time.Unix(0, 0)}
	if d.validAt(c.Leaf) || d.count(wrong) != 1 {
		t.Errorf("found: %+v", d.findings)
	}
	var out bytes.Buffer
	d.report(&out)
	if !strings.Contains(out.String(), "look at the clock") {
		t.Errorf("no advice: %s", out.String())
	}
}

func processName(t *testing.T) string {
	t.Helper()
	name, err := os.ReadFile("/proc/self/comm")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(name))
}
