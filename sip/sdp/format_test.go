package sdp

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"veche/media/codec"
)

// The rules of answers about formats of sound: what is offered, what stands in our
// m-line, what we would send.
func TestAnswersKeepTheOfferersOrderAndNumbers(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		offered []string
		formats string // of the answered m-line
		send    codec.Codec
	}{
		{"static types need no rtpmap", []string{"m=audio 4000 RTP/AVP 0 8 9"}, "0 8 9", codec.PCMU},
		{"the order is the offerer's", []string{"m=audio 4000 RTP/AVP 9 0 8"}, "9 0 8", codec.G722},
		{"what we do not know falls out", []string{"m=audio 4000 RTP/AVP 18 4 8 3"}, "8", codec.PCMA},
		{"numbers of dynamic types are kept", []string{"m=audio 4000 RTP/AVP 120 8", "a=rtpmap:120 opus/48000/2"}, "120 8", codec.Opus},
		{"opus without channels", []string{"m=audio 4000 RTP/AVP 97", "a=rtpmap:97 OPUS/48000"}, "97", codec.Opus},
		{"opus with one channel", []string{"m=audio 4000 RTP/AVP 97", "a=rtpmap:97 opus/48000/1"}, "97", codec.Opus},
		{"the true clock of G722", []string{"m=audio 4000 RTP/AVP 9", "a=rtpmap:9 G722/16000"}, "9", codec.G722},
		{"a dynamic number for G.711", []string{"m=audio 4000 RTP/AVP 98", "a=rtpmap:98 PCMA/8000/1"}, "98", codec.PCMA},
		{"PCMU that calls itself G722 is neither (lesson 25)", []string{"m=audio 4000 RTP/AVP 0 8", "a=rtpmap:0 G722/8000"}, "8", codec.PCMA},
		{"a static number of another codec means that", []string{"m=audio 4000 RTP/AVP 18 8", "a=rtpmap:18 PCMA/8000"}, "8", codec.PCMA},
		{"PCMA with a clock of its own is not ours", []string{"m=audio 4000 RTP/AVP 98 8", "a=rtpmap:98 PCMA/16000"}, "8", codec.PCMA},
		{"dynamic numbers without rtpmap mean nothing", []string{"m=audio 4000 RTP/AVP 97 8"}, "8", codec.PCMA},
		{"the same twice", []string{"m=audio 4000 RTP/AVP 8 8 0"}, "8 0", codec.PCMA},
		{"comfort noise is not taken", []string{"m=audio 4000 RTP/AVP 0 13", "a=rtpmap:13 CN/8000"}, "0", codec.PCMU},
		{"digits keep their place", []string{"m=audio 4000 RTP/AVP 97 8 0", "a=rtpmap:97 telephone-event/8000"}, "97 8 0", codec.PCMA},
		{
			"no more than a few", append([]string{"m=audio 4000 RTP/AVP 96 97 98 99 100 101 102 103 104 105 106 107 108 109 110 111 112 8"}, everyNumberIs("PCMU/8000")...),
			"96 97 98 99 100 101 102 103 104 105 106 107 108 109 110 111", codec.PCMU,
		},
		{"numbers that are none", []string{"m=audio 4000 RTP/AVP x 300 8"}, "8", codec.PCMA},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, text, agreed := answered(t, local(sound(pcma, opus, pcmu, g722)), row.offered...)
			wantLines(t, text, "m=", "m=audio 20000 RTP/AVP "+row.formats)
			if got := agreed.Lines[0].Send[0].Codec; got != row.send {
				t.Errorf("sends %s, want %s", got, row.send)
			}
		})
	}
}

func everyNumberIs(coding string) []string {
	var lines []string
	for pt := range 32 {
		lines = append(lines, fmt.Sprint("a=rtpmap:", dynamic+pt, " ", coding))
	}
	return lines
}

// What an m-line says is what its rtpmap says: the fault of lesson 25 cannot be
// written.
func TestEachFormatInOurLinesHasItsOwnMap(t *testing.T) {
	t.Parallel()
	_, text, _ := answered(t, local(sound(pcma, opus, pcmu, g722)),
		"m=audio 4000 RTP/AVP 110 0 105 9 101", "a=rtpmap:110 opus/48000/2", "a=rtpmap:105 PCMA/8000", "a=rtpmap:101 telephone-event/8000")
	wantLines(t, text, "a=rtpmap:", "a=rtpmap:110 opus/48000/2", "a=rtpmap:105 PCMA/8000", "a=rtpmap:101 telephone-event/8000")
}

