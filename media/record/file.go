package record

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
)

// This file holds the layout on the disk and the order of writes. The rule is:
// whatever instant the machine dies at, the file opens.
//
//	unfinished                          finished
//	0     ftyp                          ftyp
//	40    moov  tracks, no samples      free  ┐ what was moov, and the header of
//	4096  free  reserve for the index         ┘ the reserve
//	4104  ⋮                             moov  tracks and samples
//	      ⋮                             mdat  the rest of the reserve,
//	      moof mdat  one second               moof mdat
//	      moof mdat  the next second          moof mdat
//
// The final index and the header of the final mdat, which takes in everything to
// the end of the file, are written and synced inside the reserve, where they are
// padding to every reader. Then eight bytes at offset 40 change from "moov" to
// "free", and the file is a plain one. They stand in one sector: there is no
// state between.
//
// Where the index is larger than the reserve, the first fragments are in its way.
// They are copied to the end, bit by bit the same (a fragment tells times and
// offsets without knowing where it stands), and synced; then the size of the
// reserve changes, again eight bytes in one sector, so that it takes in their
// old place. Fragments are known by their sequence number: the order in the file
// says nothing, and one that stands there twice counts once. The copy is as
// large as the index, some 2 MB for an hour, whatever the bit rate.
const (
	headAt      = 40        // of the box that is moov, then free
	page        = 4096      // the reserve begins at a multiple of it
	reserveSize = 128 << 10 // enough for an index of about four minutes
	ahead       = 4 << 20   // room on the disk taken beforehand
	margin      = 64 << 10
)

// ours is the brand that marks our files.
const ours = "vche"

func fileType() []byte {
	var w boxes
	w.box("ftyp", func() {
		w.text("isom")
		w.u32(512)
		for _, brand := range [...]string{"isom", "iso6", "avc1", "mp41", ours, ours} {
			w.text(brand)
		}
	})
	return w.b
}

// file is an unfinished file: the part that has been written, and its index.
type file struct {
	disk
	started time.Time
	tracks  []description
	tables  []table

	reserve   int64 // where the reserve begins
	data      int64 // where it ends
	end       int64 // of the last whole fragment
	sequence  uint32
	allocated int64
	scratch   []byte
}

// begin writes the head of a new file, and syncs it: a fragment without a head
// would be lost.
func (f *file) begin(started time.Time, tracks []description) error {
	head := boxes{b: fileType()}
	head.movie(started, tracks, nil)
	f.reserve = (int64(len(head.b)) + header + page - 1) / page * page
	// moov grows up to the reserve by a free box at its end.
	padding := f.reserve - int64(len(head.b))
	head.u32(uint32(padding))
	head.text("free")
	head.zeros(int(padding) - header)
	binary.BigEndian.PutUint32(head.b[headAt:], uint32(f.reserve-headAt))
	f.data = f.reserve + reserveSize
	head.b = freeBox(head.b, reserveSize)

	f.started, f.tracks, f.tables, f.end = started, tracks, make([]table, len(tracks)), f.data
	if err := f.takeRoom(0); err != nil {
		return err
	}
	return f.writeSynced(head.b, 0)
}

func freeBox(b []byte, size int64) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(size))
	return append(b, "free"...)
}

// takeRoom makes sure that so many bytes, and the index with all that it pushes
// to the end, find room: a disk that fills up shows it here, where nothing has
// been written yet, and the file can still be finished.
func (f *file) takeRoom(bytes int64) error {
	need := f.end + bytes + margin
	if index := f.indexSpace() + margin; index > f.data-f.reserve {
		need += index + bytes // of whole fragments in its way
	}
	if need <= f.allocated {
		return nil
	}
	if err := f.Allocate(f.allocated, need+ahead-f.allocated); err != nil {
		return err
	}
	f.allocated = need + ahead
	return nil
}

func (f *file) indexSpace() int64 {
	space := int64(page)
	for i := range f.tables {
		space += f.tables[i].space()
	}
	return space
}

