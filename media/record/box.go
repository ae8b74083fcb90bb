package record

import (
	"encoding/binary"
	"iter"
)

// boxes appends MP4 boxes, ISO/IEC 14496-12 section 4.2.
type boxes struct{ b []byte }

// box writes a box of what content appends.
func (w *boxes) box(kind string, content func()) {
	at := len(w.b)
	w.u32(0)
	w.text(kind)
	content()
	binary.BigEndian.PutUint32(w.b[at:], uint32(len(w.b)-at))
}

// full writes a box with version and flags.
func (w *boxes) full(kind string, version uint8, flags uint32, content func()) {
	w.box(kind, func() {
		w.u32(uint32(version)<<24 | flags)
		content()
	})
}

func (w *boxes) u8(v uint8)    { w.b = append(w.b, v) }
func (w *boxes) u16(v uint16)  { w.b = binary.BigEndian.AppendUint16(w.b, v) }
func (w *boxes) u32(v uint32)  { w.b = binary.BigEndian.AppendUint32(w.b, v) }
func (w *boxes) u64(v uint64)  { w.b = binary.BigEndian.AppendUint64(w.b, v) }
func (w *boxes) text(s string) { w.b = append(w.b, s...) }
func (w *boxes) raw(b []byte)  { w.b = append(w.b, b...) }
func (w *boxes) zeros(n int)   { w.b = append(w.b, make([]byte, n)...) }

// Sizes of box headers.
const (
	header      = 8
	largeHeader = 16 // with a 64-bit size
)

// boxAt reads the header that b begins with: the kind, the length of the header
// and of the whole box. A length of 0 (a box that reaches to the end of its
// file, or a hole) is none of ours.
func boxAt(b []byte) (kind string, head, size int64, ok bool) {
	if len(b) < header {
		return "", 0, 0, false
	}
	head, size = header, int64(binary.BigEndian.Uint32(b))
	if size == 1 {
		if len(b) < largeHeader {
			return "", 0, 0, false
		}
		head, size = largeHeader, int64(binary.BigEndian.Uint64(b[header:]))
	}
	return string(b[4:8]), head, size, size >= head
}

// children walks the boxes in b up to the first broken one.
func children(b []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for {
			kind, head, size, ok := boxAt(b)
			if !ok || size > int64(len(b)) || !yield(kind, b[head:size]) {
				return
			}
			b = b[size:]
		}
	}
}

// child gives the content of the first box along a path, nil if there is none.
func child(b []byte, path ...string) []byte {
	for _, name := range path {
		var found []byte
		for kind, content := range children(b) {
			if kind == name {
				found = content
				break
			}
		}
		if found == nil {
			return nil
		}
		b = found
	}
	return b
}

// reader takes numbers from the front of a byte string. Past the end it gives
// zeros and remembers that in short.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.short, r.b = true, nil
		return make([]byte, min(n, 8))
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *reader) skip(n int) {
	if n > len(r.b) {
		r.short, r.b = true, nil
		return
	}
	r.b = r.b[n:]
}

func (r *reader) u32() uint32 { return binary.BigEndian.Uint32(r.take(4)) }
func (r *reader) u64() uint64 { return binary.BigEndian.Uint64(r.take(8)) }
