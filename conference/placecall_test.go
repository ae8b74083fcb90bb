package conference_test

import (
	"testing"
	"testing/synctest"
	"time"

	"veche/conference"
	"veche/conference/conferencetest"
)

// F7: who calls meets whom he calls, and nobody else, in a conference of the two.
func TestACallBetweenTwo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := conferencetest.NewHouse(t, "anna", "boris", "vera")
		ctx := t.Context()
		page := &conferencetest.Page{}
		defer h.Listen("boris", page)()
		placed, err := h.PlaceCall(ctx, h.People["anna"], conference.Placing{Text: "Boris"})
		must(t, err)
		rings := page.Rings()
		if len(rings) != 1 || rings[0].ID != placed.Ring.ID || rings[0].By != "anna" || rings[0].Busy {
			t.Fatalf("got %+v", rings)
		}
		c, snap, _ := h.Enter(t, placed.CID, "anna")
		if !snap.Conference.Call || snap.You.Role != "owner" || len(snap.Rings) != 1 {
			t.Errorf("got %+v", snap)
		}
		if h.PresenceOf("anna") != conference.Busy || h.PresenceOf("boris") != conference.Present || h.PresenceOf("vera") != conference.Away {
			t.Error("others do not see who can be called")
		}
		cid, err := h.AnswerRing(ctx, placed.Ring.ID, "boris", true)
		must(t, err)
		_, snap, called := h.Enter(t, cid, "boris")
		time.Sleep(time.Hour) // as long as they like
		if _, err := c.Info(ctx); err != nil {
			t.Fatal(err)
		}
		must(t, c.Leave(ctx, snap.You.ID))
		<-c.Ended() // it is over for the other, too
		_ = called
		synctest.Wait()
		if got := h.PresenceOf("anna"); got != conference.Away {
			t.Errorf("got %s", got)
		}
	})
}

func TestACallIsOverWhenTheCallerHangsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := conferencetest.NewHouse(t, "anna", "boris")
		page := &conferencetest.Page{}
		defer h.Listen("boris", page)()
		placed, err := h.PlaceCall(t.Context(), h.People["anna"], conference.Placing{Text: "boris"})
		must(t, err)
		c, snap, _ := h.Enter(t, placed.CID, "anna")
		must(t, c.Leave(t.Context(), snap.You.ID))
		<-c.Ended()
		if len(page.Rings()) != 0 {
			t.Error("it rings on")
		}
	})
}

// With a third it is a conference: nobody ends it by leaving.
func TestACallWithAThirdGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := conferencetest.NewHouse(t, "anna", "boris", "vera")
		ctx := t.Context()
		for _, who := range []string{"boris", "vera"} {
			defer h.Listen(who, &conferencetest.Page{})()
		}
		placed, err := h.PlaceCall(ctx, h.People["anna"], conference.Placing{Text: "boris"})
		must(t, err)
		c, anna, _ := h.Enter(t, placed.CID, "anna")
		_, boris, _ := h.Enter(t, placed.CID, "boris")
		_, err = c.Invite(ctx, conference.Actor{Participant: anna.You.ID}, h.People["vera"])
		must(t, err)
		h.Enter(t, placed.CID, "vera")
		must(t, c.Leave(ctx, anna.You.ID))
		must(t, c.Leave(ctx, boris.You.ID))
		time.Sleep(time.Minute)
		if _, err := c.Info(ctx); err != nil {
			t.Error(err)
		}
	})
}

// A meeting with one contact (ND1) does not end because he leaves.
func TestAMeetingAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := conferencetest.NewHouse(t, "anna", "boris")
		ctx := t.Context()
		h.People["anna"].Rights["create_conference"] = true // E3
		placed, err := h.PlaceCall(ctx, h.People["anna"], conference.Placing{Text: "boris", Meeting: true})
		must(t, err)
		if placed.Ring.State != conference.RingUnreachable {
			t.Errorf("got %+v", placed.Ring)
		}
		c, _, _ := h.Enter(t, placed.CID, "anna")
		_, boris, _ := h.Enter(t, placed.CID, "boris")
		must(t, c.Leave(ctx, boris.You.ID))
		time.Sleep(time.Minute)
		if i, err := c.Info(ctx); err != nil || i.Call {
			t.Errorf("got %+v, %v", i, err)
		}
	})
}

