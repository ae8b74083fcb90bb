package server

import (
	"strings"
	"testing"

	"github.com/bluenviron/gortsplib/v4/pkg/base"

	"veche/media"
	"veche/media/codec"
)

// C20: addresses as people type them, and as players complete them.
var addresses = []struct {
	url    string
	want   target
	track  int
	refuse bool
}{
	{"rtsp://h/c/1234567890/", target{cid: "1234567890", format: media.StreamFormat{Sound: codec.AAC, Lines: 720}}, -1, false},
	{"rtsp://h:8554/c/webinar", target{cid: "webinar", format: media.StreamFormat{Sound: codec.AAC, Lines: 720}}, -1, false},
	{"rtsp://h/c/webinar//", target{cid: "webinar", format: media.StreamFormat{Sound: codec.AAC, Lines: 720}}, -1, false},
	{"rtsp://h/c/webinar//trackID=1", target{cid: "webinar", format: media.StreamFormat{Sound: codec.AAC, Lines: 720}}, 1, false},
	{"rtsp://h/c/webinar/trackID=0", target{cid: "webinar", format: media.StreamFormat{Sound: codec.AAC, Lines: 720}}, 0, false},
	{"rtsp://h/c/w/?audio=opus", target{cid: "w", format: media.StreamFormat{Sound: codec.Opus, Lines: 720}}, -1, false},
	{"rtsp://h/c/w/?audio=opus/", target{cid: "w", format: media.StreamFormat{Sound: codec.Opus, Lines: 720}}, -1, false},
	{"rtsp://h/c/w/?audio=opus/trackID=1", target{cid: "w", format: media.StreamFormat{Sound: codec.Opus, Lines: 720}}, 1, false},
	{"rtsp://h/c/w/trackID=1?audio=opus", target{cid: "w", format: media.StreamFormat{Sound: codec.Opus, Lines: 720}}, 1, false},
	{"rtsp://h/c/w?video=1080&audio=PCMU&vlc=1", target{cid: "w", format: media.StreamFormat{Sound: codec.PCMU, Lines: 1080}}, -1, false},
	{"rtsp://h/c/w?video=none", target{cid: "w", format: media.StreamFormat{Sound: codec.AAC}}, -1, false},
	{"rtsp://h/c/w?aspect=4:3&video=360", target{cid: "w", format: media.StreamFormat{Sound: codec.AAC, Lines: 360, Narrow: true}}, -1, false},
	{"rtsp://h/c/w?aspect=16:9", target{cid: "w", format: media.StreamFormat{Sound: codec.AAC, Lines: 720}}, -1, false},
	{"rtsp://h/c/w?aspect=4:3&video=none", target{cid: "w", format: media.StreamFormat{Sound: codec.AAC}}, -1, false},
	{"rtsp://h/c/w?aspect=5:4", target{}, -1, true},
	{"rtsp://h/c/w?audio=none&auth=token", target{cid: "w", format: media.StreamFormat{Lines: 720}, token: true}, -1, false},
	{"rtsp://h/c/w?audio=none&video=none", target{}, -1, true},
	{"rtsp://h/c/w?audio=mp3", target{}, -1, true},
	{"rtsp://h/c/w?video=481", target{}, -1, true},
	{"rtsp://h/c/", target{}, -1, true},
	{"rtsp://h/", target{}, -1, true},
	{"rtsp://h/c/w/x", target{}, -1, true},
	{"rtsp://h/c/" + strings.Repeat("9", 65), target{}, -1, true},
}

func TestAddresses(t *testing.T) {
	for _, c := range addresses {
		u, err := base.ParseURL(c.url)
		if err != nil {
			t.Fatal(err)
		}
		got, track, err := parseTarget(u)
		if (err != nil) != c.refuse || err == nil && (got != c.want || track != c.track) {
			t.Errorf("%s: %+v, track %d, %v", c.url, got, track, err)
		}
	}
	if _, _, err := parseTarget(nil); err == nil {
		t.Error("no address is one")
	}
}

func FuzzAddress(f *testing.F) {
	for _, c := range addresses {
		f.Add(c.url)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := base.ParseURL(text)
		if err != nil {
			return
		}
		got, track, err := parseTarget(u)
		if err != nil {
			return
		}
		if got.cid == "" || len(got.cid) > cidMost || strings.Contains(got.cid, "/") || track < -1 || track > 255 {
			t.Errorf("%q: %+v, track %d", text, got, track)
		}
		again, _, err := parseTarget((*base.URL)(u))
		if err != nil || again != got {
			t.Errorf("%q: %+v and then %+v, %v", text, got, again, err)
		}
	})
}
