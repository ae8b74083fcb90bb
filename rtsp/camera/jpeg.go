package camera

import (
	"bytes"

	"github.com/bluenviron/gortsplib/v4/pkg/format/rtpmjpeg"
	"github.com/pion/rtp"
)

// jpegs is the unpacker of Motion JPEG, RFC 2435.
type jpegs struct {
	header   [8]byte // of the first fragment
	interval [2]byte // of restart markers; zeros without
	tables   []byte  // quantization table header with its tables, the last that came
	scan     []byte  // the data of the picture as far as they have come; its memory is kept
	begun    bool
}

func (j *jpegs) unpack(p *packet, out func([]byte, uint32, bool)) {
	if p.lost {
		j.begun = false
	}
	if len(p.payload) < 8 {
		return
	}
	header, rest := [8]byte(p.payload), p.payload[8:]
	offset := int(header[1])<<16 | int(header[2])<<8 | int(header[3])
	var interval [2]byte
	if header[4] >= 64 && header[4] < 128 { // section 3.1.7
		if len(rest) < 4 {
			return
		}
		interval, rest = [2]byte(rest), rest[4:]
	}
	if offset == 0 {
		j.header, j.interval, j.scan, j.begun = header, interval, j.scan[:0], true
		rest = j.quantization(header[5], rest)
	}
	if !j.begun || offset != len(j.scan) || offset+len(rest) > pictureMost {
		j.begun = false
		return
	}
	j.scan = append(j.scan, rest...)
	if !p.marker {
		return
	}
	j.begun = false
	if file := j.file(); file != nil {
		out(file, p.timestamp, true)
	}
}

// quantization takes the tables in front of the data, section 3.1.8: they may be left
// out when they have been sent before.
func (j *jpegs) quantization(q byte, rest []byte) []byte {
	if q < 128 || len(rest) < 4 {
		return rest
	}
	length := 4 + (int(rest[2])<<8 | int(rest[3]))
	if length > len(rest) {
		j.begun = false
		return nil
	}
	if length > 4 {
		j.tables = bytes.Clone(rest[:length])
	}
	return rest[length:]
}

// file makes the JPEG file: the tables and the frame header that RFC 2435 leaves out are
// added by a library, which is handed the data as one packet.
func (j *jpegs) file() []byte {
	header := j.header
	header[4] &= 63
	if header[6] == 0 || header[7] == 0 {
		return nil // larger than the format can say
	}
	whole := header[:]
	if header[5] >= 128 {
		whole = append(whole, j.tables...)
	}
	var d rtpmjpeg.Decoder
	if d.Init() != nil {
		return nil
	}
	file, err := d.Decode(&rtp.Packet{Header: rtp.Header{Marker: true}, Payload: append(whole, j.scan...)})
	if err != nil || len(file) < 2 {
		return nil
	}
	if j.interval == [2]byte{} {
		return file
	}
	restart := []byte{0xff, 0xdd, 0, 4, j.interval[0], j.interval[1]} // ITU-T T.81 section B.2.4.4
	return append(append(file[:2:2], restart...), file[2:]...)
}
