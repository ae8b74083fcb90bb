package sdp

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"veche/media/codec"
)

// What a server of ours can, as a leg would say it.

var (
	pcma = Format{Codec: codec.PCMA}
	pcmu = Format{Codec: codec.PCMU}
	g722 = Format{Codec: codec.G722}
	opus = Format{Codec: codec.Opus, Opus: Opus{FEC: true}}
	vp8  = Format{Codec: codec.VP8, Limit: Limit{Blocks: 3600, FrameRate: 30}}
)

func h264(p Profile, level, mode uint8) Format {
	return Format{Codec: codec.H264, H264: H264{Profile: p, Level: level, Mode: mode}}
}

func sound(formats ...Format) Wish {
	return Wish{Kind: Sound, Port: 20000, Formats: formats, Digits: true, Mux: true}
}

func picture(formats ...Format) Wish {
	return Wish{
		Kind: Picture, Port: 20002, Formats: formats, Mux: true,
		Feedback: NACK | PLI | FIR | TMMBR, Bandwidth: 2_000_000,
	}
}

func content(formats ...Format) Wish {
	return Wish{Kind: Content, Port: 20004, Formats: formats, Mux: true, Feedback: NACK | PLI | FIR, Bandwidth: 2_000_000}
}

func floorWish() Wish {
	return Wish{Kind: Floor, Port: 20006, Control: Control{Conference: 4711, User: 2, Floor: 1}}
}

func local(lines ...Wish) Local {
	return Local{Address: netip.MustParseAddr("192.0.2.1"), Lines: lines}
}

// everything is the whole of what is offered to a room.
func everything() Local {
	pictures := []Format{h264(ConstrainedBaseline, 31, 1), h264(High, 31, 1), h264(ConstrainedBaseline, 31, 0), vp8}
	return local(sound(opus, g722, pcma, pcmu), picture(pictures...), content(pictures...), floorWish())
}

func (l Local) with(s Security) Local { l.Security = s; return l }

var sdesSuites = []Suite{AES128GCM, AES128SHA80, AES128SHA32}

const (
	ourPrint   = "sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"
	theirPrint = "sha-256 FF:EE:DD:CC:BB:AA:99:88:77:66:55:44:33:22:11:00:FF:EE:DD:CC:BB:AA:99:88:77:66:55:44:33:22:11:00"
	theirKey   = "inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj" // RFC 4568, section 6.1
)

// described is a description of the far side, of the given lines.
func described(lines ...string) []byte {
	head := []string{"v=0", "o=- 1 1 IN IP4 198.51.100.7", "s=-", "c=IN IP4 198.51.100.7", "t=0 0"}
	return []byte(strings.Join(append(head, lines...), "\r\n") + "\r\n")
}

// answered answers the lines in a new dialog.
func answered(t *testing.T, l Local, lines ...string) (*Negotiation, string, Agreed) {
	t.Helper()
	n := &Negotiation{}
	text, agreed, err := n.Answer(described(lines...), l)
	if err != nil {
		t.Fatal(err)
	}
	return n, string(text), agreed
}

// accepted offers l and accepts the lines, in a new dialog.
func accepted(t *testing.T, l Local, lines ...string) (*Negotiation, Agreed) {
	t.Helper()
	n := &Negotiation{}
	n.Offer(l)
	agreed, err := n.Accept(described(lines...))
	if err != nil {
		t.Fatal(err)
	}
	return n, agreed
}

// linesOf are the lines of a text that begin so.
func linesOf(text, prefix string) []string {
	var list []string
	for line := range strings.SplitSeq(text, "\r\n") {
		if strings.HasPrefix(line, prefix) {
			list = append(list, line)
		}
	}
	return list
}

func wantLines(t *testing.T, text, prefix string, want ...string) {
	t.Helper()
	if got := linesOf(text, prefix); !slices.Equal(got, want) {
		t.Errorf("lines %s: got %q, want %q in\n%s", prefix, got, want, text)
	}
}

// version of the o= line.
func version(t *testing.T, text []byte) string {
	t.Helper()
	fields := bytes.Fields(text)
	if len(fields) < 4 {
		t.Fatalf("no o= line in %q", text)
	}
	return string(fields[3])
}

func wantReason(t *testing.T, err error, want Reason) {
	t.Helper()
	e, ok := err.(*Error)
	if !ok {
		t.Fatalf("got error %v, want %v", err, want)
	}
	if e.Reason != want {
		t.Errorf("got reason %q, want %q", e.Reason, want)
	}
}
