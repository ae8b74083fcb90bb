package api

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"veche/conference"
	"veche/conference/dial"
	"veche/conference/telephony"
	"veche/signaling/auth"
)

// Telephony is the running gateway to the outside. Its methods may be called from
// anywhere and, TestCall apart, do not wait for a network.
type Telephony interface {
	// State of listeners, registrations and limited sources. It is asked for each
	// list of devices, too.
	State() telephony.State
	// Recent are the calls under way and the last ones that ended, the latest first.
	Recent() []telephony.LoggedCall
	// Trace is the messages of one of them, secrets masked; false: there is none.
	Trace(id telephony.LogID) (telephony.Trace, bool)
	// Release lets a limited source speak again; false: it is not on the list.
	Release(source string) bool
	// TestCall calls t, through the trunk if one is named, with no conference, and
	// hangs up when it is answered or ctx ends. Refusals of what cannot be called at
	// all are errors; that nobody answered is none.
	TestCall(ctx context.Context, t dial.Target, through telephony.TrunkID) (telephony.Test, error)
	// Changed tells that trunks, devices, accounts or settings may have changed in
	// the store, so that registrations of ours begin or end, and devices that are
	// gone are forgotten.
	Changed()
}

// testCallLimit is for how long a test call may ring.
const testCallLimit = 25 * time.Second

var (
	errNoTelephony = conference.Refuse(conference.Unavailable, "telephony_off",
		"Not available here: this server takes and makes no calls.")
	errSourceUnknown = conference.Refuse(conference.NotFound, "source_unknown", "This source is not limited.")
	errTraceUnknown  = conference.Refuse(conference.NotFound, "trace_unknown", "The messages of this call are not kept any more.")
	errNotTested     = &conference.Error{
		Kind: conference.Invalid, Code: "not_a_sip_call", Field: "dial",
		Detail: "Only SIP addresses and telephone numbers can be tested.",
	}
	errPasswordAgain = &conference.Error{
		Kind: conference.Invalid, Code: "password_again", Field: "password",
		Detail: "For another address the password has to be entered again.",
	}
)

// telephony is what administrators see of calls from and to the outside.
func (a *API) telephony() {
	route(a, op{"GET", "/admin/sip", "Listeners, registrations and limited sources of the gateway", administrator, 0}, a.telephonyState)
	route(a, op{"DELETE", "/admin/sip/limited/{source}", "Let a limited source speak again", administrator, 0}, a.releaseSource)
	route(a, op{"GET", "/admin/sip/calls", "Calls under way and the last ones, the latest first", administrator, 0}, a.recentCalls)
	route(a, op{"GET", "/admin/sip/calls/{id}/trace", "The SIP messages of a call, secrets masked", administrator, 0}, a.callTrace)
	route(a, op{"POST", "/admin/sip/test-call", "Call somebody without a conference, and hang up on the answer", administrator, 0}, a.testCall)
}

// gateway is the one that runs, if there is one.
func (a *API) gateway() (Telephony, error) {
	if a.cfg.Telephony == nil {
		return nil, errNoTelephony
	}
	return a.cfg.Telephony, nil
}

// telephonyChanged tells the gateway to look into the store.
func (a *API) telephonyChanged() {
	if a.cfg.Telephony != nil {
		a.cfg.Telephony.Changed()
	}
}

// GatewayState is its state, and where phones find it.
type GatewayState struct {
	telephony.State
	Reached []ServerAddress `json:"reached" nullable:"false" doc:"Where phones and terminals reach it, by the host that this request came to"`
}

func (a *API) telephonyState(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[GatewayState], error) {
	live, err := a.gateway()
	if err != nil {
		return nil, err
	}
	state := live.State()
	state.Addresses = append([]telephony.Address{}, state.Addresses...) // [] is shown, null is not
	state.Trunks = append([]telephony.TrunkState{}, state.Trunks...)
	state.Devices = append([]telephony.Contact{}, state.Devices...)
	state.Limited = append([]telephony.Limited{}, state.Limited...)
	return answer(GatewayState{state, reached(requestOf(ctx), state.Addresses)}), nil
}

