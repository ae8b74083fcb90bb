package peer

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pion/sdp/v3"

	"veche/conference"
	"veche/media/codec"
)

// browserOffer is an offer as a browser made it: microphone, simulcast camera, two
// audio and three video slots.
func browserOffer(tb testing.TB, name string) string {
	tb.Helper()
	b, err := os.ReadFile("testdata/" + name + ".sdp")
	if err != nil {
		tb.Fatal(err)
	}
	return strings.ReplaceAll(string(b), "\n", "\r\n")
}

var browserKinds = Kinds{"0": conference.Microphone, "1": conference.Camera}

func TestOffersOfBrowsers(t *testing.T) {
	for _, c := range []struct {
		browser string
		codecs  []codec.Codec // of the camera, in order, once each
	}{
		{"chromium", []codec.Codec{codec.VP8, codec.H264, codec.AV1, codec.VP9}},
		{"firefox", []codec.Codec{codec.VP8, codec.VP9, codec.AV1}},
	} {
		t.Run(c.browser, func(t *testing.T) {
			o, err := parseOffer(browserOffer(t, c.browser))
			if err != nil {
				t.Fatal(err)
			}
			if len(o.lines) != 7 {
				t.Fatalf("%d m-lines, want 7", len(o.lines))
			}
			for i, l := range o.lines {
				if l.sends != (i < 2) || l.receives != (i >= 2) || l.video != (i == 1 || i >= 4) || !l.bundled || len(l.codecs) == 0 {
					t.Errorf("m-line %d: %+v", i, l)
				}
			}
			camera := o.lines[1]
			if !slices.Equal(camera.rids, []string{"q", "h", "f"}) {
				t.Errorf("rids %q", camera.rids)
			}
			var codecs []codec.Codec
			for _, f := range camera.codecs {
				if !slices.Contains(codecs, f.codec) {
					codecs = append(codecs, f.codec)
				}
				if !f.hasRTX {
					t.Errorf("%v %d has no RTX", f.codec, f.pt)
				}
			}
			if !slices.Equal(codecs, c.codecs) {
				t.Errorf("codecs %v, want %v", codecs, c.codecs)
			}
			if ids := lineExtensions(&camera); ids.MID == 0 || ids.RID == 0 || ids.RepairedRID == 0 || ids.TWCC == 0 {
				t.Errorf("extensions %+v", ids)
			}
			if ids := lineExtensions(&o.lines[0]); ids.AudioLevel == 0 {
				t.Errorf("extensions %+v", ids)
			}
		})
	}
}

func TestAnswersMirrorTheOffer(t *testing.T) {
	for _, browser := range []string{"chromium", "firefox"} {
		t.Run(browser, func(t *testing.T) {
			p := testBoard(t, Config{Workers: 1}).NewPeer("anna")
			defer p.Close()
			text, err := p.Offer(browserOffer(t, browser), browserKinds)
			if err != nil {
				t.Fatal(err)
			}
			var a sdp.SessionDescription
			if err := a.UnmarshalString(text); err != nil {
				t.Fatal(err)
			}
			if _, lite := a.Attribute("ice-lite"); !lite {
				t.Error("not ICE lite")
			}
			if len(a.MediaDescriptions) != 7 {
				t.Fatalf("%d m-lines", len(a.MediaDescriptions))
			}
			for i, m := range a.MediaDescriptions {
				want, kind := "sendonly", "audio"
				if i < 2 {
					want = "recvonly"
				}
				if i == 1 || i >= 4 {
					kind = "video"
				}
				if _, ok := m.Attribute(want); !ok || m.MediaName.Media != kind || m.MediaName.Port.Value == 0 {
					t.Errorf("m-line %d is %s, %v", i, m.MediaName.String(), m.Attributes)
				}
				if setup, _ := m.Attribute("setup"); setup != "passive" {
					t.Errorf("m-line %d: setup %s", i, setup)
				}
				_, source := m.Attribute("ssrc")
				if source != (i >= 2) {
					t.Errorf("m-line %d: a=ssrc %v", i, source)
				}
			}
			if s, _ := a.MediaDescriptions[1].Attribute("simulcast"); s != "recv q;h;f" {
				t.Errorf("simulcast %q", s)
			}
			// A second offer keeps credentials and SSRCs, an ICE restart does not.
			again, err := p.Offer(browserOffer(t, browser), browserKinds)
			if err != nil {
				t.Fatal(err)
			}
			if attributesOf(text, "ice-ufrag") != attributesOf(again, "ice-ufrag") || attributesOf(text, "ssrc") != attributesOf(again, "ssrc") {
				t.Error("a second offer changed the transport or the slots")
			}
			restart := strings.ReplaceAll(browserOffer(t, browser), "a=ice-ufrag:", "a=ice-ufrag:new")
			if again, err = p.Offer(restart, browserKinds); err != nil {
				t.Fatal(err)
			}
			if attributesOf(text, "ice-ufrag") == attributesOf(again, "ice-ufrag") || attributesOf(text, "ssrc") != attributesOf(again, "ssrc") {
				t.Error("an ICE restart changes the credentials, and nothing else")
			}
		})
	}
}

