package conference_test

import (
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/camera"
	"veche/conference/conferencetest"
)

const hall = "rtsp://admin:secret9@10.0.0.7:8554/live?channel=1"

// watch has the owner call a camera, which is there at once.
func (c *calling) watch(who, text string) *conferencetest.Page {
	c.t.Helper()
	_, order := c.call("owner", text)
	id, page := c.answer(order)
	c.ids[who] = id
	return page
}

// does tells how a camera does.
func (c *calling) does(who string, state camera.State, since time.Time) {
	c.t.Helper()
	c.ok(c.conf.SetCamera(c.t.Context(), c.id(who), camera.Status{State: state, Since: since}))
}

func TestACameraTakesPartAtOnceAndShowsHowItDoes(t *testing.T) { // H8
	t.Parallel()
	c := newCalling(t, conference.Definition{PIN: "756910", WaitingRoom: true, CameraOff: true}, "user")
	c.enter("owner")
	c.ok(c.conf.Lock(t.Context(), c.by("owner"), true))
	c.watch("hall", hall)
	p := c.person("hall")
	if p.Kind != access.KindRTSP || p.Name != "10.0.0.7" || !p.Microphone || !p.Camera || p.CameraState == nil || p.CameraState.State != camera.Connecting {
		t.Errorf("%+v %+v", p, p.CameraState)
	}
	c.pages["owner"].Take()
	since := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	c.does("hall", camera.NoSignal, since)
	if now := c.person("hall").CameraState; *now != (camera.Status{State: camera.NoSignal, Since: since}) {
		t.Errorf("%+v", now)
	}
	same(t, "the change is an event", typesOf(events(c.pages["owner"])), "participant.changed")
	c.does("hall", camera.NoSignal, since)
	same(t, "the same again is none", typesOf(events(c.pages["owner"])))
	err := c.conf.SetCamera(t.Context(), c.id("owner"), camera.Status{State: camera.Live})
	refused(t, err, "no_camera")
}

func TestTheStateOfACameraIsInComposedPictures(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	c.watch("hall", hall)
	_, err := c.conf.SetDisplay(t.Context(), c.id("owner"), conference.Display{Composed: true})
	c.ok(err)
	c.does("hall", camera.Unreachable, time.Now())
	if k := c.plan().Marks[c.id("hall")]; k.Camera == nil || k.Camera.State != camera.Unreachable {
		t.Errorf("%+v", k)
	}
	if k := c.plan().Marks[c.id("owner")]; k.Camera != nil {
		t.Errorf("%+v", k)
	}
}

func TestACameraThatComesAndGoesForEverFillsNoArchive(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	house := conferencetest.NewHouseAt(t, func() time.Time { return now }, "owner")
	house.Outside = &conferencetest.Outside{}
	c := &calling{meetingIn(t, house, conference.Definition{}), house.Outside}
	c.enter("owner")
	c.watch("hall", hall)
	before := len(c.Archive.All(c.def.ID))
	c.pages["owner"].Take()
	for i := range 1000 {
		c.does("hall", []camera.State{camera.NoSignal, camera.Live}[i%2], now.Add(time.Duration(i)))
	}
	if told := events(c.pages["owner"]); len(told) != 1000 {
		t.Errorf("those inside are told of %d changes", len(told))
	}
	if p := c.person("hall"); p.CameraState.State != camera.Live {
		t.Errorf("%+v", p.CameraState)
	}
	c.ok(c.conf.Lock(t.Context(), c.by("owner"), true)) // what was before is archived now
	if n := len(c.Archive.All(c.def.ID)) - before; n > 40 {
		t.Errorf("%d changes are archived", n)
	}
	now = now.Add(2 * time.Hour)
	before = len(c.Archive.All(c.def.ID))
	c.does("hall", camera.NoSignal, now)
	c.ok(c.conf.Lock(t.Context(), c.by("owner"), false))
	if n := len(c.Archive.All(c.def.ID)) - before; n != 2 {
		t.Errorf("later %d changes are archived", n)
	}
}