// serverAddresses are what a phone is pointed at; none while nothing listens.
func (a *API) serverAddresses(r *http.Request) []ServerAddress {
	if a.cfg.Telephony == nil {
		return []ServerAddress{}
	}
	return reached(r, a.cfg.Telephony.State().Addresses)
}

// reached puts the host that the caller used to the ports that are listened on,
// each transport once.
func reached(r *http.Request, listening []telephony.Address) []ServerAddress {
	host := hostOf(r)
	all := []ServerAddress{}
	seen := map[string]bool{}
	for _, l := range listening {
		_, text, err := net.SplitHostPort(l.Address)
		port, bad := strconv.Atoi(text)
		if err != nil || bad != nil || seen[l.Transport] {
			continue
		}
		seen[l.Transport] = true
		all = append(all, ServerAddress{Transport: l.Transport, Host: host, Port: port})
	}
	return all
}

// hostOf is the host that the caller reached us by, IPv6 in brackets.
func hostOf(r *http.Request) string {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is6() {
		return "[" + host + "]"
	}
	return host
}

type sourcePath struct {
	Source string `path:"source" maxLength:"64" doc:"As the list has it, escaped"`
}

func (a *API) releaseSource(_ context.Context, _ auth.Identity, in *sourcePath) (*struct{}, error) {
	live, err := a.gateway()
	if err != nil {
		return nil, err
	}
	if !live.Release(in.Source) {
		return nil, errSourceUnknown
	}
	return nil, nil
}

// RecentCall is a call as the log has it.
type RecentCall struct {
	telephony.LoggedCall
	Duration float64 `json:"duration" doc:"Seconds since the answer, or between answer and end; 0 if nobody answered"`
}

func (a *API) recentCalls(_ context.Context, _ auth.Identity, _ *struct{}) (*body[list[RecentCall]], error) {
	live, err := a.gateway()
	if err != nil {
		return nil, err
	}
	now := time.Now()
	calls := live.Recent()
	page := list[RecentCall]{Items: make([]RecentCall, 0, len(calls)), Total: len(calls)}
	for i := range calls {
		page.Items = append(page.Items, RecentCall{calls[i], calls[i].Duration(now).Seconds()})
	}
	return answer(page), nil
}

type callPath struct {
	ID telephony.LogID `path:"id" maxLength:"512"`
}

func (a *API) callTrace(_ context.Context, _ auth.Identity, in *callPath) (*body[telephony.Trace], error) {
	live, err := a.gateway()
	if err != nil {
		return nil, err
	}
	t, ok := live.Trace(in.ID)
	if !ok {
		return nil, errTraceUnknown
	}
	t.Messages = append([]telephony.TraceMessage{}, t.Messages...)
	return answer(t), nil
}

type testCallRequest struct {
	Body struct {
		Dial  string            `json:"dial" maxLength:"3000" doc:"A dial string, as #sip:bob@host or #tel:501"`
		Trunk telephony.TrunkID `json:"trunk,omitempty" maxLength:"64" doc:"To go through, though it may not be chosen otherwise"`
	}
}

// testCall does not ask which numbers may be called: whoever tests a trunk wants
// to hear from the trunk, and may change the numbers anyway.
func (a *API) testCall(ctx context.Context, _ auth.Identity, in *testCallRequest) (*body[telephony.Test], error) {
	live, err := a.gateway()
	if err != nil {
		return nil, err
	}
	target, err := a.cfg.Directory.ParseDial(in.Body.Dial, "dial")
	if err != nil {
		return nil, err
	}
	if target.Kind != dial.SIP && target.Kind != dial.Telephone {
		return nil, errNotTested
	}
	ctx, cancel := context.WithTimeout(ctx, testCallLimit)
	defer cancel()
	t, err := live.TestCall(ctx, target, in.Body.Trunk)
	if err != nil {
		return nil, err
	}
	return answer(t), nil
}
