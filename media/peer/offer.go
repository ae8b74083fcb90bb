package peer

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"

	"veche/media/codec"
	"veche/media/wire"
)

// ErrOffer says that an offer cannot be answered; what is wrong stands beside it.
var ErrOffer = errors.New("offer not acceptable")

// offer is what we read out of an SDP offer.
type offer struct {
	ufrag, pwd  string
	fingerprint string // "sha-256 AB:CD:…" in upper case hex
	mixed       bool   // extmap-allow-mixed
	lines       []line
}

// line is one m-line.
type line struct {
	mid      string
	audio    bool
	video    bool
	port     int
	protos   []string
	kindName string // as offered: audio, video, application
	formats  []string
	// sends and receives are the offerer's side.
	sends, receives bool
	bundled         bool
	rsize           bool
	codecs          []format // those we take, in the offer's order
	exts            []extension
	rids            []string // of simulcast sent, in its order
	ssrcs           []uint32 // primary SSRCs, from a=ssrc
	rtx             map[uint32]uint32
}

// format is a payload type we take.
type format struct {
	pt       uint8
	codec    codec.Codec
	channels int
	fmtp     string
	feedback []string
	rtx      uint8 // payload type of its retransmissions
	hasRTX   bool
}

type extension struct {
	id  uint8
	uri string
}

// The header extensions that we take.
const (
	uriMID         = "urn:ietf:params:rtp-hdrext:sdes:mid"
	uriRID         = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
	uriRepairedRID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
	uriTWCC        = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
	uriAudioLevel  = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
)

// The feedback that we take.
var feedbacks = []string{"nack", "nack pli", "ccm fir", "transport-cc"}

// Limits of an offer.
const (
	maxOffer = 512 << 10 // bytes
	maxLines = 160       // 49 video and some audio slots, with room
	// MaxLayers is how many encodings of a source there may be.
	MaxLayers = 3
	// Of one m-line. Browsers offer some 50 formats and a dozen extensions; what
	// we keep of an offer grows with the product of formats and feedback.
	maxFormats    = 128
	maxExtensions = 32
)

// parseOffer reads text; errors wrap [ErrOffer].
func parseOffer(text string) (*offer, error) {
	if len(text) > maxOffer {
		return nil, fmt.Errorf("%w: %d bytes", ErrOffer, len(text))
	}
	var s sdp.SessionDescription
	if err := s.UnmarshalString(text); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOffer, err)
	}
	if len(s.MediaDescriptions) == 0 || len(s.MediaDescriptions) > maxLines {
		return nil, fmt.Errorf("%w: %d m-lines", ErrOffer, len(s.MediaDescriptions))
	}
	o := &offer{}
	_, o.mixed = s.Attribute("extmap-allow-mixed")
	bundle := bundled(&s)
	mids := make(map[string]bool)
	for _, m := range s.MediaDescriptions {
		l, err := parseLine(&s, m)
		if err != nil {
			return nil, err
		}
		if l.mid == "" || mids[l.mid] {
			return nil, fmt.Errorf("%w: m-line without a mid of its own", ErrOffer)
		}
		mids[l.mid] = true
		l.bundled = len(bundle) == 0 && len(s.MediaDescriptions) == 1 || slices.Contains(bundle, l.mid)
		if l.bundled && o.ufrag == "" && (l.audio || l.video) {
			if err := o.transport(&s, m); err != nil {
				return nil, err
			}
		}
		o.lines = append(o.lines, l)
	}
	if o.ufrag == "" {
		return nil, fmt.Errorf("%w: no bundled audio or video", ErrOffer)
	}
	return o, nil
}

// transport reads ICE and DTLS of the bundle from its first m-line.
func (o *offer) transport(s *sdp.SessionDescription, m *sdp.MediaDescription) error {
	o.ufrag, o.pwd = attribute(s, m, "ice-ufrag"), attribute(s, m, "ice-pwd")
	if o.ufrag == "" || o.pwd == "" || len(o.ufrag) > 256 || len(o.pwd) > 256 {
		return fmt.Errorf("%w: no ICE credentials", ErrOffer)
	}
	if _, lite := s.Attribute("ice-lite"); lite {
		return fmt.Errorf("%w: both sides are ICE lite", ErrOffer)
	}
	print := strings.Fields(attribute(s, m, "fingerprint"))
	if len(print) != 2 || !wire.KnownHash(print[0]) {
		return fmt.Errorf("%w: no fingerprint we know", ErrOffer)
	}
	o.fingerprint = strings.ToLower(print[0]) + " " + strings.ToUpper(print[1])
	switch setup := attribute(s, m, "setup"); setup {
	case "actpass", "active", "":
		return nil
	default:
		return fmt.Errorf("%w: setup:%s, but the offerer has to be the DTLS client", ErrOffer, setup)
	}
}

