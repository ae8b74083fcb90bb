package sip

import (
	"context"
	"log/slog"
	"maps"
	"net"
	"net/netip"
	"slices"
	"sync"

	"veche/sip/digest"
	"veche/sip/message"
	"veche/sip/transaction"
	"veche/sip/transport"
)

// Server is one SIP endpoint, on any number of sockets.
type Server struct {
	config    Config
	log       *slog.Logger
	layer     *transaction.Layer
	transport *transport.Transport
	limits    *limits
	record    *record
	registrar *registrar
	nonces    *digest.Nonces
	ctx       context.Context // ends when Close gives up waiting
	cancel    context.CancelFunc

	mu        sync.Mutex
	closing   bool
	calls     map[string]*Call // by Call-ID and our tag
	addresses map[string]netip.AddrPort
	invites   map[*transaction.Server]*Call // not finally answered yet
	delayed   int                           // refusals that wait

	running sync.WaitGroup // what Close waits for before it closes sockets
	keeping sync.WaitGroup // what ends with ctx
}

// New returns a server that listens nowhere yet.
func New(c Config) *Server {
	c = c.orDefault()
	s := &Server{
		config: c, log: c.Log, limits: newLimits(), record: newRecord(), registrar: newRegistrar(),
		nonces: digest.NewNonces(nonceLife),
		calls:  make(map[string]*Call), invites: make(map[*transaction.Server]*Call), addresses: make(map[string]netip.AddrPort),
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	t := c.transport
	t.Receive, t.Admit, t.Log = s.receive, s.admit, c.Log
	t.Closed = func(f transport.Flow) { s.layer.Lost(traced{f, s}) }
	t.ServerTLS, t.ClientTLS = c.ServerTLS, c.ClientTLS
	s.transport = transport.New(t)
	s.layer = transaction.New((*user)(s), c.Timers)
	s.keeping.Go(func() { s.keepAlive(s.ctx) })
	return s
}

// Listen opens UDP and TCP at the same address. With port 0 the system chooses
// one that both have. It returns the address taken.
func (s *Server) Listen(ctx context.Context, address string) (netip.AddrPort, error) {
	var err error
	for range 20 { // a port free for UDP may be taken for TCP
		var udp netip.AddrPort
		if udp, err = s.listenBoth(ctx, address); err == nil {
			return udp, nil
		}
		if _, port, splitErr := net.SplitHostPort(address); splitErr != nil || port != "0" {
			break
		}
	}
	return netip.AddrPort{}, err
}

func (s *Server) listenBoth(ctx context.Context, address string) (netip.AddrPort, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return netip.AddrPort{}, err
	}
	udp, err := s.transport.ListenUDP(ctx, withPort(address, l.Addr()))
	if err != nil {
		l.Close()
		return netip.AddrPort{}, err
	}
	tcp, err := s.transport.ServeTCP(transport.TCP, l)
	if err != nil {
		return netip.AddrPort{}, err
	}
	s.listens(transport.UDP, udp)
	s.listens(transport.TCP, tcp)
	return udp, nil
}

func withPort(address string, taken net.Addr) string {
	host, _, err := net.SplitHostPort(address)
	_, port, err2 := net.SplitHostPort(taken.String())
	if err != nil || err2 != nil {
		return address
	}
	return net.JoinHostPort(host, port)
}

// ListenTLS opens TLS with Config.ServerTLS.
func (s *Server) ListenTLS(ctx context.Context, address string) (netip.AddrPort, error) {
	a, err := s.transport.ListenTCP(ctx, transport.TLS, address)
	if err == nil {
		s.listens(transport.TLS, a)
	}
	return a, err
}

func (s *Server) listens(network string, a netip.AddrPort) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.addresses[network]; !there {
		s.addresses[network] = a
	}
}

// Addresses are where the server listens, by network: UDP, TCP, TLS.
func (s *Server) Addresses() map[string]netip.AddrPort {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.addresses)
}

