package gateway

import (
	"log/slog"
	"net/netip"
	"slices"
	"testing"

	"veche/conference/reach"
	"veche/media/codec"
	"veche/sip/leg"
	"veche/sip/sdp"
)

// lineOf is a line without a call, which has taken its ports.
func lineOf(policy sdp.Policy) *line {
	g := New(Config{Security: func() sdp.Policy { return policy }, Log: slog.New(slog.DiscardHandler), Fingerprint: print})
	l := g.newLine(netip.MustParseAddr("198.51.100.7"))
	l.local, l.address = netip.MustParseAddr("255.255.255.255"), netip.MustParseAddr("255.255.255.255") // the longest
	l.ports = leg.Ports{Sound: [2]uint16{65530, 65531}, Picture: [2]uint16{65532, 65533}, Content: [2]uint16{65534, 65535}}
	l.floor = &floor{line: l, port: 65528, control: sdp.Control{Conference: 1<<31 - 1, User: userID, Floor: floorID}, closed: true}
	return l
}

const print = "sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"

// An offer with all that we can has to leave room in a message for what is around it,
// and where it goes by TCP for the limits of old devices (lesson 27).
func TestOffersAreSmall(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		policy sdp.Policy
	}{
		{"plain", sdp.Plain}, {"encrypted where the far end can", sdp.Optional}, {"encrypted", sdp.Required},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, s := range lineOf(test.policy).gateway.securities() {
				checkOffer(t, test.policy, s, 1300) // beyond it UDP gives way to TCP, where there is any
			}
		})
	}
}

func checkOffer(t *testing.T, policy sdp.Policy, s sdp.Security, most int) {
	t.Helper()
	l := lineOf(policy)
	l.security = s
	offer := l.offer()
	if len(offer) > most {
		t.Errorf("%d bytes:\n%s", len(offer), offer)
	}
	lines := 4
	if pictures() == nil {
		lines = 1
	}
	var n sdp.Negotiation
	if _, a, err := n.Answer(offer, lineOf(policy).answering(offer)); err != nil || len(a.Lines) != lines {
		t.Errorf("answered with %d lines, %v", len(a.Lines), err)
	}
}

