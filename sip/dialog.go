package sip

import (
	"cmp"
	"math/rand/v2"
	"strings"

	"veche/sip/message"
)

// dialog is the state of RFC 3261, section 12: who is who, in which order, and
// by which way. It is pure; the loop of its call owns it.
type dialog struct {
	callID    string
	local     string // our From (or To), with our tag
	remote    string // theirs, with their tag once there is one
	localTag  string
	remoteTag string

	localSeq  uint32
	remoteSeq uint32 // 0 until they asked something

	target string   // their Contact
	routes []string // in the order in which they are passed
}

// uasDialog is the dialog that an INVITE begins when tag answers it (12.1.1).
func uasDialog(invite *message.Message, tag string) *dialog {
	return &dialog{
		callID:    invite.CallID(),
		local:     taggedTo(invite, tag),
		remote:    invite.Header.Get("From"),
		localTag:  tag,
		remoteTag: invite.From().Tag(),
		localSeq:  rand.Uint32N(1 << 20),
		remoteSeq: invite.CSeq().Number,
		target:    cmp.Or(contactOf(invite), addressOf(invite.Header.Get("From"))), // RFC 2543 had no Contact in every INVITE
		routes:    invite.Header.List("Record-Route"),
	}
}

func taggedTo(req *message.Message, tag string) string {
	return message.Response(req, 200, "", tag).Header.Get("To")
}

// uacDialog is the dialog that a response to our INVITE begins (12.1.2): the
// route set in reverse.
func uacDialog(invite, res *message.Message) *dialog {
	routes := res.Header.List("Record-Route")
	for i, j := 0, len(routes)-1; i < j; i, j = i+1, j-1 {
		routes[i], routes[j] = routes[j], routes[i]
	}
	return &dialog{
		callID:    invite.CallID(),
		local:     invite.Header.Get("From"),
		remote:    res.Header.Get("To"),
		localTag:  invite.From().Tag(),
		remoteTag: res.To().Tag(),
		localSeq:  invite.CSeq().Number,
		target:    contactOf(res),
		routes:    routes,
	}
}

// contactOf is the URI under which a peer is reached within a dialog.
func contactOf(m *message.Message) string {
	list := m.Header.List("Contact")
	if len(list) == 0 {
		return ""
	}
	a, err := message.ParseAddress(list[0])
	if err != nil {
		return ""
	}
	return a.URI
}

// request begins the next request within the dialog (12.2.1.1); the sender adds
// Via and Contact.
func (d *dialog) request(method string) *message.Message {
	d.localSeq++
	return d.numbered(method, d.localSeq)
}

// ack acknowledges the 2xx to the INVITE of that number (13.2.2.4).
func (d *dialog) ack(number uint32) *message.Message { return d.numbered("ACK", number) }

func (d *dialog) numbered(method string, number uint32) *message.Message {
	uri, routes := d.way()
	m := &message.Message{Method: method, URI: uri}
	for _, r := range routes {
		m.Header.Add("Route", r)
	}
	m.Header.Add("Max-Forwards", "70")
	m.Header.Add("From", d.local)
	m.Header.Add("To", d.remote)
	m.Header.Add("Call-ID", d.callID)
	m.Header.Add("CSeq", message.CSeq{Number: number, Method: method}.String())
	return m
}

// way is the Request-URI and the Route fields. A first router without lr is a
// strict one: it wants itself in the Request-URI, and the target last.
func (d *dialog) way() (uri string, routes []string) {
	if len(d.routes) == 0 {
		return d.target, nil
	}
	first, err := message.ParseAddress(d.routes[0])
	if err != nil || first.Parsed().Params.Has("lr") {
		return d.target, d.routes
	}
	rest := append([]string{}, d.routes[1:]...)
	return withoutMethod(first.URI), append(rest, "<"+d.target+">")
}

// withoutMethod takes off what may not stand in a Request-URI (19.1.1).
func withoutMethod(uri string) string {
	u, err := message.ParseURI(uri)
	if err != nil {
		return uri
	}
	u.Headers = ""
	kept := u.Params[:0:0]
	for _, p := range u.Params {
		if !strings.EqualFold(p.Name, "method") {
			kept = append(kept, p)
		}
	}
	u.Params = kept
	return u.String()
}

// hop is the URI of whoever gets our requests first.
func (d *dialog) hop() string {
	if len(d.routes) > 0 {
		if a, err := message.ParseAddress(d.routes[0]); err == nil {
			return a.URI
		}
	}
	return d.target
}

// admit checks the order of a request of theirs (12.2.2).
func (d *dialog) admit(req *message.Message) *message.Fault {
	n := req.CSeq().Number
	if d.remoteSeq != 0 && n < d.remoteSeq {
		return &message.Fault{Status: 500, Reason: "CSeq Out of Order"}
	}
	d.remoteSeq = n
	return nil
}

// refresh takes over a new Contact of the peer (12.2.1.2 and 12.2.2).
func (d *dialog) refresh(m *message.Message) {
	if c := contactOf(m); c != "" {
		d.target = c
	}
}
