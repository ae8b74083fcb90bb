package codec

import (
	"encoding/binary"
	"testing"
)

// vp8Key is the start of a key frame of 640x360.
var vp8Key = []byte{0x10, 0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01, 0xff}

// vp9Header is the uncompressed header of a key frame of 640x360, profile 0.
var vp9Header = packBits(2, 2, 0, 2, 0, 1, 0, 1, 1, 1, 0, 1, 0x498342, 24, 1, 3, 0, 1, 639, 16, 359, 16, 0, 8)

// sps640 is a constrained baseline sequence parameter set of 640x360 (23
// macroblock rows, cropped by 8 lines).
var sps640 = append([]byte{0x67}, packBits(
	66, 8, 0xe0, 8, 31, 8, // profile, constraints, level
	1, 1, // seq_parameter_set_id 0
	1, 1, // log2_max_frame_num_minus4 0
	0b011, 3, // pic_order_cnt_type 2
	0b010, 3, // max_num_ref_frames 1
	0, 1, // gaps
	40, 11, // pic_width_in_mbs_minus1 39
	23, 9, // pic_height_in_map_units_minus1 22
	1, 1, 1, 1, // frame_mbs_only, direct_8x8
	1, 1, // cropping
	1, 1, 1, 1, 1, 1, 0b00101, 5, // 0, 0, 0, 4
	0, 1, 1, 1, // no VUI, stop bit
)...)

// packBits writes pairs of value and number of bits.
func packBits(pairs ...uint32) []byte {
	var out []byte
	n := 0
	for i := 0; i < len(pairs); i += 2 {
		for b := int(pairs[i+1]) - 1; b >= 0; b-- {
			if n%8 == 0 {
				out = append(out, 0)
			}
			out[n/8] |= byte(pairs[i]>>b&1) << (7 - n%8)
			n++
		}
	}
	return out
}

func join(parts ...[]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func stapA(nals ...[]byte) []byte {
	out := []byte{0x78}
	for _, n := range nals {
		out = binary.BigEndian.AppendUint16(out, uint16(len(n)))
		out = append(out, n...)
	}
	return out
}

var (
	pps = []byte{0x68, 0xce, 0x38, 0x80}
	idr = []byte{0x65, 0x88, 0x84, 0x00}
	sei = []byte{0x06, 0x05, 0x01, 0x00}
)

func TestOnePacketIsAKeyFrame(t *testing.T) {
	for name, test := range map[string]struct {
		codec         Codec
		payload       []byte
		start, key    bool
		width, height uint16
	}{
		"opus":                              {Opus, []byte{0x78}, true, true, 0, 0},
		"opus, nothing":                     {Opus, nil, false, false, 0, 0},
		"VP8 key frame":                     {VP8, vp8Key, true, true, 640, 360},
		"VP8 key frame, all fields":         {VP8, join([]byte{0x90, 0xf0, 0x81, 0x23, 0x07, 0x60}, vp8Key[1:]), true, true, 640, 360},
		"VP8 delta frame":                   {VP8, []byte{0x10, 0x03, 0, 0}, true, false, 0, 0},
		"VP8 second partition":              {VP8, join([]byte{0x11}, vp8Key[1:]), false, false, 0, 0},
		"VP8 continuation":                  {VP8, join([]byte{0x00}, vp8Key[1:]), false, false, 0, 0},
		"VP8 key frame without start code":  {VP8, []byte{0x10, 0x02, 0, 1, 2, 3, 4, 5, 6, 7, 8}, true, false, 0, 0},
		"VP8 cut short":                     {VP8, []byte{0x90, 0x80}, false, false, 0, 0},
		"VP9 key frame":                     {VP9, join([]byte{0x88, 0x81, 0x23}, vp9Header), true, true, 640, 360},
		"VP9 key frame with structure":      {VP9, join([]byte{0x8a, 0x81, 0x23, 0x18, 0x02, 0x80, 0x01, 0x68, 0x01, 0x04, 0x01}, vp9Header), true, true, 640, 360},
		"VP9 predicted":                     {VP9, join([]byte{0xc8, 0x81, 0x23}, vp9Header), true, false, 0, 0},
		"VP9 middle of key frame":           {VP9, join([]byte{0x80, 0x81, 0x23}, vp9Header), false, false, 0, 0},
		"VP9 not predicted, but no key":     {VP9, []byte{0x88, 0x81, 0x23, 0x84, 0, 0, 0}, true, false, 0, 0},
		"VP9 upper spatial layer":           {VP9, join([]byte{0xa8, 0x81, 0x23, 0x02, 0x00}, vp9Header), false, false, 0, 0},
		"VP9 cut short":                     {VP9, []byte{0x8a, 0x81}, false, false, 0, 0},
		"AV1 sequence header":               {AV1, []byte{0x18, 0x08, 0x00, 0x00}, true, true, 0, 0},
		"AV1 sequence header, with lengths": {AV1, []byte{0x08, 0x02, 0x12, 0x00, 0x02, 0x08, 0x00}, true, true, 0, 0},
		"AV1 N without sequence header":     {AV1, []byte{0x18, 0x30, 0x00}, true, false, 0, 0},
		"AV1 other frame":                   {AV1, []byte{0x10, 0x30, 0x00}, true, false, 0, 0},
		"AV1 continuation":                  {AV1, []byte{0x90, 0x30, 0x00}, false, false, 0, 0},
		"AV1 N with continuation":           {AV1, []byte{0x98, 0x08, 0x00}, false, false, 0, 0},
		"AV1 size":                          {AV1, join([]byte{0x18, 0x08}, packBits(0, 5, 0, 1, 0, 1, 0, 5, 0, 12, 4, 5, 9, 4, 9, 4, 639, 10, 359, 10, 0, 8)), true, true, 640, 360},
		"H264 all in one STAP-A":            {H264, stapA(sps640, pps, idr), true, true, 640, 360},
		"H264 STAP-A without IDR":           {H264, stapA(sps640, pps), true, false, 0, 0},
		"H264 IDR alone":                    {H264, idr, true, false, 0, 0},
		"H264 slice":                        {H264, []byte{0x61, 0x9a}, true, false, 0, 0},
		"H264 STAP-A that lies":             {H264, []byte{0x78, 0xff, 0xff, 0x67, 0x68, 0x65}, true, false, 0, 0},
		"no codec":                          {None, vp8Key, false, false, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var d Detector
			got := d.Inspect(test.codec, 7, 9, test.payload)
			if got.Start != test.start || got.Key != test.key || got.Width != test.width || got.Height != test.height {
				t.Errorf("got %+v, want start %v, key %v, %dx%d", got, test.start, test.key, test.width, test.height)
			}
			if k := KeyFrame(test.codec, test.payload); k != test.key {
				t.Errorf("KeyFrame is %v, want %v", k, test.key)
			}
		})
	}
}