func attributesOf(sdp, key string) string {
	var all []string
	for l := range strings.SplitSeq(sdp, "\r\n") {
		if strings.HasPrefix(l, "a="+key+":") {
			all = append(all, l)
		}
	}
	return strings.Join(all, "\n")
}

func TestOffersThatCannotBeAnswered(t *testing.T) {
	good := browserOffer(t, "chromium")
	for _, c := range []struct{ name, old, with string }{
		{"we would have to be the DTLS client", "a=setup:actpass", "a=setup:passive"},
		{"no fingerprint", "a=fingerprint:sha-256", "a=fingerprint:md5"},
		{"no ICE user", "a=ice-ufrag:", "a=nothing:"},
		{"both are lite", "a=extmap-allow-mixed", "a=ice-lite"},
		{"two m-lines of one mid", "a=mid:3", "a=mid:2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := parseOffer(strings.ReplaceAll(good, c.old, c.with)); !errors.Is(err, ErrOffer) {
				t.Errorf("%v, want ErrOffer", err)
			}
		})
	}
}

// What we do not take gets port 0 in its place.
func TestDataAndUnknownCodecsAreRejectedInPlace(t *testing.T) {
	offer := browserOffer(t, "chromium")
	offer = strings.Replace(offer, "a=group:BUNDLE 0 1 2 3 4 5 6", "a=group:BUNDLE 0 1 2 3 4 5 6 7", 1)
	offer += "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:7\r\na=sctp-port:5000\r\n"
	p := testBoard(t, Config{Workers: 1}).NewPeer("anna")
	defer p.Close()
	text, err := p.Offer(offer, browserKinds)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n") || !strings.Contains(text, "a=group:BUNDLE 0 1 2 3 4 5 6\r\n") {
		t.Error(text)
	}
}

func FuzzOffer(f *testing.F) {
	// Small ones: of a browser's 22 kB the fuzzer makes little.
	const head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\na=fingerprint:sha-256 AB:CD\r\na=ice-ufrag:u\r\na=ice-pwd:p\r\na=setup:actpass\r\n"
	f.Add(head + "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:1\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\na=rtcp-fb:* nack\r\n" +
		"a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\na=extmap:3 " + uriMID + "\r\na=rid:q send\r\na=simulcast:send q;~h,f\r\n")
	f.Add(head + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtpmap:111 opus/48000/2\r\na=ssrc-group:FID 1 2\r\na=ssrc:1 cname:x\r\n")
	f.Add("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n")
	b := testBoard(f, Config{Workers: 1})
	f.Fuzz(func(t *testing.T, text string) {
		p := b.NewPeer("anna")
		defer p.Close()
		answer, err := p.Offer(text, browserKinds)
		if err != nil {
			if !errors.Is(err, ErrOffer) {
				t.Errorf("%v is no ErrOffer", err)
			}
			return
		}
		var offered, answered sdp.SessionDescription
		if err := offered.UnmarshalString(text); err != nil {
			t.Fatal(err)
		}
		if err := answered.UnmarshalString(answer); err != nil {
			t.Fatalf("the answer is no SDP: %v", err)
		}
		if len(offered.MediaDescriptions) != len(answered.MediaDescriptions) {
			t.Errorf("%d m-lines for %d", len(answered.MediaDescriptions), len(offered.MediaDescriptions))
		}
	})
}

func BenchmarkOffer(b *testing.B) {
	offer := browserOffer(b, "chromium")
	board := testBoard(b, Config{Workers: 1})
	for b.Loop() {
		p := board.NewPeer("anna")
		if _, err := p.Offer(offer, browserKinds); err != nil {
			b.Fatal(err)
		}
		p.Close()
	}
}
