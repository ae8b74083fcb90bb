package sip

import (
	"strings"

	"veche/sip/message"
	"veche/sip/transaction"
	"veche/sip/transport"
)

// Request is what the transaction layer has seen for the first time.
func (u *user) Request(tx *transaction.Server, req *message.Message) {
	s := (*Server)(u)
	flow := tx.Flow().(transport.Flow)
	if fault := req.Check(); fault != nil {
		s.missed(flow, RuleBroken)
		s.respond(tx, fault.Status, fault.Reason)
		return
	}
	if bad := unsupported(req); len(bad) > 0 && req.Method != "CANCEL" { // RFC 3261, 8.2.2.3
		s.respond(tx, 420, reasons[420], message.Field{Name: "Unsupported", Value: strings.Join(bad, ", ")})
		return
	}
	if tag := req.To().Tag(); tag != "" {
		s.requestWithin(tx, req, tag)
		return
	}
	if s.looped(req) {
		s.respond(tx, 482, reasons[482])
		return
	}
	s.requestOutside(tx, req)
}

func (s *Server) requestWithin(tx *transaction.Server, req *message.Message, tag string) {
	c := s.find(req.CallID(), tag)
	if c == nil || req.Method == "CANCEL" || req.Method == "REGISTER" {
		s.respond(tx, 481, reasons[481]) // no miss: after a restart every PBX asks about its calls
		return
	}
	if !c.offer(func() { c.within(tx) }) {
		s.respond(tx, 503, reasons[503])
	}
}

// requestOutside belongs to no call.
func (s *Server) requestOutside(tx *transaction.Server, req *message.Message) {
	flow := tx.Flow().(transport.Flow)
	switch req.Method {
	case "INVITE":
		s.background(tx, func() { s.invited(tx, req) })
	case "REGISTER":
		s.background(tx, func() { s.registered(tx, req) })
	case "OPTIONS":
		res := message.Response(req, 200, "OK", newTag())
		s.sign(res)
		res.Header.Add("Contact", s.contact(flow))
		tx.Respond(s.options(res))
	case "CANCEL", "BYE", "PRACK", "UPDATE", "INFO", "NOTIFY":
		s.missed(flow, RuleStray)
		s.respond(tx, 481, reasons[481])
	case "REFER": // of no call: nobody is sent anywhere (lesson 23)
		s.missed(flow, RuleStray)
		s.respond(tx, 603, reasons[603])
	default:
		s.missed(flow, RuleStray)
		s.respond(tx, 405, reasons[405], message.Field{Name: "Allow", Value: strings.Join(allowed, ", ")})
	}
}

// background serves what may have to ask the store.
func (s *Server) background(tx *transaction.Server, f func()) {
	if !s.start(f) {
		s.respond(tx, 503, reasons[503])
	}
}

// options adds what this server can do (RFC 3261, 11.2).
func (s *Server) options(res *message.Message) *message.Message {
	res.Header.Set("Allow", strings.Join(allowed, ", "))
	res.Header.Set("Supported", strings.Join(supported, ", "))
	res.Header.Set("Accept", "application/sdp, application/dtmf-relay, application/dtmf, application/media_control+xml")
	return res
}

// looped reports whether a request is one of ours that came back.
func (s *Server) looped(req *message.Message) bool {
	c := s.find(req.CallID(), req.From().Tag())
	return c != nil && !c.info.Incoming
}