func TestWhoMayCallWhom(t *testing.T) {
	h := conferencetest.NewHouse(t, "anna", "boris", "vera")
	h.Outside = &conferencetest.Outside{}
	vera := h.People["vera"] // E2, E3 off
	vera.Rights = map[string]bool{}
	for name, c := range map[string]struct {
		who     conference.Person
		placing conference.Placing
		code    string
	}{
		"a person":                           {h.People["anna"], conference.Placing{Text: "boris"}, ""},
		"a terminal":                         {h.People["anna"], conference.Placing{Text: "#sip:@192.0.2.7;1234"}, ""},
		"a camera":                           {h.People["anna"], conference.Placing{Text: "rtsp://a:b@192.0.2.7/1"}, ""},
		"a conference":                       {h.People["anna"], conference.Placing{Text: `\c\6916197055`}, ""},
		"a link of this server":              {vera, conference.Placing{Text: "https://video.company.com/c/6916197055"}, ""},
		"nobody":                             {h.People["anna"], conference.Placing{Text: "nobody"}, "not_found"},
		"oneself":                            {h.People["anna"], conference.Placing{Text: "anna"}, "call_self"},
		"nonsense":                           {h.People["anna"], conference.Placing{Text: "#sip:"}, "dial_no_user"},
		"another server":                     {h.People["anna"], conference.Placing{Text: "boris@other.example"}, "not_available_here"},
		"a telephone that costs":             {h.People["anna"], conference.Placing{Text: "#tel:501"}, "number_barred"},
		"without the right to call":          {vera, conference.Placing{Text: "boris"}, "no_right_call"},
		"without the right to make meetings": {vera, conference.Placing{Text: "boris", Meeting: true}, "no_right_create"},
	} {
		t.Run(name, func(t *testing.T) {
			placed, err := h.PlaceCall(t.Context(), c.who, c.placing)
			if c.code != "" {
				if got := conference.CodeOf(err); got != c.code {
					t.Errorf("got %q, %v", got, err)
				}
				return
			}
			if err != nil || placed.CID == "" {
				t.Errorf("got %+v, %v", placed, err)
			}
		})
	}
	if order := h.Outside.Last(t); order.From != "anna" && order.From != h.People["anna"].Name {
		t.Errorf("got %+v", order)
	}
}

// Who is in a call is told so to who calls, and rings quietly.
func TestACallToSomebodyInACall(t *testing.T) {
	h := conferencetest.NewHouse(t, "anna", "boris", "vera")
	ctx := t.Context()
	page := &conferencetest.Page{}
	defer h.Listen("boris", page)()
	first, err := h.PlaceCall(ctx, h.People["boris"], conference.Placing{Text: "vera"})
	must(t, err)
	h.Enter(t, first.CID, "boris")
	second, err := h.PlaceCall(ctx, h.People["anna"], conference.Placing{Text: "boris"})
	must(t, err)
	if rings := page.Rings(); len(rings) != 1 || !rings[0].Busy {
		t.Errorf("got %+v", rings)
	}
	c, snap, _ := h.Enter(t, second.CID, "anna")
	if len(snap.Rings) != 1 || !snap.Rings[0].Busy {
		t.Errorf("got %+v", snap.Rings)
	}
	_, err = h.AnswerRing(ctx, second.Ring.ID, "boris", false)
	must(t, err)
	live, err := c.Overview(ctx)
	must(t, err)
	if live.Rings[0].State != conference.RingDeclined {
		t.Errorf("got %+v", live.Rings)
	}
}

// looker remembers whose presence has changed.
type looker chan string

func (l looker) PresenceChanged(login string) { l <- login }

func TestPresenceIsToldToWhoLooks(t *testing.T) {
	h := conferencetest.NewHouse(t, "anna", "boris")
	told := make(looker, 10)
	stop := h.LookAt("boris", told)
	page := &conferencetest.Page{}
	quiet := h.Listen("boris", page)
	second := h.Listen("boris", &conferencetest.Page{}) // nothing new
	h.Create(t, "boris", conference.Definition{})
	c, snap, _ := h.Enter(t, "room", "boris")
	must(t, c.Leave(t.Context(), snap.You.ID))
	quiet()
	second()
	if len(told) != 4 {
		t.Errorf("told %d times", len(told))
	}
	stop()
	h.Listen("boris", page)()
	if len(told) != 4 {
		t.Errorf("told %d times", len(told))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
