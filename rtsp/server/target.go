package server

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/bluenviron/gortsplib/v4/pkg/base"

	"veche/media"
	"veche/media/codec"
)

// target is what an address asks for.
type target struct {
	cid    string
	format media.StreamFormat
	token  bool   // credentials are a token, not a PIN or password
	name   string // of a publisher
}

// errTarget says that an address is none of ours.
var errTarget = errors.New("rtsp: no such address")

// What the query may ask for.
var (
	soundsByName = map[string]codec.Codec{
		"": codec.AAC, "aac": codec.AAC, "opus": codec.Opus, "pcmu": codec.PCMU, "pcma": codec.PCMA, "none": codec.None,
	}
	linesByName  = map[string]int{"": 720, "360": 360, "720": 720, "1080": 1080, "none": 0}
	narrowByName = map[string]bool{"": false, "16:9": false, "4:3": true}
)

const (
	pathPrefix = "/c/"
	trackMark  = "/trackID="
	cidMost    = 64
)

// parseTarget reads an address such as rtsp://host/c/1234567890/?audio=opus&video=360.
// Clients append the control of a track to it, before or behind the query.
func parseTarget(u *base.URL) (t target, track int, err error) {
	if u == nil {
		return t, -1, errTarget
	}
	path, track := cutTrack(u.Path, -1)
	query, track := cutTrack(u.RawQuery, track)
	cid, ok := strings.CutPrefix(strings.TrimRight(path, "/"), pathPrefix)
	if !ok || cid == "" || len(cid) > cidMost || strings.Contains(cid, "/") {
		return t, track, errTarget
	}
	t.cid = cid
	return t, track, t.ask(strings.TrimRight(query, "/"))
}

// cutTrack takes the number of a track from the end of s.
func cutTrack(s string, track int) (rest string, number int) {
	i := strings.LastIndex(s, trackMark)
	if i < 0 {
		return s, track
	}
	n, err := strconv.ParseUint(s[i+len(trackMark):], 10, 8)
	if err != nil {
		return s, track
	}
	return s[:i], int(n)
}

// ask reads the query. What it does not know is left to whom it may concern: players
// have words of their own.
func (t *target) ask(query string) error {
	q, err := url.ParseQuery(query)
	if err != nil {
		return errTarget
	}
	var knownSound, knownLines, knownAspect bool
	t.format.Sound, knownSound = soundsByName[strings.ToLower(q.Get("audio"))]
	t.format.Lines, knownLines = linesByName[strings.ToLower(q.Get("video"))]
	t.format.Narrow, knownAspect = narrowByName[q.Get("aspect")]
	t.token, t.name = q.Get("auth") == "token", q.Get("name")
	if len(t.name) > nameMost {
		return errTarget
	}
	if !knownSound || !knownLines || !knownAspect || t.format.Lines == 0 && t.format.Sound == codec.None {
		return errTarget
	}
	t.format.Narrow = t.format.Narrow && t.format.Lines != 0
	return nil
}

// offered tells whether this build makes the format.
func offered(f media.StreamFormat, sounds []codec.Codec) bool {
	return f.Sound == codec.None || slices.Contains(sounds, f.Sound)
}
