package server

import (
	"time"

	"github.com/bluenviron/gortsplib/v4"
	"github.com/bluenviron/gortsplib/v4/pkg/base"
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
	v.leaveGroup()
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	delete(h.srv.visits, v)
}

// OnRequest judges a request.
func (h handler) OnRequest(c *gortsplib.ServerConn, req *base.Request) { visitOf(c).judge(req) }

// OnResponse puts our name on an answer.
func (h handler) OnResponse(_ *gortsplib.ServerConn, res *base.Response) {
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
	if r, ok := ctx.Session.UserData().(*reading); ok {
		r.leave()
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
