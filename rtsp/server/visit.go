package server

import (
	"context"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bluenviron/gortsplib/v4"
	"github.com/bluenviron/gortsplib/v4/pkg/base"

	"veche/conference"
)

// visit is one connection. Its requests are judged one after the other.
type visit struct {
	srv    *Server
	conn   *gortsplib.ServerConn
	source netip.Addr
	nonce  string

	wrong   int            // how often what was shown was not right
	reading *reading       // admitted, and of no session yet
	verdict *base.Response // of the request that is being handled
	told    *base.URL      // of what was described last; nil: nothing
	// settingUp: the request is a SETUP, and holds Server.settingUp.
	settingUp bool
	group     groupVisit
	// publisher is inside, and of no session yet.
	publisher *publisher
	announced bool // the connection is a publisher's

	mu      sync.Mutex
	last    time.Time // newest request
	flows   int       // sessions that play or record
	grouped bool      // there is a session at the group address
}

const (
	// wrongMost on one connection; the budgets of the server go on counting.
	wrongMost = 5
	// wrongDelay is how long a wrong guess waits for its answer.
	wrongDelay = time.Second
	// judgeLimit bounds all that a request waits for but a moderator.
	judgeLimit = 10 * time.Second
)

// idle tells whether nothing has come for too long, and nothing goes.
func (v *visit) idle(now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	most := idleMost
	if v.grouped {
		most = 2 * groupTimeout * time.Second
	}
	return v.flows == 0 && now.Sub(v.last) > most
}

func (v *visit) flow(n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.flows += n
}

// judge looks at a request before the library does. What takes time is done here.
func (v *visit) judge(req *base.Request) {
	v.mu.Lock()
	v.last, v.grouped = time.Now(), v.group.session != ""
	v.mu.Unlock()
	v.verdict = nil
	plainPath(req.URL)
	v.mendTrack(req)
	v.unhurried(req)
	if v.judgeGroup(req) {
		return
	}
	switch req.Method {
	case base.Describe:
		v.announced = false
		if v.verdict = v.describe(req); v.verdict == nil {
			v.told = req.URL
		}
	case base.Announce:
		v.announced = true
		v.verdict = v.announce(req)
	case base.Setup:
		if _, inside := req.Header["Session"]; !inside && !v.announced && !v.settled(req) {
			v.verdict = v.admit(req)
		}
	}
}

// plainPath takes slashes from the path that clients put there in one request and not
// in the next: the library compares them.
func plainPath(u *base.URL) {
	if u == nil || u.Path == "" {
		return
	}
	path := strings.TrimRight(u.Path, "/")
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	u.Path, u.RawPath = path, ""
}

// mendTrack puts the address of a track right that a player has made of the one that was
// described: GStreamer resolves "trackID=0" against it, by which the conference and the
// query get lost (RFC 3986 section 5.2).
func (v *visit) mendTrack(req *base.Request) {
	if req.Method != base.Setup || v.told == nil {
		return
	}
	if _, track, err := parseTarget(req.URL); err != nil && track >= 0 {
		u := *v.told
		u.Path += trackMark + strconv.Itoa(track)
		req.URL = &u
	}
}

// unhurried hides from the library that a player is GStreamer's: it lets each of its
// SETUPs wait for a second, in the goroutine that all sessions share.
func (v *visit) unhurried(req *base.Request) {
	if agent := req.Header["User-Agent"]; len(agent) > 0 && strings.HasPrefix(agent[0], "GStreamer") {
		req.Header["User-Agent"] = base.HeaderValue{"player"}
	}
}

// settled tells whether the connection has been admitted to what the request asks for.
func (v *visit) settled(req *base.Request) bool {
	t, _, err := parseTarget(req.URL)
	return err == nil && v.reading != nil && v.reading.target == t
}

// describe admits a reader and waits for the first picture.
func (v *visit) describe(req *base.Request) *base.Response {
	if v.settled(req) {
		return nil
	}
	if answer := v.admit(req); answer != nil {
		return answer
	}
	v.reading.outlet.wait()
	return nil
}

// admit lets the reader of a request in, or returns the refusal.
func (v *visit) admit(req *base.Request) *base.Response {
	t, _, err := parseTarget(req.URL)
	if err != nil || !offered(t.format, v.srv.sounds) {
		return &base.Response{StatusCode: base.StatusBadRequest}
	}
	v.abandon()
	ctx, cancel := context.WithTimeout(context.Background(), judgeLimit)
	defer cancel()
	ask, err := v.ask(ctx, req)
	if err != nil {
		return v.refuse(&t, err)
	}
	r, err := v.srv.admit(ctx, &t, conference.Door{CID: t.cid, Source: v.source}, ask)
	if err != nil {
		return v.refuse(&t, err)
	}
	r.endBy(v.conn.Close)
	v.reading = r
	return nil
}

// ask is what the request shows of who sends it.
func (v *visit) ask(ctx context.Context, req *base.Request) (conference.ReadRequest, error) {
	p := proofOf(req, v.nonce)
	var ask conference.ReadRequest
	if !p.given {
		return ask, nil
	}
	ask.Knows = p.knows
	var err error
	if token := p.bearer(); token != "" {
		ask.Person, err = v.srv.cfg.Identify(ctx, token, v.source)
	}
	return ask, err
}

// abandon gives up what was admitted before and is not read.
func (v *visit) abandon() {
	if r := v.reading; r != nil {
		v.reading = nil
		r.endBy(func() {})
		r.leave()
	}
}

// refuse answers by what is wrong. A wrong guess waits for it.
func (v *visit) refuse(t *target, err error) *base.Response {
	code := conference.CodeOf(err)
	if code != "pin_required" {
		v.srv.count(func(s *Stats) { s.Refused++ })
	}
	switch code {
	case "":
		v.srv.log.Error("a reader could not be let in", "error", err)
	case "pin_wrong":
		v.wrong++
		v.pause(wrongDelay)
		if v.wrong >= wrongMost {
			v.conn.Close()
		}
	}
	status := statusOf(err)
	if status == base.StatusUnauthorized {
		return challenge(t, v.nonce)
	}
	return &base.Response{StatusCode: status}
}

func (v *visit) pause(d time.Duration) {
	wait := time.NewTimer(d)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-v.srv.closing:
	}
}

// statusOf is the answer to an error.
func statusOf(err error) base.StatusCode {
	switch conference.CodeOf(err) {
	case "pin_required", "pin_wrong":
		return base.StatusUnauthorized
	}
	switch conference.KindOf(err) {
	case conference.NotFound, conference.Gone:
		return base.StatusNotFound
	case conference.Denied, conference.Locked, conference.Conflict:
		return base.StatusForbidden
	case conference.Full:
		return base.StatusNotEnoughBandwidth
	case conference.Slow, conference.Unavailable:
		return base.StatusServiceUnavailable
	case conference.Invalid:
		return base.StatusBadRequest
	}
	return base.StatusInternalServerError
}