// attribute of the m-line, else of the session.
func attribute(s *sdp.SessionDescription, m *sdp.MediaDescription, key string) string {
	if v, ok := m.Attribute(key); ok {
		return v
	}
	v, _ := s.Attribute(key)
	return v
}

func bundled(s *sdp.SessionDescription) []string {
	for _, a := range s.Attributes {
		if a.Key != "group" {
			continue
		}
		if f := strings.Fields(a.Value); len(f) > 0 && f[0] == "BUNDLE" {
			return f[1:]
		}
	}
	return nil
}

func parseLine(s *sdp.SessionDescription, m *sdp.MediaDescription) (line, error) {
	l := line{
		kindName: m.MediaName.Media, port: m.MediaName.Port.Value, protos: m.MediaName.Protos,
		formats: m.MediaName.Formats, sends: true, receives: true,
	}
	l.mid, _ = m.Attribute("mid")
	if len(l.mid) > 32 {
		return l, fmt.Errorf("%w: mid of %d bytes", ErrOffer, len(l.mid))
	}
	l.audio, l.video = l.kindName == "audio", l.kindName == "video"
	if len(l.formats) > maxFormats {
		return l, fmt.Errorf("%w: %d formats", ErrOffer, len(l.formats))
	}
	if !l.audio && !l.video || !slices.Contains(l.protos, "SAVPF") {
		l.audio, l.video = false, false
		return l, nil
	}
	// Port 0 without bundle-only is a line that has ended (RFC 9143, 7.2.2).
	if _, only := m.Attribute("bundle-only"); l.port == 0 && !only {
		l.sends, l.receives = false, false
		l.audio, l.video = false, false
		return l, nil
	}
	_, l.rsize = m.Attribute("rtcp-rsize")
	l.direction(s, m)
	l.parseFormats(m)
	for _, a := range m.Attributes {
		switch a.Key {
		case "extmap":
			if e, ok := parseExtension(a.Value); ok && len(l.exts) < maxExtensions {
				l.exts = append(l.exts, e)
			}
		case "simulcast":
			l.rids = parseSimulcast(a.Value)
		case "ssrc", "ssrc-group":
			l.parseSSRC(a)
		}
	}
	l.ssrcs = slices.DeleteFunc(l.ssrcs, func(ssrc uint32) bool {
		for _, r := range l.rtx {
			if r == ssrc {
				return true
			}
		}
		return false
	})
	return l, nil
}

func (l *line) direction(s *sdp.SessionDescription, m *sdp.MediaDescription) {
	for _, attributes := range [][]sdp.Attribute{m.Attributes, s.Attributes} {
		for _, a := range attributes {
			switch a.Key {
			case "sendrecv":
			case "sendonly":
				l.receives = false
			case "recvonly":
				l.sends = false
			case "inactive":
				l.sends, l.receives = false, false
			default:
				continue
			}
			return
		}
	}
}