func TestDigitsFitTheCodecsClock(t *testing.T) {
	t.Parallel()
	wide, narrow := "a=rtpmap:99 telephone-event/48000", "a=rtpmap:101 telephone-event/8000"
	opusMap := "a=rtpmap:96 opus/48000/2"
	for _, row := range []struct {
		lines []string
		want  Digits
		kept  int
	}{
		{[]string{"m=audio 4000 RTP/AVP 96 99 101", opusMap, wide, narrow}, Digits{99, 48000}, 2},
		{[]string{"m=audio 4000 RTP/AVP 8 99 101", wide, narrow}, Digits{101, 8000}, 2},
		{[]string{"m=audio 4000 RTP/AVP 96 101", opusMap, narrow}, Digits{101, 8000}, 1}, // lesson 26: better than none
		{[]string{"m=audio 4000 RTP/AVP 96 100", opusMap, "a=rtpmap:100 telephone-event/16000"}, Digits{}, 0},
		{[]string{"m=audio 4000 RTP/AVP 8"}, Digits{}, 0},
	} {
		_, _, agreed := answered(t, local(sound(opus, pcma)), row.lines...)
		if l := agreed.Lines[0]; l.SendDigits != row.want || len(l.ReceiveDigits) != row.kept {
			t.Errorf("%q: got %v of %v", row.lines, l.SendDigits, l.ReceiveDigits)
		}
	}
}

