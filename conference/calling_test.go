package conference_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
	"veche/conference/dial"
)

// calling is a meeting from which people outside are called.
type calling struct {
	*meeting
	out *conferencetest.Outside
}

func newCalling(t testing.TB, def conference.Definition, logins ...string) *calling {
	t.Helper()
	m := newMeeting(t, def, logins...)
	m.Outside = &conferencetest.Outside{}
	return &calling{m, m.Outside}
}

func (c *calling) target(text string) dial.Target {
	c.t.Helper()
	target, err := c.ParseDial(text, "dial")
	if err != nil {
		c.t.Fatal(text, err)
	}
	return target
}

// call has who call text, and returns the order that goes out.
func (c *calling) call(who, text string) (conference.Call, conference.CallOrder) {
	c.t.Helper()
	k, err := c.conf.Call(c.t.Context(), c.by(who), c.target(text), "")
	c.ok(err)
	return k, c.out.Last(c.t)
}

// answer is the far end of order picking up; it must be let in.
func (c *calling) answer(order conference.CallOrder) (conference.ParticipantID, *conferencetest.Page) {
	c.t.Helper()
	page := &conferencetest.Page{}
	res, err := c.Answer(c.t, order, page)
	c.ok(err)
	if res.Entered == nil {
		c.t.Fatal("it has to wait")
	}
	return res.Entered.You.ID, page
}

func (c *calling) progress(order conference.CallOrder, to conference.CallState, code string) error {
	return c.CallProgress(c.t.Context(), order.Conference, order.Call, to, conference.CallReason{Code: code})
}

// listed is the call of moderators' lists called id.
func (c *calling) listed(id conference.CallID) conference.Call {
	c.t.Helper()
	for _, k := range c.overview().Calls {
		if k.ID == id {
			return k
		}
	}
	c.t.Fatalf("there is no call %s", id)
	return conference.Call{}
}

func reason(k conference.Call) string {
	if k.Reason == nil {
		return ""
	}
	return k.Reason.Code
}

func TestACalledTerminalIsInsideAsSoonAsItAnswers(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{
		PIN: "756910", WaitingRoom: true, Invited: []conference.Invited{{Login: "user"}},
	}, "user")
	c.enter("owner")
	_, err := c.join("user", pin("756910"))
	c.ok(err)
	c.ok(c.conf.Lock(t.Context(), c.by("owner"), true))
	c.pages["user"].Take()
	c.pages["owner"].Take()

	k, order := c.call("owner", "#sip:bob@127.0.0.1:15070;transport=tcp,12")
	if k.State != conference.CallDialling || k.Tries != 1 || k.By.Name != "Name of owner" || k.Name != "bob" || k.Kind != dial.SIP {
		t.Errorf("%+v", k)
	}
	if order.Conference != c.def.ID || order.Target != c.target("#sip:bob@127.0.0.1:15070;transport=tcp,12") || order.From != "Name of owner" {
		t.Errorf("%+v", order)
	}
	if strings.Contains(k.Dial, "12,") || !strings.HasSuffix(k.Dial, ",…") {
		t.Errorf("%s shows what is dialled afterwards", k.Dial)
	}
	c.ok(c.progress(order, conference.CallRinging, ""))
	id, _ := c.answer(order) // H8: neither PIN nor waiting room nor lock
	if k = c.listed(k.ID); k.State != conference.CallAnswered || k.Participant != id {
		t.Errorf("%+v", k)
	}
	c.ids["bob"] = id
	if p := c.person("bob"); p.Name != "bob" || p.Kind != access.KindSIP || p.Call != k.ID || !p.Microphone {
		t.Errorf("%+v", p)
	}
	same(t, "the owner is told", typesOf(events(c.pages["owner"])), "call.changed", "call.changed", "participant.joined", "call.changed")
	same(t, "others are told of the person only", typesOf(events(c.pages["user"])), "participant.joined")
	if bob := c.callsOfUser(t); len(bob) != 0 {
		t.Errorf("others see calls: %v", bob)
	}

	c.ok(c.conf.Leave(t.Context(), id))
	if k = c.listed(k.ID); k.State != conference.CallEnded || reason(k) != "hung_up" || k.Participant != "" {
		t.Errorf("%+v", k)
	}
	c.ok(c.progress(order, conference.CallFailed, "lost")) // said after the participant has left
	if k = c.listed(k.ID); k.State != conference.CallEnded || reason(k) != "lost" {
		t.Errorf("%+v", k)
	}
	_, err = c.Answer(t, order, &conferencetest.Page{})
	refused(t, err, "call_over")
}

