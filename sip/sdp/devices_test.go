package sdp

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// offerOf reads an offer as devices send it: baresip and linphone as captured, the
// others written after what their makers document and people post.
func offerOf(t testing.TB, name string) []byte {
	t.Helper()
	return textOf(t, "offers", name)
}

func textOf(t testing.TB, folder, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", folder, name+".sdp"))
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.ReplaceAll(string(text), "\n", "\r\n"))
}

// What is agreed with each device when we can everything, by what is sent on each
// line: kind, payload type, codec, mode of H.264, how it is sealed.
func TestOffersOfDevices(t *testing.T) {
	t.Parallel()
	optional := Security{Policy: Optional, Suites: sdesSuites, Fingerprint: ourPrint}
	for _, row := range []struct {
		name string
		s    Security
		want string
	}{
		{"cisco-room", Security{}, "sound 9 G722 101, picture 126 H264/1, floor serve, content 126 H264/1"},
		{"cisco-room", optional, "sound 9 G722 101 sdes, picture 126 H264/1 sdes, floor serve, content 126 H264/1 sdes"},
		{"poly-room", optional, "sound 9 G722 119, picture 111 H264/1, floor serve tcp"},
		{"yealink-room", optional, "sound 98 opus 101 sdes, picture 106 H264/1 sdes, content 117 H264/1 sdes, floor serve"},
		{"desk-phone", optional, "sound 0 PCMU 101"},
		{"baresip", Security{}, "sound 0 PCMU 101, picture 97 H264/1"},
		{"baresip", optional, "sound 0 PCMU 101 sdes, picture 97 H264/1 sdes"},
		{"baresip-dtls", optional, "sound 0 PCMU 101 dtls, picture 96 H264/0 dtls"},
		{"linphone", optional, "sound 96 opus 99, picture 96 VP8"},
		{"browser", optional, "sound 111 opus 110 dtls, picture 96 VP8 dtls"},
	} {
		offer := offerOf(t, row.name)
		var n Negotiation
		l := everything().with(row.s)
		answer, agreed, err := n.Answer(offer, l)
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if err := checkAnswer(offer, answer); err != nil {
			t.Errorf("%s: %v in\n%s", row.name, err, answer)
		}
		if got := summary(agreed); got != row.want {
			t.Errorf("%s: got  %s\nwant %s\n%s", row.name, got, row.want, answer)
		}
		if len(answer) > 1600 {
			t.Errorf("%s: the answer has %d bytes", row.name, len(answer))
		}
	}
}

func summary(a Agreed) string {
	var lines []string
	for _, l := range a.Lines {
		lines = append(lines, l.summary())
	}
	return strings.Join(lines, ", ")
}

func (l *Line) summary() string {
	words := []string{l.Kind.String()}
	if l.Kind == Floor {
		if l.Control.Server {
			words = append(words, "serve")
		}
		if l.Control.TCP {
			words = append(words, "tcp")
		}
		return strings.Join(words, " ")
	}
	p := l.Send[0]
	words = append(words, fmt.Sprint(p.Type, " ", p.Codec))
	if p.H264.Profile != 0 {
		words[1] += fmt.Sprint("/", p.H264.Mode)
	}
	if l.SendDigits.Clock != 0 {
		words = append(words, fmt.Sprint(l.SendDigits.Type))
	}
	switch {
	case l.Protection.Fingerprint != "":
		words = append(words, "dtls")
	case l.Protection.Sealed():
		words = append(words, "sdes")
	}
	return strings.Join(words, " ")
}

// What baresip 1.0.0 and linphone 5.1.65 answered to our offer of everything with
// optional encryption.
func TestAnswersOfDevices(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name     string
		want     string
		feedback Feedback
	}{
		{"baresip", "sound 96 opus 101 sdes, picture 97 H264/1 sdes", PLI},
		{"linphone", "sound 96 opus 97, picture 99 VP8", NACK | PLI | FIR | TMMBR},
	} {
		var n Negotiation
		n.Offer(everything().with(Security{Policy: Optional, Suites: sdesSuites}))
		agreed, err := n.Accept(textOf(t, "answers", row.name))
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if got := summary(agreed); got != row.want {
			t.Errorf("%s: got %s, want %s", row.name, got, row.want)
		}
		p := agreed.Line(Picture)
		if p.Feedback != row.feedback || p.RTCP.Port() != p.Remote.Port()+1 || p.Mux {
			t.Errorf("%s: got %+v", row.name, p)
		}
	}
}

func TestARoomsLimitsAreHonoured(t *testing.T) {
	t.Parallel()
	var n Negotiation
	_, agreed, err := n.Answer(offerOf(t, "cisco-room"), everything())
	if err != nil {
		t.Fatal(err)
	}
	p := agreed.Line(Picture)
	if p.Send[0].Limit != (Limit{8160, 60, 245000, 5_000_000}) || p.Bandwidth != 6_000_000 || p.Feedback != PLI|FIR|TMMBR {
		t.Errorf("got %+v", p)
	}
	if !p.Send[0].Limit.Fits(1920, 1080, 30) {
		t.Error("1080p30 does not fit")
	}
}

func TestAFaxOfATrunkIsRefusedWithAReason(t *testing.T) {
	t.Parallel()
	var n Negotiation
	_, _, err := n.Answer(offerOf(t, "trunk-fax"), everything())
	wantReason(t, err, NoCommonLine)

	// In a call with sound, the switch to fax is refused and the call goes on.
	if _, _, err := n.Answer(described("m=audio 4000 RTP/AVP 8"), everything()); err != nil {
		t.Fatal(err)
	}
	_, _, err = n.Answer(offerOf(t, "trunk-fax"), everything())
	wantReason(t, err, NoCommonLine)
	if a := n.Agreed(); len(a.Lines) != 1 {
		t.Errorf("got %+v", a)
	}
}

func TestASloppyOfferByIPv6(t *testing.T) {
	t.Parallel()
	offer := offerOf(t, "softphone6")
	l := everything()
	l.Address = netip.MustParseAddr("2001:db8::1")
	var n Negotiation
	answer, agreed, err := n.Answer(offer, l)
	if err != nil {
		t.Fatal(err)
	}
	s := agreed.Lines[0]
	if s.Remote.String() != "[2001:db8::7]:4000" || s.RTCP.String() != "[2001:db8::8]:4007" ||
		s.Send[0].Opus != (Opus{FEC: true, BitRate: 24000}) || s.MaxPacketTime != 60 {
		t.Errorf("got %+v", s)
	}
	wantLines(t, string(answer), "c=", "c=IN IP6 2001:db8::1")
	if Address(offer) != s.Remote.Addr() {
		t.Errorf("Address: %s", Address(offer))
	}
}