func TestPicturesAreAnsweredByProfileAndMode(t *testing.T) {
	t.Parallel()
	ours := []Format{h264(ConstrainedBaseline, 31, 1), h264(High, 40, 1), h264(ConstrainedBaseline, 31, 0), vp8}
	for _, row := range []struct {
		name    string
		offered string // the fmtp of 97
		answer  string // the fmtp of ours; "" refuses the format
		send    H264
		limit   Limit
	}{
		{
			"the lower level holds", "profile-level-id=42e015;packetization-mode=1",
			"profile-level-id=42e015;packetization-mode=1;max-fs=3600;max-mbps=108000;max-br=14000",
			H264{Profile: ConstrainedBaseline, Level: 21, Mode: 1},
			Limit{792, 0, 19800, 4_000_000},
		},
		{
			"ours is the lower", "profile-level-id=42e028;packetization-mode=1",
			"profile-level-id=42e01f;packetization-mode=1",
			H264{Profile: ConstrainedBaseline, Level: 40, Mode: 1},
			Limit{8192, 0, 245760, 20_000_000},
		},
		{
			"levels may differ where both say so", "profile-level-id=42e015;packetization-mode=1;level-asymmetry-allowed=1",
			"profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1",
			H264{Profile: ConstrainedBaseline, Level: 21, Mode: 1},
			Limit{792, 0, 19800, 4_000_000},
		},
		{
			"what goes beyond the level counts", "profile-level-id=428014; packetization-mode=1; max-fs=8160; max-mbps=245000; max-br=5000; max-fps=6000",
			"profile-level-id=428014;packetization-mode=1;max-fs=3600;max-mbps=108000;max-br=14000",
			H264{Profile: ConstrainedBaseline, Level: 20, Mode: 1},
			Limit{8160, 60, 245000, 5_000_000},
		},
		{
			"baseline is repeated to the bit", "profile-level-id=42001F",
			"profile-level-id=42001f",
			H264{Profile: ConstrainedBaseline, Level: 31},
			Limit{3600, 0, 108000, 14_000_000},
		},
		{
			"constrained high is high", "packetization-mode=1;profile-level-id=640c1f",
			"profile-level-id=640c1f;packetization-mode=1;max-fs=8192;max-mbps=245760;max-br=20000",
			H264{Profile: High, Level: 31, Mode: 1},
			Limit{3600, 0, 108000, 14_000_000},
		},
		{
			"level 1b", "profile-level-id=42f00b;packetization-mode=1",
			"profile-level-id=42f00b;packetization-mode=1;max-fs=3600;max-mbps=108000;max-br=14000",
			H264{Profile: ConstrainedBaseline, Level: 9, Mode: 1},
			Limit{99, 0, 1485, 128_000},
		},
		{
			"without a profile", "packetization-mode=1",
			"profile-level-id=42001e;packetization-mode=1;max-fs=3600;max-mbps=108000;max-br=14000",
			H264{Profile: ConstrainedBaseline, Level: 30, Mode: 1},
			Limit{1620, 0, 40500, 10_000_000},
		},
		{"main is not ours here", "profile-level-id=4d001f;packetization-mode=1", "", H264{}, Limit{}},
		{"high only in mode 1", "profile-level-id=64001f", "", H264{}, Limit{}},
		{"interleaved", "profile-level-id=42e01f;packetization-mode=2", "", H264{}, Limit{}},
		{"a broken profile", "profile-level-id=42e0", "", H264{}, Limit{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, text, agreed := answered(t, local(sound(pcma), picture(ours...)),
				"m=audio 4000 RTP/AVP 8", "m=video 4002 RTP/AVP 97", "a=rtpmap:97 H264/90000", "a=fmtp:97 "+row.offered)
			if row.answer == "" {
				wantLines(t, text, "m=video", "m=video 0 RTP/AVP 97") // sound goes on alone
				return
			}
			wantLines(t, text, "a=fmtp:97", "a=fmtp:97 "+row.answer)
			got := agreed.Line(Picture).Send[0]
			got.H264.said, got.H264.asymmetric = 0, false
			if got.H264 != row.send || got.Limit != row.limit {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// RFC 6184, table 5, and what devices write beside it.
func TestProfiles(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]Profile{
		"42e01f": ConstrainedBaseline, "42c01f": ConstrainedBaseline, "42801f": ConstrainedBaseline, "42001f": ConstrainedBaseline,
		"4d801f": ConstrainedBaseline, "4de01f": ConstrainedBaseline, "58c01f": ConstrainedBaseline,
		"4d001f": Main, "4d401f": Main, "64001f": High, "640c1f": High, "64e01f": High,
		"58001f": 0, "6e001f": 0, "7a001f": 0, "42e0": 0, "xyzxyz": 0, "": 0,
	} {
		if got, _, _ := parseProfileLevel(id); got != want {
			t.Errorf("%s: got %d, want %d", id, got, want)
		}
	}
}

func TestTheModeThatSplitsPicturesIsSentFirst(t *testing.T) {
	t.Parallel()
	_, text, agreed := answered(t, everything(),
		"m=video 4002 RTP/AVP 97 100 126", "a=rtpmap:97 H264/90000", "a=fmtp:97 profile-level-id=42e01f",
		"a=rtpmap:100 VP8/90000", "a=rtpmap:126 H264/90000", "a=fmtp:126 profile-level-id=42e01f;packetization-mode=1")
	wantLines(t, text, "m=", "m=video 20002 RTP/AVP 97 100 126")
	var got []uint8
	for _, p := range agreed.Lines[0].Send {
		got = append(got, p.Type)
	}
	if !slices.Equal(got, []uint8{126, 97, 100}) {
		t.Errorf("sends by %v", got)
	}
}

func TestParametersOfSoundAndVP8(t *testing.T) {
	t.Parallel()
	_, _, agreed := answered(t, local(sound(opus), picture(vp8)),
		"b=AS:500", "m=audio 4000 RTP/AVP 97", "a=rtpmap:97 opus/48000/2", "a=fmtp:97 useinbandfec=1; stereo=1; maxaveragebitrate=24000",
		"a=ptime:40", "a=maxptime:60.5",
		"m=video 4002 RTP/AVP 98", "b=AS:1000", "a=rtpmap:98 VP8/90000", "a=fmtp:98 max-fs=1200;max-fr=15")
	s, p := agreed.Lines[0], agreed.Lines[1]
	if s.Send[0].Opus != (Opus{true, true, 24000}) || s.PacketTime != 40 || s.MaxPacketTime != 60 || s.Bandwidth != 500_000 {
		t.Errorf("sound: %+v", s)
	}
	if p.Send[0].Limit != (Limit{Blocks: 1200, FrameRate: 15}) || p.Bandwidth != 500_000 {
		t.Errorf("picture: %+v", p)
	}
}

func TestBandwidth(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		session, line string
		want          int
	}{
		{"", "", 0},
		{"b=AS:512", "", 512_000},
		{"", "b=AS:1024", 1_024_000},
		{"", "b=TIAS:900000\r\nb=AS:1024", 900_000}, // TIAS wins in any order
		{"", "b=AS:1024\r\nb=TIAS:900000", 900_000},
		{"b=AS:512", "b=TIAS:900000", 512_000},
		{"b=CT:100", "b=RS:0\r\nb=X-YZ:12", 0},
		{"", "b=AS:99999999999999999999", 0},
		{"", "b=AS:9999999999", maxBandwidth},
		{"", "b=tias: 64000", 64_000},
	} {
		_, _, agreed := answered(t, local(sound(pcma)), row.session, "m=audio 4000 RTP/AVP 8", row.line)
		if got := agreed.Lines[0].Bandwidth; got != row.want {
			t.Errorf("%q, %q: got %d, want %d", row.session, row.line, got, row.want)
		}
	}
}

func TestFeedbackAndMuxUnderPlainRTP(t *testing.T) {
	t.Parallel()
	_, text, agreed := answered(t, local(sound(pcma), picture(vp8)),
		"m=audio 4000 RTP/AVP 8", "m=video 4002 RTP/AVP 98", "a=rtpmap:98 VP8/90000", "a=rtcp-mux",
		"a=rtcp-fb:98 nack", "a=rtcp-fb:* nack  pli", "a=rtcp-fb:98 ccm tmmbr smaxpr=120", "a=rtcp-fb:98 goog-remb", "a=rtcp-fb:98 nack sli")
	wantLines(t, text, "a=rtcp-", "a=rtcp-mux", "a=rtcp-fb:* nack", "a=rtcp-fb:* nack pli", "a=rtcp-fb:* ccm tmmbr")
	l := agreed.Lines[1]
	if l.Feedback != NACK|PLI|TMMBR || !l.Mux || l.RTCP != l.Remote || agreed.Lines[0].Mux {
		t.Errorf("got %+v", l)
	}
}

func TestRemoteAddresses(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		lines     string
		rtp, rtcp string
	}{
		{"", "198.51.100.7:4000", "198.51.100.7:4001"},
		{"c=IN IP4 198.51.100.9/127", "198.51.100.9:4000", "198.51.100.9:4001"},
		{"a=rtcp:5000", "198.51.100.7:4000", "198.51.100.7:5000"},
		{"a=rtcp:5000 IN IP4 198.51.100.8", "198.51.100.7:4000", "198.51.100.8:5000"},
		{"a=rtcp:5000 IN IP6 2001:db8::1", "198.51.100.7:4000", "198.51.100.7:5000"},
		{"a=rtcp:x", "198.51.100.7:4000", "198.51.100.7:4001"},
		{"c=IN IP4 host.example", "invalid AddrPort", "invalid AddrPort"},
		{"c=IN IP6 ::ffff:198.51.100.9", "198.51.100.9:4000", "198.51.100.9:4001"},
	} {
		_, _, agreed := answered(t, local(sound(pcma)), "m=audio 4000 RTP/AVP 8", row.lines)
		if l := agreed.Lines[0]; l.Remote.String() != row.rtp || l.RTCP.String() != row.rtcp {
			t.Errorf("%q: got %s and %s", row.lines, l.Remote, l.RTCP)
		}
	}
	if a := Address(described("m=audio 0 RTP/AVP 8", "m=video 4000 RTP/AVP 96", "c=IN IP6 2001:db8::7")); a.String() != "2001:db8::7" {
		t.Errorf("Address: %s", a)
	}
}

func TestALimitFits(t *testing.T) {
	t.Parallel()
	l := h264(ConstrainedBaseline, 31, 1).receives()
	for _, row := range []struct {
		width, height, rate int
		want                bool
	}{
		{1280, 720, 30, true}, {1280, 720, 31, false}, {1281, 720, 1, false}, {640, 360, 60, true}, {1920, 1080, 5, false},
	} {
		if got := l.Fits(row.width, row.height, row.rate); got != row.want {
			t.Errorf("%dx%d at %d: %v", row.width, row.height, row.rate, got)
		}
	}
	if !(Limit{}).Fits(7680, 4320, 120) {
		t.Error("no limit is a limit")
	}
}

// Numbers of the answer are for what we send, ours for what comes (RFC 3264,
// section 7).
func TestAcceptedFormats(t *testing.T) {
	t.Parallel()
	// Offered: 96 opus, 8 PCMA, 97 telephone-event/48000, 101 telephone-event/8000.
	for _, row := range []struct {
		name    string
		lines   []string
		send    []string
		receive []string
		digits  Digits
	}{
		{
			"by our numbers",
			[]string{"m=audio 4000 RTP/AVP 96 97", "a=rtpmap:96 opus/48000/2", "a=rtpmap:97 telephone-event/48000"},
			[]string{"96 opus"},
			[]string{"96 opus", "8 PCMA"},
			Digits{97, 48000},
		},
		{
			"by numbers of its own",
			[]string{"m=audio 4000 RTP/AVP 107 8", "a=rtpmap:107 opus/48000/2"},
			[]string{"107 opus", "8 PCMA"},
			[]string{"96 opus", "8 PCMA", "107 opus"},
			Digits{},
		},
		{
			"our number for something else stays ours",
			[]string{"m=audio 4000 RTP/AVP 97", "a=rtpmap:97 opus/48000/2"},
			[]string{"97 opus"},
			[]string{"96 opus", "8 PCMA"},
			Digits{},
		},
		{
			"without rtpmap it means ours",
			[]string{"m=audio 4000 RTP/AVP 96 101"},
			[]string{"96 opus"},
			[]string{"96 opus", "8 PCMA"},
			Digits{101, 8000},
		},
		{
			"what was not offered is passed over",
			[]string{"m=audio 4000 RTP/AVP 0 8 18"},
			[]string{"8 PCMA"},
			[]string{"96 opus", "8 PCMA"},
			Digits{},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, agreed := accepted(t, local(sound(opus, pcma)), row.lines...)
			l := agreed.Lines[0]
			if got := names(l.Send); !slices.Equal(got, row.send) {
				t.Errorf("sends %q, want %q", got, row.send)
			}
			if got := names(l.Receive); !slices.Equal(got, row.receive) {
				t.Errorf("receives %q, want %q", got, row.receive)
			}
			if l.SendDigits != row.digits {
				t.Errorf("digits %v, want %v", l.SendDigits, row.digits)
			}
		})
	}
}

func names(list []Payload) []string {
	var names []string
	for _, p := range list {
		names = append(names, fmt.Sprint(p.Type, " ", p.Codec))
	}
	return names
}

func TestH264OfAnAnswerWithoutParametersIsTaken(t *testing.T) {
	t.Parallel()
	_, agreed := accepted(t, local(sound(pcma), picture(h264(High, 31, 1))),
		"m=audio 4000 RTP/AVP 8", "m=video 4002 RTP/AVP 96", "a=rtpmap:96 H264/90000")
	p := agreed.Line(Picture)
	if p == nil || p.Send[0].H264.Mode != 0 || p.Send[0].H264.Profile != ConstrainedBaseline {
		t.Errorf("got %+v", p)
	}
}

// What a format of ours says, read again, is that format.
func TestFormatsSurviveBeingWrittenAndRead(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{
		pcma, pcmu, g722, opus, vp8,
		{Codec: codec.Opus},
		{Codec: codec.VP8},
		{Codec: codec.Opus, Opus: Opus{true, true, 32000}},
		h264(ConstrainedBaseline, 31, 1), h264(Main, 40, 0), h264(High, 9, 1), h264(ConstrainedBaseline, 9, 0),
		{Codec: codec.H264, H264: H264{Profile: Main, Level: 13, Mode: 1}, Limit: Limit{Blocks: 3600, BlockRate: 108000}},
	} {
		s := slot{}
		p := s.payload(f)
		m := media{formats: numbers([]Payload{p}, nil)}
		for line := range strings.SplitSeq(string(p.appendTo(nil)), "\r\n") {
			if _, a, ok := strings.Cut(line, "="); ok {
				m.read('a', a)
			}
		}
		got := m.payload(m.formats[0])
		got.H264.said, p.H264.said = 0, 0
		if !reflect.DeepEqual(got, p) {
			t.Errorf("got %+v, want %+v", got, p)
		}
	}
}
