package sdp

import (
	"path/filepath"
	"strings"
	"testing"
)

// Whatever is offered, nothing breaks, and what we answer is an answer: the same
// lines in the same order, formats of the offer alone, no more than it allows.
// Then both go on: a hold by them, one by us.
func FuzzAnswer(f *testing.F) {
	files, _ := filepath.Glob("testdata/offers/*.sdp")
	if len(files) == 0 {
		f.Fatal("no seeds")
	}
	for _, file := range files {
		f.Add(offerOf(f, strings.TrimSuffix(filepath.Base(file), ".sdp")))
	}
	f.Add(described("m=audio 4000 RTP/SAVP 8", crypto80+"|2^31|1:4", "c=IN IP4 0.0.0.0", "b=AS:0"))
	f.Add(described("m=video 4000 RTP/AVP 97", "a=rtpmap:97 H264/90000", "a=fmtp:97 profile-level-id=42f00b;packetization-mode=1", "a=rtcp:x"))
	optional := everything().with(Security{Policy: Optional, Suites: sdesSuites, Fingerprint: ourPrint})
	f.Fuzz(func(t *testing.T, offer []byte) {
		for _, l := range []Local{everything(), optional} {
			var n Negotiation
			answer, agreed, err := n.Answer(offer, l)
			if err != nil {
				if _, ok := err.(*Error); !ok || answer != nil {
					t.Fatalf("%v with %q", err, answer)
				}
				continue
			}
			if err := checkAnswer(offer, answer); err != nil {
				t.Fatalf("%v\noffer:\n%s\nanswer:\n%s", err, offer, answer)
			}
			checkAgreed(t, agreed)
			again, _, err := n.Answer(offer, l)
			if err != nil || string(again) != string(answer) {
				t.Fatalf("the same offer, another answer: %v\n%s\n%s", err, answer, again)
			}
			if _, err := n.Accept(answer); err == nil {
				t.Fatal("an answer without an offer")
			}
			checkOffer(t, n.Offer(l))
		}
	})
}

// checkOffer wants an offer of ours in which no number means two things.
func checkOffer(t *testing.T, offer []byte) {
	t.Helper()
	d, err := parse(offer)
	if err != nil {
		t.Fatalf("our offer: %v", err)
	}
	for i := range d.media {
		seen := make(map[string]bool)
		for _, f := range d.media[i].formats {
			if seen[f] && d.media[i].port != 0 {
				t.Fatalf("%s stands twice in\n%s", f, offer)
			}
			seen[f] = true
		}
	}
}

// checkAgreed wants what users of the package rely on.
func checkAgreed(t *testing.T, a Agreed) {
	t.Helper()
	for i := range a.Lines {
		l := &a.Lines[i]
		if l.Kind == None || a.Line(l.Kind) != l {
			t.Fatalf("two lines of %s", l.Kind)
		}
		if l.Kind != Floor && (len(l.Send) == 0 || len(l.Receive) == 0) {
			t.Fatalf("a line without formats: %+v", l)
		}
		if l.Bandwidth < 0 || l.PacketTime < 0 || l.Remote.Port() == 0 {
			t.Fatalf("got %+v", l)
		}
	}
}

// Whatever is answered to us, nothing breaks, and no more is agreed than was offered.
func FuzzAccept(f *testing.F) {
	var seed Negotiation
	answer, _, err := seed.Answer(new(Negotiation).Offer(everything()), everything())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(answer)
	f.Add(described("m=audio 4000 RTP/AVP 8", crypto80, "m=video 0 RTP/AVP 0"))
	f.Add(described("m=audio 4000 RTP/SAVP 97", "a=rtpmap:97 opus/48000/2", strings.Replace(crypto80, ":1", ":2", 1)))
	f.Fuzz(func(t *testing.T, answer []byte) {
		for _, s := range []Security{{}, {Policy: Optional, Suites: sdesSuites}, {Policy: Required, Fingerprint: ourPrint}} {
			var n Negotiation
			n.Offer(everything().with(s))
			agreed, err := n.Accept(answer)
			if err != nil {
				continue
			}
			checkAgreed(t, agreed)
			for _, l := range agreed.Lines {
				if s.Policy == Required && l.Kind != Floor && !l.Protection.Sealed() {
					t.Fatalf("not sealed: %+v", l)
				}
			}
			checkOffer(t, n.Offer(everything().with(s)))
		}
	})
}
