package media

import (
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/media/peer"
)

// picture is where a composed picture goes: to peers by an output, to legs one by one.
type picture struct {
	output *peer.Output // nil while no peer receives it
	legs   []legPicture

	streams []StreamSink
}

type legPicture struct {
	leg  *Leg
	kind conference.SourceKind
}

func (p *picture) send(coded video.Coded, now time.Duration) {
	if p.output != nil {
		p.output.Write(coded.Data, now)
	}
	for _, l := range p.legs {
		l.leg.sink.Picture(l.kind, coded, now)
	}
}

func (p *picture) stream(coded video.Coded, at time.Duration) {
	for _, s := range p.streams {
		s.Picture(coded, at)
	}
}

// reoutput says anew where the pictures go that the studio makes. By the goroutine of
// the pictures.
func (p *production) reoutput(a *arrangement) {
	before := p.pictures
	p.pictures = make(map[int]*picture, len(before))
	outputs := make(map[conference.ParticipantID]*peer.Output, len(a.viewers))
	coded := make(map[key]*peer.Output, len(a.translated))
	for i := range a.viewers {
		v := &a.viewers[i]
		if o := p.outputOf(compose.Receiver(v.id), codec.VP8, before); o != nil {
			outputs[v.id] = o
		}
	}
	for _, t := range a.translated {
		if o := p.outputOf(translatedReceiver(t.key), t.codec, before); o != nil {
			coded[t.key] = o
		}
	}
	for i := range a.legs {
		p.legOutputs(&a.legs[i])
	}
	p.streamOutputs(a)
	p.mu.Lock()
	changed := !sameOutputs(outputs, p.outputs) || !sameOutputs(coded, p.coded)
	p.outputs, p.coded = outputs, coded
	p.mu.Unlock()
	if changed {
		p.changed()
	}
}

// made is the picture that r receives, nil if there is none.
func (p *production) made(r compose.Receiver) *picture {
	n := p.studio.Number(r)
	if n == 0 {
		return nil
	}
	pic := p.pictures[n]
	if pic == nil {
		pic = &picture{}
		p.pictures[n] = pic
	}
	return pic
}

// outputOf is the output by which a peer gets the picture of r, which is coded so.
func (p *production) outputOf(r compose.Receiver, c codec.Codec, before map[int]*picture) *peer.Output {
	pic := p.made(r)
	if pic == nil {
		return nil
	}
	if old := before[p.studio.Number(r)]; pic.output == nil && old != nil {
		pic.output = old.output
	}
	if pic.output == nil {
		pic.output = p.board.NewOutput(c, p.studio.Composer(r).RequestKey)
	}
	return pic.output
}

// legOutputs leads the pictures of a leg there.
func (p *production) legOutputs(v *legView) {
	for _, kind := range []conference.SourceKind{conference.Camera, conference.Screen} {
		r := v.receiver(kind)
		pic := p.made(r)
		if pic == nil {
			v.leg.keysBy(kind, nil)
			continue
		}
		pic.legs = append(pic.legs, legPicture{v.leg, kind})
		v.leg.keysBy(kind, p.studio.Composer(r).RequestKey)
	}
}

func sameOutputs[K comparable](a, b map[K]*peer.Output) bool {
	if len(a) != len(b) {
		return false
	}
	for k, o := range a {
		if b[k] != o {
			return false
		}
	}
	return true
}

// translatedReceiver names the picture of a source that is coded anew.
func translatedReceiver(k key) compose.Receiver {
	return compose.Receiver("coded anew " + string(k.who) + " " + string(k.kind))
}

// remadeFormat is that of pictures that are coded anew: about what they had.
func remadeFormat(c codec.Codec, width, height, fps int) compose.Format {
	f := compose.Format{Codec: c, Lines: 360, FPS: fps, Narrow: width > 0 && width*9 < height*14}
	if height > 400 {
		f.Lines = 720
	}
	return f
}

// translation is the wish for a picture that is coded anew for browsers, in about the
// size that it has.
func (p *production) translation(a *arrangement, t translated) (compose.Wish, bool) {
	k := t.key
	src := a.sources[k]
	if src == nil || !src.Video() {
		return compose.Wish{}, false
	}
	width, height := src.Size()
	format := remadeFormat(t.codec, width, height, p.fps)
	view := oneWindow(conference.Window{Participant: k.who, Source: k.kind})
	return compose.Wish{
		Receiver: translatedReceiver(k), Scene: compose.Scene{View: view, Language: a.plan.Language}, Format: format, Own: true,
	}, true
}

// translated is a source of a leg as browsers take it; nil while there is none.
func (p *production) translated(k key) *peer.Source {
	p.mu.Lock()
	defer p.mu.Unlock()
	if o := p.coded[k]; o != nil {
		return o.Source
	}
	if t := p.takes[k]; t != nil {
		return t.output.Source
	}
	if s := p.spoken[k]; s != nil {
		return s.output.Source
	}
	return nil
}
