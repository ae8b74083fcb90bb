package record

import (
	"encoding/binary"
	"hash/crc32"
)

// run is the samples of one track in a fragment. The coded frames stand in data
// one after another.
type run struct {
	samples []sample
	tail    int64 // length of the last sample as far as it is known
	data    []byte
}

// Flags of tfhd and trun, ISO/IEC 14496-12 sections 8.8.7 and 8.8.8.
const (
	fragmentDefaultLength = 0x8
	fragmentDefaultFlags  = 0x20
	fragmentBaseIsMoof    = 0x20000
	runOffset             = 0x1
	runLengths            = 0x100
	runSizes              = 0x200
	runFlags              = 0x400
)

// Flags of samples, section 8.8.3.1.
const (
	sampleIsKey   = 0x02000000 // depends on no other
	sampleDepends = 0x01010000 // depends on others, is no sync sample
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sumBox names, in a free box at the end of moof, the checksum of what stands in
// mdat. After a power cut the last fragment may be there without its bytes.
const sumBox = "Vsum"

// fragment appends a moof and its mdat with the samples of runs, which belong to
// tracks 1, 2 and so on.
func (w *boxes) fragment(sequence uint32, runs []run) {
	start := len(w.b)
	var offsets []int // where the offset of each run stands
	payload, sum := header, uint32(0)
	w.box("moof", func() {
		w.full("mfhd", 0, 0, func() { w.u32(sequence) })
		for i := range runs {
			if len(runs[i].samples) > 0 {
				w.fragmentTrack(uint32(i+1), &runs[i], &offsets)
				sum = crc32.Update(sum, castagnoli, runs[i].data)
				payload += len(runs[i].data)
			}
		}
		w.box("free", func() {
			w.text(sumBox)
			w.u32(sum)
		})
	})
	at, n := len(w.b)-start+header, 0
	w.u32(uint32(payload))
	w.text("mdat")
	for i := range runs {
		if len(runs[i].samples) == 0 {
			continue
		}
		binary.BigEndian.PutUint32(w.b[offsets[n]:], uint32(at))
		w.raw(runs[i].data)
		at += len(runs[i].data)
		n++
	}
}

func (w *boxes) fragmentTrack(id uint32, r *run, offsets *[]int) {
	samples := r.samples
	length := func(i int) uint32 {
		if i+1 < len(samples) {
			return uint32(samples[i+1].at - samples[i].at)
		}
		return uint32(r.tail)
	}
	even, keys := true, true
	for i, s := range samples {
		even = even && length(i) == length(0)
		keys = keys && s.key == samples[0].key
	}
	ofTrack, ofRun := uint32(fragmentBaseIsMoof), uint32(runOffset|runSizes)
	if even {
		ofTrack |= fragmentDefaultLength
	} else {
		ofRun |= runLengths
	}
	if keys {
		ofTrack |= fragmentDefaultFlags
	} else {
		ofRun |= runFlags
	}
	w.box("traf", func() {
		w.full("tfhd", 0, ofTrack, func() {
			w.u32(id)
			if even {
				w.u32(length(0))
			}
			if keys {
				w.u32(sampleFlags(samples[0]))
			}
		})
		w.full("tfdt", 1, 0, func() { w.u64(uint64(samples[0].at)) })
		w.full("trun", 0, ofRun, func() {
			w.u32(uint32(len(samples)))
			*offsets = append(*offsets, len(w.b))
			w.u32(0)
			for i, s := range samples {
				if !even {
					w.u32(length(i))
				}
				w.u32(s.size)
				if !keys {
					w.u32(sampleFlags(s))
				}
			}
		})
	})
}

func sampleFlags(s sample) uint32 {
	if s.key {
		return sampleIsKey
	}
	return sampleDepends
}

// fragmentIndex is what a moof says.
type fragmentIndex struct {
	sequence uint32
	sum      uint32 // of the bytes in mdat
	payload  int64  // bytes of all samples together
	runs     []indexedRun
}

type indexedRun struct {
	track   int
	offset  int64 // of the first sample, from the start of moof
	samples []sample
	tail    int64
}

// parseMoof reads the content of a moof that fragment wrote, in a file of so many
// tracks. What the samples take together is what mdat holds, no more and no less.
func parseMoof(moof []byte, tracks int) (f fragmentIndex, ok bool) {
	for kind, content := range children(moof) {
		r := reader{b: content}
		switch kind {
		case "mfhd":
			r.u32()
			f.sequence = r.u32()
		case "traf":
			run, fine := parseTraf(content, tracks)
			if !fine {
				return f, false
			}
			if run.offset != int64(len(moof))+2*header+f.payload {
				return f, false
			}
			for _, s := range run.samples {
				f.payload += int64(s.size)
			}
			f.runs = append(f.runs, run)
		case "free":
			if string(r.take(4)) == sumBox {
				f.sum = r.u32()
				ok = true
			}
		}
		if r.short {
			return f, false
		}
	}
	return f, ok && f.sequence != 0 && len(f.runs) > 0
}

func parseTraf(traf []byte, tracks int) (out indexedRun, ok bool) {
	tfhd, tfdt, trun := reader{b: child(traf, "tfhd")}, reader{b: child(traf, "tfdt")}, reader{b: child(traf, "trun")}
	ofTrack := tfhd.u32() & 0xffffff
	id := tfhd.u32()
	var length, flags uint32
	if ofTrack&fragmentDefaultLength != 0 {
		length = tfhd.u32()
	}
	if ofTrack&fragmentDefaultFlags != 0 {
		flags = tfhd.u32()
	}
	tfdt.u32()
	at := tfdt.u64()
	ofRun := trun.u32() & 0xffffff
	count, offset := trun.u32(), trun.u32()
	if tfhd.short || tfdt.short || trun.short || at >= 1<<62 || id < 1 || id > uint32(tracks) ||
		ofRun&^(runLengths|runFlags) != runOffset|runSizes || count == 0 || int64(count)*4 > int64(len(trun.b)) {
		return out, false
	}
	out = indexedRun{track: int(id - 1), offset: int64(offset), samples: make([]sample, 0, count)}
	for range count {
		if ofRun&runLengths != 0 {
			length = trun.u32()
		}
		size := trun.u32()
		if ofRun&runFlags != 0 {
			flags = trun.u32()
		}
		out.samples = append(out.samples, sample{at: int64(at), size: size, key: flags == sampleIsKey})
		at += uint64(length)
	}
	out.tail = int64(length)
	return out, !trun.short && len(trun.b) == 0
}
