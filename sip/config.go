package sip

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/netip"

	"veche/conference/access"
	"veche/conference/reach"
	"veche/conference/telephony"
	"veche/sip/transaction"
	"veche/sip/transport"
)

// Handler is the user of the server.
type Handler interface {
	// Invite is a call from outside. It runs on a goroutine of its own; ctx ends
	// with the call, which ends when Invite returns: refused with 480 if it has
	// not been answered, else hung up.
	Invite(ctx context.Context, c *Call)
}

// Devices are the desk phones and terminals that may register (design.md,
// section 8: each has a secret of its own, kept as HA1).
type Devices interface {
	// Device with that user name. It may wait for the store, not for a network.
	Device(ctx context.Context, username string) (Device, bool)
}

// Device is one that has been found by its user name.
type Device struct {
	Username string
	Login    string // of the account whose device it is
	MD5      string // H(username:realm:secret) in hex, for both algorithms
	SHA256   string
	// Strong devices are asked for SHA-256 and nothing else. Others are asked for
	// MD5: many give up when they see a second challenge (baresip 1.0 does),
	// though RFC 8760 wants it. Those that answer with SHA-256 are welcome.
	Strong  bool
	MayDial bool // the account may call out: REFER and 3xx are followed
}

// Realm is what HA1 of devices is made with.
const Realm = telephony.Realm

// Config of a Server. Zero fields mean what is said there.
type Config struct {
	Handler Handler // required
	Devices Devices // nil: nobody registers

	// ServerTLS gives the certificate; needed by ListenTLS. ClientTLS checks
	// those of others; nil means the system's authorities.
	ServerTLS, ClientTLS *tls.Config

	// Announce is under which addresses this server is reached from outside,
	// where those differ from its own; at most one of each kind counts. Peers in
	// private networks are told the address they use already.
	Announce []netip.Addr

	Reach    reach.Rule       // who may be called; required in spirit
	Resolver Resolver         // nil means the system's
	Guessing *access.Guessing // budgets of wrong passwords; nil means its own

	// Trusted sources are never limited (lesson 28): trunks, one's own networks.
	Trusted func() []netip.Prefix
	// Blocked sources are never answered, not even within calls. It is asked for
	// with every datagram; nil means nobody.
	Blocked func() []netip.Prefix

	UserAgent string // empty means "Veche"
	Timers    transaction.Timers
	Log       *slog.Logger

	transport transport.Config // tests
}

func (c Config) orDefault() Config {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.UserAgent == "" {
		c.UserAgent = "Veche"
	}
	if c.Guessing == nil {
		c.Guessing = access.NewGuessing(access.GuessingConfig{})
	}
	if c.Resolver == nil {
		c.Resolver = SystemResolver()
	}
	if c.Blocked == nil {
		c.Blocked = func() []netip.Prefix { return nil }
	}
	if c.Trusted == nil {
		c.Trusted = func() []netip.Prefix { return nil }
	}
	return c
}