// parseFormats collects the payload types that we take, with their RTX.
func (l *line) parseFormats(m *sdp.MediaDescription) {
	names, fmtps := make(map[string]string), make(map[string]string)
	feedback := make(map[string][]string)
	for _, a := range m.Attributes {
		pt, value, _ := strings.Cut(a.Value, " ")
		switch a.Key {
		case "rtpmap":
			names[pt] = value
		case "fmtp":
			fmtps[pt] = value
		case "rtcp-fb":
			if slices.Contains(feedbacks, value) && !slices.Contains(feedback[pt], value) {
				feedback[pt] = append(feedback[pt], value)
			}
		}
	}
	var taken [128]bool
	for _, pt := range l.formats {
		n, err := strconv.ParseUint(pt, 10, 7)
		if err != nil || taken[n] {
			continue
		}
		taken[n] = true
		name, rest, _ := strings.Cut(names[pt], "/")
		f := format{pt: uint8(n), codec: codec.Named(name), fmtp: fmtps[pt], feedback: feedback[pt]}
		for _, all := range feedback["*"] {
			if !slices.Contains(f.feedback, all) {
				f.feedback = append(f.feedback, all)
			}
		}
		clock, channels, _ := strings.Cut(rest, "/")
		f.channels, _ = strconv.Atoi(channels)
		if !f.codec.Web() || f.codec.Video() != l.video || clock != strconv.Itoa(int(f.codec.ClockRate())) || !f.playable() {
			continue
		}
		l.codecs = append(l.codecs, f)
	}
	for _, pt := range l.formats {
		apt, isRTX := parameter(fmtps[pt], "apt")
		n, err := strconv.ParseUint(pt, 10, 7)
		if base, _, _ := strings.Cut(names[pt], "/"); err != nil || !isRTX || !strings.EqualFold(base, "rtx") {
			continue
		}
		for i := range l.codecs {
			if strconv.Itoa(int(l.codecs[i].pt)) == apt {
				l.codecs[i].rtx, l.codecs[i].hasRTX = uint8(n), true
			}
		}
	}
}

// playable leaves out the variants of a codec that not every receiver takes.
func (f *format) playable() bool {
	switch f.codec {
	case codec.H264: // single NAL unit mode is for devices without FU-A
		mode, _ := parameter(f.fmtp, "packetization-mode")
		return mode == "1"
	case codec.VP9:
		profile, ok := parameter(f.fmtp, "profile-id")
		return !ok || profile == "0"
	case codec.AV1:
		profile, ok := parameter(f.fmtp, "profile")
		return !ok || profile == "0"
	}
	return true
}

// parameter of a format's fmtp line.
func parameter(fmtp, key string) (string, bool) {
	for p := range strings.SplitSeq(fmtp, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(k, key) {
			return v, true
		}
	}
	return "", false
}

// parseExtension reads the value of an extmap; false for those we do not take.
func parseExtension(value string) (extension, bool) {
	f := strings.Fields(value)
	if len(f) < 2 {
		return extension{}, false
	}
	id, _, _ := strings.Cut(f[0], "/")
	n, err := strconv.ParseUint(id, 10, 8)
	if err != nil || n == 0 || n > 254 || n == 15 {
		return extension{}, false
	}
	switch f[1] {
	case uriMID, uriRID, uriRepairedRID, uriTWCC, uriAudioLevel:
		return extension{id: uint8(n), uri: f[1]}, true
	}
	return extension{}, false
}

// parseSimulcast reads the rids that the offerer sends, RFC 8853: the first of
// each list of alternatives.
func parseSimulcast(value string) (rids []string) {
	f := strings.Fields(value)
	for i := 0; i+1 < len(f); i += 2 {
		if f[i] != "send" {
			continue
		}
		for stream := range strings.SplitSeq(f[i+1], ";") {
			rid, _, _ := strings.Cut(stream, ",")
			rid = strings.TrimPrefix(rid, "~")
			if rid != "" && len(rid) <= 16 && len(rids) < MaxLayers {
				rids = append(rids, rid)
			}
		}
	}
	return rids
}

func (l *line) parseSSRC(a sdp.Attribute) {
	f := strings.Fields(a.Value)
	if a.Key == "ssrc" {
		if len(f) == 0 {
			return
		}
		n, err := strconv.ParseUint(f[0], 10, 32)
		if err == nil && !slices.Contains(l.ssrcs, uint32(n)) && len(l.ssrcs) < 16 {
			l.ssrcs = append(l.ssrcs, uint32(n))
		}
		return
	}
	if len(f) != 3 || f[0] != "FID" {
		return
	}
	primary, err1 := strconv.ParseUint(f[1], 10, 32)
	rtx, err2 := strconv.ParseUint(f[2], 10, 32)
	if err1 != nil || err2 != nil || len(l.rtx) >= 16 {
		return
	}
	if l.rtx == nil {
		l.rtx = make(map[uint32]uint32)
	}
	l.rtx[uint32(primary)] = uint32(rtx)
}
