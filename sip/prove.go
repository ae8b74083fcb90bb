package sip

import (
	"time"

	"veche/conference/access"
	"veche/sip/digest"
	"veche/sip/message"
	"veche/sip/transaction"
	"veche/sip/transport"
)

// nonceLife is how long a challenge may be answered.
const nonceLife = 5 * time.Minute

// prove finds out which device sent a request. Without credentials nobody has to
// prove anything, except whoever calls from where a device is registered: there
// the device itself calls. false means that the request has been answered.
func (s *Server) prove(tx *transaction.Server, req *message.Message) (*Device, bool) {
	flow := tx.Flow().(transport.Flow)
	if s.config.Devices == nil {
		return nil, true
	}
	if !req.Header.Has("Authorization") {
		if s.registrar.livesAt(flow.Remote(), time.Now()) {
			s.challenge(tx, false)
			return nil, false
		}
		return nil, true
	}
	d := s.authenticate(tx, req)
	return d, d != nil
}

// authenticate checks the credentials of a request; when they do not prove a
// device it has been answered.
func (s *Server) authenticate(tx *transaction.Server, req *message.Message) *Device {
	flow, now := tx.Flow().(transport.Flow), time.Now()
	c, found := ourCredentials(req)
	if !found {
		s.challenge(tx, false)
		return nil
	}
	source := access.SourceKey(flow.Remote().Addr())
	if !s.nonces.Fresh(c.Nonce, source, now) {
		s.challenge(tx, true)
		return nil
	}
	attempt := s.config.Guessing.Begin(access.Guess{Source: flow.Remote().Addr(), Account: accountKey(c.Username)}, now)
	if attempt.Blocked {
		s.respond(tx, 403, "Too Many Tries")
		return nil
	}
	device, known := s.config.Devices.Device(s.ctx, c.Username)
	ha1 := device.MD5
	switch {
	case c.Algorithm == digest.SHA256:
		ha1 = device.SHA256
	case device.Strong:
		ha1 = ""
	}
	// An unknown name costs the same time and gets the same answer (P3).
	if proves := c.Proves(ha1, req.Method); !proves || !known || ha1 == "" {
		s.missed(flow, RulePassword)
		s.log.Info("wrong password of a device", "source", flow.Remote())
		s.challenge(tx, false)
		return nil
	}
	attempt.Right(now)
	if !s.nonces.Use(c) {
		s.challenge(tx, true)
		return nil
	}
	return &device
}

// accountKey keeps device names apart from logins in the budgets.
func accountKey(username string) string { return "sip:" + username[:min(len(username), 64)] }

func ourCredentials(req *message.Message) (digest.Credentials, bool) {
	for _, f := range req.Header {
		if f.Name != "Authorization" {
			continue
		}
		if c, err := digest.ParseCredentials(f.Value); err == nil && c.Realm == Realm {
			return c, true
		}
	}
	return digest.Credentials{}, false
}

// challenge asks who that is. The user name in From or in old credentials only
// tells in which way to ask; names of devices are made up by us, so that nobody
// learns of people by it.
func (s *Server) challenge(tx *transaction.Server, stale bool) {
	flow, req := tx.Flow().(transport.Flow), tx.Request()
	username := req.From().Parsed().UserText()
	if c, found := ourCredentials(req); found {
		username = c.Username
	}
	c := digest.Challenge{
		Realm: Realm, Nonce: s.nonces.New(access.SourceKey(flow.Remote().Addr()), time.Now()),
		Algorithm: digest.MD5, QOP: true, Stale: stale,
	}
	if s.config.Devices != nil {
		if d, known := s.config.Devices.Device(s.ctx, username); known && d.Strong {
			c.Algorithm = digest.SHA256
		}
	}
	s.respond(tx, 401, reasons[401], message.Field{Name: "WWW-Authenticate", Value: c.String()})
}

// Challenge asks the caller to prove who he is; the call ends, and begins anew
// with Info().Device when he can. For what only devices may do.
func (c *Call) Challenge() error {
	return c.do(func() error {
		if c.state != early || !c.info.Incoming || c.refused {
			return ErrState
		}
		c.refused = true
		c.s.unbind(c.invite)
		c.s.challenge(c.invite, false)
		c.end(Cause{Kind: Forbidden, Status: 401, Reason: reasons[401], Local: true})
		return nil
	})
}