// Calls are those that have not ended.
func (s *Server) Calls() []*Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*Call, 0, len(s.calls))
	for _, c := range s.calls {
		list = append(list, c)
	}
	return list
}

// Close refuses new calls, ends those there are and waits, as long as ctx lets
// it, until the peers know; then it closes all sockets.
func (s *Server) Close(ctx context.Context) {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	for _, c := range s.Calls() {
		c.Hangup(Cause{Kind: Shutdown, Local: true})
	}
	gone := make(chan struct{})
	go func() {
		s.running.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-ctx.Done():
	}
	s.cancel()
	s.keeping.Wait()
	s.layer.Close()
	s.transport.Close()
	<-gone
}

// start runs f as something that Close waits for.
func (s *Server) start(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.running.Go(f)
	return true
}

// add enters a call under its dialog; false when the server closes.
func (s *Server) add(c *Call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.calls[c.key()] = c
	s.running.Go(c.run)
	return true
}

func (s *Server) remove(c *Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.calls, c.key())
}

// find is the call of a message within a dialog; tag is ours in it.
func (s *Server) find(callID, tag string) *Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[callID+"\x00"+tag]
}

// receive is every message from the network.
func (s *Server) receive(flow transport.Flow, data []byte) {
	m, err := message.Parse(data)
	if err != nil {
		s.broken(flow, data, err)
		return
	}
	if !s.heard(flow, m) {
		return
	}
	s.record.message(m.CallID(), flow, false, data)
	if m.IsRequest() {
		markVia(m, flow)
	}
	s.layer.Receive(s.back(flow, m), m)
}

// broken answers what can be answered of a message that makes no sense.
func (s *Server) broken(flow transport.Flow, data []byte, err error) {
	s.log.Debug("message not understood", "source", flow.Remote(), "error", err)
	s.missed(flow, RuleBroken)
	if m := message.Salvage(data); m != nil {
		markVia(m, flow)
		_ = s.back(flow, m).Send(message.Response(m, 400, "Bad Request", newTag()).Bytes())
	}
}

// user is the server as the transaction layer sees it.
type user Server

var _ transaction.User = (*user)(nil)

func (u *user) Stray(transaction.Flow, *message.Message) {} // a 2xx that came after its 64*T1

// Ack of a 2xx goes to its call.
func (u *user) Ack(_ transaction.Flow, ack *message.Message) {
	if c := (*Server)(u).find(ack.CallID(), ack.To().Tag()); c != nil {
		c.offer(func() { c.acked(ack) })
	}
}

// Cancelled answers both (RFC 3261, 9.2).
func (u *user) Cancelled(invite, cancel *transaction.Server) {
	s := (*Server)(u)
	s.mu.Lock()
	c := s.invites[invite]
	s.mu.Unlock()
	if c == nil { // of a call that is answered
		c = s.find(invite.Request().CallID(), invite.Request().To().Tag())
	}
	if c == nil || !c.offer(func() { c.cancelled(invite, cancel) }) {
		s.respond(cancel, 200, "OK")
	}
}

// answer to a request outside of any call.
func (s *Server) respond(tx *transaction.Server, status int, reason string, fields ...message.Field) {
	res := message.Response(tx.Request(), status, reason, newTag())
	res.Header = append(res.Header, fields...)
	s.sign(res)
	tx.Respond(res)
}

// sign says who we are.
func (s *Server) sign(m *message.Message) {
	name := "User-Agent"
	if !m.IsRequest() {
		name = "Server"
	}
	m.Header.Set(name, s.config.UserAgent)
}

// allowed are the methods of this server, as in Allow.
var allowed = []string{
	"INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "PRACK", "UPDATE", "INFO", "REFER", "NOTIFY", "REGISTER",
}

// supported are the option tags of this server, as in Supported.
var supported = []string{"100rel", "timer", "norefersub", "replaces"}

func unsupported(m *message.Message) []string {
	var list []string
	for _, o := range m.Header.Tokens("Require") {
		if !slices.Contains(supported, o) {
			list = append(list, o)
		}
	}
	return list
}
