//go:build cgo && avcodec

package gateway

import (
	"net/netip"
	"testing"

	"veche/conference"
	"veche/sip/siptest"
)

// baresip takes only encrypted calls of one kind, and is reached nevertheless.
func TestBaresipThatTakesOnlyEncryptedCalls(t *testing.T) {
	t.Parallel()
	for _, encryption := range []string{"srtp-mand", "dtls_srtp"} {
		t.Run(encryption, func(t *testing.T) {
			t.Parallel()
			b := siptest.StartBaresip(t, siptest.Telephone{
				Account: "<sip:Room@127.0.0.1:PORT>;regint=0;answermode=auto;mediaenc=" + encryption,
			}) // it hears BYE before it ends
			at := netip.AddrPortFrom(loopback, uint16(b.Port))
			anna := newHouse(t, nil).enter("anna")
			anna.call(&device{t: t, at: at})
			s := anna.until("the call is over or answered", func(s *conference.Snapshot) bool {
				return len(s.Calls) == 1 && (s.Calls[0].State == conference.CallFailed || s.Calls[0].State == conference.CallAnswered)
			})
			if c := s.Calls[0]; c.State != conference.CallAnswered {
				t.Fatalf("%+v, %+v", c, c.Reason)
			}
			anna.until("it is inside", func(s *conference.Snapshot) bool { return named(s, "Room") != nil })
		})
	}
}
