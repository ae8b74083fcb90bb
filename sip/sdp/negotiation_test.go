package sdp

import (
	"bytes"
	"errors"
	"testing"

	"veche/media/codec"
)

func TestTheVersionRisesOnlyWhenSomethingChanges(t *testing.T) {
	t.Parallel()
	var n Negotiation
	first := n.Offer(local(sound(pcma, pcmu)))
	if _, err := n.Accept(described("m=audio 4000 RTP/AVP 8")); err != nil {
		t.Fatal(err)
	}
	if again := n.Offer(local(sound(pcma, pcmu))); !bytes.Equal(first, again) {
		t.Errorf("nothing changed:\n%s\n%s", first, again)
	}
	w := sound(pcma, pcmu)
	w.Direction = Inactive
	if held := n.Offer(local(w)); version(t, first) != "1" || version(t, held) != "2" {
		t.Errorf("versions %s, %s", version(t, first), version(t, held))
	}
	n.Withdraw()
	if back := n.Offer(local(sound(pcma, pcmu))); version(t, back) != "3" {
		t.Errorf("after a refused offer: version %s", version(t, back))
	}
}

func TestLinesNeverVanishOrChangePlace(t *testing.T) {
	t.Parallel()
	n, text, _ := answered(t, local(sound(pcma), picture(vp8)),
		"m=application 9 TCP/MRCPv2 1", "m=video 4002 RTP/AVP 120", "a=rtpmap:120 VP8/90000", "m=audio 4000 RTP/AVP 8")
	wantLines(t, text, "m=", "m=application 0 TCP/MRCPv2 1", "m=video 20002 RTP/AVP 120", "m=audio 20000 RTP/AVP 8")

	offer := n.Offer(local(sound(pcma), content(vp8))) // the picture goes, content comes
	wantLines(t, string(offer), "m=",
		"m=application 0 TCP/MRCPv2 1", "m=video 0 RTP/AVP 120", "m=audio 20000 RTP/AVP 8 101", "m=video 20004 RTP/AVP 96")
	n.Withdraw()
	offer = n.Offer(local(sound(pcma), picture(vp8)))
	wantLines(t, string(offer), "m=",
		"m=application 0 TCP/MRCPv2 1", "m=video 20002 RTP/AVP 120", "m=audio 20000 RTP/AVP 8 101")
}

func TestPayloadTypesMeanTheSameForTheWholeDialog(t *testing.T) {
	t.Parallel()
	n, _, _ := answered(t, local(sound(opus, pcma)),
		"m=audio 4000 RTP/AVP 109 97", "a=rtpmap:109 opus/48000/2", "a=rtpmap:97 telephone-event/48000")
	offer := string(n.Offer(local(sound(opus, pcma))))
	wantLines(t, offer, "m=", "m=audio 20000 RTP/AVP 109 8 97 101")
	wantLines(t, offer, "a=rtpmap:97", "a=rtpmap:97 telephone-event/48000")
}

func TestAnotherTelephoneBehindAPBXHasNumbersOfItsOwn(t *testing.T) {
	t.Parallel()
	n, _, _ := answered(t, local(sound(opus, pcma)),
		"m=audio 4000 RTP/AVP 96 101", "a=rtpmap:96 opus/48000/2", "a=rtpmap:101 telephone-event/8000")
	_, agreed, err := n.Answer(described("m=audio 5000 RTP/AVP 101 96", "a=rtpmap:101 opus/48000/2", "a=rtpmap:96 telephone-event/48000"),
		local(sound(opus, pcma)))
	if err != nil || agreed.Lines[0].Send[0].Type != 101 || agreed.Lines[0].SendDigits.Type != 96 {
		t.Fatalf("got %+v, %v", agreed, err)
	}
	wantLines(t, string(n.Offer(local(sound(opus, pcma)))), "m=", "m=audio 20000 RTP/AVP 101 8 96 97")
}

