package sip

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"veche/sip/message"
	"veche/sip/transaction"
	"veche/sip/transport"
)

// How long a registration may last, in seconds.
const (
	minExpires     = 60
	maxExpires     = 3600
	defaultExpires = 600
	maxContacts    = 10 // of one account
)

// Contact is a device under which a person can be called now.
type Contact struct {
	Login    string
	Username string // of the device
	URI      string // as the device gave it
	Agent    string
	Network  string
	Source   netip.AddrPort // where it really is, NAT or not
	Q        float64        // its own preference, 1 unless it says less
	Since    time.Time
	Expires  time.Time
}

// binding is a contact with what orders its REGISTERs (RFC 3261, 10.3).
type binding struct {
	Contact
	flow   transport.Flow
	callID string
	cseq   uint32
}

// registrar knows where devices are. Nothing of it is kept over a restart:
// devices register again within minutes, and sooner when they call.
type registrar struct {
	mu       sync.Mutex
	bindings map[string][]*binding // by login
	sources  map[netip.AddrPort]int
	watchers map[chan struct{}]struct{}
}

func newRegistrar() *registrar {
	return &registrar{
		bindings: make(map[string][]*binding), sources: make(map[netip.AddrPort]int), watchers: make(map[chan struct{}]struct{}),
	}
}

// registered is a REGISTER (RFC 3261, 10.3).
func (s *Server) registered(tx *transaction.Server, req *message.Message) {
	if s.config.Devices == nil {
		s.respond(tx, 405, reasons[405], message.Field{Name: "Allow", Value: strings.Join(allowed, ", ")})
		return
	}
	if !req.Header.Has("Authorization") {
		s.challenge(tx, false)
		return
	}
	device := s.authenticate(tx, req)
	if device == nil {
		return
	}
	if user := req.To().Parsed().UserText(); !strings.EqualFold(user, device.Username) && !strings.EqualFold(user, device.Login) {
		s.respond(tx, 403, reasons[403]) // a device registers for its own account only
		return
	}
	now := time.Now()
	wishes, fault := wishesOf(req)
	if fault == nil {
		fault = s.registrar.apply(*device, req, tx.Flow().(transport.Flow), wishes, now)
	}
	if fault != nil {
		s.respond(tx, fault.Status, fault.Reason, message.Field{Name: "Min-Expires", Value: strconv.Itoa(minExpires)})
		return
	}
	s.respond(tx, 200, "OK", s.registrar.fields(device.Login, now)...)
}

// fields are the contacts of an account as a registrar lists them.
func (r *registrar) fields(login string, now time.Time) []message.Field {
	var fields []message.Field
	for _, b := range r.of(login, now) {
		left := int(b.Expires.Sub(now).Seconds())
		a := message.Address{URI: b.URI, Params: message.Params{{Name: "expires", Value: strconv.Itoa(left)}}}
		fields = append(fields, message.Field{Name: "Contact", Value: a.String()})
	}
	return fields
}

// wish is one Contact of a REGISTER; an expiry of 0 takes it out.
type wish struct {
	uri     string // "*" for all
	expires int
	q       float64
}

func wishesOf(req *message.Message) ([]wish, *message.Fault) {
	general := defaultExpires
	if v := req.Header.Get("Expires"); v != "" {
		general = expiry(v, defaultExpires)
	}
	var list []wish
	for _, v := range req.Header.List("Contact") {
		a, err := message.ParseAddress(v)
		if err != nil {
			return nil, &message.Fault{Status: 400, Reason: "Bad Contact"}
		}
		w := wishOf(a, general)
		if w.expires > 0 && w.expires < minExpires {
			return nil, &message.Fault{Status: 423, Reason: reasons[423]}
		}
		list = append(list, w)
	}
	for _, w := range list {
		if w.uri == "*" && (len(list) > 1 || w.expires != 0) { // 10.3, step 6
			return nil, &message.Fault{Status: 400, Reason: "Bad Contact"}
		}
	}
	if len(list) > maxContacts {
		return nil, &message.Fault{Status: 403, Reason: "Too Many Contacts"}
	}
	return list, nil
}

func wishOf(a message.Address, expires int) wish {
	w := wish{uri: a.URI, expires: expires, q: 1}
	if e, ok := a.Params.Get("expires"); ok {
		w.expires = expiry(e, defaultExpires)
	}
	if q, err := strconv.ParseFloat(a.Params.Value("q"), 64); err == nil && q >= 0 && q <= 1 {
		w.q = q
	}
	w.expires = min(w.expires, maxExpires)
	return w
}

// expiry is a number of seconds; what is none counts as the default (20.19).
func expiry(s string, otherwise int) int {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 32)
	if err != nil {
		return otherwise
	}
	return int(min(n, 1<<31-1))
}