func TestACameraDecidesNothing(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{Mode: conference.ManagedSelector, MaxSpeakers: 2}, "user")
	c.enter("owner", "user")
	c.watch("hall", hall)
	ctx, by, hall := t.Context(), c.by("owner"), c.id("hall")
	refused(t, c.conf.SetModerator(ctx, by, hall, true), "camera")
	_, err := c.conf.Chat(ctx, c.id("owner"), hall, "hello", nil)
	refused(t, err, "no_reader")
	_, err = c.conf.Chat(ctx, hall, "", "hello", nil)
	refused(t, err, "not_permitted")
	c.ok(c.conf.PodiumOf(ctx, by, hall, "call")) // nobody is there to accept
	if p := c.person("hall"); p.Podium != conference.OnPodium {
		t.Errorf("%+v", p)
	}
	same(t, "the listener sees", c.sees("user"), "owner", "hall")
	c.ok(c.conf.Rename(ctx, by, hall, "The hall"))
	if p := c.person("hall"); p.Name != "The hall" {
		t.Errorf("%+v", p)
	}
}

func TestModeratorsSwitchACameraOffAndOn(t *testing.T) { // I12
	t.Parallel()
	c := newCalling(t, conference.Definition{MicOff: true}, "user")
	c.enter("owner", "user")
	c.watch("hall", hall)
	ctx, by, hall := t.Context(), c.by("owner"), c.id("hall")
	is := func(microphone, picture bool) {
		t.Helper()
		if s := c.plan().Sends[hall]; s != (conference.Sends{Microphone: microphone, Camera: picture}) {
			t.Errorf("%+v is let in", s)
		}
	}
	is(false, true) // G14
	c.ok(c.conf.AskMedia(ctx, by, hall, "microphone"))
	is(true, true)
	c.ok(c.conf.Mute(ctx, by, []conference.ParticipantID{hall}, conference.MediaState{Microphone: true, Camera: true}))
	is(false, false)
	on := conference.MediaState{Microphone: true, Camera: true}
	c.ok(c.conf.ChangeParticipant(ctx, by, hall, conference.ParticipantChange{On: on}))
	is(true, true)
	refused(t, c.conf.ChangeParticipant(ctx, by, c.id("user"), conference.ParticipantChange{On: on}), "only_off")
	refused(t, c.conf.ChangeParticipant(ctx, by, hall, conference.ParticipantChange{On: conference.MediaState{Screen: true}}), "only_off")
	refused(t, c.conf.AskMedia(ctx, c.by("user"), hall, "microphone"), "not_moderator")
}

func TestACameraOnTheListWaitsForAModerator(t *testing.T) { // H2, H8, H9
	t.Parallel()
	for category, waits := range map[access.Category]bool{
		access.CategoryAll: true, access.CategoryUnplanned: true, access.CategoryOtherServers: true, access.CategoryGuests: false,
	} {
		c := newCalling(t, conference.Definition{
			WaitingRoom: true, WaitingCategory: category, Invited: []conference.Invited{{Dial: hall, Name: "Hall"}},
		})
		c.enter("owner")
		page := &conferencetest.Page{}
		res, err := c.Answer(t, c.out.Last(t), page)
		c.ok(err)
		if (res.Waiting != nil) != waits {
			t.Errorf("%s: %+v", category, res)
		}
		if !waits {
			continue
		}
		c.ok(c.conf.Admit(t.Context(), c.by("owner"), nil))
		p := c.overview().Participants[1]
		if p.Name != "Hall" || p.CameraState == nil || p.CameraState.State != camera.Connecting {
			t.Errorf("%s: %+v", category, p)
		}
	}
}

