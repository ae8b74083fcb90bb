package camera_test

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"

	conference "veche/conference/camera"
	"veche/conference/dial"
	"veche/conference/reach"
	"veche/rtsp/camera"
)

// patience is how long anything may take that is waited for: machines that run tests may
// stand still for a while.
const patience = 90 * time.Second

var open = reach.Rule{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}

func target(tb testing.TB, url string) dial.Target {
	tb.Helper()
	t, err := dial.Parse(url, dial.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func try(tb testing.TB, cameras *camera.Cameras, url string) camera.Info {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	return cameras.Try(ctx, target(tb, url))
}

// names is a resolver of one name.
type names map[string][]netip.Addr

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if a := n[host]; a != nil {
		return a, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func TestAddressesOfCamerasAreAskedAbout(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := closed.Addr().String()
	closed.Close()
	resolver := names{"inside.test": {netip.MustParseAddr("169.254.169.254")}}
	for _, test := range []struct {
		url  string
		rule reach.Rule
		want conference.State
	}{
		{"rtsp://" + at + "/x", reach.Rule{}, conference.Barred}, // loopback is closed where nobody opened it
		{"rtsp://inside.test/x", open, conference.Barred},        // a name leads nowhere else than an address does
		{"rtsp://nowhere.test/x", open, conference.Unreachable},
		{"rtsp://" + at + "/x", open, conference.Unreachable},
	} {
		cameras := camera.New(camera.Config{Rule: test.rule, Resolver: resolver})
		if got := try(t, cameras, test.url); got.State != test.want || got.Problem == "" {
			t.Errorf("%s: %s (%s), want %s", test.url, got.State, got.Problem, test.want)
		}
		cameras.Close()
	}
}
