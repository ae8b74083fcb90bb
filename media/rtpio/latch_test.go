package rtpio

import (
	"net/netip"
	"testing"
	"time"

	"veche/media/forward"
	"veche/media/wire"
)

func place(s string) wire.Addr {
	if s == "" {
		return wire.Addr{}
	}
	return wire.AddrOf(netip.MustParseAddrPort(s))
}

// What moves the media of a call, and what does not: RFC 4961 and who abuses it.
func TestWhereTheFarEndIs(t *testing.T) {
	t.Parallel()
	const (
		told     = "192.0.2.1:5000"
		mapped   = "192.0.2.1:61000" // the port is another behind a NAT
		natted   = "198.51.100.9:61000"
		stranger = "203.0.113.66:5000"
		s        = time.Second
	)
	type step struct {
		at     time.Duration
		from   string
		ssrc   uint32
		seq    uint16
		proved bool
		goesOn bool
		ok     bool
		remote string
	}
	for _, c := range []struct {
		name  string
		told  string
		fixed bool
		steps []step
	}{
		{"it is where it says", told, false, []step{
			{from: told, ok: true, remote: told},
		}},
		{"another port is taken at once", told, false, []step{
			{from: mapped, ok: true, remote: mapped},
			{from: stranger, remote: mapped},
		}},
		{"another address with the second packet in sequence", told, false, []step{
			{from: natted, ssrc: 1, seq: 7, remote: told},
			{from: natted, ssrc: 1, seq: 8, ok: true, remote: natted},
		}},
		{"two strangers in turn are not one", told, false, []step{
			{from: natted, ssrc: 1, seq: 7, remote: told},
			{from: stranger, ssrc: 1, seq: 8, remote: told},
			{from: natted, ssrc: 2, seq: 8, remote: told},
		}},
		{"nobody else once it has spoken", told, false, []step{
			{from: told, ok: true, remote: told},
			{from: stranger, ssrc: 1, seq: 7, remote: told},
			{from: stranger, ssrc: 1, seq: 8, remote: told},
			{at: 60 * s, from: stranger, ssrc: 1, seq: 9, remote: told},
		}},
		{"nobody else when it has been silent for long", told, false, []step{
			{at: 11 * s, from: stranger, ssrc: 1, seq: 7, remote: told},
			{at: 11 * s, from: stranger, ssrc: 1, seq: 8, remote: told},
			{at: 12 * s, from: told, ok: true, remote: told},
		}},
		{"who was told is believed at any time", told, false, []step{
			{from: mapped, ok: true, remote: mapped},
			{at: 60 * s, from: told, ok: true, remote: told},
		}},
		{"a NAT that changes its mind goes on with the numbers", told, false, []step{
			{from: mapped, ok: true, remote: mapped},
			{at: 100 * time.Millisecond, from: natted, goesOn: true, remote: mapped}, // the old one still speaks
			{at: 2 * s, from: stranger, remote: mapped},
			{at: 2 * s, from: natted, goesOn: true, ok: true, remote: natted},
		}},
		{"SRTP proves it", told, false, []step{
			{from: told, ok: true, remote: told},
			{from: natted, proved: true, ok: true, remote: natted},
			{from: stranger, remote: natted},
		}},
		{"nothing was told", "", false, []step{
			{at: 60 * s, from: natted, ssrc: 1, seq: 1, remote: ""},
			{at: 61 * s, from: natted, ssrc: 1, seq: 2, ok: true, remote: natted},
			{at: 62 * s, from: stranger, ssrc: 1, seq: 3, remote: natted},
		}},
		{"fixed", told, true, []step{
			{from: mapped, remote: told},
			{from: natted, proved: true, remote: told},
			{from: told, ok: true, remote: told},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var l latch
			l.tell(place(c.told), c.fixed, 0)
			for i, st := range c.steps {
				h := forward.Header{SSRC: st.ssrc, Sequence: st.seq}
				before := l.remote
				ok, moved := l.admit(origin{place(st.from), &h, st.proved, st.goesOn}, st.at)
				if ok != st.ok || l.remote != place(st.remote) || moved != (before != l.remote) {
					t.Errorf("step %d: %v, at %v (moved: %v), want %v at %s", i, ok, l.remote, moved, st.ok, st.remote)
				}
			}
		})
	}
}

func TestWhatNegotiationsDoToTheAddress(t *testing.T) {
	t.Parallel()
	first, other, natted := place("192.0.2.1:5000"), place("192.0.2.7:5000"), place("198.51.100.9:61000")
	var l latch
	l.tell(first, false, 0)
	l.prove(natted, 0)
	for _, c := range []struct {
		name       string
		told, want wire.Addr
	}{
		{"the same again", first, natted},
		{"hold by 0.0.0.0 (lesson 20)", wire.Addr{}, natted},
		{"back from hold", first, natted},
		{"a transfer", other, other},
	} {
		if l.tell(c.told, false, time.Minute); l.remote != c.want {
			t.Errorf("%s: %v, want %v", c.name, l.remote, c.want)
		}
	}
	if !l.may(natted, time.Minute+time.Second) || l.may(natted, time.Hour) {
		t.Error("nothing is learned after a transfer, or always")
	}
}
