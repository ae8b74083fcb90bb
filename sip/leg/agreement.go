package leg

import (
	"veche/conference"
	"veche/media"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/media/rtpio"
)

// Agreement is what a negotiation has brought.
type Agreement struct {
	Sound   rtpio.Parameters
	Picture PictureAgreement
	Content PictureAgreement
	// Held: the far end wants nothing at present.
	Held bool
}

// PictureAgreement is that of a line with pictures.
type PictureAgreement struct {
	rtpio.Parameters
	Takes Takes // what the far end can show
	// Sets are the SPS and PPS that it has announced.
	Sets [][]byte
}

// Takes says what a far end can show. Zero fields are no limit.
type Takes struct {
	// Fits tells whether it takes pictures of that size and rate; nil: any.
	Fits func(width, height, fps int) bool
	// Main: H.264 may be of the main profile.
	Main bool
	// Level of H.264 times ten.
	Level int
	// Single: no NAL unit may be larger than a packet (packetization mode 0).
	Single bool
	// Limit in bit/s.
	Limit int
	// Narrow: pictures of 4:3 are liked best.
	Narrow bool
}

// sliceMost is how large NAL units are for far ends that cannot put them together.
const (
	sliceMost   = 1100
	payloadMost = 1160 // what an encoder may exceed that by
)

// receives is what the leg gets of its conference.
func (a *Agreement) receives(rate int) (r media.LegReceives) {
	if a.Held {
		return r
	}
	if a.Sound.Send {
		r.Sound = a.Sound.Sending.Codec
	}
	r.Picture = a.Picture.format(rate)
	r.Content = a.Content.format(rate)
	return r
}

// format is how pictures are composed for the far end; nil if it gets none. rate is
// what its path takes in bit/s, 0 if that is not known.
func (p *PictureAgreement) format(rate int) *compose.Format {
	if !p.Send {
		return nil
	}
	f := &compose.Format{Codec: p.Sending.Codec, Narrow: p.Takes.Narrow}
	limit := steps[len(steps)-1]
	for _, l := range []int{p.Takes.Limit, rate, p.Limit} {
		if l > 0 {
			limit = min(limit, l)
		}
	}
	f.Lines, f.FPS = p.size(limit)
	if f.Lines == 0 {
		return nil
	}
	f.BitRate = step(min(limit, usual[f.Lines]))
	if f.Codec == codec.H264 {
		if p.Takes.Main {
			f.Profile = video.Main
		}
		if p.Takes.Single {
			f.MaxSlice = sliceMost
		}
	}
	return f
}

// usual is the bit rate of a composed picture by its lines.
var usual = map[int]int{720: 1_500_000, 360: 600_000}

// enough is the least for pictures of 720 lines.
const enough = 600_000

// size is the largest that the far end takes.
func (p *PictureAgreement) size(limit int) (lines, fps int) {
	for _, s := range []struct{ lines, fps, rate int }{
		{720, 0, enough}, {720, 15, enough}, {360, 0, 0}, {360, 15, 0},
	} {
		rate := s.fps
		if rate == 0 {
			rate = 25
		}
		size := compose.Format{Lines: s.lines, Narrow: p.Takes.Narrow}.Size()
		if limit >= s.rate && (p.Takes.Fits == nil || p.Takes.Fits(size.W, size.H, rate)) {
			return s.lines, s.fps
		}
	}
	return 0, 0
}

// steps of bit rates: rooms whose paths are nearly alike share a picture.
var steps = []int{128_000, 192_000, 256_000, 384_000, 512_000, 768_000, 1_000_000, 1_500_000, 2_000_000, 3_000_000}

// step is the highest that is not above a rate; the lowest at least.
func step(rate int) int {
	best := steps[0]
	for _, s := range steps {
		if s <= rate {
			best = s
		}
	}
	return best
}

// pictures of a kind of source.
func (a *Agreement) pictures(kind conference.SourceKind) *PictureAgreement {
	if kind == conference.Screen {
		return &a.Content
	}
	return &a.Picture
}
