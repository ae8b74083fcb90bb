package gateway

import (
	"fmt"
	"net"
	"net/netip"
	"slices"

	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/codec/video"
	"veche/media/rtpio"
	"veche/sip/leg"
	"veche/sip/sdp"
)

// local is what we can and want in a call. Under mu.
func (l *line) local() sdp.Local {
	cfg := &l.gateway.cfg
	local := sdp.Local{
		Address: l.address,
		Lines:   []sdp.Wish{{Kind: sdp.Sound, Port: l.ports.Sound[0], RTCP: l.ports.Sound[1], Mux: true, Formats: sounds(), Digits: true}},
		Security: sdp.Security{
			Policy: cfg.Security(), Suites: []sdp.Suite{sdp.AES128GCM, sdp.AES128SHA80, sdp.AES128SHA32}, Fingerprint: cfg.Fingerprint,
		},
	}
	if p := l.ports.Picture; p[0] != 0 {
		local.Lines = append(local.Lines, sdp.Wish{
			Kind: sdp.Picture, Port: p[0], RTCP: p[1], Mux: true, Formats: pictures(),
			Feedback: sdp.NACK | sdp.PLI | sdp.FIR | sdp.TMMBR,
		})
	}
	return local
}

// sounds in our order.
func sounds() (all []sdp.Format) {
	for _, c := range []codec.Codec{codec.Opus, codec.G722, codec.PCMA, codec.PCMU} {
		if slices.Contains(sound.Encoders(), c) && slices.Contains(sound.Decoders(), c) {
			all = append(all, sdp.Format{Codec: c, Opus: sdp.Opus{FEC: c == codec.Opus}})
		}
	}
	return all
}

// level of H.264 that we say: 1280x720 at 30.
const level = 31

// pictures in our order: what every device and every browser takes comes first.
func pictures() (all []sdp.Format) {
	if slices.Contains(video.Encoders(), codec.H264) && slices.Contains(video.Decoders(), codec.H264) {
		for _, h := range []sdp.H264{
			{Profile: sdp.ConstrainedBaseline, Level: level, Mode: 1},
			{Profile: sdp.ConstrainedBaseline, Level: level},
			{Profile: sdp.Main, Level: level, Mode: 1},
			{Profile: sdp.High, Level: level, Mode: 1},
			{Profile: sdp.High, Level: level},
		} {
			all = append(all, sdp.Format{Codec: codec.H264, H264: h})
		}
	}
	if slices.Contains(video.Encoders(), codec.VP8) && slices.Contains(video.Decoders(), codec.VP8) {
		all = append(all, sdp.Format{Codec: codec.VP8})
	}
	return all
}

// agreementOf is what was agreed, in the words of the leg.
func agreementOf(a *sdp.Agreed) (out leg.Agreement, err error) {
	out.Held = a.Held
	if line := a.Line(sdp.Sound); line != nil {
		if out.Sound, err = parametersOf(line); err != nil {
			return out, err
		}
	}
	if out.Picture, err = pictureOf(a.Line(sdp.Picture)); err != nil {
		return out, err
	}
	out.Content, err = pictureOf(a.Line(sdp.Content))
	return out, err
}

func pictureOf(line *sdp.Line) (p leg.PictureAgreement, err error) {
	if line == nil {
		return p, nil
	}
	if p.Parameters, err = parametersOf(line); err != nil || len(line.Send) == 0 {
		return p, err
	}
	f := line.Send[0]
	p.Takes = leg.Takes{Fits: f.Limit.Fits, Limit: f.Limit.BitRate, Single: f.Codec == codec.H264 && f.H264.Mode == 0}
	p.Takes.Main = f.H264.Profile == sdp.Main || f.H264.Profile == sdp.High
	return p, nil
}

func parametersOf(l *sdp.Line) (rtpio.Parameters, error) {
	p := rtpio.Parameters{
		Remote: l.Remote, RemoteControl: l.RTCP, Mux: l.Mux,
		Send: l.Direction.Sends() && len(l.Send) > 0, Receive: l.Direction.Receives(),
		Feedback: rtpio.Feedback{
			NACK: l.Feedback.Has(sdp.NACK), PLI: l.Feedback.Has(sdp.PLI), FIR: l.Feedback.Has(sdp.FIR), TMMBR: l.Feedback.Has(sdp.TMMBR),
		},
		Limit: l.Bandwidth,
	}
	for _, f := range l.Receive {
		p.Receiving = append(p.Receiving, rtpio.Format{Type: f.Type, Codec: f.Codec})
	}
	for _, d := range l.ReceiveDigits {
		p.Receiving = append(p.Receiving, rtpio.Format{Type: d.Type, Event: true, Clock: uint32(d.Clock)})
	}
	if len(l.Send) > 0 {
		p.Sending = rtpio.Format{Type: l.Send[0].Type, Codec: l.Send[0].Codec}
	}
	if d := l.SendDigits; d.Clock != 0 {
		p.Digits = rtpio.Format{Type: d.Type, Event: true, Clock: uint32(d.Clock)}
	}
	if l.Protection.Fingerprint != "" {
		p.Security = rtpio.Security{Fingerprint: l.Protection.Fingerprint, Active: l.Protection.Client}
	}
	var err error
	if k := l.Protection; k.Send.Suite != 0 {
		p.Security.Keys, err = rtpio.SDES(k.Send.Suite.String(), joined(k.Send), joined(k.Receive))
	}
	return p, err //nolint:wrapcheck // says what it is about
}

func joined(k sdp.Key) []byte { return append(slices.Clone(k.Key), k.Salt...) }

// localFor is the address of this machine from which far is reached. Nothing is sent.
func localFor(far netip.Addr) (netip.Addr, error) {
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(far, 9)))
	if err != nil {
		return netip.Addr{}, fmt.Errorf("gateway: no way to the far end: %w", err)
	}
	defer c.Close() //nolint:errcheck // nothing was sent
	return c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap(), nil
}
