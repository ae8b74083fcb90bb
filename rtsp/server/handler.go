package server

import (
	"errors"
	"time"

	"github.com/bluenviron/gortsplib/v4"
	"github.com/bluenviron/gortsplib/v4/pkg/base"
	"github.com/bluenviron/gortsplib/v4/pkg/liberrors"
)

// handler is what the library calls. Its methods find what OnRequest has decided, and
// do nothing that takes time.
type handler struct{ srv *Server }

var (
	_ gortsplib.ServerHandlerOnConnOpen         = handler{}
	_ gortsplib.ServerHandlerOnConnClose        = handler{}
	_ gortsplib.ServerHandlerOnRequest          = handler{}
	_ gortsplib.ServerHandlerOnResponse         = handler{}
	_ gortsplib.ServerHandlerOnSessionClose     = handler{}
	_ gortsplib.ServerHandlerOnDescribe         = handler{}
	_ gortsplib.ServerHandlerOnSetup            = handler{}
	_ gortsplib.ServerHandlerOnPlay             = handler{}
	_ gortsplib.ServerHandlerOnAnnounce         = handler{}
	_ gortsplib.ServerHandlerOnRecord           = handler{}
	_ gortsplib.ServerHandlerOnGetParameter     = handler{}
	_ gortsplib.ServerHandlerOnPacketsLost      = handler{}
	_ gortsplib.ServerHandlerOnDecodeError      = handler{}
	_ gortsplib.ServerHandlerOnStreamWriteError = handler{}
)

func visitOf(c *gortsplib.ServerConn) *visit { return c.UserData().(*visit) } //nolint:forcetypeassert // set when it opened

// OnConnOpen begins a visit.
func (h handler) OnConnOpen(ctx *gortsplib.ServerHandlerOnConnOpenCtx) {
	v := &visit{
		srv: h.srv, conn: ctx.Conn, source: sourceOf(ctx.Conn.NetConn().RemoteAddr()), nonce: newNonce(), last: time.Now(),
	}
	ctx.Conn.SetUserData(v)
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	h.srv.visits[v] = struct{}{}
}

// OnConnClose ends it.
func (h handler) OnConnClose(ctx *gortsplib.ServerHandlerOnConnCloseCtx) {
	v := visitOf(ctx.Conn)
	v.abandon()
	v.unpublish()
	v.leaveGroup()
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	delete(h.srv.visits, v)
}

// OnRequest judges a request. One SETUP is handled at a time, until its answer is ready:
// the library looks into the sessions of other readers then, without a lock.
func (h handler) OnRequest(c *gortsplib.ServerConn, req *base.Request) {
	v := visitOf(c)
	v.judge(req)
	if v.settingUp = req.Method == base.Setup; v.settingUp {
		h.srv.settingUp.Lock()
	}
}

// OnResponse puts our name on an answer.
func (h handler) OnResponse(c *gortsplib.ServerConn, res *base.Response) {
	if v := visitOf(c); v.settingUp {
		v.settingUp = false
		h.srv.settingUp.Unlock()
	}
	res.Header["Server"] = base.HeaderValue{"Veche"}
}

// OnDescribe answers with the stream that was admitted to.
func (h handler) OnDescribe(ctx *gortsplib.ServerHandlerOnDescribeCtx) (*base.Response, *gortsplib.ServerStream, error) {
	v := visitOf(ctx.Conn)
	if v.verdict != nil {
		return v.verdict, nil, nil
	}
	return &base.Response{StatusCode: base.StatusOK}, v.reading.outlet.stream, nil
}

// OnSetup gives the session what its connection was admitted to.
func (h handler) OnSetup(ctx *gortsplib.ServerHandlerOnSetupCtx) (*base.Response, *gortsplib.ServerStream, error) {
	v := visitOf(ctx.Conn)
	if _, ok := ctx.Session.UserData().(*publisher); ok {
		return &base.Response{StatusCode: base.StatusOK}, nil, nil
	}
	if r, ok := ctx.Session.UserData().(*reading); ok {
		return &base.Response{StatusCode: base.StatusOK}, r.outlet.stream, nil
	}
	switch {
	case v.verdict != nil:
		return v.verdict, nil, nil
	case v.reading == nil: // a session that there is not
		return &base.Response{StatusCode: base.StatusSessionNotFound}, nil, nil
	}
	r := v.reading
	v.reading = nil
	ctx.Session.SetUserData(r)
	r.endBy(ctx.Session.Close)
	return &base.Response{StatusCode: base.StatusOK}, r.outlet.stream, nil
}

