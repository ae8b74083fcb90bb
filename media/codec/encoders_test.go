package codec

import (
	"bytes"
	"encoding/hex"
	"testing"
)

func fromHex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The first bytes of what FFmpeg's encoders (x264, libvpx, libaom, SVT-AV1) wrote.
func TestSizesOfRealEncoders(t *testing.T) {
	scaling := packBits(100, 8, 0, 8, 31, 8, 1, 1,
		0b010, 3, 1, 1, 1, 1, 0, 1, // 4:2:0, 8 bits
		1, 1, 1, 1, 0b000010001, 9, // first list: -8, the default one
		1, 1, 0xffff, 16, // second list: sixteen times the same
		0, 6, // no others
		1, 1, 0b011, 3, 0b010, 3, 0, 1, 40, 11, 23, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0b00101, 5, 0, 1, 1, 1)
	for name, test := range map[string]struct {
		codec         Codec
		payload       []byte
		width, height uint16
	}{
		"H264 baseline":        {H264, stapA(fromHex(t, "6742c01fd9005005beeb0110000003001000000300a0f1832480"), pps, idr), 1276, 718},
		"H264 main":            {H264, stapA(fromHex(t, "674d401feca02802df7580880000030008000003005078c18cb0"), pps, idr), 1276, 718},
		"H264 high":            {H264, stapA(fromHex(t, "6764001facd9405005beeb0110000003001000000300a0f1831960"), pps, idr), 1276, 718},
		"H264 high 4:4:4":      {H264, stapA(fromHex(t, "67f4001f919b280a00b7cb7808800000030080000005078c18cb"), pps, idr), 1276, 718},
		"H264 interlaced":      {H264, stapA(fromHex(t, "67640020acd940500bbdcb808800000300080000030190f8b16cb0"), pps, idr), 1276, 720},
		"H264 scaling lists":   {H264, stapA(append([]byte{0x67}, scaling...), pps, idr), 640, 360},
		"VP8":                  {VP8, append([]byte{0x10}, fromHex(t, "b0a6009d012a82026601000708858588858488")...), 642, 358},
		"VP9":                  {VP9, append([]byte{0x88, 0x01}, fromHex(t, "8249834200281016560638241c184a1006087fcd")...), 642, 358},
		"AV1 libaom":           {AV1, append([]byte{0x18}, fromHex(t, "0a0b0000000cc5036536be4010")...), 642, 358},
		"AV1 SVT":              {AV1, append([]byte{0x18}, fromHex(t, "0a0b0000000cc503653efe4010")...), 642, 358},
		"AV1 libaom, no size":  {AV1, append([]byte{0x18}, fromHex(t, "080000000cc5036536be4010")...), 642, 358},
		"AV1 with a delimiter": {AV1, append([]byte{0x28, 0x02}, fromHex(t, "12000a0b0000000cc5036536be4010")...), 642, 358},
	} {
		t.Run(name, func(t *testing.T) {
			var d Detector
			got := d.Inspect(test.codec, 1, 1, test.payload)
			if !got.Key || !got.Start || got.Lead != 0 {
				t.Errorf("not a key frame: %+v", got)
			}
			if got.Width != test.width || got.Height != test.height {
				t.Errorf("got %dx%d, want %dx%d", got.Width, got.Height, test.width, test.height)
			}
		})
	}
}

// Cut anywhere, a payload does no harm, and has no size it does not tell.
func TestCutPayloadsDoNoHarm(t *testing.T) {
	for c, p := range map[Codec][]byte{
		VP8: vp8Key, VP9: join([]byte{0x8a, 0x81, 0x23, 0x18, 0x02, 0x80, 0x01, 0x68, 0x01, 0x04, 0x01}, vp9Header),
		H264: stapKey, AV1: append([]byte{0x18}, fromHex(t, "0a0b0000000cc5036536be4010")...),
	} {
		for n := range len(p) {
			var d Detector
			got := d.Inspect(c, 1, 1, bytes.Clone(p[:n]))
			if got.Width != 0 && (got.Width < 640 || got.Width > 642) {
				t.Errorf("%v cut to %d bytes: %+v", c, n, got)
			}
		}
	}
}
