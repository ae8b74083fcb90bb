package record

import "encoding/binary"

// sample is what a fragment and the index say of one frame.
type sample struct {
	at   int64 // when it is decoded and shown, in the track's time scale, and its priming on top
	size uint32
	key  bool
}

// table is the index of one track as it stands in the final file, grown while
// the file is written. An hour of 25 pictures a second takes 0.5 MB, an hour of
// AAC 0.8 MB.
type table struct {
	sizes  []uint32
	steps  []step // distances of the samples, all but the last one's length
	keys   []uint32
	chunks []chunk
	first  int64 // time of the first sample
	last   int64 // time of the last one
	tail   int64 // length of the last one
}

// step is an entry of stts: so many samples of the same length.
type step struct{ count, length uint32 }

// chunk is the samples of the track in one fragment.
type chunk struct {
	offset  int64
	samples uint32
}

// add appends the samples of a fragment, which stand at offset; tail is the
// length of the last one as far as it is known yet.
func (t *table) add(offset int64, samples []sample, tail int64) {
	if len(samples) == 0 {
		return
	}
	t.chunks = append(t.chunks, chunk{offset, uint32(len(samples))})
	for _, s := range samples {
		if len(t.sizes) == 0 {
			t.first = s.at
		} else {
			t.step(s.at - t.last)
		}
		t.last = s.at
		t.sizes = append(t.sizes, s.size)
		if s.key {
			t.keys = append(t.keys, uint32(len(t.sizes)))
		}
	}
	t.tail = tail
}

func (t *table) step(length int64) {
	v := uint32(min(max(length, 0), 1<<32-1))
	if n := len(t.steps); n > 0 && t.steps[n-1].length == v {
		t.steps[n-1].count++
		return
	}
	t.steps = append(t.steps, step{1, v})
}

// length of all samples together, in the track's time scale.
func (t *table) length() int64 {
	if len(t.sizes) == 0 {
		return 0
	}
	return t.last - t.first + t.tail
}

// presented is when the track ends on the file's time line.
func (t *table) presented(d description) int64 {
	if len(t.sizes) == 0 {
		return 0
	}
	return rescale(max(t.first+t.length()-d.priming, 0), d.scale)
}

// closeTables sets the end: the last picture stays until the sound ends.
func closeTables(tracks []description, tables []table) {
	var end int64
	for i := range tables {
		if len(tables[i].sizes) > 0 {
			end = max(end, tables[i].presented(tracks[i]))
		}
	}
	for i := range tables {
		t := &tables[i]
		if tracks[i].picture && len(t.sizes) > 0 {
			t.tail = max(t.tail, end-t.last) // the time scale of pictures is the file's
		}
	}
}

// space is about how many bytes the tables take in the index.
func (t *table) space() int64 {
	return int64(4*len(t.sizes) + 8*len(t.steps) + 4*len(t.keys) + 20*len(t.chunks))
}

// move tells that the bytes of a part of the file now stand elsewhere.
func (t *table) move(from, to, by int64) {
	for i := range t.chunks {
		if c := &t.chunks[i]; c.offset >= from && c.offset < to {
			c.offset += by
		}
	}
}

// samples writes the boxes that say which sample stands where and when,
// ISO/IEC 14496-12 sections 8.6 and 8.7.
func (w *boxes) samples(d *description, t *table) {
	w.full("stts", 0, 0, func() { w.steps(t) })
	if d.picture && len(t.sizes) > 0 {
		w.full("stss", 0, 0, func() {
			w.u32(uint32(len(t.keys)))
			for _, n := range t.keys {
				w.u32(n)
			}
		})
	}
	w.full("stsc", 0, 0, func() { w.runs(t.chunks) })
	w.full("stsz", 0, 0, func() {
		w.u32(0)
		w.u32(uint32(len(t.sizes)))
		for _, size := range t.sizes {
			w.u32(size)
		}
	})
	w.full("co64", 0, 0, func() {
		w.u32(uint32(len(t.chunks)))
		for _, c := range t.chunks {
			w.u64(uint64(c.offset))
		}
	})
}

func (w *boxes) steps(t *table) {
	at := len(w.b)
	w.u32(0)
	count, held := uint32(0), step{}
	flush := func() {
		if held.count > 0 {
			w.u32(held.count)
			w.u32(held.length)
			count++
		}
	}
	for _, s := range t.steps {
		flush()
		held = s
	}
	if tail := uint32(t.tail); len(t.sizes) > 0 {
		if held.count == 0 || held.length != tail {
			flush()
			held = step{0, tail}
		}
		held.count++
	}
	flush()
	binary.BigEndian.PutUint32(w.b[at:], count)
}

// runs writes stsc: where the number of samples in a chunk changes.
func (w *boxes) runs(chunks []chunk) {
	changes := 0
	for i := range chunks {
		if i == 0 || chunks[i].samples != chunks[i-1].samples {
			changes++
		}
	}
	w.u32(uint32(changes))
	for i, c := range chunks {
		if i == 0 || c.samples != chunks[i-1].samples {
			w.u32(uint32(i + 1))
			w.u32(c.samples)
			w.u32(1)
		}
	}
}
