package sip

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"veche/sip/message"
	"veche/sip/transport"
)

// Account is ours at a PBX or provider.
type Account struct {
	Registrar string // its URI, with transport=tcp and the like
	Identity  string // the URI that is registered; its user part is who we are there
	Username  string // for digest
	Password  string
	Expires   time.Duration // what we ask for; 0 means 600 s
}

// RegistrationState is what an administrator sees of a registration of ours.
type RegistrationState struct {
	Registered bool
	Since      time.Time // of Registered, or of the trouble
	Until      time.Time // when it would expire
	Next       time.Time // when we try again
	Cause      Cause     // of the last failure; zero when there was none
}

// Registration keeps an account registered: refreshed well before it expires,
// tried again with growing pauses, anew when the way there changes.
type Registration struct {
	s       *Server
	account Account
	callID  string
	tag     string

	cseq  uint32
	creds credentials
	flow  transport.Flow // by which it was registered
	told  string         // the Contact that is registered
	stop  context.CancelFunc
	done  chan struct{}
	retry chan struct{}

	mu      sync.Mutex
	state   RegistrationState
	changed chan struct{} // closed and replaced at every change
}

// How a registration that fails is tried again: pauses double between these.
const (
	firstRetry = 5 * time.Second
	lastRetry  = 10 * time.Minute
)

// Register begins to register an account, until Close.
func (s *Server) Register(a Account) *Registration {
	if a.Expires <= 0 {
		a.Expires = 600 * time.Second
	}
	r := s.newRegistration(a)
	ctx, stop := context.WithCancel(s.ctx)
	r.stop = stop
	if !s.start(func() { r.run(ctx) }) {
		stop()
		close(r.done)
	}
	return r
}

func (s *Server) newRegistration(a Account) *Registration {
	return &Registration{
		s: s, account: a, callID: newCallID(), tag: newTag(), creds: credentials{username: a.Username, password: a.Password},
		stop: func() {}, done: make(chan struct{}), retry: make(chan struct{}, 1), changed: make(chan struct{}),
	}
}

// RegisterOnce registers for one call (Registering "call" of a trunk): it returns
// when the registrar has agreed, and keeps nothing alive.
func (s *Server) RegisterOnce(ctx context.Context, a Account) error {
	if a.Expires <= 0 {
		a.Expires = 600 * time.Second
	}
	_, err := s.newRegistration(a).ask(ctx, a.Expires)
	return err
}

// State of the registration.
func (r *Registration) State() RegistrationState {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

// Changed is closed at the next change of State.
func (r *Registration) Changed() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.changed
}

// Retry tries again now.
func (r *Registration) Retry() {
	select {
	case r.retry <- struct{}{}:
	default:
	}
}

// Close takes the registration back and ends; it waits until the registrar knows
// or ctx ends.
func (r *Registration) Close(ctx context.Context) {
	r.stop()
	select {
	case <-r.done:
	case <-ctx.Done():
	}
}

func (r *Registration) run(ctx context.Context) {
	defer close(r.done)
	defer r.leave()
	pause := firstRetry
	for ctx.Err() == nil {
		granted, err := r.ask(ctx, r.account.Expires)
		if ctx.Err() != nil {
			return
		}
		next := refreshAfter(granted)
		if err != nil {
			// A tenth either way, so that many do not come at the same moment.
			next = time.Duration(float64(pause) * (0.9 + 0.2*rand.Float64()))
			pause = min(2*pause, lastRetry)
		} else {
			pause = firstRetry
		}
		r.note(granted, next, err)
		r.rest(ctx, next)
	}
}

// rest waits for the next turn and keeps the way open meanwhile.
func (r *Registration) rest(ctx context.Context, d time.Duration) {
	turn, tick := time.NewTimer(d), time.NewTicker(keepAliveEvery)
	defer turn.Stop()
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.retry:
			return
		case <-turn.C:
			return
		case <-tick.C:
			if r.flow != nil && r.flow.Send([]byte("\r\n\r\n")) != nil {
				return // the connection is gone: register anew
			}
		}
	}
}

// refreshAfter leaves time for a failure or two before the registration ends.
func refreshAfter(granted time.Duration) time.Duration {
	if granted < 2*time.Minute {
		return granted / 2
	}
	return granted - max(granted/10, time.Minute)
}

func (r *Registration) note(granted, next time.Duration, err error) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.state
	r.state.Next = now.Add(next)
	if err == nil {
		r.state.Registered, r.state.Until, r.state.Cause = true, now.Add(granted), Cause{}
	} else {
		r.state.Cause = asCause(err)
		r.state.Registered = was.Registered && now.Before(was.Until)
	}
	if r.state.Registered != was.Registered || was.Since.IsZero() {
		r.state.Since = now
		r.s.log.Info("registration", "registrar", r.account.Registrar, "registered", r.state.Registered, "cause", r.state.Cause.Kind)
	}
	close(r.changed)
	r.changed = make(chan struct{})
}

func asCause(err error) Cause {
	if c, ok := err.(Cause); ok { //nolint:errorlint // never wrapped here
		return c
	}
	return lostBecause(err)
}

// leave takes the registration back, briefly.
func (r *Registration) leave() {
	if r.cseq == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(r.s.ctx, 4*time.Second)
	defer cancel()
	_, _ = r.ask(ctx, 0)
}