// Lesson 15: switching at a misdetected H264 key frame freezes the picture.
func TestH264KeyFrameOverSeveralPackets(t *testing.T) {
	fuaStart := []byte{0x7c, 0x85, 0x88}
	fuaMiddle := []byte{0x7c, 0x05, 0x88}
	type packet struct {
		sequence  uint16
		timestamp uint32
		payload   []byte
	}
	for name, test := range map[string]struct {
		packets []packet
		at      int // index of the packet that completes it, -1 for none
		lead    uint8
	}{
		"parameter sets in STAP-A, IDR in fragments": {[]packet{{10, 1, stapA(sps640, pps)}, {11, 1, fuaStart}, {12, 1, fuaMiddle}}, 1, 1},
		"each for itself":                  {[]packet{{65535, 1, sps640}, {0, 1, pps}, {1, 1, sei}, {2, 1, idr}}, 3, 3},
		"parameter sets come late":         {[]packet{{11, 1, fuaStart}, {12, 1, fuaMiddle}, {10, 1, stapA(sps640, pps)}}, 2, 0},
		"start of the IDR comes late":      {[]packet{{10, 1, stapA(sps640, pps)}, {12, 1, fuaMiddle}, {11, 1, fuaStart}}, 2, 1},
		"parameter sets without IDR":       {[]packet{{10, 1, stapA(sps640, pps)}, {11, 1, []byte{0x61, 0x9a}}}, -1, 0},
		"IDR of another access unit":       {[]packet{{10, 1, stapA(sps640, pps)}, {11, 2, fuaStart}}, -1, 0},
		"no start of the IDR":              {[]packet{{10, 1, stapA(sps640, pps)}, {12, 1, fuaMiddle}}, -1, 0},
		"a straggler before it":            {[]packet{{10, 5, stapA(sps640, pps)}, {9, 4, []byte{0x61, 0x9a}}, {11, 5, fuaStart}}, 2, 1},
		"source began anew, older by time": {[]packet{{10, 5, idr}, {11, 4, stapA(sps640, pps, idr)}}, 1, 0},
		"too far apart":                    {[]packet{{10, 1, stapA(sps640, pps)}, {400, 1, fuaStart}}, -1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var d Detector
			for i, p := range test.packets {
				f := d.Inspect(H264, p.sequence, p.timestamp, p.payload)
				if f.Key != (i == test.at) {
					t.Errorf("packet %d: key %v", i, f.Key)
				}
				if f.Key && (f.Lead != test.lead || f.Width != 640 || f.Height != 360) {
					t.Errorf("packet %d: %+v, want lead %d", i, f, test.lead)
				}
			}
		})
	}
}

