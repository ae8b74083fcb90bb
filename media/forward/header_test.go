package forward

import (
	"bytes"
	"testing"

	"github.com/pion/rtp"
)

var allIDs = Extensions{MID: 1, RID: 2, RepairedRID: 3, TWCC: 4, AudioLevel: 5}

// packet marshals with pion what we parse.
func packet(t testing.TB, profile uint16, payload []byte, padding byte) []byte {
	t.Helper()
	h := rtp.Header{
		Version: 2, Marker: true, PayloadType: 96, SequenceNumber: 0xfffe, Timestamp: 0xdeadbeef,
		SSRC: 0x12345678, CSRC: []uint32{1, 2}, Extension: true, ExtensionProfile: profile,
	}
	for id, value := range map[uint8][]byte{1: []byte("mic"), 2: []byte("q"), 3: []byte("h"), 4: {0xab, 0xcd}, 5: {0x80 | 33}, 9: {1, 2, 3}} {
		if err := h.SetExtension(id, value); err != nil {
			t.Fatal(err)
		}
	}
	p := rtp.Packet{Header: h, Payload: payload}
	p.Header.Padding = padding > 0
	p.Header.PaddingSize = padding
	b, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParseReadsWhatPionWrote(t *testing.T) {
	for name, profile := range map[string]uint16{"one-byte elements": 0xbede, "two-byte elements": 0x1000} {
		t.Run(name, func(t *testing.T) {
			b := packet(t, profile, []byte("hello"), 7)
			var h Header
			if err := h.Parse(b, &allIDs); err != nil {
				t.Fatal(err)
			}
			if err := h.Trim(b); err != nil {
				t.Fatal(err)
			}
			if h.PayloadType != 96 || !h.Marker || h.Sequence != 0xfffe || h.Timestamp != 0xdeadbeef || h.SSRC != 0x12345678 {
				t.Errorf("wrong fixed part: %+v", h)
			}
			if got := string(b[h.Payload:h.End]); got != "hello" {
				t.Errorf("payload %q", got)
			}
			if string(h.MID) != "mic" || string(h.RID) != "q" || string(h.RepairedRID) != "h" {
				t.Errorf("mid %q, rid %q, rrid %q", h.MID, h.RID, h.RepairedRID)
			}
			if !h.HasTWCC || h.TWCC != 0xabcd || !h.HasLevel || h.Level != 33 || !h.Voice {
				t.Errorf("wrong elements: %+v", h)
			}
			if err := h.Parse(b, &Extensions{}); err != nil || h.MID != nil || h.HasTWCC || h.HasLevel {
				t.Errorf("elements that were not negotiated: %+v, %v", h, err)
			}
		})
	}
}

func TestParseRefusesBrokenHeaders(t *testing.T) {
	good := packet(t, 0xbede, []byte("hello"), 7)
	for name, b := range map[string][]byte{
		"nothing":         {},
		"version 1":       append([]byte{0x40}, good[1:]...),
		"no CSRCs":        good[:14],
		"no extension":    good[:20],
		"short extension": good[:30],
	} {
		t.Run(name, func(t *testing.T) {
			var h Header
			if err := h.Parse(b, &allIDs); err == nil {
				t.Errorf("accepted as %+v", h)
			}
		})
	}
	for name, last := range map[string]byte{"padding of 0": 0, "padding beyond the payload": 200} {
		t.Run(name, func(t *testing.T) {
			b := bytes.Clone(good)
			b[len(b)-1] = last
			var h Header
			if err := h.Parse(b, &allIDs); err != nil {
				t.Fatal(err)
			}
			if err := h.Trim(b); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestAppendHeaderIsReadByPion(t *testing.T) {
	long := allIDs
	long.TWCC = 17
	for name, test := range map[string]struct {
		ids     Extensions
		out     Outgoing
		profile uint16
	}{
		"nothing":             {Extensions{}, Outgoing{MID: "0", HasTWCC: true, HasLevel: true}, 0},
		"all, one byte":       {allIDs, Outgoing{MID: "12", HasTWCC: true, TWCC: 0xfefe, HasLevel: true, Level: 5, Voice: true, Marker: true}, 0xbede},
		"twcc alone":          {allIDs, Outgoing{HasTWCC: true, TWCC: 1}, 0xbede},
		"two bytes by id":     {long, Outgoing{MID: "12", HasTWCC: true, TWCC: 0xfefe, HasLevel: true, Level: 127}, 0x1000},
		"two bytes by length": {allIDs, Outgoing{MID: "abcdefghijklmnopqrstuvwxyz"}, 0x1000},
	} {
		t.Run(name, func(t *testing.T) {
			o := test.out
			o.PayloadType, o.Sequence, o.Timestamp, o.SSRC = 111, 0xffff, 1<<31, 99
			b := AppendHeader(nil, &o, &test.ids)
			b = append(b, "payload"...)
			var p rtp.Packet
			if err := p.Unmarshal(b); err != nil {
				t.Fatal(err)
			}
			if p.SequenceNumber != o.Sequence || p.Timestamp != o.Timestamp || p.SSRC != o.SSRC || p.PayloadType != 111 ||
				p.Marker != o.Marker || string(p.Payload) != "payload" {
				t.Errorf("got %v", p)
			}
			if p.Extension != (test.profile != 0) || p.Extension && p.ExtensionProfile != test.profile {
				t.Errorf("extension profile %x", p.ExtensionProfile)
			}
			var h Header
			if err := h.Parse(b, &test.ids); err != nil {
				t.Fatal(err)
			}
			if test.profile != 0 && (string(h.MID) != o.MID || h.HasTWCC != o.HasTWCC || h.TWCC != o.TWCC || h.HasLevel != o.HasLevel || h.Level != o.Level || h.Voice != o.Voice) {
				t.Errorf("got %+v, want %+v", h, o)
			}
		})
	}
}

func TestPaddingIsTrimmed(t *testing.T) {
	o := Outgoing{Padded: true, SSRC: 1}
	b := AppendPadding(AppendHeader(nil, &o, &allIDs), 255)
	var h Header
	if err := h.Parse(b, &allIDs); err != nil {
		t.Fatal(err)
	}
	if err := h.Trim(b); err != nil || h.End != h.Payload {
		t.Errorf("payload from %d to %d of %d, %v", h.Payload, h.End, len(b), err)
	}
}

func TestRTXRoundTrip(t *testing.T) {
	o := Outgoing{PayloadType: 97, SSRC: 77, Sequence: 5, Timestamp: 9, Marker: true, MID: "3", Padded: true}
	b := AppendHeader(nil, &o, &allIDs)
	b = AppendOSN(b, 0xfffd)
	b = append(b, "original"...)
	b = AppendPadding(b, 3)
	var h Header
	if err := h.Parse(b, &allIDs); err != nil {
		t.Fatal(err)
	}
	if err := h.Trim(b); err != nil {
		t.Fatal(err)
	}
	got, err := UnwrapRTX(b, &h, 66, 96)
	if err != nil {
		t.Fatal(err)
	}
	var p rtp.Packet
	if err := p.Unmarshal(got); err != nil {
		t.Fatal(err)
	}
	if p.SequenceNumber != 0xfffd || p.SSRC != 66 || p.PayloadType != 96 || !p.Marker || p.Timestamp != 9 || string(p.Payload) != "original" {
		t.Errorf("got %v", p)
	}
	if string(got[h.Payload:h.End]) != "original" || h.Sequence != 0xfffd || h.SSRC != 66 {
		t.Errorf("the header does not describe it: %+v", h)
	}
	if string(h.MID) != "3" {
		t.Errorf("mid became %q", h.MID)
	}
}

func TestRTXPaddingIsRefused(t *testing.T) {
	o := Outgoing{Padded: true}
	b := AppendPadding(AppendHeader(nil, &o, &allIDs), 100)
	var h Header
	if err := h.Parse(b, &allIDs); err != nil {
		t.Fatal(err)
	}
	if err := h.Trim(b); err != nil {
		t.Fatal(err)
	}
	if _, err := UnwrapRTX(b, &h, 1, 2); err == nil {
		t.Error("accepted")
	}
}

// FuzzHeader: what is accepted lies within the packet, and pion agrees.
func FuzzHeader(f *testing.F) {
	f.Add(packet(f, 0xbede, []byte("hello"), 7))
	f.Add(packet(f, 0x1000, []byte("hello"), 0))
	f.Add(AppendHeader(nil, &Outgoing{MID: "1", HasTWCC: true}, &allIDs))
	f.Fuzz(func(t *testing.T, b []byte) {
		var h Header
		if h.Parse(b, &allIDs) != nil {
			return
		}
		if h.Payload < 12 || h.Payload > h.End || h.End != len(b) {
			t.Fatalf("payload from %d to %d of %d", h.Payload, h.End, len(b))
		}
		var p rtp.Header
		if n, err := p.Unmarshal(b); err == nil && (n != h.Payload || p.SSRC != h.SSRC || p.SequenceNumber != h.Sequence) {
			t.Fatalf("payload at %d, pion has %d", h.Payload, n)
		}
		if h.Trim(b) != nil {
			return
		}
		if h.Payload > h.End || h.End > len(b) {
			t.Fatalf("trimmed to %d to %d of %d", h.Payload, h.End, len(b))
		}
	})
}

func FuzzRTX(f *testing.F) {
	o := Outgoing{PayloadType: 97, SSRC: 77, MID: "3"}
	f.Add(append(AppendOSN(AppendHeader(nil, &o, &allIDs), 4), "original"...))
	f.Fuzz(func(t *testing.T, b []byte) {
		var h Header
		if h.Parse(b, &allIDs) != nil || h.Trim(b) != nil {
			return
		}
		was := h
		payload := bytes.Clone(b[h.Payload:h.End])
		got, err := UnwrapRTX(b, &h, 66, 96)
		if err != nil {
			return
		}
		var again Header
		if err := again.Parse(got, &allIDs); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got[again.Payload:], payload[2:]) || again.Timestamp != was.Timestamp || again.Marker != was.Marker ||
			again.SSRC != 66 || again.PayloadType != 96 || !bytes.Equal(again.MID, h.MID) {
			t.Fatalf("got %+v, was %+v", again, was)
		}
	})
}
