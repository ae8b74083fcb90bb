package forward

import (
	"cmp"
	"slices"
	"time"
)

// Speaker is an entry of [Loudest.Speakers].
type Speaker struct {
	Source   uint32
	Loudness uint8 // 0 (silent) to 127 (loudest)
}

// Loudest finds out of many voices who is speaking, and who is in the few audio
// slots. Size is to be set; the rest of the zero Loudest is ready. It is to be
// called regularly, every 20 to 50 ms, by one caller at a time.
//
// Its slots are those of a room. A viewer who is in one does not want to hear
// himself: give the room one slot more than a viewer has, and leave his own out.
type Loudest struct {
	// Size is the number of audio slots.
	Size int

	heard    map[uint32]*hearing
	slots    []uint32
	speakers []Speaker
}

// hearing is what is remembered of one voice.
type hearing struct {
	loudness   uint8
	inSlot     bool
	speaking   bool
	present    bool          // in this Update
	loud       bool          // loudSince is valid
	loudSince  time.Duration // above speakLoudness since then
	lastLoud   time.Duration // last above quietLoudness
	beats      bool          // beatsSince is valid
	beatsSince time.Duration // louder than the weakest in a slot since then
}

// Loudness in steps of 1 dB, 127 being full scale; speech is at 85 to 110, a quiet
// room at 50 to 65.
const (
	audibleLoudness = 30 // below it there is nothing to hear
	quietLoudness   = 70
	speakLoudness   = 76
	beatLoudness    = 6 // so much louder beats whoever is in a slot

	speakAttack = 100 * time.Millisecond
	speakHold   = time.Second
	beatTime    = 60 * time.Millisecond
)

// Update takes in all voices, keyed by source. It tells whether the slots and
// whether the speakers (who they are, not how loud) have changed.
func (l *Loudest) Update(voices map[uint32]*Voice, now time.Duration) (slots, speakers bool) {
	if l.heard == nil {
		l.heard = make(map[uint32]*hearing)
	}
	for source, v := range voices {
		h := l.heard[source]
		loudness := v.Loudness(now)
		if h == nil {
			if loudness == 0 {
				continue // nothing is kept of those who never spoke
			}
			h = &hearing{}
			l.heard[source] = h
		}
		h.present, h.loudness = true, loudness
		speakers = h.listen(now) || speakers
	}
	for source, h := range l.heard {
		if !h.present || h.loudness == 0 && !h.inSlot && !h.speaking {
			speakers = speakers || h.speaking
			delete(l.heard, source)
		}
		h.present = false
	}
	l.rank()
	return l.fill(now), speakers
}

// listen decides whether it is somebody speaking, with a hold over pauses.
func (h *hearing) listen(now time.Duration) (changed bool) {
	if h.loudness >= quietLoudness {
		h.lastLoud = now
	}
	if h.loudness >= speakLoudness {
		if !h.loud {
			h.loud, h.loudSince = true, now
		}
	} else {
		h.loud = false
	}
	was := h.speaking
	if h.loud && now-h.loudSince >= speakAttack {
		h.speaking = true
	} else if h.speaking && now-h.lastLoud > speakHold {
		h.speaking = false
	}
	return was != h.speaking
}

// rank makes the list of speakers.
func (l *Loudest) rank() {
	l.speakers = l.speakers[:0]
	for source, h := range l.heard {
		if h.speaking {
			l.speakers = append(l.speakers, Speaker{source, h.loudness})
		}
	}
	slices.SortFunc(l.speakers, func(a, b Speaker) int {
		return cmp.Or(cmp.Compare(b.Loudness, a.Loudness), cmp.Compare(a.Source, b.Source))
	})
}

// fill gives free slots to whoever can be heard, and takes slots from those who are
// clearly beaten.
func (l *Loudest) fill(now time.Duration) (changed bool) {
	for len(l.slots) < l.Size {
		l.slots = append(l.slots, 0)
	}
	for _, source := range l.slots[l.Size:] {
		if h := l.heard[source]; h != nil {
			h.inSlot = false
		}
		changed = changed || source != 0
	}
	l.slots = l.slots[:l.Size]
	for i, source := range l.slots {
		if source != 0 && l.heard[source] == nil {
			l.slots[i] = 0
			changed = true
		}
	}
	for {
		challenger := l.challenger()
		if challenger == 0 {
			return changed
		}
		slot := l.weakest()
		if slot < 0 {
			return changed
		}
		h := l.heard[challenger]
		if incumbent := l.heard[l.slots[slot]]; incumbent != nil {
			if !h.wins(incumbent, now) {
				return changed
			}
			incumbent.inSlot, incumbent.beats = false, false
		}
		l.slots[slot] = challenger
		h.inSlot, h.beats = true, false
		changed = true
	}
}

// wins tells whether h takes the slot of the incumbent.
func (h *hearing) wins(incumbent *hearing, now time.Duration) bool {
	if h.loudness < speakLoudness {
		h.beats = false
		return false
	}
	silent := incumbent.loudness < quietLoudness && now-incumbent.lastLoud > speakHold
	if silent {
		return true // nothing of a word should be missing at its start
	}
	if h.loudness < incumbent.loudness+beatLoudness {
		h.beats = false
		return false
	}
	if !h.beats {
		h.beats, h.beatsSince = true, now
	}
	return now-h.beatsSince >= beatTime
}

// challenger is the loudest who can be heard and has no slot, 0 if there is none.
func (l *Loudest) challenger() uint32 {
	var best uint32
	for source, h := range l.heard {
		if h.inSlot || h.loudness < audibleLoudness {
			continue
		}
		if best == 0 || h.loudness > l.heard[best].loudness ||
			h.loudness == l.heard[best].loudness && source < best {
			best = source
		}
	}
	return best
}

// weakest is the first free slot, or that of whoever was loud longest ago, then of
// the least loud; -1 if there are no slots.
func (l *Loudest) weakest() int {
	found := -1
	for i, source := range l.slots {
		h := l.heard[source]
		if h == nil {
			return i
		}
		if found < 0 {
			found = i
			continue
		}
		f := l.heard[l.slots[found]]
		if h.speaking != f.speaking {
			if f.speaking {
				found = i
			}
			continue
		}
		if h.loudness < f.loudness {
			found = i
		}
	}
	return found
}

// Speakers are those who speak now, loudest first. The slice is good until the
// next Update.
func (l *Loudest) Speakers() []Speaker { return l.speakers }

// Slots are the sources in the audio slots, 0 where there is none. Whoever is in
// a slot stays in that slot until clearly beaten by somebody outside. The slice is
// good until the next Update.
func (l *Loudest) Slots() []uint32 { return l.slots }
