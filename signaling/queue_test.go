package signaling

import (
	"fmt"
	"strings"
	"testing"
)

func TestQueue(t *testing.T) {
	q := newQueue()
	for i := range queueVolatile + 10 {
		q.push([]byte{byte(i)}, volatileFrame)
	}
	if frames, resync, full := q.take(); len(frames) != queueVolatile || resync || full {
		t.Fatalf("volatile frames: %d taken, resync %v, full %v", len(frames), resync, full)
	}
	for i := range queueEvents {
		q.push(fmt.Append(nil, i), eventFrame)
	}
	q.push([]byte("answer"), firmFrame)
	q.push([]byte("one too many"), eventFrame)
	q.push([]byte("not taken before the Snapshot"), eventFrame)
	frames, resync, full := q.take()
	if len(frames) != 1 || string(frames[0].data) != "answer" || !resync || full {
		t.Fatalf("after an overflow: %d frames, resync %v, full %v; want the answer alone and a resync", len(frames), resync, full)
	}
	q.push([]byte("after"), eventFrame)
	if frames, resync, _ := q.take(); len(frames) != 1 || resync {
		t.Fatalf("after the resync: %d frames, resync %v", len(frames), resync)
	}
	for range queueFull + 1 {
		q.push([]byte("x"), firmFrame)
	}
	if _, _, full := q.take(); !full {
		t.Fatal("a page that never reads must be disconnected")
	}
}

func TestSplice(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{`{"re":1}`, `{}`, `{"re":1}`},
		{`{"re":1}`, `{"x":2}`, `{"re":1,"x":2}`},
	} {
		if got := string(splice([]byte(c.a), []byte(c.b))); got != c.want {
			t.Errorf("splice(%s, %s) = %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestOriginOf(t *testing.T) {
	for _, c := range []struct {
		sdp, want string
		ok        bool
	}{
		{"v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\n", "- 4611731400430051336", true},
		{"v=0\r\no=mozilla 77 0 IN IP4 0.0.0.0\r\n", "mozilla 77", true},
		{"v=0\r\no=\r\n", "", false},
		{"", "", false},
	} {
		if got, ok := originOf(c.sdp); got != c.want || ok != c.ok {
			t.Errorf("originOf(%q) = %q, %v, want %q, %v", c.sdp, got, ok, c.want, c.ok)
		}
	}
}

func FuzzOriginOf(f *testing.F) {
	f.Add("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n")
	f.Fuzz(func(t *testing.T, sdp string) {
		if got, ok := originOf(sdp); ok && len(strings.Fields(got)) != 2 {
			t.Errorf("originOf(%q) = %q", sdp, got)
		}
	})
}
