package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/conference/dial"
	"veche/conference/telephony"
	"veche/media"
	"veche/media/rtpio"
	"veche/media/wire"
	"veche/sip"
	"veche/sip/gateway"
	"veche/sip/leg"
	"veche/sip/leg/prompts"
	"veche/sip/sdp"
	"veche/store"
)

// phones are how calls come in and go out. It is there before its listeners, since
// conferences that go on after a restart may want to call.
type phones struct {
	house   *leg.House
	gateway *gateway.Gateway
	server  *sip.Server
	outside *gateway.Outside
	routes  *routes
	ports   *rtpio.Ports
	listen  chan struct{} // closed when calls can be made and taken
}

// callsLimit is how long far ends may take to hear that their calls are over.
const callsLimit = 300 * time.Millisecond

// openTelephony makes what handles calls; serveTelephony lets them in.
func (s *server) openTelephony(kept *store.Store, engine *media.Engine, directory *conference.Directory, guessing *access.Guessing) (*phones, error) {
	first, last, err := parsePorts(s.config.RTP.Ports)
	if err != nil {
		return nil, err
	}
	ports, err := rtpio.NewPorts(first, last)
	if err != nil {
		return nil, err
	}
	certificate, err := wire.NewCertificate()
	if err != nil {
		return nil, err
	}
	log := s.log.With("part", "sip")
	t := &phones{ports: ports, listen: make(chan struct{}), house: leg.NewHouse(leg.Config{
		Directory: directory, Media: engine, People: account.People{Repository: kept}, Ports: ports, Certificates: []tls.Certificate{certificate}, Log: log, Silence: s.config.SIP.Silence,
		Prompts: prompts.NewSet(s.data.path("prompts"), log), Language: func() string { return s.settings(kept).Language },
	})}
	rule := s.reach()
	t.gateway = gateway.New(gateway.Config{
		House: t.house, Announce: s.announced, People: account.People{Repository: kept},
		Security: func() sdp.Policy { return policies[s.settings(kept).Telephony.Encryption] },
		Reach:    rule,
		Way:      func(to dial.Target) (gateway.Route, error) { return t.routes.Find(to) },
		Pictures: engine.Features().Composed, Fingerprint: wire.Fingerprint("sha-256", certificate.Certificate[0]), Log: log,
	})
	callers := &sources{read: func() telephony.Gateway { return s.settings(kept).Telephony }}
	t.server = sip.New(sip.Config{
		Announce: s.publicAddresses(),
		Handler:  t.gateway, ServerTLS: s.telephonyTLS(), Guessing: guessing, Log: log, UserAgent: "Veche/" + buildVersion(),
		Reach:   rule,
		Devices: devices{kept}, Trusted: callers.trusted, Blocked: callers.blocked,
	})
	t.routes = newRoutes(kept, devices{kept}, t.server, log)
	t.outside = t.gateway.NewOutside(t.server, t.routes, t.listen, directory.CallProgress)
	following, unfollow := context.WithCancel(context.Background())
	followed := make(chan struct{})
	s.stop.add("calls", callsLimit, func(ctx context.Context) error {
		unfollow()
		t.server.Close(ctx)
		t.house.Close()
		<-followed
		return nil
	})
	go func() {
		defer close(followed)
		var both sync.WaitGroup
		both.Go(func() { t.routes.run(following) })
		both.Go(func() { t.gateway.NewPhones(t.server, directory).Run(following) })
		both.Wait()
	}()
	return t, nil
}

// announced is under which address calls from the Internet reach us, if it is not our
// own: the first of media.addresses of the same kind.
func (s *server) announced(far netip.Addr) netip.Addr {
	if far.IsPrivate() || far.IsLoopback() || far.IsLinkLocalUnicast() {
		return netip.Addr{}
	}
	for _, a := range s.publicAddresses() {
		if a.Is4() == far.Is4() {
			return a
		}
	}
	return netip.Addr{}
}

// publicAddresses are those of media.addresses that are no names.
func (s *server) publicAddresses() (all []netip.Addr) {
	for _, text := range s.config.Media.Addresses {
		if a, err := netip.ParseAddr(text); err == nil {
			all = append(all, a.Unmap())
		}
	}
	return all
}

// telephonyTLS shows callers the certificate of HTTPS.
func (s *server) telephonyTLS() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) { return s.certificates.get(hello) },
	}
}

// policies are the settings of encryption.
var policies = map[telephony.Encryption]sdp.Policy{
	telephony.EncryptionOff: sdp.Plain, telephony.EncryptionOptional: sdp.Optional, telephony.EncryptionRequired: sdp.Required,
}

// serveTelephony opens the listeners.
func (s *server) serveTelephony(ctx context.Context, t *phones) error {
	usual := defaultConfig().SIP
	if l := s.config.SIP.Listen; l != off {
		a, err := t.server.Listen(ctx, l)
		if err := s.listens("sip", "sip.listen", l, usual.Listen, a, err); err != nil {
			return err
		}
	}
	if l := s.config.SIP.TLS.Listen; l != off && s.config.HTTPS.Listen != off {
		a, err := t.server.ListenTLS(ctx, l)
		if err := s.listens("sip_tls", "sip.tls.listen", l, usual.TLS.Listen, a, err); err != nil {
			return err
		}
	}
	close(t.listen)
	return nil
}

// listens notes where calls come in. A usual port that another program has is no reason
// not to start: many servers never get a call.
func (s *server) listens(name, key, address, usual string, taken netip.AddrPort, err error) error {
	switch {
	case err == nil:
		s.listensAt(name, net.UDPAddrFromAddrPort(taken))
		return nil
	case address == usual && errors.Is(err, syscall.EADDRINUSE):
		s.log.Warn("nobody can reach this part: another program has the port", "setting", key, "address", address)
		return nil
	}
	return explainListen(key, address, err)
}
