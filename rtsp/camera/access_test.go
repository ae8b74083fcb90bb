package camera_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	conference "veche/conference/camera"
	"veche/rtsp/camera"
	"veche/rtsp/rtsptest"
)

// C19: credentials, and only a camera that knows them lets us in.
func TestPasswordsOfCameras(t *testing.T) {
	t.Parallel()
	for _, auth := range []string{"digest", "basic"} {
		t.Run(auth, func(t *testing.T) {
			t.Parallel()
			gst := rtsptest.Start(t, rtsptest.Options{Auth: auth, Password: "cam@secret:1/%"})
			cameras := newCameras(t, camera.Timing{})
			right := gst.URL("/h264only")
			for url, want := range map[string]conference.State{
				right: conference.Live,
				strings.Replace(right, "secret", "mistake", 1):      conference.WrongPassword,
				"rtsp://" + right[strings.LastIndex(right, "@")+1:]: conference.WrongPassword,
				gst.URL("/nothing"): conference.NotFound,
			} {
				if got := try(t, cameras, url); got.State != want {
					t.Errorf("%s: %s (%s), want %s", url, got.State, got.Problem, want)
				}
			}
		})
	}
}

func TestACameraThatTakesOnlyUDP(t *testing.T) {
	t.Parallel()
	gst := rtsptest.Start(t, rtsptest.Options{Transport: "udp"})
	cameras := newCameras(t, camera.Timing{})
	w, began := watch(t, cameras, gst.URL("/h264")), time.Now()
	w.until(t, "pictures and sound have come", func() bool { return len(w.pictures) > 20 && len(w.sounds) > 10 })
	t.Logf("the first picture came after %v", w.seen().pictures[0].at.Sub(began))
	w.inPace(t)
	if info := try(t, cameras, gst.URL("/h264")); info.Transport != camera.UDP || info.State != conference.Live {
		t.Errorf("the camera is %s by %s", info.State, info.Transport)
	}
}

func TestACameraWithTLS(t *testing.T) {
	t.Parallel()
	gst := rtsptest.Start(t, rtsptest.Options{Auth: "none", Certificate: selfSigned(t)})
	info := try(t, newCameras(t, camera.Timing{}), gst.URL("/h264"))
	if info.State != conference.Live || info.Transport != camera.TLS || len(info.Certificate) != 64 {
		t.Errorf("%+v", info)
	}
}

func selfSigned(tb testing.TB) string {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		tb.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		tb.Fatal(err)
	}
	file := filepath.Join(tb.TempDir(), "camera.pem")
	text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})...)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		tb.Fatal(err)
	}
	return file
}

// Lesson 36: set it and forget it.
func TestACameraComesBackWithoutAHand(t *testing.T) {
	t.Parallel()
	gst := rtsptest.Start(t, rtsptest.Options{})
	cameras := newCameras(t, camera.Timing{Retry: 100 * time.Millisecond, Longest: 500 * time.Millisecond})
	w := watch(t, cameras, gst.URL("/h264"))
	w.until(t, "the camera is live", func() bool { return w.state() == conference.Live })
	gst.Stop()
	w.until(t, "the camera is missed", func() bool { return w.state() == conference.Unreachable })
	last := len(w.seen().pictures)
	gst.Again(t)
	w.until(t, "the camera is back", func() bool { return w.state() == conference.Live && len(w.pictures) > last+10 })
	if before, after := w.seen().pictures[last-1].pts, w.seen().pictures[last].pts; after <= before {
		t.Errorf("the clock goes back, from %v to %v", before, after)
	}
	want := []conference.State{conference.Connecting, conference.Live, conference.NoSignal, conference.Unreachable, conference.Live}
	var got []conference.State
	for _, s := range w.seen().states {
		got = append(got, s.State)
	}
	if strings.Join(states(got), " ") != strings.Join(states(want), " ") {
		t.Errorf("the states were %v, want %v", got, want)
	}
}

func states(list []conference.State) []string {
	var s []string
	for _, x := range list {
		s = append(s, string(x))
	}
	return s
}

// Lesson 36: several conferences share one connection.
func TestConferencesShareAConnection(t *testing.T) {
	t.Parallel()
	hostile := newFake(t)
	cameras := newCameras(t, camera.Timing{Linger: 100 * time.Millisecond})
	first, second := &watcher{}, &watcher{}
	stopFirst := cameras.Watch(target(t, hostile.url()), first)
	first.until(t, "the camera is live", func() bool { return first.state() == conference.Live })
	stopSecond := cameras.Watch(target(t, hostile.url()), second)
	second.until(t, "the second sees it as well", func() bool {
		return second.state() == conference.Live && len(second.pictures) > 3 && len(second.sets) == 2
	})
	if n := hostile.connections(); n != 1 {
		t.Errorf("there are %d connections", n)
	}
	if n := cameras.Info(target(t, hostile.url())).Watchers; n != 2 {
		t.Errorf("%d watch", n)
	}
	stopFirst()
	second.forget()
	second.until(t, "the second sees it still", func() bool { return len(second.pictures) > 5 })
	stopSecond()
	stopSecond()
	hostile.until(t, "the camera is told that nobody watches", func() bool { return hostile.teardowns == 1 })
	until(t, "the camera is forgotten", func() bool { return cameras.Info(target(t, hostile.url())).State == "" })
}

// Nothing of a password is said.
func TestPasswordsAreNotLogged(t *testing.T) {
	t.Parallel()
	var log text
	hostile := newFake(t)
	hostile.answer = func(c *caller, r *request) bool {
		if r.method != "DESCRIBE" {
			return false
		}
		// It says everything that it knows in its answer.
		c.say(r, "500 You asked for "+r.uri, "X-Authorization: "+r.headers["authorization"])
		return true
	}
	cameras := camera.New(camera.Config{Rule: open, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	defer cameras.Close()
	url := strings.Replace(hostile.url(), "rtsp://", "rtsp://admin:topsecret@", 1) + "?password=hidden"
	info := try(t, cameras, url)
	info2 := try(t, cameras, "rtsps"+strings.TrimPrefix(url, "rtsp"))
	for _, secret := range []string{"topsecret", "hidden", "YWRtaW46dG9wc2VjcmV0"} {
		if strings.Contains(log.String()+info.Problem+info2.Problem, secret) {
			t.Errorf("%s is said: %s, %s\n%s", secret, info.Problem, info2.Problem, log.String())
		}
	}
	if info.State != conference.Failed {
		t.Errorf("%+v", info)
	}
}

// A camera whose packets do not come by one transport is asked for the other.
func TestTheTransportChangesByItself(t *testing.T) {
	t.Parallel()
	fake := newFake(t)
	fake.answer = func(c *caller, r *request) bool {
		switch tcp := strings.Contains(r.headers["transport"], "TCP"); {
		case r.method != "SETUP" || tcp && c.number > 2:
			return false
		case tcp: // at first it takes UDP only, which a firewall swallows
			c.say(r, "461 Unsupported Transport")
		default:
			c.say(r, "200 OK", "Session: 1", "Transport: RTP/AVP;unicast;server_port=40000-40001")
		}
		return true
	}
	fake.play = func(c *caller) {
		if c.number > 2 {
			c.film()
		}
	}
	w := watch(t, newCameras(t, camera.Timing{Quiet: time.Second, Retry: 50 * time.Millisecond}), fake.url())
	w.until(t, "it is live", func() bool { return w.state() == conference.Live })
	if !w.seen().troubled() {
		t.Error("nobody was told that nothing comes")
	}
}
