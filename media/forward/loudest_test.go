package forward

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"
)

// table is people at a table, whose levels change with time.
type table struct {
	voices  map[uint32]*Voice
	level   map[uint32]uint8 // -dBov
	loudest Loudest
	now     time.Duration
	slots   int // changes
	spoken  int
}

func newTable(size int, people ...uint32) *table {
	t := &table{voices: map[uint32]*Voice{}, level: map[uint32]uint8{}, loudest: Loudest{Size: size}}
	for _, p := range people {
		t.voices[p], t.level[p] = &Voice{}, 127
	}
	return t
}

func (t *table) run(length time.Duration) {
	for end := t.now + length; t.now < end; t.now += 20 * ms {
		for p, v := range t.voices {
			if level, sends := t.level[p]; sends {
				v.Heard(level, t.now)
			}
		}
		slots, speakers := t.loudest.Update(t.voices, t.now)
		if slots {
			t.slots++
		}
		if speakers {
			t.spoken++
		}
	}
}

func (t *table) speakers() (who []uint32) {
	for _, s := range t.loudest.Speakers() {
		who = append(who, s.Source)
	}
	return who
}

func TestLoudestFindsWhoSpeaks(t *testing.T) {
	p := newTable(2, 1, 2, 3)
	steps := []struct {
		name     string
		length   time.Duration
		level    map[uint32]uint8
		speakers []uint32
	}{
		{"silence", time.Second, nil, nil},
		{"a click", 60 * ms, map[uint32]uint8{1: 20}, nil},
		{"after the click", time.Second, map[uint32]uint8{1: 127}, nil},
		{"one speaks", 300 * ms, map[uint32]uint8{1: 30}, []uint32{1}},
		{"two speak, the louder first", 300 * ms, map[uint32]uint8{2: 20}, []uint32{2, 1}},
		{"a pause for breath", 700 * ms, map[uint32]uint8{1: 90, 2: 90}, []uint32{1, 2}},
		{"the end", 1500 * ms, nil, nil},
		{"a fan", 5 * time.Second, map[uint32]uint8{3: 65}, nil},
		{"speech that stops dead, as with DTX", 500 * ms, map[uint32]uint8{1: 25}, []uint32{1}},
	}
	for _, s := range steps {
		maps.Copy(p.level, s.level)
		p.run(s.length)
		got := p.speakers()
		if s.name == "a pause for breath" {
			slices.Sort(got)
		}
		if !slices.Equal(got, s.speakers) {
			t.Errorf("%s: %v, want %v", s.name, got, s.speakers)
		}
	}
	delete(p.level, 1)
	p.run(3 * time.Second)
	if got := p.speakers(); len(got) > 0 {
		t.Errorf("%v speaks without packets", got)
	}
}

func TestLoudestIsQuick(t *testing.T) {
	p := newTable(1, 1)
	p.run(time.Second)
	p.level[1] = 30
	started := p.now
	for len(p.speakers()) == 0 && p.now < started+time.Second {
		p.run(20 * ms)
	}
	if took := p.now - started; took > 250*ms {
		t.Errorf("took %v to notice somebody", took)
	}
}

func TestLoudestKeepsSlots(t *testing.T) {
	p := newTable(2, 1, 2, 3)
	p.level[1], p.level[2] = 30, 32
	p.run(500 * ms)
	before := slices.Clone(p.loudest.Slots())
	if slices.Contains(before, 0) || slices.Contains(before, 3) {
		t.Fatalf("slots %v", before)
	}
	p.level[3] = 29 // a little louder: not clearly
	p.run(2 * time.Second)
	if got := p.loudest.Slots(); !slices.Equal(got, before) {
		t.Errorf("slots %v, were %v", got, before)
	}
	p.level[2] = 127 // falls silent
	p.run(2 * time.Second)
	got := p.loudest.Slots()
	if i := slices.Index(before, 2); got[i] != 3 || got[1-i] != 1 {
		t.Errorf("slots %v, were %v", got, before)
	}
	delete(p.voices, 1)
	p.run(100 * ms)
	if slices.Contains(p.loudest.Slots(), 1) {
		t.Error("somebody who left keeps his slot")
	}
	p.loudest.Size = 1
	p.run(100 * ms)
	if got := p.loudest.Slots(); len(got) != 1 {
		t.Errorf("slots %v", got)
	}
}

func TestLoudestTakesTheSlotOfTheSilentAtOnce(t *testing.T) {
	p := newTable(1, 1, 2)
	p.level[1] = 30
	p.run(500 * ms)
	p.level[1] = 127
	p.run(3 * time.Second)
	p.level[2] = 30
	p.run(80 * ms)
	if got := p.loudest.Slots(); !slices.Equal(got, []uint32{2}) {
		t.Errorf("slots %v", got)
	}
}

func TestLoudestDoesNotFlap(t *testing.T) {
	p := newTable(2, 1, 2, 3, 4)
	for i := range 100 { // all talk at once, each now louder, now quieter
		for who := range uint32(4) {
			p.level[who+1] = uint8(30 + (i*7+int(who)*5)%9)
		}
		p.run(100 * ms)
	}
	if p.slots > 12 {
		t.Errorf("the slots changed %d times in 10 s", p.slots)
	}
	if p.spoken > 4 {
		t.Errorf("the speakers changed %d times", p.spoken)
	}
}

func TestLoudestForgetsTheSilent(t *testing.T) {
	p := newTable(3)
	for i := range uint32(1000) {
		p.voices[i+1] = &Voice{}
	}
	p.run(40 * ms)
	if n := len(p.loudest.heard); n != 0 {
		t.Errorf("remembers %d who never spoke", n)
	}
}

func TestVoiceFollowsTheLevel(t *testing.T) {
	var v Voice
	if got := v.Loudness(time.Hour); got != 0 {
		t.Errorf("silent voice: %d", got)
	}
	for _, s := range []struct {
		length   time.Duration
		level    uint8
		from, to uint8
	}{
		{100 * ms, 27, 80, 100}, {300 * ms, 27, 98, 100}, {100 * ms, 127, 60, 80}, {2 * time.Second, 127, 0, 2}, {time.Second, 255, 0, 0},
	} {
		now := time.Duration(0)
		t.Run(fmt.Sprint(s.length, s.level), func(t *testing.T) {
			v2 := &v
			base := time.Duration(v2.state.Load()>>16) * ms
			for ; now < s.length; now += 20 * ms {
				v2.Heard(s.level, base+now+20*ms)
			}
			if got := v2.Loudness(base + now); got < s.from || got > s.to {
				t.Errorf("%d, want %d to %d", got, s.from, s.to)
			}
		})
	}
}
