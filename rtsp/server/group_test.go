package server

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bluenviron/gortsplib/v4"

	"veche/conference"
	"veche/conference/account"
	"veche/media/codec"
)

// insideMark says that the test runs in a network of its own.
const insideMark = "VECHE_TEST_MULTICAST"

// I16: a conference is sent to a group address, with ports of its own, and players that
// ask for multicast are told them. It takes a network namespace, where nothing of it
// gets out.
func TestMulticast(t *testing.T) {
	if os.Getenv(insideMark) != "" {
		multicastInside(t)
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("only root makes network namespaces")
	}
	for _, program := range []string{"unshare", "ip"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "unshare", "-n", "true").CombinedOutput(); err != nil {
		t.Skipf("this machine lets nobody make network namespaces: %v: %s", err, out)
	}
	script := `ip link set lo up multicast on && ip route add 224.0.0.0/4 dev lo && exec "$0" -test.run '^TestMulticast$' -test.v`
	cmd := exec.CommandContext(ctx, "unshare", "-n", "sh", "-c", script, os.Args[0]) //nolint:gosec // this very test
	cmd.Env = append(os.Environ(), insideMark+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func multicastInside(t *testing.T) {
	t.Helper()
	settings := enabled
	settings.Group = "224.0.1.224:4000-4007"
	h := newHouse(t, settings)
	c := h.show(func(d *conference.Definition) { d.Stream.Multicast = true })
	told := h.until("the group address is told", func(s *conference.StreamInfo) bool { return s.Multicast != "" }, c)
	if told.Multicast != "224.0.1.224:4000-4003" || told.Readers != 0 {
		t.Errorf("people are told of %+v", told)
	}
	h.filmIn(c, groupFormat, 2000)
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		t.Fatal(err)
	}
	for port, what := range map[int]string{4000: "the picture", 4001: "what RTCP says of it"} {
		in, err := net.ListenMulticastUDP("udp4", lo, &net.UDPAddr{IP: net.IPv4(224, 0, 1, 224), Port: port})
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if err := in.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		for buf, found := make([]byte, packetMost), false; !found; {
			n, err := in.Read(buf)
			if err != nil {
				t.Fatalf("%s does not come: %v", what, err)
			}
			found = port == 4001 && buf[1] == 200 || bytes.Contains(buf[:n], keyMark)
		}
	}
	if !slices.Contains(h.sounds, codec.AAC) {
		return // what players are offered has AAC
	}
	url := strings.TrimSuffix(h.url(""), "?audio=pcmu")
	r, err := h.read(url, gortsplib.TransportUDPMulticast)
	if err != nil {
		t.Fatal(err)
	}
	r.until(t, "a player gets it at the group address", func() bool { return r.keys > 0 })
	h.until("the player is counted", func(s *conference.StreamInfo) bool { return s.Readers == 1 }, c)
	r.Close()
	h.until("the player is gone", func(s *conference.StreamInfo) bool { return s.Readers == 0 }, c)
	if _, err := h.directory.Change(t.Context(), "show", 0, func(d *conference.Definition) error { d.Stream.Multicast = false; return nil }); err != nil {
		t.Fatal(err)
	}
	h.until("nothing is sent any more", func(s *conference.StreamInfo) bool { return s.Multicast == "" }, c)
	if s := h.Stats(); s.Outlets != 0 || s.Readers != 0 {
		t.Errorf("left: %+v", s)
	}
}

// until waits until people are told something of the stream.
func (h *house) until(what string, ok func(*conference.StreamInfo) bool, c *conference.Conference) conference.StreamInfo {
	h.t.Helper()
	late := time.After(patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		o, err := c.Overview(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		if s := o.Conference.Stream; s != nil && ok(s) {
			return *s
		}
		select {
		case <-tick.C:
		case <-late:
			h.t.Fatalf("it never came that %s: %+v", what, o.Conference.Stream)
		}
	}
}

// Each conference has ports of its own, as long as there are any.
func TestPortsOfTheGroup(t *testing.T) {
	group, err := account.ParseGroup("224.0.1.224:4001-4010")
	if err != nil {
		t.Fatal(err)
	}
	taken := make(map[*conference.Conference]*groupSender)
	for _, want := range []uint16{4002, 4006} {
		got, ok := freePorts(group, taken)
		if !ok || got != want {
			t.Errorf("got %d, %v, want %d", got, ok, want)
		}
		taken[new(conference.Conference)] = &groupSender{first: got}
	}
	if got, ok := freePorts(group, taken); ok {
		t.Errorf("%d beyond the range", got)
	}
}