// append writes a fragment and returns when it would survive a power cut. After
// an error the file is as it was.
func (f *file) append(runs []run) error {
	w := boxes{b: f.scratch[:0]}
	w.fragment(f.sequence+1, runs)
	if f.scratch = w.b; cap(w.b) > keptBuffer {
		f.scratch = nil
	}
	if err := f.takeRoom(int64(len(w.b))); err != nil {
		return err
	}
	if err := f.writeSynced(w.b, f.end); err != nil {
		f.allocated = f.end
		return errors.Join(err, f.Truncate(f.end))
	}
	f.sequence++
	at := f.end + int64(len(w.b))
	for i := len(runs) - 1; i >= 0; i-- {
		at -= int64(len(runs[i].data))
		f.tables[i].add(at, runs[i].samples, runs[i].tail)
	}
	f.end += int64(len(w.b))
	return nil
}

// finish turns the file into a plain one. After an error it is still unfinished,
// plays, and may be finished another time.
func (f *file) finish() error {
	closeTables(f.tracks, f.tables)
	index := f.index()
	if need := int64(header + len(index) + largeHeader); need > f.data-f.reserve {
		if err := f.widen(need); err != nil {
			return fmt.Errorf("record: make room for the index: %w", err)
		}
		index = f.index() // with other offsets, as long as before
	}
	at := f.reserve + header
	w := boxes{b: index}
	w.u32(1)
	w.text("mdat")
	w.u64(uint64(f.end - at - int64(len(index))))
	if err := f.writeSynced(w.b, at); err != nil {
		return fmt.Errorf("record: write the index: %w", err)
	}
	if err := f.Truncate(f.end); err != nil {
		return fmt.Errorf("record: give unused room back: %w", err)
	}
	if err := f.writeSynced(freeBox(nil, at-headAt), headAt); err != nil {
		return fmt.Errorf("record: switch to the index: %w", err)
	}
	return nil
}

func (f *file) index() []byte {
	w := boxes{b: make([]byte, 0, f.indexSpace()+largeHeader)}
	w.movie(f.started, f.tracks, f.tables)
	return w.b
}

func (f *file) writeSynced(b []byte, at int64) error {
	if _, err := f.WriteAt(b, at); err != nil {
		return err
	}
	return f.Sync()
}

// widen makes the reserve at least need long.
func (f *file) widen(need int64) error {
	boundary, err := f.boundary(f.reserve + need)
	if err != nil {
		return err
	}
	to, data := f.end, boundary
	if boundary < f.reserve+need { // the index is longer than all there is
		to = max(f.reserve+need, f.end+header)
		data = to
		if _, err := f.WriteAt(freeBox(nil, to-f.end), f.end); err != nil {
			return err
		}
	}
	if data-f.reserve > math.MaxUint32 {
		return ErrDamaged
	}
	if err := f.copy(f.data, boundary, to); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.writeSynced(freeBox(nil, data-f.reserve), f.reserve); err != nil {
		return err
	}
	for i := range f.tables {
		f.tables[i].move(f.data, boundary, to-f.data)
	}
	f.end = to + boundary - f.data
	f.data = data
	return nil
}

// boundary finds the first start of a fragment at or behind a position, or the
// end of the file.
func (f *file) boundary(position int64) (int64, error) {
	at, inside := f.data, false
	for at < f.end && (at < position || inside) {
		kind, _, size, ok, err := f.boxAt(at)
		if err != nil {
			return 0, err
		}
		if !ok {
			return 0, ErrDamaged
		}
		inside = kind == "moof"
		at += size
	}
	return min(at, f.end), nil
}

// boxAt reads the header of a box of the file.
func (f *file) boxAt(at int64) (kind string, head, size int64, ok bool, err error) {
	var b [largeHeader]byte
	n, err := f.ReadAt(b[:], at)
	if n == 0 && err != nil {
		return "", 0, 0, false, err
	}
	kind, head, size, ok = boxAt(b[:n])
	return kind, head, size, ok, nil
}

func (f *file) copy(from, end, to int64) error {
	b := make([]byte, min(end-from, 1<<20))
	for from < end {
		n := min(int64(len(b)), end-from)
		if _, err := f.ReadAt(b[:n], from); err != nil {
			return err
		}
		if _, err := f.WriteAt(b[:n], to); err != nil {
			return err
		}
		from += n
		to += n
	}
	return nil
}

// isOurs says whether a file begins as ours do, and whether b has all of ftyp.
func isOurs(b []byte) (ours, whole bool) {
	want := fileType()
	n := min(len(b), len(want))
	return bytes.Equal(b[:n], want[:n]), n == len(want)
}
