package peer

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"veche/conference"
	"veche/media/wire"
)

// pair is a publisher whose packets we can make, and a subscriber of its camera.
type pair struct {
	board     *Switchboard
	publisher *Peer
	sealer    *wire.Sealer // what the publisher seals with
	from      wire.From
	slot      *Slot
	keys      wire.Keys
	worker    *worker
	streams   map[uint32]*wire.OutStream
}

func newPair(tb testing.TB) *pair {
	tb.Helper()
	b := testBoard(tb, Config{Workers: 1, NoTCP: true})
	p := &pair{board: b, streams: make(map[uint32]*wire.OutStream), worker: b.NewWorker().(*worker)}
	p.publisher = b.NewPeer("publisher")
	tb.Cleanup(p.publisher.Close)
	if _, err := p.publisher.Offer(browserOffer(tb, "chromium"), browserKinds); err != nil {
		tb.Fatal(err)
	}
	p.keys = testKeys(dtls.SRTP_AEAD_AES_128_GCM, 12)
	if err := p.publisher.secure(p.keys); err != nil {
		tb.Fatal(err)
	}
	theirs := p.keys
	theirs.Local = p.keys.Remote
	var err error
	if p.sealer, err = wire.NewSealer(theirs); err != nil {
		tb.Fatal(err)
	}
	to := sink(tb).LocalAddr()
	p.slot = testSlot(tb, b, mustAddrPort(to.String()), true)
	p.from = wire.From{Remote: wire.AddrOf(mustAddrPort("127.0.0.1:9"))}
	p.publisher.learn(p.from)
	for _, s := range p.publisher.Sources() {
		s.Open(true)
		if s.Kind == conference.Camera {
			p.slot.Feed(s)
			s.Route([]*Slot{p.slot})
		}
	}
	return p
}

// deliver seals a plain packet and takes it through a worker.
func (p *pair) deliver(plain []byte) { p.deliverAt(plain, time.Now()) }

func (p *pair) deliverAt(plain []byte, now time.Time) {
	out := p.board.NewSender()
	buf := make([]byte, len(plain)+wire.Overhead+16)
	var n int
	var err error
	if wire.Classify(plain) == wire.RTCP {
		n, err = p.sealer.RTCP(buf, plain)
	} else {
		var h rtp.Header
		var size int
		if size, err = h.Unmarshal(plain); err != nil {
			return
		}
		st := p.streams[h.SSRC]
		if st == nil {
			st = &wire.OutStream{SSRC: h.SSRC}
			p.streams[h.SSRC] = st
		}
		copy(buf, plain[:size])
		n, err = p.sealer.RTP(st, h.SequenceNumber, buf, size, plain[size:])
	}
	if err != nil {
		return
	}
	p.worker.Handle(&wire.Burst{Packets: []wire.Packet{{Data: buf[:n], From: p.from}}, Now: now, Out: out})
	out.Flush()
}

