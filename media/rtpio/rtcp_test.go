package rtpio

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/rtcp"

	"veche/media/codec"
	"veche/media/wire"
)

func TestBitRatesAreReadAsWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ bits, want int }{
		{0, 0}, {64_000, 64_000}, {0x1ffff, 0x1ffff}, {500_000, 500_000}, {1_234_567, 1_234_560}, {90_000_000, 89_999_360},
	} {
		b := tmmbr(nil, 1, 2, c.bits)
		for r := range records(b) {
			if r.kind != typeRTPFB || r.count != formatTMMBR || r.sender != 1 || !r.about(2) || r.about(3) {
				t.Errorf("got %+v", r)
			}
			for e := range r.entries(8) {
				if bits, overhead := maxBitRate(e); bits != c.want || overhead != 40 || binary.BigEndian.Uint32(e) != 2 {
					t.Errorf("%d: got %d, %d", c.bits, bits, overhead)
				}
			}
		}
	}
	for _, word := range []uint32{0xffffffff, 31<<26 | 1<<9, 63<<26 | 1<<9} {
		if bits, _ := maxBitRate(binary.BigEndian.AppendUint32(make([]byte, 4), word)); bits < 1 || bits > 1_000_000_000 {
			t.Errorf("%x: got %d", word, bits)
		}
	}
}

func TestABrokenPacketCostsOnlyThoseBehindIt(t *testing.T) {
	t.Parallel()
	whole, err := rtcp.Marshal([]rtcp.Packet{
		&rtcp.ReceiverReport{SSRC: 5, Reports: []rtcp.ReceptionReport{{SSRC: 6}}},
		&rtcp.PictureLossIndication{SenderSSRC: 5, MediaSSRC: 6},
	})
	if err != nil {
		t.Fatal(err)
	}
	count := func(b []byte) (n int) {
		for range records(b) {
			n++
		}
		return n
	}
	for at, want := range map[int]int{0: 0, 7: 0, 31: 0, 32: 1, 43: 1, len(whole): 2} {
		if got := count(whole[:at]); got != want {
			t.Errorf("of %d bytes: got %d, want %d", at, got, want)
		}
	}
}

// deaf is a Sink.
type deaf struct{}

func (deaf) Packet(*Packet)  {}
func (deaf) Digit(byte)      {}
func (deaf) KeyFrameWanted() {}
func (deaf) BitRate(int)     {}

// seeds are RTCP of all kinds.
func seeds(tb testing.TB, ours uint32) (all [][]byte) {
	tb.Helper()
	for _, p := range []rtcp.Packet{
		&rtcp.SenderReport{SSRC: 5, NTPTime: 1 << 32, Reports: []rtcp.ReceptionReport{{SSRC: ours, FractionLost: 9}}},
		&rtcp.ReceiverReport{SSRC: 5, Reports: []rtcp.ReceptionReport{{SSRC: 1}, {SSRC: ours}}},
		rtcp.NewCNAMESourceDescription(5, "x"),
		&rtcp.Goodbye{Sources: []uint32{5}, Reason: "bye"},
		&rtcp.PictureLossIndication{SenderSSRC: 5, MediaSSRC: ours},
		&rtcp.FullIntraRequest{SenderSSRC: 5, FIR: []rtcp.FIREntry{{SSRC: ours, SequenceNumber: 1}}},
		&rtcp.TransportLayerNack{SenderSSRC: 5, MediaSSRC: ours, Nacks: []rtcp.NackPair{{PacketID: 1, LostPackets: 0xffff}}},
		&rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: 5, Bitrate: 1e6, SSRCs: []uint32{ours}},
	} {
		b, err := p.Marshal()
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, b)
	}
	return append(all, tmmbr(nil, 5, ours, 100_000), tmmbn(nil, 5, ours, 100_000, 40), []byte{0x80, 192, 0, 1, 0, 0, 0, 5})
}

func FuzzControl(f *testing.F) {
	ports, err := NewPorts(0, 0)
	if err != nil {
		f.Fatal(err)
	}
	s, err := Open(Config{Ports: ports, Local: home, Sink: deaf{}, Epoch: time.Now(), Video: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	discard := netip.MustParseAddrPort("127.0.0.1:9")
	if err := s.Set(Parameters{
		Remote: discard, RemoteControl: discard, Send: true, Receive: true,
		Receiving: []Format{{Type: 96, Codec: codec.H264}}, Sending: Format{Type: 96, Codec: codec.H264},
		Feedback: Feedback{NACK: true, PLI: true, FIR: true, TMMBR: true},
	}); err != nil {
		f.Fatal(err)
	}
	for _, b := range seeds(f, s.ssrc()) {
		f.Add(b, b)
		f.Add(bytes.Join([][]byte{b, b}, nil), b[:len(b)-1])
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		s.receiveMedia(append([]byte{0x80, 96, 0, 1, 0, 0, 0, 1}, a...), wire.AddrOf(discard), time.Second)
		s.receiveControl(bytes.Clone(a), wire.AddrOf(discard), time.Second)
		s.receiveControl(bytes.Clone(b), place("192.0.2.1:5"), time.Second)
		for r := range records(a) {
			if len(r.body) > len(a)-8 {
				t.Fatal("more came out than in")
			}
		}
		if s.Quality().BitRate < 1 {
			t.Error("no rate")
		}
	})
}

// FuzzMedia gives a stream two packets of anybody.
func FuzzMedia(f *testing.F) {
	f.Add([]byte{0x80, 8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3}, []byte{0x80, 101, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 5, 10, 0, 160})
	f.Add([]byte{0xb1, 8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 7, 0xbe, 0xde, 0, 1, 0x10, 1, 0, 0, 1, 2, 2}, []byte{0x80, 13, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 40})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		in := incoming{on: true, nack: true, sealed: make(map[uint32]*wire.InStream)}
		in.formats[8] = Format{Type: 8, Codec: codec.PCMA}
		in.formats[101] = Format{Type: 101, Event: true, Clock: 8000}
		from := place("192.0.2.1:5000")
		in.latch.tell(from, false, 0)
		for i, raw := range [][]byte{a, b, a} {
			var p Packet
			raw = bytes.Clone(raw)
			found := in.take(raw, from, time.Duration(i)*20*time.Millisecond, &p)
			if found.packet && (len(p.Payload) == 0 || len(p.Payload) > len(raw)-12 || p.Codec != codec.PCMA) {
				t.Errorf("got %+v of %x", p, raw)
			}
			if found.key != 0 && found.packet {
				t.Error("a digit is no sound")
			}
		}
	})
}