// An SDP may name any address. Packets go there if that may be reached at all, or if the
// call itself comes from there; never to ourselves.
func TestWhereMediaMayBeSent(t *testing.T) {
	t.Parallel()
	own := func() []netip.AddrPort { return []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:5060")} }
	g := New(Config{Reach: reach.Rule{Own: own}})
	for _, test := range []struct {
		to, from string
		want     bool
	}{
		{"198.51.100.7:4000", "198.51.100.7", true},
		{"203.0.113.9:4000", "198.51.100.7", true},     // its media elsewhere
		{"10.0.0.9:4000", "198.51.100.7", true},        // a private network; it will be learned
		{"127.0.0.1:4000", "198.51.100.7", false},      // ours
		{"127.0.0.1:4000", "127.0.0.1", true},          // it is here too
		{"[::ffff:127.0.0.1]:4000", "127.0.0.1", true}, // the same
		{"127.0.0.2:4000", "127.0.0.1", false},
		{"169.254.169.254:80", "198.51.100.7", false},
		{"224.0.0.1:4000", "198.51.100.7", false},
		{"255.255.255.255:4000", "198.51.100.7", false},
		{"0.0.0.0:4000", "198.51.100.7", false}, // hold
		{"[fe80::1]:4000", "fe80::2", false},
		{"192.0.2.1:5060", "192.0.2.1", false}, // our own SIP
		{"192.0.2.1:5062", "192.0.2.1", true},
		{"198.51.100.7:0", "198.51.100.7", false},
	} {
		if got := g.mayReach(netip.MustParseAddrPort(test.to), netip.MustParseAddr(test.from)); got != test.want {
			t.Errorf("%s for a call from %s: %v", test.to, test.from, got)
		}
	}
	l := g.newLine(netip.MustParseAddr("198.51.100.7"))
	l.log = slog.New(slog.DiscardHandler)
	a := sdp.Agreed{Lines: []sdp.Line{{Remote: netip.MustParseAddrPort("127.0.0.1:9"), RTCP: netip.MustParseAddrPort("198.51.100.7:4001")}}}
	l.confine(&a)
	if got := a.Lines[0]; got.Remote.IsValid() || !got.RTCP.IsValid() {
		t.Errorf("confined to %v and %v", got.Remote, got.RTCP)
	}
}

// What is agreed on, in the words of legs: sound alone where no picture is (lesson 17),
// and pictures of one direction.
func TestAgreements(t *testing.T) {
	t.Parallel()
	baseline := sdp.Payload{Type: 97, Format: sdp.Format{Codec: codec.H264, H264: sdp.H264{Profile: sdp.ConstrainedBaseline, Level: 31}}}
	main := sdp.Payload{Type: 98, Format: sdp.Format{Codec: codec.H264, H264: sdp.H264{Profile: sdp.Main, Level: 31, Mode: 1}}}
	line := func(k sdp.Kind, d sdp.Direction, p sdp.Payload) sdp.Line {
		return sdp.Line{Kind: k, Direction: d, Remote: netip.MustParseAddrPort("198.51.100.7:4000"), Send: []sdp.Payload{p}, Receive: []sdp.Payload{p}}
	}
	sound := line(sdp.Sound, sdp.SendRecv, sdp.Payload{Type: 8, Format: sdp.Format{Codec: codec.PCMA}})
	type way struct{ send, receive bool }
	for _, test := range []struct {
		name                    string
		lines                   []sdp.Line
		sound, picture, content way
		single, main            bool
	}{
		{name: "sound alone", lines: []sdp.Line{sound}, sound: way{true, true}},
		{
			name:  "both ways, in single packets",
			lines: []sdp.Line{sound, line(sdp.Picture, sdp.SendRecv, baseline)},
			sound: way{true, true}, picture: way{true, true}, single: true,
		},
		{
			name:  "a room that only shows itself",
			lines: []sdp.Line{sound, line(sdp.Picture, sdp.RecvOnly, main)},
			sound: way{true, true}, picture: way{false, true}, main: true,
		},
		{
			name:  "a screen without a camera",
			lines: []sdp.Line{sound, line(sdp.Picture, sdp.SendOnly, main)},
			sound: way{true, true}, picture: way{true, false}, main: true,
		},
		{
			name:  "a picture that is held",
			lines: []sdp.Line{sound, line(sdp.Picture, sdp.Inactive, main)},
			sound: way{true, true}, main: true,
		},
		{
			name:  "content that is only shown to it",
			lines: []sdp.Line{sound, line(sdp.Picture, sdp.SendRecv, main), line(sdp.Content, sdp.SendOnly, main)},
			sound: way{true, true}, picture: way{true, true}, content: way{true, false}, main: true,
		},
		{
			name:    "a picture without sound",
			lines:   []sdp.Line{line(sdp.Picture, sdp.SendRecv, baseline)},
			picture: way{true, true}, single: true,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a, err := agreementOf(&sdp.Agreed{Lines: slices.Clone(test.lines)})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range []struct {
				kind      string
				got, want way
			}{
				{"sound", way{a.Sound.Send, a.Sound.Receive}, test.sound},
				{"picture", way{a.Picture.Send, a.Picture.Receive}, test.picture},
				{"content", way{a.Content.Send, a.Content.Receive}, test.content},
			} {
				if p.got != p.want {
					t.Errorf("%s %+v, want %+v", p.kind, p.got, p.want)
				}
			}
			if a.Picture.Takes.Single != test.single || a.Picture.Takes.Main != test.main {
				t.Errorf("takes %+v", a.Picture.Takes)
			}
		})
	}
}