// callsOfUser is what the Snapshot of one who does not moderate has of calls.
func (c *calling) callsOfUser(t *testing.T) []conference.Call {
	t.Helper()
	snap, err := c.conf.SnapshotFor(t.Context(), c.id("user"))
	c.ok(err)
	return snap.Calls
}

func typesOf(types []conference.EventType) []string {
	var s []string
	for _, typ := range types {
		s = append(s, string(typ))
	}
	return s
}

// What a far end lets sound before it answers is for who has called it (lesson 22).
func TestWhoHearsACallThatIsNotAnswered(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner", "boris")
	hears := func(when string, order conference.CallOrder, want conference.ParticipantID) {
		t.Helper()
		if got := c.plan().Early[conference.EarlyName(order.Call)]; got != want {
			t.Errorf("%s: %q hears it, want %q", when, got, want)
		}
	}
	k, order := c.call("owner", "#sip:hall@room.example")
	hears("dialled", order, c.id("owner"))
	c.ok(c.progress(order, conference.CallRinging, ""))
	hears("ringing", order, c.id("owner"))
	hall, _ := c.answer(order)
	hears("answered", order, "")
	c.ok(c.conf.Leave(t.Context(), hall))
	c.ok(c.conf.DropCall(t.Context(), c.by("owner"), k.ID))

	k, order = c.call("owner", "#sip:lobby@room.example")
	c.ok(c.conf.DropCall(t.Context(), c.by("owner"), k.ID))
	hears("given up", order, "")

	_, order = c.call("owner", "#sip:desk@room.example")
	c.ok(c.conf.Leave(t.Context(), c.id("owner")))
	hears("who called has left", order, "")
}

func TestOnlyModeratorsWithTheRightCallOutside(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{}, "user", "barred")
	barred := c.People["barred"]
	barred.Rights = map[string]bool{"share_desktop": true}
	c.People["barred"] = barred
	c.enter("owner", "user", "barred", "guest")
	target := c.target("#sip:bob@host")
	try := func(by conference.Actor) error {
		_, err := c.conf.Call(t.Context(), by, target, "")
		return err
	}
	refused(t, try(c.by("user")), "not_moderator")
	refused(t, try(c.by("guest")), "not_moderator")
	for _, who := range []string{"barred", "guest", "user"} {
		c.ok(c.conf.SetModerator(t.Context(), c.by("owner"), c.id(who), true))
	}
	refused(t, try(c.by("barred")), "no_right")
	refused(t, try(conference.Actor{Person: &barred}), "no_right")
	refused(t, try(c.by("guest")), "no_right")
	c.ok(try(c.by("user")))

	refused(t, c.conf.DropCall(t.Context(), conference.Actor{}, "x"), "not_moderator")
	order := c.out.Last(t)
	c.ok(c.progress(order, conference.CallFailed, "busy"))
	id := c.overview().Calls[0].ID
	_, err := c.conf.RetryCall(t.Context(), c.by("guest"), id)
	refused(t, err, "no_right")
	stranger := conferencetest.User("stranger")
	_, err = c.conf.RetryCall(t.Context(), conference.Actor{Person: &stranger}, id)
	refused(t, err, "not_moderator")
}

func TestWhatNobodyServesIsAnsweredSo(t *testing.T) { // P6
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	c.out.Refuse = func(t dial.Target) error {
		if t.Kind == dial.H323 {
			return errors.New("H.323 is switched off.")
		}
		return nil
	}
	for text, want := range map[string]string{
		"#h323:@10.0.0.1":       "Not available here: H.323 is switched off.",
		"james78@other.org":     "Not available here: this server is not connected to others.",
		`\c\1949195144`:         "Not available here: a conference cannot be called into another.",
		`\c\1949195144@o.r#vcs`: "Not available here: this server is not connected to others.",
	} {
		_, err := c.conf.Call(t.Context(), c.by("owner"), c.target(text), "")
		refused(t, err, "not_available_here")
		if err != nil && err.Error() != want {
			t.Errorf("%s: %s", text, err)
		}
	}
	c.Outside = nil
	_, err := c.conf.Call(t.Context(), c.by("owner"), c.target("#sip:bob@host"), "")
	refused(t, err, "not_available_here")
	refused(t, c.Callable(c.target("rtsp://10.0.0.1/")), "not_available_here")
	c.ok(c.Callable(c.target("james78")))
	_, err = c.ParseDial("#sip:bob@", "dial")
	refused(t, err, "dial_no_host")
}

