package sdp

import (
	"testing"
)

// The table of RFC 3264, section 6.1, and of section 8.4 for hold, with the old way
// of zeros. What we want stands in the second column.
func TestDirectionsOfAnAnswer(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		offered string
		wanted  Direction
		want    Direction
		held    bool
	}{
		{"", SendRecv, SendRecv, false},
		{"a=sendrecv", SendRecv, SendRecv, false},
		{"a=sendrecv", SendOnly, SendOnly, false},
		{"a=sendrecv", RecvOnly, RecvOnly, false},
		{"a=sendrecv", Inactive, Inactive, false},
		{"a=sendonly", SendRecv, RecvOnly, true}, // lesson 20
		{"a=sendonly", SendOnly, Inactive, true}, // both hold
		{"a=sendonly", RecvOnly, RecvOnly, true},
		{"a=sendonly", Inactive, Inactive, true},
		{"a=recvonly", SendRecv, SendOnly, false},
		{"a=recvonly", SendOnly, SendOnly, false},
		{"a=recvonly", RecvOnly, Inactive, false},
		{"a=inactive", SendRecv, Inactive, true},
		{"a=inactive", SendOnly, Inactive, true},
		{"c=IN IP4 0.0.0.0", SendRecv, RecvOnly, true},
		{"c=IN IP4 0.0.0.0\r\na=sendrecv", SendOnly, Inactive, true},
		{"c=IN IP4 0.0.0.0\r\na=inactive", SendRecv, Inactive, true},
		{"c=IN IP4 0.0.0.0\r\na=recvonly", SendRecv, Inactive, true},
		{"c=IN IP6 ::", SendRecv, RecvOnly, true},
		{"b=AS:0", SendRecv, RecvOnly, true},
		{"a=SendOnly", SendRecv, RecvOnly, true},
	} {
		w := sound(pcma)
		w.Direction = row.wanted
		_, text, agreed := answered(t, local(w), "m=audio 4000 RTP/AVP 8", row.offered)
		if got := agreed.Lines[0].Direction; got != row.want || agreed.Held != row.held || agreed.Lines[0].Held != row.held {
			t.Errorf("%q, we want %s: got %s, held %v", row.offered, row.wanted, got, agreed.Held)
		}
		wantLines(t, text, "a="+row.want.String(), "a="+row.want.String())
		wantLines(t, text, "c=", "c=IN IP4 192.0.2.1") // never zeros
	}
}

// What we want in an offer and what comes back.
func TestDirectionsOfAnAcceptedAnswer(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		offered  Direction
		answered string
		want     Direction
		held     bool
	}{
		{SendRecv, "a=sendrecv", SendRecv, false},
		{SendRecv, "", SendRecv, false},
		{SendRecv, "a=recvonly", SendOnly, false},
		{SendRecv, "a=sendonly", RecvOnly, true},
		{SendRecv, "a=inactive", Inactive, true},
		{SendOnly, "a=recvonly", SendOnly, false},
		{SendOnly, "a=sendrecv", SendOnly, false}, // more than it may: not believed
		{SendOnly, "a=inactive", Inactive, true},
		{Inactive, "a=sendrecv", Inactive, false},
		{SendRecv, "c=IN IP4 0.0.0.0", RecvOnly, true},
	} {
		w := sound(pcma)
		w.Direction = row.offered
		_, agreed := accepted(t, local(w), "m=audio 4000 RTP/AVP 8", row.answered)
		if got := agreed.Lines[0].Direction; got != row.want || agreed.Held != row.held {
			t.Errorf("%s, %q: got %s, held %v", row.offered, row.answered, got, agreed.Held)
		}
	}
}

func TestASessionsDirectionHoldsForLinesThatSayNothing(t *testing.T) {
	t.Parallel()
	_, _, agreed := answered(t, local(sound(pcma), picture(vp8)), "a=sendonly",
		"m=audio 4000 RTP/AVP 8", "m=video 4002 RTP/AVP 96", "a=rtpmap:96 VP8/90000", "a=sendrecv")
	if agreed.Lines[0].Direction != RecvOnly || agreed.Lines[1].Direction != SendRecv {
		t.Errorf("got %s and %s", agreed.Lines[0].Direction, agreed.Lines[1].Direction)
	}
}

func TestHoldAndResume(t *testing.T) {
	t.Parallel()
	n, _, _ := answered(t, local(sound(pcma)), "m=audio 4000 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000")
	for _, step := range []struct {
		lines []string
		want  Direction
		held  bool
	}{
		{[]string{"m=audio 4000 RTP/AVP 8", "c=IN IP4 0.0.0.0"}, RecvOnly, true},
		{[]string{"m=audio 4000 RTP/AVP 8"}, SendRecv, false}, // lesson 20: nothing of the zeros is left
		{[]string{"m=audio 4000 RTP/AVP 8", "a=inactive"}, Inactive, true},
		{[]string{"m=audio 4000 RTP/AVP 8", "a=sendrecv"}, SendRecv, false},
	} {
		_, agreed, err := n.Answer(described(step.lines...), local(sound(pcma)))
		if err != nil {
			t.Fatal(err)
		}
		l := agreed.Lines[0]
		if l.Direction != step.want || agreed.Held != step.held {
			t.Errorf("%q: got %s, held %v", step.lines, l.Direction, agreed.Held)
		}
		if !step.held && l.Remote.String() != "198.51.100.7:4000" {
			t.Errorf("%q: sends to %s", step.lines, l.Remote)
		}
	}
}

func TestOurHoldAndResume(t *testing.T) {
	t.Parallel()
	n, _ := accepted(t, local(sound(pcma)), "m=audio 4000 RTP/AVP 8")
	w := sound(pcma)
	w.Direction = SendOnly
	offer := string(n.Offer(local(w)))
	wantLines(t, offer, "a=send", "a=sendonly")
	if agreed, err := n.Accept(described("m=audio 4000 RTP/AVP 8", "a=recvonly")); err != nil || agreed.Held || agreed.Lines[0].Direction != SendOnly {
		t.Errorf("held: %+v, %v", agreed, err)
	}
	wantLines(t, string(n.Offer(local(sound(pcma)))), "a=send", "a=sendrecv")
}