// apply does all that a REGISTER wants, or nothing (10.3, step 7).
func (r *registrar) apply(
	d Device, req *message.Message, flow transport.Flow, wishes []wish, now time.Time,
) *message.Fault {
	if len(wishes) == 0 {
		return nil // only asks
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	list := slices.Clone(r.live(d.Login, now))
	callID, cseq := req.CallID(), req.CSeq().Number
	for _, w := range wishes {
		for _, b := range list {
			if (w.uri == "*" || sameContact(b.URI, w.uri)) && b.callID == callID && cseq <= b.cseq {
				return &message.Fault{Status: 500, Reason: "CSeq Out of Order"}
			}
		}
		list = slices.DeleteFunc(list, func(b *binding) bool {
			return b.Username == d.Username && (w.uri == "*" || sameContact(b.URI, w.uri))
		})
		if w.expires > 0 {
			list = append(list, newBinding(d, req, flow, w, now))
		}
	}
	if len(list) > maxContacts {
		return &message.Fault{Status: 403, Reason: "Too Many Contacts"}
	}
	r.set(d.Login, list)
	return nil
}

func newBinding(d Device, req *message.Message, flow transport.Flow, w wish, now time.Time) *binding {
	return &binding{
		Contact: Contact{
			Login: d.Login, Username: d.Username, URI: w.uri, Agent: req.Header.Get("User-Agent"), Network: flow.Network(),
			Source: flow.Remote(), Q: w.q, Since: now, Expires: now.Add(time.Duration(w.expires) * time.Second),
		},
		flow: flow, callID: req.CallID(), cseq: req.CSeq().Number,
	}
}

// sameContact compares what makes up an address of a device (RFC 3261, 19.1.4,
// as far as it matters here).
func sameContact(a, b string) bool {
	u, err := message.ParseURI(a)
	v, err2 := message.ParseURI(b)
	if err != nil || err2 != nil {
		return a == b
	}
	return u.Scheme == v.Scheme && u.UserText() == v.UserText() && u.Host == v.Host && u.Port == v.Port &&
		strings.EqualFold(u.Params.Value("transport"), v.Params.Value("transport"))
}

// live is the bindings that have not expired. The lock is held.
func (r *registrar) live(login string, now time.Time) []*binding {
	list := r.bindings[login]
	if slices.ContainsFunc(list, func(b *binding) bool { return !b.Expires.After(now) }) {
		r.set(login, slices.DeleteFunc(slices.Clone(list), func(b *binding) bool { return !b.Expires.After(now) }))
	}
	return r.bindings[login]
}

func (r *registrar) set(login string, list []*binding) {
	for _, b := range r.bindings[login] {
		if r.sources[b.Source]--; r.sources[b.Source] <= 0 {
			delete(r.sources, b.Source)
		}
	}
	for _, b := range list {
		r.sources[b.Source]++
	}
	if r.bindings[login] = list; len(list) == 0 {
		delete(r.bindings, login)
	}
	for w := range r.watchers {
		select {
		case w <- struct{}{}:
		default: // it will look anyway
		}
	}
}

func (r *registrar) of(login string, now time.Time) []*binding {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.live(login, now)
}

// flowTo is the way to a device that is still registered.
func (r *registrar) flowTo(c Contact, now time.Time) (transport.Flow, bool) {
	for _, b := range r.of(c.Login, now) {
		if b.Username == c.Username && b.URI == c.URI {
			return b.flow, true
		}
	}
	return nil, false
}

// keepAliveEvery is less than what NATs forget an unused UDP mapping after.
const keepAliveEvery = 25 * time.Second

// keepAlive keeps the ways to devices behind NATs open until ctx ends
// (RFC 5626, 4.4.1 does the same from the other side).
func (s *Server) keepAlive(ctx context.Context) {
	tick := time.NewTicker(keepAliveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for _, f := range s.registrar.unreliable() {
				_ = f.Send([]byte("\r\n\r\n"))
			}
		}
	}
}

// unreliable is the UDP flows of all devices.
func (r *registrar) unreliable() []transport.Flow {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []transport.Flow
	for _, bindings := range r.bindings {
		for _, b := range bindings {
			if !b.flow.Reliable() {
				list = append(list, b.flow)
			}
		}
	}
	return list
}

// livesAt reports whether a device is registered from there.
func (r *registrar) livesAt(source netip.AddrPort, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sources[source] == 0 {
		return false
	}
	for _, list := range r.bindings {
		for _, b := range list {
			if b.Source == source && b.Expires.After(now) {
				return true
			}
		}
	}
	return false
}

// Registered are the devices of an account that can be called now, the ones
// they prefer first.
func (s *Server) Registered(login string) []Contact {
	return contacts(s.registrar.of(login, time.Now()))
}

// Registrations are all of them.
func (s *Server) Registrations() []Contact {
	r, now := s.registrar, time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []*binding
	for login := range r.bindings {
		all = append(all, r.live(login, now)...)
	}
	return contacts(all)
}

func contacts(list []*binding) []Contact {
	all := make([]Contact, 0, len(list))
	for _, b := range list {
		all = append(all, b.Contact)
	}
	slices.SortFunc(all, func(a, b Contact) int {
		return cmp.Or(cmp.Compare(a.Login, b.Login), cmp.Compare(b.Q, a.Q), cmp.Compare(a.URI, b.URI))
	})
	return all
}

// Unregister takes out what a device registered, as when its secret is revoked.
func (s *Server) Unregister(username string) {
	r := s.registrar
	r.mu.Lock()
	defer r.mu.Unlock()
	for login, list := range r.bindings {
		if slices.ContainsFunc(list, func(b *binding) bool { return b.Username == username }) {
			r.set(login, slices.DeleteFunc(slices.Clone(list), func(b *binding) bool { return b.Username == username }))
		}
	}
}

// WatchRegistrations returns a channel that tells when to look again, and what
// ends that.
func (s *Server) WatchRegistrations() (changed <-chan struct{}, stop func()) {
	w := make(chan struct{}, 1)
	r := s.registrar
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watchers[w] = struct{}{}
	return w, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watchers, w)
	}
}
