package sip

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"testing"

	"veche/sip/message"
)

// zone is a DNS in memory.
type zone struct {
	srv   map[string][]*net.SRV
	hosts map[string][]string
	naptr map[string][]NAPTR
}

func (z zone) LookupNAPTR(_ context.Context, name string) ([]NAPTR, error) { return z.naptr[name], nil }

func (z zone) LookupSRV(_ context.Context, service, proto, name string) (string, []*net.SRV, error) {
	if service != "" {
		name = fmt.Sprintf("_%s._%s.%s", service, proto, name)
	}
	list, ok := z.srv[name]
	if !ok {
		return "", nil, errors.New("no such name")
	}
	return name, list, nil
}

func (z zone) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	var list []netip.Addr
	for _, s := range z.hosts[host] {
		list = append(list, netip.MustParseAddr(s))
	}
	if list == nil {
		return nil, errors.New("no such name")
	}
	return list, nil
}

func TestURIsLeadToPlaces(t *testing.T) { // RFC 3263, section 4
	t.Parallel()
	dns := DNS{Lookup: zone{
		srv: map[string][]*net.SRV{
			"_sip._udp.both.test": {{Target: "a.test", Port: 5070}, {Target: "b.test", Port: 5060}},
			"_sip._tcp.both.test": {{Target: "b.test", Port: 5080}},
			"_sip._tcp.tcp.test":  {{Target: "b.test", Port: 5080}},
			"_sips._tcp.tls.test": {{Target: "b.test", Port: 5061}, {Target: "gone.test", Port: 1}},
		},
		naptr: map[string][]NAPTR{"naptr.test": {
			{50, 50, "s", "SIP+D2T", "_sip._tcp.both.test"},
			{10, 20, "s", "SIP+D2U", "_sip._udp.both.test"},
			{10, 10, "s", "SIPS+D2T", "_sips._tcp.tls.test"},
			{1, 1, "u", "E2U+sip", ""},
		}},
		hosts: map[string][]string{"a.test": {"10.0.0.1", "fd00::1"}, "b.test": {"10.0.0.2"}, "plain.test": {"10.0.0.3"}},
	}}
	for _, test := range []struct {
		uri  string
		want []string
	}{
		{"sip:x@192.168.1.99", []string{"UDP 192.168.1.99:5060"}},
		{"sip:x@192.168.1.99:5070;transport=tcp", []string{"TCP 192.168.1.99:5070"}},
		{"sip:x@[fd00::1];transport=tls", []string{"TLS [fd00::1]:5061"}},
		{"sip:x@both.test", []string{"UDP 10.0.0.1:5070", "UDP [fd00::1]:5070", "UDP 10.0.0.2:5060"}},
		{"sip:x@both.test;transport=tcp", []string{"TCP 10.0.0.2:5080"}},
		{"sip:x@tcp.test", []string{"TCP 10.0.0.2:5080"}},
		{"sips:x@tls.test", []string{"TLS 10.0.0.2:5061"}},
		{"sip:x@naptr.test", []string{"TLS 10.0.0.2:5061"}},
		{"sip:x@plain.test", []string{"UDP 10.0.0.3:5060"}},
		{"sip:x@a.test:5090", []string{"UDP 10.0.0.1:5090", "UDP [fd00::1]:5090"}}, // a port: no SRV
		{"sip:x@elsewhere.test;maddr=10.9.9.9", []string{"UDP 10.9.9.9:5060"}},
		{"sip:x@nowhere.test", nil},
		{"tel:+7495", nil},
	} {
		u, err := message.ParseURI(test.uri)
		if err != nil {
			t.Fatal(err)
		}
		places, err := dns.Resolve(t.Context(), u)
		var got []string
		for _, p := range places {
			got = append(got, p.Network+" "+p.Address.String())
		}
		if !slices.Equal(got, test.want) || (err != nil) != (test.want == nil) {
			t.Errorf("%s: %q, %v", test.uri, got, err)
		}
	}
}

func TestAnotherAddressIsTriedWhenOneIsDead(t *testing.T) { // RFC 3263, 4.3
	for _, status := range []int{0, 503} {
		synctestCall(t, status)
	}
}

func synctestCall(t *testing.T, status int) {
	t.Helper()
	onLANWith(t, Config{Resolver: DNS{Lookup: zone{hosts: map[string][]string{"b.test": {"10.0.0.9", "10.0.0.2"}}}}},
		func(l *lan, s *Server, p *phone) {
			l.at(p.t, "10.0.0.2:5060", Config{Handler: stays(answerSDP)})
			c := dial(p.t, s, Invitation{Target: "sip:x@b.test:5060", Offer: offerSDP})
			if status != 0 {
				p.sends(answerTo(p.hears(), status, "", nil))
			}
			next[Answered](p.t, c)
			c.Hangup(Cause{})
			<-c.Done()
		})
}

func TestWhatMayNotBeReachedIsNotCalled(t *testing.T) { // design.md, section 8
	onLANWith(t, Config{}, func(l *lan, s *Server, p *phone) {
		for _, target := range []string{"sip:x@127.0.0.1:9", "sip:x@169.254.169.254", "sip:x@[::1]", "sip:x@224.0.0.1"} {
			c := dial(p.t, s, Invitation{Target: target, Offer: offerSDP})
			<-c.Done()
			if c.Cause().Kind != Unreachable {
				p.t.Errorf("%s: %+v", target, c.Cause())
			}
		}
		if n := l.count("INVITE"); n != 0 {
			p.t.Errorf("%d INVITEs", n)
		}
	})
}

func TestNAPTRRecordsAreRead(t *testing.T) {
	t.Parallel()
	query, id, err := naptrQuery("example.test")
	if err != nil {
		t.Fatal(err)
	}
	record := "\x00\x0a\x00\x14\x01s\x07SIP+D2U\x00\x04_sip\x04_udp\x07example\x04test\x00"
	answer := append([]byte(nil), query...)
	answer[2] |= 0x80 // a response
	answer[7] = 1     // one answer
	answer = append(answer, "\xc0\x0c\x00\x23\x00\x01\x00\x00\x00\x3c\x00"...)
	answer = append(append(answer, byte(len(record))), record...)
	got, err := parseNAPTR(answer, id)
	want := NAPTR{10, 20, "s", "SIP+D2U", "_sip._udp.example.test"}
	if err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := parseNAPTR(answer, id+1); err == nil {
		t.Errorf("somebody else's answer: %+v", got)
	}
}

func FuzzNAPTR(f *testing.F) {
	f.Add([]byte("\x00\x0a\x00\x14\x01s\x07SIP+D2U\x00\x04_sip\x04_udp\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if n, ok := naptrData(data); ok && len(n.Replacement) > len(data) {
			t.Errorf("%+v out of %d bytes", n, len(data))
		}
		_, _ = parseNAPTR(data, 0)
	})
}

func FuzzBodies(f *testing.F) {
	f.Add("Signal=5\r\nDuration=160\r\n", "SIP/2.0 200 OK", "1800;refresher=uas")
	f.Fuzz(func(t *testing.T, digit, fragment, session string) {
		for _, kind := range []string{"application/dtmf", "application/dtmf-relay"} {
			if d, ok := parseDigit(kind, digit); ok && (d.Key == 0 || d.Duration > maxDigit) {
				t.Errorf("%q: %+v", digit, d)
			}
		}
		if status, _, ok := parseFragment(fragment); ok && (status < 100 || status > 699) {
			t.Errorf("%q: %d", fragment, status)
		}
		_, _, _ = parseSession(session)
		_ = mask(digit)
	})
}
