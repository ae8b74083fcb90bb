package peer

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"veche/media/codec"
)

// answer is what the text of an answer is made of.
type answer struct {
	session     uint64
	version     uint64
	ufrag, pwd  string
	fingerprint string
	addresses   []netip.AddrPort
	tcp         bool
	mixed       bool
	lines       []answerLine
}

// answerLine answers one m-line; the zero use rejects it.
type answerLine struct {
	line   *line
	source bool // the offerer sends and we receive
	slot   *Slot
	idle   bool // kept, but nothing flows
	stereo bool
}

func (a *answerLine) rejected() bool { return !a.source && a.slot == nil && !a.idle }

// String is the SDP. It is written by hand: every line of it is ours to choose,
// and a generator would hide the one thing that matters, the order.
func (a *answer) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "v=0\r\no=- %d %d IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n", a.session, a.version)
	b.WriteString("a=group:BUNDLE")
	for i := range a.lines {
		if !a.lines[i].rejected() {
			b.WriteString(" " + a.lines[i].line.mid)
		}
	}
	b.WriteString("\r\na=ice-lite\r\na=msid-semantic: WMS *\r\n")
	if a.mixed {
		b.WriteString("a=extmap-allow-mixed\r\n")
	}
	first := true
	for i := range a.lines {
		l := &a.lines[i]
		if l.rejected() {
			fmt.Fprintf(&b, "m=%s 0 %s %s\r\nc=IN IP4 0.0.0.0\r\na=mid:%s\r\na=inactive\r\n",
				l.line.kindName, strings.Join(l.line.protos, "/"), strings.Join(l.line.formats, " "), l.line.mid)
			continue
		}
		a.media(&b, l, first)
		first = false
	}
	return b.String()
}

func (a *answer) media(b *strings.Builder, l *answerLine, first bool) {
	fmt.Fprintf(b, "m=%s 9 %s", l.line.kindName, strings.Join(l.line.protos, "/"))
	for _, f := range l.line.codecs {
		fmt.Fprintf(b, " %d", f.pt)
		if f.hasRTX {
			fmt.Fprintf(b, " %d", f.rtx)
		}
	}
	b.WriteString("\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n")
	fmt.Fprintf(b, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=fingerprint:%s\r\na=setup:passive\r\na=mid:%s\r\n",
		a.ufrag, a.pwd, a.fingerprint, l.line.mid)
	switch {
	case l.source:
		b.WriteString("a=recvonly\r\n")
	case l.slot != nil:
		b.WriteString("a=sendonly\r\n")
	default:
		b.WriteString("a=inactive\r\n")
	}
	b.WriteString("a=rtcp-mux\r\n")
	if l.line.rsize {
		b.WriteString("a=rtcp-rsize\r\n")
	}
	for _, f := range l.line.codecs {
		f.write(b, l.stereo)
	}
	for _, e := range l.line.exts {
		fmt.Fprintf(b, "a=extmap:%d %s\r\n", e.id, e.uri)
	}
	if l.source && len(l.line.rids) > 0 {
		for _, rid := range l.line.rids {
			fmt.Fprintf(b, "a=rid:%s recv\r\n", rid)
		}
		fmt.Fprintf(b, "a=simulcast:recv %s\r\n", strings.Join(l.line.rids, ";"))
	}
	if s := l.slot; s != nil {
		s.describe(b)
	}
	if first {
		a.candidates(b)
	}
}

func (f *format) write(b *strings.Builder, stereo bool) {
	fmt.Fprintf(b, "a=rtpmap:%d %s/%d", f.pt, f.codec, f.codec.ClockRate())
	if f.channels > 1 {
		fmt.Fprintf(b, "/%d", f.channels)
	}
	b.WriteString("\r\n")
	for _, fb := range f.feedback {
		fmt.Fprintf(b, "a=rtcp-fb:%d %s\r\n", f.pt, fb)
	}
	switch {
	case f.codec == codec.Opus && stereo: // the sound of shared content
		fmt.Fprintf(b, "a=fmtp:%d minptime=10;useinbandfec=1;stereo=1;maxaveragebitrate=128000\r\n", f.pt)
	case f.codec == codec.Opus:
		fmt.Fprintf(b, "a=fmtp:%d minptime=10;useinbandfec=1;usedtx=1\r\n", f.pt)
	case f.fmtp != "":
		fmt.Fprintf(b, "a=fmtp:%d %s\r\n", f.pt, f.fmtp)
	}
	if f.hasRTX {
		fmt.Fprintf(b, "a=rtpmap:%d rtx/%d\r\na=fmtp:%d apt=%d\r\n", f.rtx, f.codec.ClockRate(), f.rtx, f.pt)
	}
}

// candidates are all there are: host candidates, UDP and passive TCP (RFC 6544).
// UDP comes before TCP, and each has a priority of its own, in the order in which
// the addresses are announced.
func (a *answer) candidates(b *strings.Builder) {
	const hostPreference = 126
	priority := func(local, component int) int { return hostPreference<<24 | local<<8 | (256 - component) }
	n := 0
	for i, addr := range a.addresses {
		n++
		fmt.Fprintf(b, "a=candidate:%d 1 udp %d %s %d typ host\r\n", n, priority(65535-i, 1), addr.Addr().WithZone(""), addr.Port())
	}
	if a.tcp {
		for i, addr := range a.addresses {
			n++
			// RFC 6544, section 4.2: direction preference 4 for passive.
			fmt.Fprintf(b, "a=candidate:%d 1 tcp %d %s %d typ host tcptype passive\r\n",
				n, priority(4<<13|8191-i, 1)-(20<<24), addr.Addr().WithZone(""), addr.Port())
		}
	}
	b.WriteString("a=end-of-candidates\r\n")
}

// describe writes who sends in a slot. Browsers show nothing without it.
func (s *Slot) describe(b *strings.Builder) {
	stream := "slot-" + s.MID
	fmt.Fprintf(b, "a=msid:%s %s\r\n", stream, stream)
	ssrcs := []uint32{s.media.SSRC}
	if s.rtx.SSRC != 0 {
		ssrcs = append(ssrcs, s.rtx.SSRC)
		fmt.Fprintf(b, "a=ssrc-group:FID %d %d\r\n", s.media.SSRC, s.rtx.SSRC)
	}
	for _, ssrc := range ssrcs {
		id := strconv.FormatUint(uint64(ssrc), 10)
		fmt.Fprintf(b, "a=ssrc:%s cname:%s\r\na=ssrc:%s msid:%s %s\r\n", id, cname, id, stream, stream)
	}
}

// cname of all that we send.
const cname = "veche"