func TestCallsAreGivenUpAndMadeAgain(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	k, first := c.call("owner", "#sip:bob@host")
	again, _ := c.call("owner", "#sip:bob@host")
	if again.ID != k.ID || len(c.out.Orders()) != 1 {
		t.Error("it is called twice at once")
	}
	c.ok(c.progress(first, conference.CallFailed, "busy"))
	if k = c.listed(k.ID); k.State != conference.CallFailed || reason(k) != "busy" || k.Reason.Text == "" {
		t.Errorf("%+v", k)
	}
	if c.out.Cancelled(first.Call) {
		t.Error("what is over was given up")
	}
	k, err := c.conf.RetryCall(t.Context(), c.by("owner"), k.ID)
	c.ok(err)
	second := c.out.Last(t)
	if k.Tries != 2 || k.Reason != nil || second.Call == first.Call {
		t.Errorf("%+v", k)
	}
	refused(t, c.progress(first, conference.CallFailed, "busy"), "call_over") // of the attempt before
	_, err = c.Answer(t, first, &conferencetest.Page{})
	refused(t, err, "call_over")
	refused(t, c.progress(second, conference.CallAnswered, ""), "invalid")

	c.ok(c.conf.DropCall(t.Context(), c.by("owner"), k.ID))
	if !c.out.Cancelled(second.Call) || len(c.overview().Calls) != 0 {
		t.Error("it rings on")
	}
	_, err = c.Answer(t, second, &conferencetest.Page{}) // the answer crosses the cancelling
	refused(t, err, "call_over")
	refused(t, c.conf.DropCall(t.Context(), c.by("owner"), k.ID), "no_call")
}

func TestWhoAnsweredCanBeHungUp(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	k, order := c.call("owner", "#sip:bob@host")
	_, page := c.answer(order)
	_, err := c.conf.Call(t.Context(), c.by("owner"), order.Target, "")
	refused(t, err, "already_here")
	_, err = c.Answer(t, order, &conferencetest.Page{}) // a forked call answers twice
	refused(t, err, "call_over")
	c.ok(c.conf.DropCall(t.Context(), c.by("owner"), k.ID))
	same(t, "it is told", page.Codes(conference.NoticeRemoved), "removed")
	if live := c.overview(); len(live.Calls) != 0 || len(live.Participants) != 1 {
		t.Errorf("%+v", live)
	}

	_, order = c.call("owner", "#sip:bob@host")
	c.answer(order)
	c.ok(c.progress(order, conference.CallEnded, "lost")) // by the far end
	live := c.overview()
	if len(live.Participants) != 1 || reason(live.Calls[0]) != "lost" || live.Calls[0].State != conference.CallEnded {
		t.Errorf("%+v", live)
	}
	id, _ := c.answer(c.again(live.Calls[0].ID))
	c.ok(c.conf.Remove(t.Context(), c.by("owner"), []conference.ParticipantID{id}))
	if n := len(c.overview().Calls); n != 0 {
		t.Errorf("%d calls of somebody removed", n)
	}
}

// again makes call id again and returns the order.
func (c *calling) again(id conference.CallID) conference.CallOrder {
	c.t.Helper()
	_, err := c.conf.RetryCall(c.t.Context(), c.by("owner"), id)
	c.ok(err)
	return c.out.Last(c.t)
}

func TestDevicesOnTheListAreDialledAtTheStartAndWait(t *testing.T) { // G7, H8
	t.Parallel()
	c := newCalling(t, conference.Definition{
		WaitingRoom: true, PIN: "756910",
		Invited: []conference.Invited{{Dial: "#sip:@10.0.0.7;77", Name: "Room 7"}, {Dial: "#tel:501"}, {Dial: "#sip:@10.0.0.7;77"}},
	})
	c.Calls = func() conference.CallPolicy { return conference.CallPolicy{Enabled: true} }
	c.enter("owner")
	calls := c.overview().Calls
	if len(calls) != 2 || calls[0].Name != "Room 7" || calls[0].State != conference.CallDialling || calls[0].By.Name != "" {
		t.Fatalf("%+v", calls)
	}
	if calls[1].State != conference.CallFailed || reason(calls[1]) != "number_barred" {
		t.Errorf("%+v", calls[1])
	}
	order := c.out.Last(t)
	if len(c.out.Orders()) != 1 || order.From != "Meeting" {
		t.Fatalf("%+v", c.out.Orders())
	}
	res, err := c.Answer(t, order, &conferencetest.Page{})
	c.ok(err)
	if res.Waiting == nil || res.Waiting.Name != "Room 7" || res.Waiting.Call != calls[0].ID {
		t.Fatalf("%+v", res)
	}
	c.ok(c.conf.Admit(t.Context(), c.by("owner"), nil))
	k := c.listed(calls[0].ID)
	live := c.overview()
	if k.State != conference.CallAnswered || len(live.Participants) != 2 || k.Participant != live.Participants[1].ID {
		t.Errorf("%+v, %+v", k, live.Participants)
	}
}

