package camera

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/bluenviron/gortsplib/v4/pkg/base"

	"veche/conference/camera"
)

// This file stands between the library and what cameras say: requests are signed, and
// answers made right that the library would stumble over.

// empty is the description that the library is shown. The real one is read by parseSDP.
const empty = "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns= \r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\n"

// waiting is how many requests may be without an answer; some cameras never answer to
// keep-alives.
const waiting = 32

// request is called with each request before it is sent.
func (d *dialogue) request(r *base.Request) {
	if d.playing && d.other {
		switch r.Method {
		case base.Options:
			r.Method = base.GetParameter
		case base.GetParameter:
			r.Method = base.Options
		}
	}
	if len(d.sent) >= waiting {
		clear(d.sent)
	}
	d.sent[first(r.Header["CSeq"])] = r.Method
	d.proof.sign(r)
}

// response is called with each response before the library looks at it.
func (d *dialogue) response(r *base.Response) {
	cseq := strings.TrimSpace(first(r.Header["CSeq"]))
	method := d.sent[cseq]
	delete(d.sent, cseq)
	d.proof.see(r)
	mendSession(r)
	if r.StatusCode > 200 && r.StatusCode < 300 {
		r.StatusCode = base.StatusOK
	}
	switch {
	case d.playing:
		d.keptAlive(r.StatusCode)
	case method == base.Options:
		r.StatusCode = base.StatusOK // it may be refused: nothing depends on it
	case method == base.Describe:
		d.described(r)
	case method == base.Setup && r.StatusCode == base.StatusOK:
		d.setUpDone(r)
	case method == base.Play:
		d.playing = r.StatusCode == base.StatusOK
	}
}

// keptAlive takes the answer to a keep-alive: where it is none, the next is in the other
// form.
func (d *dialogue) keptAlive(code base.StatusCode) {
	switch {
	case code == base.StatusSessionNotFound:
		d.give(&trouble{camera.NoSignal, "it has forgotten the session", nil})
	case code >= 400 && code != base.StatusUnauthorized:
		d.other = !d.other
	}
}

// described takes the description out of the answer, or a redirect.
func (d *dialogue) described(r *base.Response) {
	switch {
	case r.StatusCode >= 300 && r.StatusCode < 400:
		d.location = first(r.Header["Location"])
		delete(r.Header, "Location")
	case r.StatusCode == base.StatusOK:
		d.describe, d.sdp = r.Header, string(r.Body)
		r.Header = base.Header{"CSeq": r.Header["CSeq"], "Content-Type": base.HeaderValue{"application/sdp"}}
		r.Body = []byte(empty)
	}
}

// mendSession makes the session header one that the library reads, and halves the time
// after which the camera forgets: a keep-alive that was refused for a stale nonce, or that
// was of the wrong form, is followed by another in time.
func mendSession(r *base.Response) {
	value := first(r.Header["Session"])
	id, rest, _ := strings.Cut(value, ";")
	if id = strings.TrimSpace(id); id == "" {
		delete(r.Header, "Session")
		return
	}
	for part := range strings.SplitSeq(rest, ";") {
		name, seconds, _ := strings.Cut(part, "=")
		if n := number(seconds, 1, 1<<20, 0); n > 0 && strings.EqualFold(strings.TrimSpace(name), "timeout") {
			id += ";timeout=" + strconv.Itoa(max(1, n/2))
			break
		}
	}
	r.Header["Session"] = base.HeaderValue{id}
}

// setUpDone reads the transport that the camera chose, and writes it as the library
// wants it.
func (d *dialogue) setUpDone(r *base.Response) {
	value, _, _ := strings.Cut(first(r.Header["Transport"]), ",")
	protocol, params := parseTransport(value)
	chosen := TCP
	if !strings.HasSuffix(protocol, "/TCP") {
		chosen = UDP
	}
	var mended string
	switch {
	case chosen == UDP && d.c.transport == UDP:
		mended = d.udp(r, params)
	case chosen == TCP && d.c.transport != UDP:
		mended = d.interleave(params["interleaved"])
	case chosen == UDP:
		mended = "RTP/AVP" // the library tells that it is another than was asked for
	default:
		mended = "RTP/AVP/TCP"
	}
	r.Header["Transport"] = base.HeaderValue{mended}
}

// parseTransport reads RFC 2326 section 12.39. Names are in small letters.
func parseTransport(value string) (protocol string, params map[string]string) {
	params = make(map[string]string)
	for part := range strings.SplitSeq(value, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.HasPrefix(strings.ToUpper(name), "RTP/") {
			protocol = strings.ToUpper(name)
			continue
		}
		params[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
	}
	return protocol, params
}

// interleave notes on which channel a track comes; those asked for where the camera does
// not say it.
func (d *dialogue) interleave(channels string) string {
	c := d.c
	c.mu.Lock()
	defer c.mu.Unlock()
	from, _, _ := strings.Cut(channels, "-")
	channel := number(from, 0, 254, 2*len(c.tracks))
	t := d.setting
	t.channel = byte(channel)
	c.tracks = append(c.tracks, t)
	return fmt.Sprintf("RTP/AVP/TCP;unicast;interleaved=%d-%d", channel, channel+1)
}

// udp checks from where and to where packets are to go: a camera may name any address, and
// what we send to it must not hit somebody else.
func (d *dialogue) udp(r *base.Response, params map[string]string) string {
	c := d.c
	d.mu.Lock()
	remote, err := netip.ParseAddrPort(d.wire.RemoteAddr().String())
	d.mu.Unlock()
	if err != nil {
		d.refuse(r, err)
		return ""
	}
	mended, source := "RTP/AVP;unicast", remote.Addr().Unmap()
	if a, err := netip.ParseAddr(params["source"]); err == nil && !a.IsUnspecified() {
		source = a.Unmap()
	}
	if source != remote.Addr().Unmap() {
		mended += ";source=" + source.String()
	}
	rtp, rtcp := ports(params["server_port"])
	for _, port := range []int{max(rtp, 1), max(rtcp, 1)} {
		if err := c.cfg.Rule.Check(netip.AddrPortFrom(source, uint16(port))); err != nil {
			d.refuse(r, err)
			return ""
		}
	}
	if rtp > 0 {
		mended += fmt.Sprintf(";server_port=%d-%d", rtp, rtcp)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tracks = append(c.tracks, d.setting)
	return mended
}

// refuse ends the dialogue at an answer.
func (d *dialogue) refuse(r *base.Response, err error) {
	d.give(err)
	r.StatusCode = base.StatusForbidden
}

// ports reads "5000-5001" or "5000"; zeros when there are none.
func ports(s string) (rtp, rtcp int) {
	a, b, _ := strings.Cut(s, "-")
	if rtp = number(a, 2, 65534, 0); rtp == 0 {
		return 0, 0
	}
	return rtp, number(b, 2, 65535, rtp+1)
}

// asked is called with what a camera asks of us. The library answers only to OPTIONS; some
// cameras ask for or tell parameters to find out whether we are there.
func (d *dialogue) asked(r *base.Request) {
	if r.Method == base.GetParameter || r.Method == base.SetParameter {
		r.Method = base.Options
	}
}
