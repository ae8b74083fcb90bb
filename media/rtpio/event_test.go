package rtpio

import (
	"bytes"
	"testing"
	"time"
)

// Lesson 26: an event is known by its timestamp, whatever gets lost.
func TestEachKeyIsHeardOnce(t *testing.T) {
	t.Parallel()
	type packet struct {
		timestamp uint32
		code      uint8
		end       bool
		duration  uint16
	}
	for _, c := range []struct {
		name    string
		packets []packet
		want    string
	}{
		{"whole", []packet{{160, 1, false, 160}, {160, 1, false, 320}, {160, 1, true, 480}, {160, 1, true, 480}, {160, 1, true, 480}}, "1"},
		{"the first packets lost", []packet{{160, 1, false, 480}, {160, 1, true, 640}}, "1"},
		{"only an end", []packet{{160, 11, true, 640}}, "#"},
		{"the ends lost", []packet{{160, 1, false, 160}, {2000, 2, false, 160}}, "12"},
		{"the same key twice", []packet{{160, 5, true, 800}, {160, 5, true, 800}, {2400, 5, false, 160}, {2400, 5, true, 800}}, "55"},
		{"an end that comes late", []packet{{160, 1, false, 160}, {2000, 2, false, 160}, {160, 1, true, 800}, {2000, 2, true, 800}}, "12"},
		{"all keys", []packet{{1, 0, true, 1}, {2, 9, true, 1}, {3, 10, true, 1}, {4, 11, true, 1}, {5, 12, true, 1}, {6, 15, true, 1}}, "09*#AD"},
		{"a flash is no key", []packet{{1, 16, true, 1}, {2, 255, true, 1}}, ""},
		{"one timestamp for two keys", []packet{{160, 1, true, 800}, {160, 2, true, 800}, {160, 1, true, 800}}, "12"},
		{"held for ten seconds: segments", []packet{{160, 1, false, 0xffff}, {160 + 0xffff, 1, false, 400}, {160 + 0xffff, 1, true, 800}}, "1"},
		{"timestamps that wrap", []packet{{0xffffff00, 1, true, 800}, {0x500, 2, true, 800}, {0xffffff00, 1, true, 800}}, "12"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var p presses
			var got []byte
			for i, e := range c.packets {
				b := event{code: e.code, end: e.end, duration: e.duration}.append(nil)
				if key, ok := p.take(e.timestamp, b, time.Duration(i)*20*time.Millisecond); ok {
					got = append(got, key)
				}
			}
			if string(got) != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzEvent(f *testing.F) {
	f.Add([]byte{5, 0x8a, 3, 32})
	f.Add([]byte{11, 10, 0, 160, 1, 2})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, ok := parseEvent(b)
		if !ok {
			return
		}
		if again := e.append(nil); again[0] != b[0] || again[1] != b[1]&0xbf || !bytes.Equal(again[2:], b[2:4]) {
			t.Errorf("%x became %x", b, again)
		}
		var p presses
		key, ok := p.take(1, b, 0)
		if code, known := codeOf(key); ok && (!known || code != e.code) {
			t.Errorf("event %d is %q, which is %d", e.code, key, code)
		}
		if _, ok := p.take(1, b, 0); ok {
			t.Error("the same event was heard twice")
		}
	})
}