// picture is one in a packet of its own.
func (p *pair) picture(tb testing.TB, rid string, ssrc uint32, seq uint16, pt uint8, payload []byte) []byte {
	tb.Helper()
	packet := rtp.Packet{Header: rtp.Header{Version: 2, SSRC: ssrc, SequenceNumber: seq, Timestamp: uint32(seq) * 3000, PayloadType: pt, Marker: true}, Payload: payload}
	ids := p.publisher.ids
	if err := packet.SetExtension(ids.MID, []byte("1")); err != nil {
		tb.Fatal(err)
	}
	if err := packet.SetExtension(ids.RID, []byte(rid)); err != nil {
		tb.Fatal(err)
	}
	b, err := packet.Marshal()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// A VP8 key frame of 640x360 in one packet.
var keyFrame = []byte{0x90, 0x80, 0x80, 0x01, 0, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0x68, 1, 0, 0, 0, 0, 0, 0}

func TestLayersAreBoundByRIDAndRTXByItsPayloadType(t *testing.T) {
	p := newPair(t)
	camera := p.slot.Source()
	for i, rid := range []string{"q", "h", "f"} {
		p.deliver(p.picture(t, rid, uint32(100+i), 10, 96, keyFrame))
		l := camera.layers[i].Load()
		if l == nil || l.ssrc.Load() != uint32(100+i) {
			t.Fatalf("layer %s is not bound", rid)
		}
	}
	// Once bound, the SSRC is enough.
	bare := rtp.Packet{Header: rtp.Header{Version: 2, SSRC: 101, SequenceNumber: 12, Timestamp: 36000, PayloadType: 96}, Payload: keyFrame}
	b, _ := bare.Marshal()
	p.deliver(b)
	l := camera.layers[1].Load()
	if got := l.gaps.Newest(); got != 12 {
		t.Fatalf("newest is %d, want 12", got)
	}
	// Number 11 comes again over RTX (payload type 97) by repaired rid.
	rtx := rtp.Packet{Header: rtp.Header{Version: 2, SSRC: 201, SequenceNumber: 1, Timestamp: 33000, PayloadType: 97}}
	rtx.Payload = append(binary.BigEndian.AppendUint16(nil, 11), keyFrame...)
	_ = rtx.SetExtension(p.publisher.ids.MID, []byte("1"))
	_ = rtx.SetExtension(p.publisher.ids.RepairedRID, []byte("h"))
	b, _ = rtx.Marshal()
	p.deliver(b)
	l.ringLock.Lock()
	_, ok := l.ring.Get(11)
	l.ringLock.Unlock()
	if !ok {
		t.Error("the repaired packet is not in the ring")
	}
	if l.gaps.Missing() {
		t.Error("the repaired packet still counts as missing")
	}
}

func TestAnUnknownAddressIsLearntFromAPacketThatOpens(t *testing.T) {
	p := newPair(t)
	p.deliver(p.picture(t, "q", 100, 10, 96, keyFrame))
	p.from = wire.From{Remote: wire.AddrOf(mustAddrPort("127.0.0.1:10"))}
	p.deliver(p.picture(t, "q", 100, 11, 96, keyFrame))
	if got := p.slot.Source().layers[0].Load().gaps.Newest(); got != 11 {
		t.Errorf("newest is %d, want 11", got)
	}
	forged := p.picture(t, "q", 100, 12, 96, keyFrame)
	from := wire.From{Remote: wire.AddrOf(mustAddrPort("127.0.0.1:11"))}
	p.worker.Handle(&wire.Burst{Packets: []wire.Packet{{Data: forged, From: from}}, Now: time.Now(), Out: p.board.NewSender()})
	p.board.mu.RLock()
	defer p.board.mu.RUnlock()
	if p.board.byFrom[p.from] != p.publisher {
		t.Error("the new address was not learnt")
	}
	if p.board.byFrom[from] != nil {
		t.Error("an address was learnt from a packet that does not open")
	}
}

// Whoever has keys may still send nonsense.
func FuzzPackets(f *testing.F) {
	p := newPair(f)
	f.Add(p.picture(f, "q", 100, 10, 96, keyFrame))
	f.Add(p.picture(f, "h", 101, 10, 102, []byte{0x78, 0, 4, 0x67, 1, 2, 3, 0, 2, 0x68, 1, 0, 2, 0x65, 1}))
	f.Add(p.picture(f, "f", 102, 10, 97, []byte{0, 9, 1, 2, 3}))
	for _, r := range []rtcp.Packet{
		&rtcp.SenderReport{SSRC: 100, Reports: []rtcp.ReceptionReport{{SSRC: 5, LastSenderReport: 1}}},
		&rtcp.TransportLayerNack{MediaSSRC: p.slot.media.SSRC, Nacks: []rtcp.NackPair{{PacketID: 1, LostPackets: 0xffff}}},
		&rtcp.PictureLossIndication{MediaSSRC: 5},
		&rtcp.FullIntraRequest{FIR: []rtcp.FIREntry{{SSRC: 5}}},
	} {
		b, err := r.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(_ *testing.T, b []byte) {
		if len(b) < 12 || len(b) > 1400 {
			return
		}
		p.deliver(b)
		p.publisher.Tick(p.board.Now(), p.board.sender)
	})
}
