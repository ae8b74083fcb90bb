package gateway

import (
	"bytes"
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

// answering is what we can and want, to answer an offer by. Under mu.
func (l *line) answering(offer []byte) sdp.Local {
	local := l.can(pictures(), contents())
	if l.floor != nil || bytes.Contains(offer, []byte("/BFCP")) {
		l.control(&local)
	}
	return local
}

// offering is the same for an offer of ours: the least that every device finds itself
// in, since a large one does not fit into a packet (lesson 27). Under mu.
func (l *line) offering() sdp.Local {
	local := l.can(offered(pictures()), contents())
	local.Security.Suites = offeredSuites
	l.control(&local)
	return local
}

// can is all but the control of content. Under mu.
func (l *line) can(pictures, contents []sdp.Format) sdp.Local {
	local := sdp.Local{
		Address: l.address, Security: l.security,
		Lines: []sdp.Wish{{Kind: sdp.Sound, Port: l.ports.Sound[0], RTCP: l.ports.Sound[1], Mux: true, Formats: sounds(), Digits: true}},
	}
	add := func(kind sdp.Kind, ports [2]uint16, formats []sdp.Format, feedback sdp.Feedback) {
		if ports[0] != 0 {
			local.Lines = append(local.Lines, sdp.Wish{
				Kind: kind, Port: ports[0], RTCP: ports[1], Mux: true, Formats: formats,
				Feedback: feedback,
			})
		}
	}
	add(sdp.Picture, l.ports.Picture, pictures, sdp.NACK|sdp.PLI|sdp.FIR|sdp.TMMBR)
	add(sdp.Content, l.ports.Content, contents, sdp.NACK|sdp.PLI)
	return local
}

// control adds that of content, where there is any. Under mu.
func (l *line) control(local *sdp.Local) {
	if l.ports.Content[0] == 0 || len(contents()) == 0 {
		return
	}
	var err error
	if l.floor == nil {
		l.floor, err = l.openFloor(l.gateway.cfg.House.Ports())
	} else {
		err = l.floor.ready()
	}
	if err != nil {
		l.log.Warn("content is not controlled", "error", err)
		return
	}
	local.Lines = append(local.Lines, sdp.Wish{Kind: sdp.Floor, Port: l.floor.port, Control: l.floor.control})
}

// suites in our order, and the one that every device has.
var (
	suites        = []sdp.Suite{sdp.AES128GCM, sdp.AES128SHA80, sdp.AES128SHA32}
	offeredSuites = []sdp.Suite{sdp.AES128SHA80}
)

// security by a policy.
func (g *Gateway) security(p sdp.Policy) sdp.Security {
	return sdp.Security{Policy: p, Suites: suites, Fingerprint: g.cfg.Fingerprint}
}

// securities are what is offered, one after the other, to who does not want the one
// before: some take nothing but encrypted lines, and of these some nothing but DTLS.
func (g *Gateway) securities() []sdp.Security {
	first := g.security(g.cfg.Security())
	all := []sdp.Security{first}
	if first.Policy == sdp.Plain {
		return all
	}
	if first.Policy == sdp.Optional {
		all = append(all, g.security(sdp.Required))
	}
	if g.cfg.Fingerprint != "" {
		last := g.security(sdp.Required)
		last.OfferDTLS = true
		all = append(all, last)
	}
	return all
}

// confine forgets addresses that nobody may have things sent to who is not there
// himself. What comes from the far end will show where it is. Under mu.
func (l *line) confine(a *sdp.Agreed) {
	for i := range a.Lines {
		line := &a.Lines[i]
		for _, to := range []*netip.AddrPort{&line.Remote, &line.RTCP} {
			if to.IsValid() && !l.gateway.mayReach(*to, l.signalling()) {
				l.log.Info("media are not sent to where the far end says", "line", line.Kind.String(), "address", to.Addr().String())
				*to = netip.AddrPort{}
			}
		}
	}
}

// everywhere leaves of a rule only what is never reached.
var everywhere = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}

// mayReach tells whether media may be sent to an address; from is where the signalling
// of the call comes from.
func (g *Gateway) mayReach(to netip.AddrPort, from netip.Addr) bool {
	rule := g.cfg.Reach
	if to.Addr().Unmap() == from {
		rule.Allow = everywhere
	}
	return rule.Check(to) == nil
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

// contents are what content is shown in: devices that have it have H.264.
func contents() []sdp.Format {
	return slices.DeleteFunc(offered(pictures()), func(f sdp.Format) bool { return f.Codec != codec.H264 })
}

// offered leaves of H.264 the baseline, which every device takes.
func offered(formats []sdp.Format) []sdp.Format {
	return slices.DeleteFunc(formats, func(f sdp.Format) bool {
		return f.Codec == codec.H264 && f.H264.Profile != sdp.ConstrainedBaseline
	})
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
	p.Takes = leg.Takes{Fits: f.Limit.Fits, Limit: f.Limit.BitRate, Single: f.Codec == codec.H264 && f.H264.Mode == 0, Narrow: f.Narrow}
	for i := range line.Send { // of what it sends, whichever of its formats says so
		if p.Sets = line.Send[i].H264.Sets(); len(p.Sets) > 0 {
			break
		}
	}
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
