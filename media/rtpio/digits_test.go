package rtpio_test

import (
	"testing"
	"time"

	"veche/media/rtpio"
)

func TestDigitsGoOut(t *testing.T) {
	t.Parallel()
	s := open(t, newEar(), false)
	f := newFar(t, s)
	set(t, s, f.parameters())
	if err := s.Dial(rtpio.Key{Digit: '7', Pause: 10 * time.Millisecond}, rtpio.Key{Digit: '#'}); err != nil {
		t.Fatal(err)
	}
	for _, code := range []byte{7, 11} {
		first := f.read()
		if !first.Marker || first.PayloadType != 101 || len(first.Payload) != 4 {
			t.Fatalf("got %v", first)
		}
		last := first
		for i := 2; i <= 7; i++ {
			p := f.read()
			duration := int(p.Payload[2])<<8 | int(p.Payload[3])
			if p.Timestamp != first.Timestamp || p.SequenceNumber != last.SequenceNumber+1 || p.Marker ||
				p.Payload[0] != code || p.Payload[1]&0x80 != 0 != (i >= 5) || duration != 160*min(i, 5) {
				t.Errorf("got %v of %d", p, i)
			}
			last = p
		}
	}
	if n := s.Dialling(); n != 0 {
		until(t, "end of dialling", func() bool { return s.Dialling() == 0 })
	}
	if err := s.Dial(rtpio.Key{Digit: 'x'}); err == nil {
		t.Error("x was dialled")
	}
}

func TestDigitsComeIn(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, false)
	f := newFar(t, s)
	set(t, s, f.parameters())
	f.write(f.packet(101, 160, 5, 10, 0, 160))
	f.write(f.packet(101, 160, 5, 0x80|10, 3, 32))
	f.write(f.packet(101, 160, 5, 0x80|10, 3, 32))
	f.write(f.packet(101, 2000, 10, 0x80|10, 3, 32)) // only its end
	for _, want := range []byte("5*") {
		if got := next(t, e.keys, "key"); got != want {
			t.Errorf("got %c, want %c", got, want)
		}
	}
	f.write(f.packet(8, 3000, 1))
	next(t, e.packets, "packet")
	none(t, e.keys, "key")
}
