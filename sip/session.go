package sip

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"veche/sip/message"
)

// seconds as they stand in Session-Expires, Min-SE and Expires.
type seconds uint32

func (s seconds) seconds() string         { return strconv.FormatUint(uint64(s), 10) }
func (s seconds) duration() time.Duration { return time.Duration(s) * time.Second }

// Session timers (RFC 4028): a call whose peer is gone is found out.
const (
	minSession     seconds = 90   // section 4
	sessionExpires seconds = 1800 // what we ask for
)

// session is the timer of one call.
type session struct {
	expires seconds // 0: there is none
	min     seconds
	ours    bool   // we refresh
	said    string // refresher as the INVITE put it, from its side: uac, uas or empty
	alarm   *alarm
}

func (s *session) stop() { s.alarm.stop() }

// askedSession is what an INVITE or UPDATE wants.
func askedSession(req *message.Message) (session, *message.Fault) {
	s := session{min: minSession}
	if v := req.Header.Get("Min-SE"); v != "" {
		n, _, err := parseSession(v)
		if err != nil {
			return s, &message.Fault{Status: 400, Reason: "Bad Min-SE"}
		}
		s.min = max(s.min, n)
	}
	v := req.Header.Get("Session-Expires")
	if v == "" {
		return s, nil
	}
	var err error
	if s.expires, s.said, err = parseSession(v); err != nil {
		return s, &message.Fault{Status: 400, Reason: "Bad Session-Expires"}
	}
	if s.expires < minSession && slices.Contains(req.Header.Tokens("Supported"), "timer") {
		return s, &message.Fault{Status: 422, Reason: reasons[422]}
	}
	s.expires = max(s.expires, minSession)
	return s, nil
}

func parseSession(v string) (n seconds, refresher string, err error) {
	number, params, _ := strings.Cut(v, ";")
	u, err := strconv.ParseUint(strings.TrimSpace(number), 10, 31)
	if err != nil {
		return 0, "", err
	}
	for p := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(p, "=")
		if strings.EqualFold(strings.TrimSpace(name), "refresher") {
			refresher = strings.ToLower(strings.TrimSpace(value))
		}
	}
	return seconds(u), refresher, nil
}

// agree fixes the timer in the 2xx to their request (RFC 4028, section 9). Where
// they do not know timers we refresh by ourselves.
func (s *session) agree(res *message.Message, p peer) {
	theirs := slices.Contains(p.supported, "timer")
	if s.expires == 0 {
		s.expires = max(sessionExpires, s.min)
		s.said = "uas"
	}
	refresher := s.said
	if refresher == "" || !theirs {
		refresher = "uas"
	}
	s.ours = refresher == "uas"
	if theirs {
		res.Header.Set("Require", "timer")
	}
	res.Header.Set("Session-Expires", s.expires.seconds()+";refresher="+refresher)
}

// ask puts the wish for a timer into a request of ours.
func (s *session) ask(req *message.Message) {
	expires := max(sessionExpires, s.min)
	if s.expires != 0 {
		expires = max(s.expires, s.min)
	}
	req.Header.Set("Session-Expires", expires.seconds()+s.refresher())
	req.Header.Set("Min-SE", max(minSession, s.min).seconds())
}

// refresher repeats who refreshes, in a request within a call that has a timer.
func (s *session) refresher() string {
	switch {
	case s.expires == 0:
		return ""
	case s.ours:
		return ";refresher=uac"
	}
	return ";refresher=uas"
}

// granted takes over what a 2xx to our request says (section 7.2). Without
// Session-Expires the peer knows no timers: we refresh, and learn from the
// answers whether it is there.
func (s *session) granted(res *message.Message) {
	n, refresher, err := parseSession(res.Header.Get("Session-Expires"))
	if err != nil || n == 0 {
		s.expires, s.ours = max(sessionExpires, s.min), true
		return
	}
	s.expires = max(n, minSession)
	s.ours = refresher != "uas"
}

// startSession sets the timer anew, after every 2xx that carried it.
func (c *Call) startSession() {
	c.session.stop()
	if c.session.expires == 0 {
		return
	}
	d := c.session.expires.duration()
	if c.session.ours {
		c.session.alarm = c.after(d/2, c.refresh)
		return
	}
	c.session.alarm = c.after(d-min(32*time.Second, d/3), func() { // section 10
		c.hangup(Cause{Kind: Lost, Local: true, Status: 408, Reason: "session timer expired"})
	})
}

// refresh shows that we are there, and finds out whether the peer is.
func (c *Call) refresh() {
	if c.state != confirmed {
		return
	}
	if c.change != nil || c.asked != nil {
		c.session.alarm = c.after(5*time.Second, c.refresh)
		return
	}
	if c.peer.allows("UPDATE") {
		c.begin(&change{method: "UPDATE", done: func([]byte, error) {}})
		return
	}
	c.begin(&change{method: "INVITE", sdp: c.localSDP, done: func([]byte, error) {}})
}
