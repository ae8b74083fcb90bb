package server

import (
	"crypto/rand"
	"net"

	"github.com/bluenviron/gortsplib/v4/pkg/base"
	"github.com/bluenviron/gortsplib/v4/pkg/headers"
)

// This file is the session of who reads a conference at its group address. The library
// would take another address and port for it, so its requests are answered here; the
// library sees a GET_PARAMETER in their place.

// groupVisit is such a session. It lives with its connection.
type groupVisit struct {
	session string // "": there is none
	reading *reading
}

// groupTimeout is how long a session lives without a request, in seconds.
const groupTimeout = 60

// judgeGroup answers a request of such a session, or that begins one; false: it is none.
func (v *visit) judgeGroup(req *base.Request) bool {
	session, known := "", false
	if h := req.Header["Session"]; len(h) == 1 {
		session, known = h[0], v.group.session != "" && h[0] == v.group.session
	}
	var answer *base.Response
	switch {
	case req.Method == base.Setup && (known || session == "") && v.wantsGroup(req):
		answer = v.setupGroup(req)
	case !known:
		return false
	default:
		answer = v.inGroup(req.Method)
	}
	if answer == nil {
		return false
	}
	if answer.StatusCode == base.StatusOK && v.group.session != "" {
		timeout := uint(groupTimeout)
		answer.Header["Session"] = headers.Session{Session: v.group.session, Timeout: &timeout}.Marshal()
	}
	v.verdict = answer
	req.Method = base.GetParameter
	delete(req.Header, "Session")
	return true
}

// wantsGroup tells whether a SETUP asks for multicast before all else.
func (v *visit) wantsGroup(req *base.Request) bool {
	var all headers.Transports
	if all.Unmarshal(req.Header["Transport"]) != nil || len(all) == 0 {
		return false
	}
	return all[0].Protocol == headers.TransportProtocolUDP && all[0].Delivery != nil && *all[0].Delivery == headers.TransportDeliveryMulticast
}

// setupGroup answers with the ports of a track; nil: this conference is not sent to a
// group address, and the library says that it is not.
func (v *visit) setupGroup(req *base.Request) *base.Response {
	r := v.group.reading
	if r == nil {
		if !v.settled(req) {
			if refusal := v.admit(req); refusal != nil {
				return refusal
			}
		}
		r = v.reading
	}
	t, number, err := parseTarget(req.URL)
	g := v.srv.groupOf(r.outlet.key.conf)
	if err != nil || g == nil || t.format != groupFormat || t != r.target {
		return nil
	}
	number = max(number, 0)
	medias := r.outlet.stream.Desc.Medias
	ports, ok := g.portsOf(number, medias)
	if !ok {
		return &base.Response{StatusCode: base.StatusBadRequest}
	}
	if v.group.reading == nil {
		v.group, v.reading = groupVisit{session: rand.Text(), reading: r}, nil
	}
	delivery, ttl, destination := headers.TransportDeliveryMulticast, uint(g.ttl), net.IP(g.group.Address.AsSlice())
	transport := headers.Transport{
		Protocol: headers.TransportProtocolUDP, Delivery: &delivery, TTL: &ttl, Destination: &destination, Ports: &ports,
		SSRC: &[]*track{r.outlet.picture, r.outlet.sound}[number].ssrc,
	}
	return &base.Response{StatusCode: base.StatusOK, Header: base.Header{"Transport": transport.Marshal()}}
}

// inGroup answers what else a session is asked.
func (v *visit) inGroup(method base.Method) *base.Response {
	ok := &base.Response{StatusCode: base.StatusOK, Header: base.Header{}}
	switch method {
	case base.Play:
		if err := v.group.reading.play("multicast"); err != nil {
			return &base.Response{StatusCode: statusOf(err)}
		}
		return ok
	case base.Teardown:
		v.leaveGroup()
		return ok
	case base.Options, base.GetParameter, base.SetParameter, base.Pause:
		return ok
	}
	return &base.Response{StatusCode: base.StatusNotImplemented}
}

// leaveGroup ends the session, if there is one.
func (v *visit) leaveGroup() {
	if r := v.group.reading; r != nil {
		v.group = groupVisit{}
		r.endBy(func() {})
		r.leave()
	}
}
