//go:build cgo && avcodec

package main

import (
	"fmt"
	"testing"

	"veche/sip/siptest"
)

// Issue 4: after many calls goroutines, descriptors, ports and memory are what they were.
func TestSoakCallsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	s := outside(t)
	r := s.newRoom("770000041", nil)
	calls := func(n int) {
		t.Helper()
		err := siptest.SIPp(t, "-sn", "uac", "-s", "00"+r.cid, "-m", fmt.Sprint(n), "-r", "20", "-l", "20", "-d", "300", "-timeout", "600s", s.addresses["sip"])
		if err != nil {
			t.Fatal(err)
		}
		eventually(t, "all have left", func() bool { live := r.live(); return live.caller() == nil })
	}
	calls(40) // tables and pools have grown to what they need
	before := footprint(t, s.client, s.addresses)
	calls(manyCalls)
	returns(t, s.client, s.addresses, before, fmt.Sprint(manyCalls, " calls"))
}
