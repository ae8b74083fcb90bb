package record

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"slices"
	"time"
	"unicode/utf8"
)

// maxMoof bounds what is read into memory of a file that may be damaged. A
// fragment of a second has a moof of a kilobyte.
const maxMoof = 4 << 20

// maxTorn is how much there may be of a first fragment that was not written
// whole. In more there was something once, which is not to be thrown away.
const maxTorn = 64 << 20

// piece is a fragment of an unfinished file.
type piece struct {
	at       int64
	moof     int64 // size of the box
	size     int64 // with mdat
	sequence uint32
}

// resume reads an unfinished file of a size up to its last whole fragment. The
// errors are [ErrEmpty] for one without a whole fragment, [errFinished] for a
// plain file, and [ErrDamaged].
func resume(d disk, size int64) (*file, error) {
	f := &file{disk: d}
	if err := f.readHead(size); err != nil {
		return nil, err
	}
	pieces, err := f.scan(size)
	if err != nil {
		return nil, err
	}
	f.tables = make([]table, len(f.tracks))
	for i, p := range pieces {
		index, ok, err := f.readFragment(p)
		if err != nil {
			return nil, err
		}
		if !ok {
			pieces = pieces[:i] // cannot be: scan has read it
			break
		}
		for _, r := range index.runs {
			f.tables[r.track].add(p.at+r.offset, r.samples, r.tail)
		}
		f.end = max(f.end, p.at+p.size)
		f.sequence = p.sequence
	}
	switch {
	case len(pieces) > 0:
		return f, nil
	case size-f.data > maxTorn:
		return nil, ErrDamaged
	}
	return nil, ErrEmpty
}

var errFinished = errors.New("the recording is finished")

// readHead reads what begin wrote.
func (f *file) readHead(size int64) error {
	b := make([]byte, min(size, 16*page))
	if _, err := f.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		return diskError("read the head", err)
	}
	ours, whole := isOurs(b)
	if !ours {
		return ErrDamaged
	}
	if !whole || len(b) < headAt+header {
		return ErrEmpty
	}
	kind, head, length, ok := boxAt(b[headAt:])
	if ok && kind == "free" {
		return errFinished
	}
	if !ok || kind != "moov" || headAt+length > 16*page-header || (headAt+length)%page != 0 {
		return ErrDamaged
	}
	if headAt+length+header > int64(len(b)) {
		return ErrEmpty
	}
	if f.started, f.tracks, ok = parseMovie(b[headAt+head : headAt+length]); !ok {
		return ErrDamaged
	}
	f.reserve = headAt + length
	kind, _, length, ok = boxAt(b[f.reserve:])
	if !ok || kind != "free" {
		return ErrDamaged
	}
	f.data = f.reserve + length
	f.end = f.data
	return nil
}

// scan finds the whole fragments, in the order they play.
func (f *file) scan(size int64) ([]piece, error) {
	var pieces []piece
	for at := f.data; at < size; {
		kind, _, length, ok, err := f.boxAt(at)
		if err != nil {
			return nil, diskError("read", err)
		}
		if ok && kind == "free" && length <= size-at {
			at += length
			continue
		}
		if !ok || kind != "moof" || length > maxMoof || length > size-at-header {
			break
		}
		p := piece{at: at, moof: length}
		index, ok, err := f.readFragment(p)
		if err != nil {
			return nil, err
		}
		if p.size = length + header + index.payload; !ok || p.size > size-at {
			break
		}
		p.sequence = index.sequence
		pieces = append(pieces, p)
		at += p.size
	}
	return f.inOrder(pieces)
}

// inOrder sorts fragments by their number; of two with the same number the first
// counts. The last one in the file may lack bytes after a power cut, since it
// was not synced yet.
func (f *file) inOrder(pieces []piece) ([]piece, error) {
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.sequence, b.sequence) })
	pieces = slices.CompactFunc(pieces, func(a, b piece) bool { return a.sequence == b.sequence })
	if len(pieces) == 0 {
		return nil, nil
	}
	last := 0
	for i, p := range pieces {
		if p.at > pieces[last].at {
			last = i
		}
	}
	whole, err := f.intact(pieces[last])
	if err != nil {
		return nil, err
	}
	if !whole {
		pieces = slices.Delete(pieces, last, last+1)
	}
	return pieces, nil
}

