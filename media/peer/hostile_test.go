package peer

import (
	"runtime"
	"strings"
	"testing"
)

// An offer is a text of a stranger. These made gigabytes out of 256 kB: every
// format was given the whole list of feedback.
func TestHostileOffersCostLittle(t *testing.T) {
	const head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=fingerprint:sha-256 AB:CD\r\n" +
		"a=ice-ufrag:u\r\na=ice-pwd:p\r\na=setup:actpass\r\n"
	const size = 200 << 10
	fill := func(line string) string { return strings.Repeat(line, size/2/len(line)) }
	video := func(formats, attributes string) string {
		return head + "m=video 9 UDP/TLS/RTP/SAVPF " + formats + "\r\na=mid:0\r\na=rtpmap:96 VP8/90000\r\n" + attributes
	}
	var zeros strings.Builder // 96, 096, 0096 … are one number
	for i := range 400 {
		n := strings.Repeat("0", i) + "96"
		zeros.WriteString("a=rtpmap:" + n + " rtx/90000\r\na=fmtp:" + n + " apt=96\r\n")
	}
	b := testBoard(t, Config{Workers: 1})
	for name, offer := range map[string]string{
		"one format many times":           video(fill("96 ")+"96", fill("a=rtcp-fb:* nack\r\n")),
		"one feedback many times":         video("96", fill("a=rtcp-fb:* nack\r\n")+fill("a=rtcp-fb:96 nack pli\r\n")),
		"a number written in many ways":   video("96 "+strings.Repeat("096 ", 100)+"97", zeros.String()),
		"many extensions":                 video("96", fill("a=extmap:3 "+uriMID+"\r\n")),
		"many simulcast streams":          video("96", "a=simulcast:send "+fill("q;")+"\r\n"),
		"many SSRCs":                      video("96", fill("a=ssrc:1 cname:x\r\na=ssrc-group:FID 1 2\r\n")),
		"many candidates":                 video("96", fill("a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n")),
		"one line that does not end":      video("96", "a=fmtp:96 "+fill("x")+"\r\n"),
		"more m-lines than anybody draws": head + fill("m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			p := b.NewPeer("eve")
			defer p.Close()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			answer, _ := p.Offer(offer, browserKinds) // an error is as good
			runtime.ReadMemStats(&after)
			if got := after.TotalAlloc - before.TotalAlloc; got > 32<<20 {
				t.Errorf("allocated %d bytes", got)
			}
			if len(answer) > 2*size {
				t.Errorf("an answer of %d bytes", len(answer))
			}
		})
	}
}
