package peer

import (
	"veche/media/codec"
	"veche/media/forward"
)

// formats are the payload types of a peer. All m-lines are of one bundle, so a
// number means the same in each of them.
type formats struct {
	receive [128]struct {
		codec  codec.Codec
		repair uint8 // of an RTX payload type: what it repairs
		rtx    bool
	}
}

// outFormat is how a codec goes to the peer.
type outFormat struct {
	ok     bool
	pt     uint8
	hasRTX bool
	rtx    uint8
}

func (f *formats) isRTX(pt uint8) bool    { return f.receive[pt].rtx }
func (f *formats) repairs(pt uint8) uint8 { return f.receive[pt].repair }

// newFormats collects the payload types of an offer.
func newFormats(o *offer) *formats {
	f := &formats{}
	for i := range o.lines {
		for _, c := range o.lines[i].codecs {
			f.receive[c.pt].codec = c.codec
			if c.hasRTX {
				f.receive[c.rtx].rtx, f.receive[c.rtx].repair = true, c.pt
			}
		}
	}
	return f
}

// lineExtensions are the header extensions of one m-line.
func lineExtensions(l *line) (ids forward.Extensions) {
	for _, e := range l.exts {
		switch e.uri {
		case uriMID:
			ids.MID = e.id
		case uriRID:
			ids.RID = e.id
		case uriRepairedRID:
			ids.RepairedRID = e.id
		case uriTWCC:
			ids.TWCC = e.id
		case uriAudioLevel:
			ids.AudioLevel = e.id
		}
	}
	return ids
}

// allExtensions are those of all lines: in a bundle an id means one thing.
func allExtensions(o *offer) (ids forward.Extensions) {
	for i := range o.lines {
		l := lineExtensions(&o.lines[i])
		ids.MID = max(ids.MID, l.MID)
		ids.RID = max(ids.RID, l.RID)
		ids.RepairedRID = max(ids.RepairedRID, l.RepairedRID)
		ids.TWCC = max(ids.TWCC, l.TWCC)
		ids.AudioLevel = max(ids.AudioLevel, l.AudioLevel)
	}
	return ids
}

// slotFormats are the codecs that one receiving line takes.
func slotFormats(l *line) (send [codec.AV1 + 1]outFormat) {
	for _, c := range l.codecs {
		if s := &send[c.codec]; !s.ok {
			*s = outFormat{ok: true, pt: c.pt, hasRTX: c.hasRTX, rtx: c.rtx}
		}
	}
	return send
}