// readFragment reads the moof of a piece and the header of its mdat.
func (f *file) readFragment(p piece) (index fragmentIndex, ok bool, err error) {
	if int64(cap(f.scratch)) < p.moof+header {
		f.scratch = make([]byte, max(p.moof+header, 4<<10))
	}
	b := f.scratch[:p.moof+header]
	if n, err := f.ReadAt(b, p.at); n < len(b) {
		return index, false, diskError("read", err)
	}
	index, ok = parseMoof(b[header:p.moof], len(f.tracks))
	kind, head, size, whole := boxAt(b[p.moof:])
	return index, ok && whole && kind == "mdat" && head == header && size == header+index.payload, nil
}

// intact says whether all bytes of the samples are there.
func (f *file) intact(p piece) (bool, error) {
	index, ok, err := f.readFragment(p)
	if err != nil || !ok {
		return false, err
	}
	sum := crc32.New(castagnoli)
	at := p.at + p.moof + header
	n, err := io.Copy(sum, io.NewSectionReader(f, at, index.payload))
	if err != nil {
		return false, diskError("read", err)
	}
	return n == index.payload && sum.Sum32() == index.sum, nil
}

// readFinished reads what the index of a plain file says as a whole. It is
// [ErrDamaged] if the file does not begin as ours do, or has lost its end.
func readFinished(r io.ReaderAt, size int64) (started time.Time, length time.Duration, track string, err error) {
	b := make([]byte, headAt+largeHeader)
	if n, _ := r.ReadAt(b, 0); n < len(b) {
		return started, 0, "", ErrDamaged
	}
	whole, _ := isOurs(b)
	kind, _, padding, ok := boxAt(b[headAt:])
	if !whole || !ok || kind != "free" {
		return started, 0, "", ErrDamaged
	}
	const mvhd = header + header + 4 // in moov, in mvhd, behind the version
	at := headAt + padding
	b = make([]byte, mvhd+28)
	if n, _ := r.ReadAt(b, at); n < len(b) {
		return started, 0, "", ErrDamaged
	}
	kind, _, moov, ok := boxAt(b)
	if !ok || kind != "moov" || string(b[header+4:2*header]) != "mvhd" || b[2*header] != 1 {
		return started, 0, "", ErrDamaged
	}
	started = time.Unix(int64(binary.BigEndian.Uint64(b[mvhd:]))-epoch, 0)
	length = duration(int64(binary.BigEndian.Uint64(b[mvhd+20:])), int64(max(binary.BigEndian.Uint32(b[mvhd+16:]), 1)))
	track = firstTrack(r, at, moov)
	b = make([]byte, largeHeader)
	if n, _ := r.ReadAt(b, at+moov); n < len(b) {
		return started, 0, "", ErrDamaged
	}
	if kind, _, mdat, ok := boxAt(b); !ok || kind != "mdat" || at+moov+mdat > size {
		return started, 0, "", ErrDamaged
	}
	return started, length, track, nil
}

// firstTrack is the name of the first track of an index, "" for none. It stands near
// the beginning of the index, which may be megabytes long.
func firstTrack(r io.ReaderAt, at, moov int64) string {
	b := make([]byte, min(moov, 2048))
	n, _ := r.ReadAt(b, at)
	b = b[:n]
	i := bytes.Index(b, []byte("hdlr"))
	if i < 4 {
		return ""
	}
	_, head, size, ok := boxAt(b[i-4:])
	const name = 24 // behind the header: version, kind and reserved
	if !ok || head+name+1 > size || int64(i-4)+size > int64(len(b)) {
		return ""
	}
	text := b[int64(i-4)+head+name : int64(i-4)+size-1]
	if !utf8.Valid(text) {
		return ""
	}
	return string(text)
}