func TestAnAnswerMayComeTwiceAndDiffer(t *testing.T) {
	t.Parallel()
	// Early media of a gateway, then the telephone itself (lesson 22).
	n, early := accepted(t, local(sound(opus, pcma)), "m=audio 4000 RTP/AVP 8")
	again, err := n.Accept(described("m=audio 4000 RTP/AVP 8"))
	if err != nil || again.Lines[0].Remote != early.Lines[0].Remote {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	final, err := n.Accept(described("m=audio 5000 RTP/AVP 96", "a=rtpmap:96 opus/48000/2"))
	if err != nil || final.Lines[0].Remote.Port() != 5000 || final.Lines[0].Send[0].Codec != codec.Opus {
		t.Errorf("another one: %+v, %v", final, err)
	}
}

func TestEachForkAnswersForItself(t *testing.T) {
	t.Parallel()
	var one Negotiation
	one.Offer(local(sound(pcma, pcmu)).with(Security{Policy: Optional, Suites: sdesSuites}))
	two := one.Fork()
	a, err1 := one.Accept(described("m=audio 4000 RTP/AVP 8"))
	b, err2 := two.Accept(described("m=audio 6000 RTP/AVP 0", "a=crypto:2 AES_CM_128_HMAC_SHA1_80 "+theirKey))
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if a.Lines[0].Remote.Port() != 4000 || b.Lines[0].Remote.Port() != 6000 || a.Lines[0].Protection.Sealed() || !b.Lines[0].Protection.Sealed() {
		t.Errorf("got %+v and %+v", a.Lines[0], b.Lines[0])
	}
}

func TestAFailedExchangeChangesNothing(t *testing.T) {
	t.Parallel()
	n, _ := accepted(t, local(sound(pcma)), "m=audio 4000 RTP/AVP 8")
	_, _, err := n.Answer(described("m=audio 5000 RTP/AVP 18"), local(sound(pcma)))
	wantReason(t, err, NoCommonFormat)
	n.Offer(local(sound(opus)))
	_, err = n.Accept(described("m=audio 5000 RTP/AVP 18"))
	wantReason(t, err, NoCommonFormat)
	n.Withdraw()
	if a := n.Agreed(); len(a.Lines) != 1 || a.Lines[0].Remote.Port() != 4000 || n.Pending() {
		t.Errorf("got %+v", a)
	}
}

func TestAnAnswerNeedsAnOffer(t *testing.T) {
	t.Parallel()
	var n Negotiation
	_, err := n.Accept(described("m=audio 4000 RTP/AVP 8"))
	wantReason(t, err, NoOffer)
}

func TestALineThatVanishesIsForgotten(t *testing.T) {
	t.Parallel()
	lines := []string{"m=audio 4000 RTP/AVP 8", "m=video 4002 RTP/AVP 120", "a=rtpmap:120 VP8/90000"}
	n, _, _ := answered(t, local(sound(pcma), picture(vp8)), lines...)
	text, agreed, err := n.Answer(described(lines[0]), local(sound(pcma), picture(vp8)))
	if err != nil || len(agreed.Lines) != 1 {
		t.Fatalf("%+v, %v", agreed, err)
	}
	wantLines(t, string(text), "m=", "m=audio 20000 RTP/AVP 8")
}

func TestAllLinesMayBeTakenAwayInADialog(t *testing.T) {
	t.Parallel()
	n, _, _ := answered(t, local(sound(pcma)), "m=audio 4000 RTP/AVP 8")
	text, agreed, err := n.Answer(described("m=audio 0 RTP/AVP 8"), local(sound(pcma)))
	if err != nil || len(agreed.Lines) != 0 {
		t.Fatalf("%+v, %v", agreed, err)
	}
	wantLines(t, string(text), "m=", "m=audio 0 RTP/AVP 8")
	_, agreed, err = n.Answer(described("m=audio 4000 RTP/AVP 8"), local(sound(pcma)))
	if err != nil || len(agreed.Lines) != 1 {
		t.Errorf("and back: %+v, %v", agreed, err)
	}
}
