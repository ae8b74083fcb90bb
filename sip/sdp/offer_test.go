package sdp

import (
	"slices"
	"testing"

	"veche/media/codec"
)

func TestAnOfferOfEverythingIsSmall(t *testing.T) {
	t.Parallel()
	var n Negotiation
	text := n.Offer(everything())
	t.Logf("%d bytes\n%s", len(text), text)
	if len(text) > 1300 { // lesson 27
		t.Errorf("%d bytes", len(text))
	}
	wantLines(t, string(text), "m=",
		"m=audio 20000 RTP/AVP 96 9 8 0 97 101",
		"m=video 20002 RTP/AVP 96 97 98 99",
		"m=video 20004 RTP/AVP 96 97 98 99",
		"m=application 20006 UDP/BFCP *")
	wantLines(t, string(text), "a=rtpmap:97 tel", "a=rtpmap:97 telephone-event/48000")
}

func TestWhatIsOfferedIsUnderstoodByUs(t *testing.T) {
	t.Parallel()
	for _, s := range []Security{
		{},
		{Policy: Optional, Suites: sdesSuites},
		{Policy: Required, Suites: sdesSuites},
		{Policy: Optional, Suites: sdesSuites, Fingerprint: ourPrint, OfferDTLS: true},
		{Policy: Required, Fingerprint: ourPrint},
	} {
		var us, them Negotiation
		far := everything().with(s)
		if s.Fingerprint != "" {
			far.Security.Fingerprint = theirPrint
		}
		answer, theirs, err := them.Answer(us.Offer(everything().with(s)), far)
		if err != nil {
			t.Fatal(err)
		}
		ours, err := us.Accept(answer)
		if err != nil {
			t.Fatal(err)
		}
		if len(ours.Lines) != 4 || len(theirs.Lines) != 4 {
			t.Fatalf("%d and %d lines", len(ours.Lines), len(theirs.Lines))
		}
		for i := range ours.Lines {
			wantMirrored(t, &ours.Lines[i], &theirs.Lines[i])
		}
	}
}

// wantMirrored checks that the two sides of a line mean the same.
func wantMirrored(t *testing.T, a, b *Line) {
	t.Helper()
	if a.Kind != b.Kind || a.Direction != b.Direction.Reverse() || a.Mux != b.Mux || a.Feedback != b.Feedback {
		t.Errorf("%s: %+v and %+v", a.Kind, a, b)
	}
	if a.Protection.Send.String() != b.Protection.Receive.String() ||
		!slices.Equal(a.Protection.Send.Key, b.Protection.Receive.Key) ||
		!slices.Equal(a.Protection.Receive.Salt, b.Protection.Send.Salt) {
		t.Errorf("%s: keys differ", a.Kind)
	}
	if a.Protection.Fingerprint != "" && a.Protection.Client == b.Protection.Client {
		t.Errorf("%s: both have the same role of DTLS", a.Kind)
	}
	if a.Kind == Floor {
		if a.Control.Server == b.Control.Server || a.Control.Conference != b.Control.Conference || a.Control.Floor != b.Control.Floor {
			t.Errorf("floor: %+v and %+v", a.Control, b.Control)
		}
		return
	}
	if a.Send[0].Type != b.Send[0].Type || !a.Send[0].same(b.Send[0].Format) || a.SendDigits != b.SendDigits {
		t.Errorf("%s: sends %+v and %+v", a.Kind, a.Send[0], b.Send[0])
	}
	if a.Kind == Sound && a.Send[0].Codec != codec.Opus {
		t.Errorf("sends %s", a.Send[0].Codec)
	}
}
