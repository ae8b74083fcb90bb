package gateway

import (
	"veche/conference"
	"veche/conference/dial"
	"veche/sip"
	"veche/sip/message"
)

// referred is the wish of a device that somebody else comes in its place (REFER, RFC
// 3515, lesson 23). Whoever may call to the outside gets it, for the conference where
// the device is; when the other has answered, the device leaves. Calls that replace
// others (RFC 3891) are not taken.
func (l *line) referred(r *sip.Referral) {
	to, err := referredTo(r.To)
	if err != nil || r.Replaces != "" || !l.leg.Refer(to, func(s conference.CallState, err error) { l.progress(r, s, err) }) {
		l.decline(r)
	}
}

func (l *line) decline(r *sip.Referral) {
	_ = r.Reject(603, "Decline") // the call may be over
}

// progress tells the device what becomes of the other call.
func (l *line) progress(r *sip.Referral, s conference.CallState, err error) {
	if err != nil {
		l.log.Info("nobody is called in place of the device", "error", err)
		l.decline(r)
		return
	}
	switch s { // each of these may come when the call is over
	case conference.CallDialling:
		_ = r.Accept()
	case conference.CallRinging:
		_ = r.Progress(180, "Ringing")
	case conference.CallAnswered:
		_ = r.Progress(200, "OK")
		l.call.Hangup(sip.Cause{Kind: sip.HungUp})
	default:
		_ = r.Progress(480, "Temporarily Unavailable")
	}
}

// referredTo is a URI as a target.
func referredTo(uri string) (dial.Target, error) {
	u, err := message.ParseURI(uri)
	if err != nil {
		return dial.Target{}, err //nolint:wrapcheck // says what it is about
	}
	if u.Scheme == "tel" {
		return dial.Parse("#tel:"+u.Opaque, dial.Options{}) //nolint:wrapcheck // as above
	}
	t := dial.Target{Kind: dial.SIP, User: u.UserText(), Host: u.Host, Port: u.Port, Transport: dial.UDP}
	if transport, ok := u.Params.Get("transport"); ok {
		t.Transport = dial.Transport(transport)
	}
	if u.Scheme == "sips" {
		t.Transport = dial.TLS
	}
	return dial.Parse(t.String(), dial.Options{}) //nolint:wrapcheck // as above
}
