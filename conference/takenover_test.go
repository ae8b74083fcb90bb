package conference_test

import (
	"testing"

	"veche/conference"
	"veche/conference/conferencetest"
)

// Who was called and has passed the call on keeps the seat, though the call that brought
// him is over; the page, or leg, that lost it gives up nothing.
func TestACalledSeatIsTakenOver(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	_, order := c.call("owner", "#sip:bob@host")
	before := &conferencetest.Page{}
	res, err := c.Answer(t, order, before)
	c.ok(err)
	id := res.Entered.You.ID
	after := &conferencetest.Page{}
	_, res, err = c.Join(t.Context(), conferencetest.Door(c.def.CID), conference.JoinRequest{
		Kind: "sip", Name: "Eve", Page: after, Resume: res.Entered.You.Resume, Media: conference.MediaState{Microphone: true},
	})
	c.ok(err)
	if res.Entered == nil || res.Entered.You.ID != id {
		t.Fatalf("got %+v", res)
	}
	refused(t, c.progress(order, conference.CallFailed, "hung_up"), "call_over")
	c.conf.LeaveBy(t.Context(), before)
	c.ids["bob"] = id
	if p := c.person("bob"); p.Name != "bob" || p.Camera {
		t.Errorf("there is %+v", p)
	}
	c.conf.LeaveBy(t.Context(), after)
	if live := c.overview(); len(live.Participants) != 1 {
		t.Errorf("left are %+v", live.Participants)
	}
}