func TestACameraComesBackToItsSeatAfterARestart(t *testing.T) { // P5
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	c.watch("hall", hall)
	before := c.id("hall")
	c.ok(c.conf.Rename(t.Context(), c.by("owner"), before, "The hall"))
	c.ok(c.conf.Mute(t.Context(), c.by("owner"), []conference.ParticipantID{before}, conference.MediaState{Microphone: true}))
	c.does("hall", camera.Live, time.Now())
	c.ok(c.Close(t.Context()))
	c.Start(t)
	c.conf, _ = c.Live(c.def.ID)
	c.overview() // after the first turn
	again := c.out.Last(t)
	if again.Target != c.target(hall) {
		t.Fatalf("%+v", again)
	}
	if id, _ := c.answer(again); id != before {
		t.Errorf("%s has not its seat again", id)
	}
	p := c.person("hall")
	if p.Name != "The hall" || p.Microphone || !p.Camera || p.CameraState.State != camera.Connecting {
		t.Errorf("%+v %+v", p, p.CameraState)
	}
}

func TestACameraWithAnotherPasswordTakesItsOwnSeat(t *testing.T) {
	t.Parallel()
	c := newCalling(t, conference.Definition{})
	c.enter("owner")
	page := c.watch("hall", hall)
	_, err := c.conf.Call(t.Context(), c.by("owner"), c.target(hall), "")
	refused(t, err, "already_here")
	c.does("hall", camera.WrongPassword, time.Now())
	_, order := c.call("owner", "rtsp://admin:right@10.0.0.7:8554/live?channel=1")
	if order.Target.Password != "right" {
		t.Errorf("%+v", order.Target.Redacted())
	}
	if id, _ := c.answer(order); id != c.id("hall") {
		t.Error("the camera is there twice")
	}
	same(t, "who had the seat is told", page.Codes(conference.NoticeRemoved), "replaced")
	if p := c.person("hall"); p.CameraState.State != camera.Connecting {
		t.Errorf("%+v", p.CameraState)
	}
	c.ok(c.conf.Remove(t.Context(), c.by("owner"), []conference.ParticipantID{c.id("hall")}))
	if live := c.overview(); len(live.Participants) != 1 || len(live.Calls) != 0 {
		t.Errorf("%+v", live)
	}
}

func TestCamerasAloneKeepNoConferenceAlive(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	house := conferencetest.NewHouseAt(t, func() time.Time { return now }, "owner")
	house.Outside = &conferencetest.Outside{}
	c := &calling{meetingIn(t, house, conference.Definition{}), house.Outside}
	c.enter("owner")
	page := c.watch("hall", hall)
	c.ok(c.conf.Leave(t.Context(), c.id("owner")))
	c.conf.Tick()
	now = now.Add(6 * time.Minute)
	c.conf.Tick()
	<-c.conf.Ended()
	same(t, "the camera is told", page.Codes(conference.NoticeRemoved), "ended")
}

func TestCamerasHaveASwitchOfTheirOwn(t *testing.T) {
	t.Parallel()
	camera := "rtsp://10.0.0.1/live"
	for name, test := range map[string]struct {
		policy     conference.CallPolicy
		camera, to string // codes of the refusals
	}{
		"both":    {conference.CallPolicy{Enabled: true}, "", ""},
		"calls":   {conference.CallPolicy{Enabled: true, NoCameras: true}, "cameras_off", ""},
		"cameras": {conference.CallPolicy{}, "", "calls_off"},
		"none":    {conference.CallPolicy{NoCameras: true}, "cameras_off", "calls_off"},
	} {
		c := newCalling(t, conference.Definition{})
		c.Calls = func() conference.CallPolicy { return test.policy }
		for text, code := range map[string]string{camera: test.camera, "#sip:bob@10.0.0.2": test.to} {
			switch err := c.Callable(c.target(text)); {
			case code != "":
				refused(t, err, code)
			case err != nil:
				t.Errorf("%s: %s: %v", name, text, err)
			}
		}
	}
}
