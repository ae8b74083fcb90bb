package bfcp

import (
	"encoding/binary"
	"slices"
)

// fragments puts the parts of one message together (RFC 8855, section 6.2.3). A
// part of another message forgets what was there: there is one request at a time.
type fragments struct {
	message []byte // with the header, as if it had come whole
	have    []bool // by words of the payload
}

const fragmentHeader = header + 4

// add takes a datagram and gives the whole message: at once if it is no fragment,
// else when its last part has come. It gives nil for the others.
func (f *fragments) add(b []byte) []byte {
	_, size, fragment, err := head(b)
	if err != nil || !fragment {
		return b
	}
	if len(b) < fragmentHeader {
		return nil
	}
	offset := int(binary.BigEndian.Uint16(b[header:]))
	words := int(binary.BigEndian.Uint16(b[header+2:]))
	if words == 0 || len(b) != fragmentHeader+4*words || header+4*(offset+words) > size {
		return nil
	}
	f.begin(b, size)
	copy(f.message[header+4*offset:], b[fragmentHeader:])
	for i := offset; i < offset+words; i++ {
		f.have[i] = true
	}
	if slices.Contains(f.have, false) {
		return nil
	}
	whole := f.message
	*f = fragments{}
	return whole
}

// begin makes room for the message of b, unless it is the one under way.
func (f *fragments) begin(b []byte, size int) {
	first := slices.Clone(b[:header])
	first[0] &^= 0x08
	if len(f.message) == size && slices.Equal(f.message[:header], first) {
		return
	}
	f.message = append(first, make([]byte, size-header)...)
	f.have = make([]bool, (size-header)/4)
}