// OnAnnounce gives the session to the publisher who was let in.
func (h handler) OnAnnounce(ctx *gortsplib.ServerHandlerOnAnnounceCtx) (*base.Response, error) {
	v := visitOf(ctx.Conn)
	switch {
	case v.verdict != nil:
		return v.verdict, nil
	case v.publisher == nil:
		return &base.Response{StatusCode: base.StatusBadRequest}, nil
	}
	p := v.publisher
	v.publisher = nil
	ctx.Session.SetUserData(p)
	p.endBy(ctx.Session.Close)
	return &base.Response{StatusCode: base.StatusOK}, nil
}

// OnRecord begins to take in.
func (h handler) OnRecord(ctx *gortsplib.ServerHandlerOnRecordCtx) (*base.Response, error) {
	p, ok := ctx.Session.UserData().(*publisher)
	if !ok {
		return &base.Response{StatusCode: base.StatusSessionNotFound}, nil
	}
	if err := p.begin(ctx.Session.AnnouncedDescription().Medias); err != nil {
		return &base.Response{StatusCode: statusOf(err)}, nil
	}
	p.record(ctx.Session)
	p.flowOf(visitOf(ctx.Conn))
	return &base.Response{StatusCode: base.StatusOK}, nil
}

// OnPlay begins to send.
func (h handler) OnPlay(ctx *gortsplib.ServerHandlerOnPlayCtx) (*base.Response, error) {
	r, ok := ctx.Session.UserData().(*reading)
	if !ok {
		return &base.Response{StatusCode: base.StatusSessionNotFound}, nil
	}
	transport := "tcp"
	if t := ctx.Session.SetuppedTransport(); t != nil && *t == gortsplib.TransportUDP {
		transport = "udp"
	}
	if err := r.play(transport); err != nil {
		return &base.Response{StatusCode: statusOf(err)}, nil
	}
	if v := visitOf(ctx.Conn); ctx.Session.State() != gortsplib.ServerSessionStatePlay {
		v.flow(1)
		r.flowOf(v)
	}
	return &base.Response{StatusCode: base.StatusOK}, nil
}

// OnGetParameter answers what keeps a connection open, and what readers of a group
// address ask (see [visit.judgeGroup]).
func (h handler) OnGetParameter(ctx *gortsplib.ServerHandlerOnGetParameterCtx) (*base.Response, error) {
	if v := visitOf(ctx.Conn); v.verdict != nil {
		return v.verdict, nil
	}
	return &base.Response{StatusCode: base.StatusOK}, nil
}

// OnSessionClose ends a reading.
func (h handler) OnSessionClose(ctx *gortsplib.ServerHandlerOnSessionCloseCtx) {
	switch of := ctx.Session.UserData().(type) {
	case *reading:
		of.leave()
	case *publisher:
		_, torn := errors.AsType[liberrors.ErrServerSessionTornDown](ctx.Error)
		of.gone(torn)
	}
}

// OnPacketsLost is of publishers; the conference conceals what is missing.
func (h handler) OnPacketsLost(*gortsplib.ServerHandlerOnPacketsLostCtx) {}

// OnDecodeError is of packets that are none.
func (h handler) OnDecodeError(*gortsplib.ServerHandlerOnDecodeErrorCtx) {}

// OnStreamWriteError is of a reader that does not keep up.
func (h handler) OnStreamWriteError(ctx *gortsplib.ServerHandlerOnStreamWriteErrorCtx) {
	if r, ok := ctx.Session.UserData().(*reading); ok {
		r.lost(ctx.Session)
	}
}