// ask sends a REGISTER, with credentials when they are wanted, and returns how
// long it holds. A different Contact than before (our address has changed) takes
// the old one out.
func (r *Registration) ask(ctx context.Context, expires time.Duration) (time.Duration, error) {
	flow, err := r.s.flowOf(ctx, r.account.Registrar)
	if err != nil {
		return 0, err
	}
	rounds := make(map[string]int)
	for range 6 {
		req := r.request(flow, expires)
		res, err := r.s.exchange(ctx, flow, req)
		if err != nil {
			return 0, err
		}
		switch {
		case res.Status/100 == 2:
			r.told, r.flow = lastOf(req.Header.List("Contact")), flow
			return r.granted(res, req, expires), nil
		case res.Status == 401 || res.Status == 407:
			if !r.creds.learn(res, rounds) {
				r.creds.challenges = nil
				return 0, causeOf(res)
			}
		case res.Status == 423 && expires > 0:
			n, err := strconv.ParseUint(strings.TrimSpace(res.Header.Get("Min-Expires")), 10, 31)
			if err != nil || time.Duration(n)*time.Second <= expires {
				return 0, causeOf(res)
			}
			expires = time.Duration(n) * time.Second
		default:
			return 0, causeOf(res)
		}
	}
	return 0, Cause{Kind: Failed, Reason: "the registrar asks again and again"}
}

func (r *Registration) request(flow transport.Flow, expires time.Duration) *message.Message {
	r.cseq++
	u, _ := message.ParseURI(r.account.Registrar)
	u.User, u.Password = "", ""
	m := &message.Message{Method: "REGISTER", URI: u.String()}
	m.Header.Add("Via", r.s.via(flow))
	m.Header.Add("Max-Forwards", "70")
	m.Header.Add("From", "<"+r.account.Identity+">;tag="+r.tag)
	m.Header.Add("To", "<"+r.account.Identity+">")
	m.Header.Add("Call-ID", r.callID)
	m.Header.Add("CSeq", message.CSeq{Number: r.cseq, Method: "REGISTER"}.String())
	seconds := strconv.Itoa(int(expires.Seconds()))
	contact := r.contact(flow)
	if old, _, _ := strings.Cut(r.told, ";expires="); old != "" && old != contact {
		m.Header.Add("Contact", old+";expires=0")
	}
	m.Header.Add("Contact", contact+";expires="+seconds)
	m.Header.Add("Expires", seconds)
	m.Header.Add("Allow", strings.Join(allowed, ", "))
	r.creds.sign(m)
	r.s.sign(m)
	return m
}

// contact has the user part of the identity, so that calls tell which account
// they are for.
func (r *Registration) contact(flow transport.Flow) string {
	a, _ := message.ParseAddress(r.s.contact(flow))
	u, own := a.Parsed(), message.Address{URI: r.account.Identity}.Parsed()
	if own.User != "" {
		u.User = own.User
	}
	return "<" + u.String() + ">"
}

// granted is how long it holds: what stands with our Contact, else in Expires.
func (r *Registration) granted(res, req *message.Message, asked time.Duration) time.Duration {
	ours, _ := message.ParseAddress(lastOf(req.Header.List("Contact")))
	for _, v := range res.Header.List("Contact") {
		a, err := message.ParseAddress(v)
		if err == nil && sameContact(a.URI, ours.URI) && a.Params.Has("expires") {
			return seconds(expiry(a.Params.Value("expires"), int(asked.Seconds()))).duration()
		}
	}
	if v := res.Header.Get("Expires"); v != "" {
		return seconds(expiry(v, int(asked.Seconds()))).duration()
	}
	return asked
}

func lastOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

// exchange sends a request outside of dialogs and waits for its final response.
func (s *Server) exchange(ctx context.Context, flow transport.Flow, req *message.Message) (*message.Message, error) {
	type outcome struct {
		res *message.Message
		err error
	}
	result := make(chan outcome, 1)
	_, err := s.layer.Send(flow, req, func(res *message.Message, err error) {
		if err != nil || res.Status >= 200 {
			select {
			case result <- outcome{res, err}:
			default:
			}
		}
	})
	if err != nil {
		return nil, err
	}
	select {
	case o := <-result:
		return o.res, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Probe asks a server what it can do (OPTIONS), to see whether it is there: the
// test that an administrator makes of a trunk.
func (s *Server) Probe(ctx context.Context, uri string) (time.Duration, error) {
	flow, err := s.flowOf(ctx, uri)
	if err != nil {
		return 0, lostBecause(err)
	}
	m := &message.Message{Method: "OPTIONS", URI: withoutMethod(uri)}
	at, _ := message.ParseAddress(s.contact(flow))
	m.Header.Add("Via", s.via(flow))
	m.Header.Add("Max-Forwards", "70")
	m.Header.Add("From", "<"+at.URI+">;tag="+newTag())
	m.Header.Add("To", "<"+m.URI+">")
	m.Header.Add("Call-ID", newCallID())
	m.Header.Add("CSeq", "1 OPTIONS")
	m.Header.Add("Accept", "application/sdp")
	s.sign(m)
	began := time.Now()
	res, err := s.exchange(ctx, flow, m)
	switch {
	case err != nil:
		return 0, lostBecause(err)
	case slices.Contains([]int{401, 407, 404, 405}, res.Status) || res.Status < 300:
		return time.Since(began), nil // it speaks SIP
	}
	return 0, causeOf(res)
}