func TestVP8PatchKeepsWidths(t *testing.T) {
	for name, test := range map[string]struct{ in, want []byte }{
		"15 bits and TL0":  {[]byte{0x90, 0xe0, 0x81, 0x23, 0x07, 0x60, 0xaa}, []byte{0x90, 0xe0, 0xd2, 0x34, 0xee, 0x60, 0xaa}},
		"7 bits":           {[]byte{0x90, 0x80, 0x11, 0xaa}, []byte{0x90, 0x80, 0x34, 0xaa}},
		"TL0 alone":        {[]byte{0x90, 0x40, 0x11, 0xaa}, []byte{0x90, 0x40, 0xee, 0xaa}},
		"nothing to patch": {[]byte{0x10, 0x11, 0xaa}, []byte{0x10, 0x11, 0xaa}},
	} {
		t.Run(name, func(t *testing.T) {
			d, ok := ParseVP8(test.in)
			if !ok {
				t.Fatal("not parsed")
			}
			d.Patch(test.in, 0x5234, 0xee)
			if string(test.in) != string(test.want) {
				t.Errorf("got %x, want %x", test.in, test.want)
			}
		})
	}
}

func TestNames(t *testing.T) {
	for c := Opus; c <= AV1; c++ {
		if Named(c.String()) != c {
			t.Errorf("%v is not found by its name", c)
		}
	}
	if Named("vp8") != VP8 || Named("OPUS") != Opus || Named("red") != None || Named("") != None {
		t.Error("wrong codec by name")
	}
	if Opus.Video() || !AV1.Video() || Opus.ClockRate() != 48000 || H264.ClockRate() != 90000 {
		t.Error("wrong facts")
	}
}

func TestInspectAllocatesNothing(t *testing.T) {
	var d Detector
	sequence := uint16(0)
	n := testing.AllocsPerRun(100, func() {
		sequence++
		d.Inspect(VP8, sequence, 1, vp8Key)
		d.Inspect(H264, sequence, uint32(sequence), stapKey)
		d.Inspect(VP9, sequence, 1, vp9Header)
		d.Inspect(AV1, sequence, 1, vp9Header)
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

var stapKey = stapA(sps640, pps, idr)

func FuzzInspect(f *testing.F) {
	for _, p := range [][]byte{vp8Key, join([]byte{0x88, 0x81, 0x23}, vp9Header), stapKey, {0x18, 0x08, 0x00, 0x00}} {
		for c := Opus; c <= AV1; c++ {
			f.Add(uint8(c), uint16(1), uint32(1), p, p)
		}
	}
	f.Fuzz(func(t *testing.T, c uint8, sequence uint16, timestamp uint32, one, two []byte) {
		var d Detector
		for i, p := range [][]byte{one, two} {
			got := d.Inspect(Codec(c%8), sequence+uint16(i), timestamp, p)
			if got.Key && len(p) == 0 {
				t.Error("a key frame of nothing")
			}
			if got.Lead > 0 && !got.Key {
				t.Error("a lead without a key frame")
			}
		}
	})
}

func FuzzVP8Descriptor(f *testing.F) {
	f.Add(vp8Key, uint16(3), uint8(4))
	f.Add([]byte{0x90, 0xf0, 0x81, 0x23, 0x07, 0x60, 0xaa}, uint16(0x7fff), uint8(255))
	f.Fuzz(func(t *testing.T, payload []byte, picture uint16, tl0 uint8) {
		d, ok := ParseVP8(payload)
		if !ok {
			return
		}
		if int(d.Size) >= len(payload) {
			t.Fatalf("descriptor of %d in %d bytes", d.Size, len(payload))
		}
		rest := string(payload[d.Size:])
		d.Patch(payload, picture, tl0)
		got, ok := ParseVP8(payload)
		if !ok || got.Size != d.Size || got.PictureIDBits != d.PictureIDBits || got.Start != d.Start ||
			got.TID != d.TID || got.LayerSync != d.LayerSync || string(payload[d.Size:]) != rest {
			t.Fatalf("patched into %+v, was %+v", got, d)
		}
		want := picture & (1<<d.PictureIDBits - 1)
		if got.PictureID != want || d.HasTL0 && got.TL0 != tl0 {
			t.Fatalf("got %d, %d, want %d, %d", got.PictureID, got.TL0, want, tl0)
		}
	})
}

func BenchmarkInspect(b *testing.B) {
	for c, p := range map[Codec][]byte{VP8: vp8Key, H264: stapKey, VP9: join([]byte{0x88, 0x81, 0x23}, vp9Header)} {
		b.Run(c.String(), func(b *testing.B) {
			b.ReportAllocs()
			var d Detector
			for i := 0; b.Loop(); i++ {
				d.Inspect(c, uint16(i), uint32(i), p)
			}
		})
	}
}
