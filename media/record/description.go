package record

import (
	"encoding/binary"
	"slices"
	"time"
)

// description is what the head of the file says of a track. It is all that the
// final index needs to know beside the samples, and it can be read back from the
// head of an unfinished file.
type description struct {
	scale         int64
	picture       bool
	width, height uint16
	priming       int64  // where in the track's time scale the file begins
	entry         []byte // sample entry, a whole box
	name          string
}

// epoch of MP4 times: 1904.
const epoch = 2082844800

func mp4Time(t time.Time) uint64 {
	return uint64(max(t.Unix()+epoch, 0))
}

// movie writes a moov box: the head of an unfinished file if tables is nil, or
// its final index.
func (w *boxes) movie(started time.Time, tracks []description, tables []table) {
	w.box("moov", func() {
		length := int64(0)
		for i := range tables {
			length = max(length, tables[i].presented(tracks[i]))
		}
		w.full("mvhd", 1, 0, func() {
			w.u64(mp4Time(started))
			w.u64(mp4Time(started))
			w.u32(pictureScale)
			w.u64(uint64(length))
			w.u32(0x10000) // rate 1
			w.u16(0x100)   // volume 1
			w.zeros(10)
			w.matrix()
			w.zeros(24)
			w.u32(uint32(len(tracks) + 1))
		})
		for i := range tracks {
			w.track(started, uint32(i+1), &tracks[i], tables, i)
		}
		if tables != nil {
			return
		}
		w.box("mvex", func() {
			for i := range tracks {
				w.full("trex", 0, 0, func() {
					w.u32(uint32(i + 1))
					w.u32(1)
					w.zeros(12)
				})
			}
		})
	})
}

func (w *boxes) matrix() {
	for _, v := range [9]uint32{0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000} {
		w.u32(v)
	}
}

func (w *boxes) track(started time.Time, id uint32, d *description, tables []table, i int) {
	t := &table{}
	if tables != nil {
		t = &tables[i]
	}
	w.box("trak", func() {
		w.full("tkhd", 1, 3, func() { // enabled, in the movie
			w.u64(mp4Time(started))
			w.u64(mp4Time(started))
			w.u32(id)
			w.u32(0)
			w.u64(uint64(t.presented(*d)))
			w.zeros(12)
			w.u16(volume(d))
			w.zeros(2)
			w.matrix()
			w.u32(uint32(d.width) << 16)
			w.u32(uint32(d.height) << 16)
		})
		w.edits(d, t)
		w.box("mdia", func() {
			w.full("mdhd", 1, 0, func() {
				w.u64(mp4Time(started))
				w.u64(mp4Time(started))
				w.u32(uint32(d.scale))
				w.u64(uint64(t.length()))
				w.u16(0x55c4) // language: undetermined
				w.u16(0)
			})
			w.full("hdlr", 0, 0, func() {
				w.zeros(4)
				w.text(handler(d))
				w.zeros(12)
				w.text(d.name)
				w.u8(0)
			})
			w.media(d, t)
		})
	})
}

func volume(d *description) uint16 {
	if d.picture {
		return 0
	}
	return 0x100
}

func handler(d *description) string {
	if d.picture {
		return "vide"
	}
	return "soun"
}

// edits puts the track where it belongs on the common time line: nothing until
// its first sample, or only the part behind the beginning of the file, before
// which the coder's run-in stands. (ISO/IEC 14496-12 section 8.6.6.) In an
// unfinished file the fragments tell when the track begins.
func (w *boxes) edits(d *description, t *table) {
	begins := t.first - d.priming
	if begins == 0 {
		return
	}
	w.box("edts", func() {
		w.full("elst", 1, 0, func() {
			if begins < 0 {
				w.u32(1)
			} else {
				w.u32(2)
				w.edit(uint64(rescale(begins, d.scale)), -1)
			}
			skip := max(-begins, 0)
			w.edit(uint64(rescale(max(t.length()-skip, 0), d.scale)), skip)
		})
	})
}

func (w *boxes) edit(length uint64, from int64) {
	w.u64(length)
	w.u64(uint64(from))
	w.u32(0x10000) // rate 1
}

func (w *boxes) media(d *description, t *table) {
	w.box("minf", func() {
		if d.picture {
			w.full("vmhd", 0, 1, func() { w.zeros(8) })
		} else {
			w.full("smhd", 0, 0, func() { w.zeros(4) })
		}
		w.box("dinf", func() {
			w.full("dref", 0, 0, func() {
				w.u32(1)
				w.full("url ", 0, 1, func() {}) // in this file
			})
		})
		w.box("stbl", func() {
			w.full("stsd", 0, 0, func() {
				w.u32(1)
				w.raw(d.entry)
			})
			w.samples(d, t)
		})
	})
}

// rescale turns a track's time into the file's.
func rescale(n, scale int64) int64 {
	return n/scale*pictureScale + (n%scale*pictureScale+scale/2)/scale
}

// parseMovie reads back what movie wrote as the head of a file.
func parseMovie(moov []byte) (started time.Time, tracks []description, ok bool) {
	mvhd := child(moov, "mvhd")
	if len(mvhd) < 12 || mvhd[0] != 1 {
		return started, nil, false
	}
	started = time.Unix(int64(binary.BigEndian.Uint64(mvhd[4:]))-epoch, 0)
	for kind, trak := range children(moov) {
		if kind != "trak" {
			continue
		}
		d, ok := parseTrack(trak)
		if !ok || len(tracks) == 8 {
			return started, nil, false
		}
		tracks = append(tracks, d)
	}
	return started, tracks, len(tracks) > 0 && child(moov, "mvex") != nil
}

func parseTrack(trak []byte) (d description, ok bool) {
	tkhd, mdhd, hdlr := child(trak, "tkhd"), child(trak, "mdia", "mdhd"), child(trak, "mdia", "hdlr")
	stsd := child(trak, "mdia", "minf", "stbl", "stsd")
	if len(tkhd) != 96 || len(mdhd) != 36 || len(hdlr) < 25 || len(stsd) < 16 {
		return d, false
	}
	d.width, d.height = binary.BigEndian.Uint16(tkhd[88:]), binary.BigEndian.Uint16(tkhd[92:])
	d.scale = int64(binary.BigEndian.Uint32(mdhd[20:]))
	d.picture = string(hdlr[8:12]) == "vide"
	d.name = string(hdlr[24 : len(hdlr)-1])
	_, _, size, whole := boxAt(stsd[8:])
	if !whole || size > int64(len(stsd)-8) || d.scale == 0 {
		return d, false
	}
	d.entry = slices.Clone(stsd[8 : 8+size])
	if elst := child(trak, "edts", "elst"); len(elst) >= 24 {
		d.priming = int64(binary.BigEndian.Uint64(elst[16:]))
	}
	return d, d.priming >= 0 && d.priming < 1<<16
}