func TestADeviceThatWaitsCanBeSentAway(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{WaitingRoom: true, Invited: []conference.Invited{{Dial: "#sip:@10.0.0.7"}, {Dial: "#sip:@10.0.0.8"}}})
	c.enter("owner")
	for _, order := range c.out.Orders() {
		_, err := c.Answer(t, order, &conferencetest.Page{})
		c.ok(err)
	}
	waiting := c.overview().Waiting
	c.ok(c.conf.Leave(t.Context(), waiting[0].ID))
	calls := c.overview().Calls
	if calls[0].State != conference.CallEnded || calls[1].State != conference.CallAnswered {
		t.Errorf("%+v", calls)
	}
	c.ok(c.conf.DropCall(t.Context(), c.by("owner"), calls[1].ID))
	if live := c.overview(); len(live.Waiting) != 0 || len(live.Calls) != 1 {
		t.Errorf("%+v", live)
	}
}

func TestNoDeviceIsDialledForAnOwnerWithoutTheRight(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{Invited: []conference.Invited{{Dial: "#sip:@10.0.0.7"}}})
	owner := c.People["owner"]
	owner.Rights = nil
	c.People["owner"] = owner
	c.enter("owner")
	if calls := c.overview().Calls; len(calls) != 1 || reason(calls[0]) != "not_permitted" || len(c.out.Orders()) != 0 {
		t.Errorf("%+v", calls)
	}
}

func TestDevicesOnTheListAreDialStrings(t *testing.T) {
	t.Parallel()
	house := conferencetest.NewHouse(t, "owner")
	for text, code := range map[string]string{
		"#sip:bob@": "dial_no_host", "james78": "dial_no_device", `\c\1234`: "dial_no_device",
		"rtsp://admin:" + strings.Repeat("a", 100) + "@h/" + strings.Repeat("b", 500): "",
	} {
		_, err := house.Directory.Create(t.Context(), house.People["owner"], conference.Definition{
			Name: "x", Invited: []conference.Invited{{Dial: text}},
		})
		if code == "" && err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if code != "" {
			refused(t, err, code)
		}
	}
	var many []conference.Invited
	for i := range 51 {
		many = append(many, conference.Invited{Dial: fmt.Sprintf("#sip:@10.0.0.%d", i)})
	}
	_, err := house.Directory.Create(t.Context(), house.People["owner"], conference.Definition{Name: "x", Invited: many})
	refused(t, err, "invalid")
}

func TestCallsAreBounded(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	var orders []conference.CallOrder
	for i := range 50 {
		_, order := c.call("owner", fmt.Sprintf("#sip:@10.0.0.%d", i))
		orders = append(orders, order)
	}
	_, err := c.conf.Call(t.Context(), c.by("owner"), c.target("#sip:one@more"), "")
	refused(t, err, "too_many_calls")
	for i := range 300 {
		c.ok(c.progress(orders[len(orders)-1], conference.CallFailed, "busy"))
		_, order := c.call("owner", fmt.Sprintf("#sip:@10.0.1.%d", i%250))
		orders = append(orders, order)
	}
	if n := len(c.overview().Calls); n > 100 {
		t.Errorf("%d calls are kept", n)
	}
}

func TestWhoIsNotLetInAfterAllFails(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	k, order := c.call("owner", "#sip:bob@host")
	c.Limit(new(1))
	_, err := c.Answer(t, order, &conferencetest.Page{})
	refused(t, err, "full")
	if k = c.listed(k.ID); k.State != conference.CallFailed || reason(k) != "refused" || k.Reason.Text != "The conference is full." {
		t.Errorf("%+v %+v", k, k.Reason)
	}
}

func TestTheEndOfAConferenceEndsItsCalls(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	_, ringing := c.call("owner", "#sip:bob@host")
	_, order := c.call("owner", "#sip:eve@host")
	_, page := c.answer(order)
	c.ok(c.conf.End(t.Context(), c.by("owner")))
	<-c.conf.Ended()
	if !c.out.Cancelled(ringing.Call) {
		t.Error("it rings on")
	}
	same(t, "who is inside is told", page.Codes(conference.NoticeRemoved), "ended")
	_, err := c.Answer(t, ringing, &conferencetest.Page{})
	refused(t, err, "ended") // and does not start it anew
	refused(t, c.progress(ringing, conference.CallFailed, "busy"), "ended")
}

