package sip

import (
	"bytes"
	"container/list"
	"regexp"
	"strings"
	"sync"
	"time"

	"veche/sip/transport"
)

// RecentCall is what an administrator sees of a call: those there are, and the
// last ones that have ended, with the reason.
type RecentCall struct {
	ID       string
	Incoming bool
	From, To string // as they came, PINs masked
	Peer     string // network and address
	Agent    string
	Label    string // of Invitation
	Began    time.Time
	Answered time.Time // zero when nobody did
	Ended    time.Time // zero while it lasts
	Cause    Cause
}

// TracedMessage is a SIP message of a call, secrets masked.
type TracedMessage struct {
	At   time.Time
	Sent bool // by this server
	Peer string
	Text string
}

// Bounds of the record.
const (
	recentCalls = 200
	traceBytes  = 64 << 10 // of messages, for each call
)

// record remembers calls and their messages.
type record struct {
	mu    sync.Mutex
	calls map[string]*list.Element // of *recorded
	order *list.List               // oldest first
}

type recorded struct {
	RecentCall
	messages []traceEntry
	bytes    int
}

// traceEntry is a message as it went: secrets are masked when somebody looks.
type traceEntry struct {
	at   time.Time
	sent bool
	peer string
	data []byte
}

func newRecord() *record { return &record{calls: make(map[string]*list.Element), order: list.New()} }

func (r *record) began(c *Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := c.info
	one := &recorded{RecentCall: RecentCall{
		ID: i.ID, Incoming: i.Incoming, From: mask(i.From.URI), To: mask(i.Target), Agent: i.Agent, Began: time.Now(),
	}}
	if i.Incoming {
		one.Peer = i.Network + " " + i.Source.String()
		one.add(traceEntry{one.Began, false, i.Source.String(), c.invite.Request().Bytes()})
	}
	if old := r.calls[i.ID]; old != nil {
		r.order.Remove(old)
	}
	r.calls[i.ID] = r.order.PushBack(one)
	for r.order.Len() > recentCalls+maxCalls || r.order.Len() > recentCalls && r.hasEnded(r.order.Front()) {
		r.drop(r.order.Front())
	}
}

func (r *record) hasEnded(e *list.Element) bool { return !e.Value.(*recorded).Ended.IsZero() }

func (r *record) drop(e *list.Element) {
	r.order.Remove(e)
	if one := e.Value.(*recorded); r.calls[one.ID] == e {
		delete(r.calls, one.ID)
	}
}

// with changes the entry of a call, if it is still there.
func (r *record) with(id string, f func(*recorded)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.calls[id]; e != nil {
		f(e.Value.(*recorded))
	}
}

func (r *record) sends(c *Call, flow transport.Flow) {
	peer := flow.Network() + " " + flow.Remote().String()
	r.with(c.info.ID, func(one *recorded) { one.Peer = peer })
}

func (r *record) answered(c *Call) {
	r.with(c.info.ID, func(one *recorded) { one.Answered = time.Now() })
}

func (r *record) ended(c *Call, cause Cause) {
	r.with(c.info.ID, func(one *recorded) { one.Ended, one.Cause = time.Now(), cause })
}

func (r *record) message(id string, flow transport.Flow, sent bool, data []byte) {
	r.with(id, func(one *recorded) { one.add(traceEntry{time.Now(), sent, flow.Remote().String(), data}) })
}

// add keeps a message while there is room: the beginning of a call tells most.
func (one *recorded) add(e traceEntry) {
	if one.bytes+len(e.data) > traceBytes {
		return
	}
	one.bytes += len(e.data)
	one.messages = append(one.messages, e)
}

// Recent are the calls there are and the last ones, the latest first.
func (s *Server) Recent() []RecentCall {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	var all []RecentCall
	for e := s.record.order.Back(); e != nil; e = e.Prev() {
		all = append(all, e.Value.(*recorded).RecentCall)
	}
	return all
}

// Trace is the messages of a call, secrets masked.
func (s *Server) Trace(id string) []TracedMessage {
	var entries []traceEntry
	s.record.with(id, func(one *recorded) { entries = append(entries, one.messages...) })
	list := make([]TracedMessage, 0, len(entries))
	for _, e := range entries {
		list = append(list, TracedMessage{e.at, e.sent, e.peer, mask(string(e.data))})
	}
	return list
}

// secrets are what nobody needs to see: credentials, keys of media, PINs behind
// the comma of a user part, digits.
var secrets = []struct {
	find *regexp.Regexp
	put  string
}{
	{regexp.MustCompile(`(?im)^((?:proxy-)?authorization\s*:).*$`), "$1 ***"},
	{regexp.MustCompile(`(?im)^(a=crypto:\d+ \S+).*$`), "$1 ***"},
	{regexp.MustCompile(`(?im)^(a=(?:ice-pwd|key-mgmt):).*$`), "$1***"},
	{regexp.MustCompile(`(?i)((?:sips?|tel):[^@\s;>",]*?)(,|%2C)[^@\s;>"]+`), "$1$2***"},
	{regexp.MustCompile(`(?i)(sips?:[^@\s;>":]+):[^@\s;>"]+@`), "$1:***@"},
	{regexp.MustCompile(`(?im)^(signal\s*=).*$`), "$1 *"},
}

var bareDigit = regexp.MustCompile(`(?is)(content-type\s*:\s*application/dtmf\s*\r?\n.*\r\n\r\n).+$`)

// mask takes the secrets out of a message, or a part of one.
func mask(s string) string {
	for _, m := range secrets {
		s = m.find.ReplaceAllString(s, m.put)
	}
	return bareDigit.ReplaceAllString(s, "${1}*")
}

// traced is a flow whose messages are remembered with their call.
type traced struct {
	transport.Flow
	s *Server
}

// Send implements [transport.Flow].
func (t traced) Send(data []byte) error {
	t.s.record.message(callIDIn(data), t.Flow, true, data)
	return t.Flow.Send(data)
}

// callIDIn finds it in what we wrote ourselves.
func callIDIn(data []byte) string {
	_, after, ok := bytes.Cut(data, []byte("\r\nCall-ID: "))
	if !ok {
		return ""
	}
	id, _, _ := bytes.Cut(after, []byte("\r\n"))
	return strings.TrimSpace(string(id))
}
