package sip

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"veche/sip/message"
)

// torture is what becomes of each message of RFC 4475: the status of the answer,
// 0 when none may be sent. A server without devices says 405 to every REGISTER
// that it understands; the handler is busy.
var torture = map[string]int{
	// 3.1.1: valid, however strange. Its To has a tag, so wsinv belongs to a call.
	"wsinv": 481, "intmeth": 405, "esc01": 486, "escnull": 405, "esc02": 405, "lwsdisp": 200, "longreq": 486,
	"dblreq": 405, "semiuri": 200, "transports": 200, "mpart01": 405, "unreason": 0, "noreason": 0,

	// 3.1.2: broken
	"badinv01": 400, "clerr": 400, "ncl": 400, "scalar02": 400, "scalarlg": 0, "quotbal": 400, "ltgtruri": 400,
	"lwsruri": 400, "lwsstart": 400, "trws": 400,
	"escruri":  486, // header fields in the Request-URI may be ignored, and are
	"baddate":  486, // nobody needs Date: not read, no fault
	"regbadct": 400, "badaspec": 400, "baddn": 400, "badvers": 505, "mismatch01": 400, "mismatch02": 400,
	"bigcode": 0,

	// 3.2: transactions; 3.3: what an application sees; 3.4: RFC 2543
	"badbranch": 200, "insuf": 400, "unkscm": 416, "novelsc": 416, "unksm2": 405, "bext01": 420, "invut": 415,
	"regaut01": 405, "multi01": 400, "mcl01": 400, "bcast": 0, "zeromf": 200, "cparam01": 405, "cparam02": 405,
	"regescrt": 405, "sdp01": 406, "inv2543": 486,
}

func TestTortureMessages(t *testing.T) {
	files, err := filepath.Glob("testdata/rfc4475/*.dat")
	if err != nil || len(files) != len(torture) {
		t.Fatalf("%d messages, %d expectations, %v", len(files), len(torture), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".dat")
		if got, want := answerTortured(t, data), torture[name]; got != want {
			t.Errorf("%s: answered %d, want %d", name, got, want)
		}
	}
}

// answerTortured is the final answer to a message, 0 without one.
func answerTortured(t *testing.T, data []byte) int {
	t.Helper()
	status := 0
	busy := handle(func(_ context.Context, c *Call) { c.Reject(486, "") })
	onLAN(t, busy, func(_ *lan, _ *Server, p *phone) {
		p.socket.WriteToUDPAddrPort(data, p.server)
		synctest.Wait()
		for len(p.socket.in) > 0 {
			packet := <-p.socket.in
			m, err := message.Parse(packet.data)
			if err != nil {
				p.t.Errorf("our answer is broken: %v in %q", err, packet.data)
				return
			}
			if m.Status >= 200 {
				status = m.Status
			}
		}
	})
	return status
}

// ipv6 are the messages of RFC 5118 that bear on requests, as its sections
// describe them.
var ipv6 = []struct {
	section, method, uri, via, more string
	status                          int
}{
	{"4.1 a reference", "OPTIONS", "sip:[2001:db8::10]", "[2001:db8::9:1];branch=z9hG4bKas3-111", "Contact: \"Caller\" <sip:caller@[2001:db8::1]>", 200},
	{"4.2 without brackets", "OPTIONS", "sip:2001:db8::10", "[2001:db8::9:1];branch=z9hG4bKas3-111", "", 400},
	{"4.3 a port that is none", "OPTIONS", "sip:[2001:db8::10:5070]", "[2001:db8::9:1];branch=z9hG4bKas3-111", "", 200},
	{"4.4 a port", "OPTIONS", "sip:[2001:db8::10]:5070", "[2001:db8::9:1];branch=z9hG4bKas3-111", "", 200},
	{"4.5 received in brackets", "OPTIONS", "sip:[2001:db8::10]", "[2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111", "", 200},
	{"4.5 received without", "OPTIONS", "sip:[2001:db8::10]", "[2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3", "", 200},
	{"4.7 several addresses", "OPTIONS", "sip:user@host.example.net", "[2001:db8::9:1]:6050;branch=z9hG4bKas3-111", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144", 200},
	{"4.9 mapped addresses", "INVITE", "sip:user@example.com", "192.0.2.254:5060;branch=z9hG4bKas3-111", "Contact: \"T. desk phone\" <sip:ted@[::ffff:192.0.2.2]>", 486},
	{"4.10 three colons", "OPTIONS", "sip:user@[2001:db8:::192.0.2.1]", "[2001:db8::9:1];branch=z9hG4bKas3-111", "", 400},
}

func TestIPv6TortureMessages(t *testing.T) {
	for _, m := range ipv6 {
		text := m.method + " " + m.uri + " SIP/2.0\nTo: sip:user@example.com\nFrom: sip:user@example.com;tag=81x2\nVia: SIP/2.0/UDP " + m.via +
			"\nCall-ID: SSG9559905523997077@hlau_4100\nMax-Forwards: 70\nCSeq: 98176 " + m.method + "\n" + m.more + "\nContent-Length: 0\n\n"
		text = strings.Replace(text, "\n\nContent-Length", "\nContent-Length", 1)
		if got := answerTortured(t, wireText(text)); got != m.status {
			t.Errorf("%s: answered %d, want %d", m.section, got, m.status)
		}
	}
}

func TestIPv6InSessionDescriptionsIsPassedOn(t *testing.T) { // RFC 5118, 4.6 and 4.8
	sdp := "v=0\r\no=assistant 971731711378798081 0 IN IP6 2001:db8::20\r\ns=Live video feed for today's meeting\r\nc=IN IP6 2001:db8::20\r\n" +
		"t=3338481189 3370017201\r\nm=audio 6000 RTP/AVP 2\r\na=rtpmap:2 G726-32/8000\r\nm=video 6024 RTP/AVP 107\r\nc=IN IP4 192.0.2.1\r\n"
	got := make(chan []byte, 1)
	h := handle(func(_ context.Context, c *Call) {
		got <- slices.Clone(c.Offer())
		c.Reject(486, "")
	})
	onLAN(t, h, func(_ *lan, _ *Server, p *phone) {
		p.sends(invite("", []byte(sdp)))
		p.hears(100)
		if g := <-got; string(g) != sdp {
			t.Errorf("offer %q", g)
		}
	})
}