func TestAFaultGivesUpCalls(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	_, order := c.call("owner", "#sip:bob@host")
	c.conf.Fault()
	<-c.conf.Ended()
	if !c.out.Cancelled(order.Call) {
		t.Error("it rings on")
	}
}

func TestNobodyRingsForEver(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	house := conferencetest.NewHouseAt(t, func() time.Time { return now }, "owner")
	house.Outside = &conferencetest.Outside{}
	c := &calling{meetingIn(t, house, conference.Definition{}), house.Outside}
	c.enter("owner")
	k, order := c.call("owner", "#sip:bob@host")
	now = now.Add(4 * time.Minute)
	c.conf.Tick()
	if k = c.listed(k.ID); reason(k) != "no_answer" || !c.out.Cancelled(order.Call) {
		t.Errorf("%+v", k)
	}
}

func TestAfterARestartWhoWasInsideIsCalledAgain(t *testing.T) { // P5
	t.Parallel()
	c := newCalling(t, conference.Definition{}, "user")
	c.enter("owner")
	_, order := c.call("owner", "#sip:bob@host;123")
	inside, _ := c.answer(order)
	c.call("owner", "#sip:eve@host")
	ctx := t.Context()
	c.ok(c.Close(ctx))
	c.Start(t)
	conf, ok := c.Live(c.def.ID)
	if !ok {
		t.Fatal("it does not run")
	}
	c.conf = conf
	calls := c.overview().Calls
	if len(calls) != 2 || calls[0].State != conference.CallDialling || calls[0].Tries != 2 || reason(calls[1]) != "restarted" {
		t.Fatalf("%+v", calls)
	}
	again := c.out.Last(t)
	if len(c.out.Orders()) != 3 || again.Target != order.Target {
		t.Fatalf("%+v", again)
	}
	if id, _ := c.answer(again); id != inside {
		t.Errorf("%s has not its seat again", id)
	}
	if live := c.overview(); len(live.Participants) != 2 || live.Participants[1].Link != conference.Online {
		t.Errorf("%+v", live.Participants)
	}
}

func TestAHeldCallIsShownSo(t *testing.T) { // lesson 20
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	_, order := c.call("owner", "#sip:bob@host")
	c.ids["bob"], _ = c.answer(order)
	c.ok(c.conf.SetHold(t.Context(), c.id("bob"), true))
	if !c.person("bob").Hold {
		t.Error("not held")
	}
	c.ok(c.conf.SetHold(t.Context(), c.id("bob"), false))
	if c.person("bob").Hold {
		t.Error("held")
	}
}

func TestDigitsReachOneTerminalOnly(t *testing.T) { // lesson 26
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner", "guest")
	_, order := c.call("owner", "#sip:bob@host")
	id, page := c.answer(order)
	_, other := c.call("owner", "#sip:eve@host")
	_, elsewhere := c.answer(other)
	page.Take()
	c.ok(c.conf.SendDigits(t.Context(), c.by("owner"), id, "12#,5"))
	got := page.Take()
	if len(got) != 1 || got[0].Kind != conference.NoticeDigits || got[0].Digits != "12#,5" {
		t.Errorf("%+v", got)
	}
	for _, p := range []*conferencetest.Page{elsewhere, c.pages["guest"], c.pages["owner"]} {
		for _, n := range p.Take() {
			if n.Kind == conference.NoticeDigits {
				t.Error("others are told")
			}
		}
	}
	for _, e := range c.Archive.All(c.def.ID) {
		if strings.Contains(string(e.Data), "12#") {
			t.Errorf("archived: %s", e.Data)
		}
	}
	refused(t, c.conf.SendDigits(t.Context(), c.by("guest"), id, "1"), "not_moderator")
	refused(t, c.conf.SendDigits(t.Context(), c.by("owner"), c.id("guest"), "1"), "no_keys")
	refused(t, c.conf.SendDigits(t.Context(), c.by("owner"), id, "x"), "digits_invalid")
	refused(t, c.conf.SendDigits(t.Context(), c.by("owner"), id, ""), "digits_invalid")
}

func TestNoEventOfACallHoldsItsSecrets(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	for _, text := range []string{"#sip:@10.0.0.1;864209", "rtsp://admin:864209@10.0.0.1/x?p=864209", "#sip:00123,864209@h"} {
		_, order := c.call("owner", text)
		c.answer(order)
	}
	shown, err := json.Marshal(c.overview())
	c.ok(err)
	for _, e := range c.Archive.All(c.def.ID) {
		shown = append(shown, e.Data...)
	}
	if strings.Contains(string(shown), "864209") {
		t.Errorf("%s", shown)
	}
}
