package conference_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
	"veche/conference/dial"
	"veche/conference/layout"
)

// game plays random commands on one conference.
type game struct {
	t     *testing.T
	data  []byte
	house *conferencetest.House
	def   conference.Definition
	conf  *conference.Conference

	mu      sync.Mutex
	now     time.Time
	guests  int
	secrets []string
	ids     []conference.ParticipantID
	pages   []*conferencetest.Page
	refused map[string]bool // names of guests who were refused
	rings   []conference.Ring
	log     []string
}

func (g *game) clock() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.now
}

func (g *game) wait(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now = g.now.Add(d)
}

// pick is a number below n; 0 when the data is at its end.
func (g *game) pick(n int) int {
	if len(g.data) == 0 {
		return 0
	}
	b := int(g.data[0])
	g.data = g.data[1:]
	return b % n
}

func (g *game) yes() bool { return g.pick(2) == 1 }

func pickOf[T any](g *game, from []T) T {
	var none T
	if len(from) == 0 {
		return none
	}
	return from[g.pick(len(from))]
}

func (g *game) id() conference.ParticipantID { return pickOf(g, g.ids) }

func (g *game) actor() conference.Actor {
	if g.pick(4) == 0 {
		p := g.house.People[pickOf(g, []string{"owner", "user"})]
		return conference.Actor{Person: &p}
	}
	return conference.Actor{Participant: g.id()}
}

func (g *game) bool() *bool {
	switch g.pick(3) {
	case 0:
		return new(true)
	case 1:
		return new(false)
	}
	return nil
}

var logins = []string{"owner", "mod", "invited", "operator", "user", "barred", "guest", "guest", "guest"}

func (g *game) join() error {
	who := pickOf(g, logins)
	if who == "guest" {
		g.guests++
		who = fmt.Sprintf("Guest %d", g.guests)
	}
	page := &conferencetest.Page{}
	r := g.house.Request(who, page)
	if g.pick(3) == 0 {
		r.Resume = pickOf(g, g.secrets)
	}
	r.PIN = pickOf(g, []access.PIN{"", "4711", "0815"})
	r.Media = conference.MediaState{Microphone: g.yes(), Camera: g.yes(), Screen: g.yes()}
	c, res, err := g.house.Join(g.t.Context(), conferencetest.Door(pickOf(g, []conference.CID{"room", "room", "room", "none"})), r)
	if err != nil {
		g.refused[r.Name] = true
		return err
	}
	g.conf = c
	g.pages = append(g.pages, page)
	if res.Waiting != nil {
		g.secrets, g.ids = append(g.secrets, res.Resume), append(g.ids, res.Waiting.ID)
		return nil
	}
	g.secrets, g.ids = append(g.secrets, res.Entered.You.Resume), append(g.ids, res.Entered.You.ID)
	if err := conference.SameOnTheWire(res.Entered); err != nil {
		g.t.Error(err)
	}
	return nil
}

// step plays one command; most have the right to fail.
func (g *game) step() error {
	ctx, t := g.t.Context(), g.t
	if g.conf == nil {
		return g.join()
	}
	c, by := g.conf, g.actor
	switch op := g.pick(38); op {
	case 0, 1, 2, 3, 4:
		return g.join()
	case 5:
		if p := pickOf(g, g.pages); p != nil {
			c.Lost(ctx, p)
		}
	case 6:
		return c.Leave(ctx, g.id())
	case 7:
		return c.Mute(ctx, by(), slices.Clone(g.ids[:g.pick(len(g.ids)+1)]), conference.MediaState{Microphone: g.yes(), Camera: g.yes(), Screen: g.yes()})
	case 8:
		return c.Remove(ctx, by(), []conference.ParticipantID{g.id()})
	case 9:
		return c.SetModerator(ctx, by(), g.id(), g.yes())
	case 10:
		return c.Lock(ctx, by(), g.yes())
	case 11:
		return c.Spotlight(ctx, by(), g.id())
	case 12:
		return c.SetMode(ctx, by(), pickOf(g, conference.Modes), g.pick(4))
	case 13:
		return c.Answer(ctx, by(), g.id(), g.yes())
	case 14, 15:
		return c.PodiumSelf(ctx, g.id(), pickOf(g, []string{"ask", "withdraw", "accept", "decline", "leave"}))
	case 16, 17:
		return c.PodiumOf(ctx, by(), g.id(), pickOf(g, []string{"approve", "refuse", "call", "remove", "pin", "unpin"}))
	case 18, 19:
		_, err := c.Send(ctx, g.id(), g.bool(), g.bool(), g.bool())
		return err
	case 20:
		_, err := c.SetDisplay(ctx, g.id(), conference.Display{
			Layout: pickOf(g, []string{"auto", "tiles", "speaker", "corner", "content_right"}), Windows: g.pick(6),
			Page: g.pick(3), Pin: g.id(), Self: g.yes(), Only: pickOf(g, []conference.ParticipantID{"", "", g.id()}),
			Composed: g.pick(3) == 1, Watches: g.pick(4) == 1,
		})
		return err
	case 21:
		var id conference.ParticipantID
		if g.yes() {
			id = g.id()
		}
		_, err := c.Chat(ctx, g.id(), id, "text", &conference.ChatFile{ID: "1", URL: "/file"})
		return err
	case 22:
		return c.Hand(ctx, g.id(), g.yes())
	case 23:
		return c.Admit(ctx, by(), nil)
	case 24:
		return c.RefuseWaiting(ctx, by(), []conference.ParticipantID{g.id()})
	case 25:
		return c.SetWaitingRoom(ctx, by(), g.yes(), pickOf(g, []access.Choice{"", access.ChoiceInvite, access.ChoiceDisconnect}))
	case 26:
		r, err := c.Invite(ctx, by(), g.house.People[pickOf(g, []string{"user", "invited"})])
		g.rings = append(g.rings, r)
		return err
	case 27:
		_, err := g.house.AnswerRing(ctx, pickOf(g, g.rings).ID, "user", g.yes())
		return err
	case 28:
		return g.change()
	case 29:
		g.wait(time.Duration(g.pick(200)) * time.Second)
		c.Tick()
	case 31:
		if g.yes() {
			return c.StopRecording(ctx, by())
		}
		_, err := c.StartRecording(ctx, by())
		return err
	case 32:
		if p := g.house.Media.Room(g.def.ID).Plan().Recording; p != nil {
			c.ReportRecording(conference.RecordingReport{
				Started: p.Started, Code: "disk_full", Free: int64(g.pick(3)), Event: pickOf(g, []conference.RecordingEvent{
					conference.RecordingRuns, conference.RecordingLowDisk, conference.RecordingEnoughDisk, conference.RecordingFailed,
				}),
			})
		}
	case 30:
		c.Report(conference.Speaking{Participant: g.id(), Level: 100}, conference.Speaking{Participant: g.id(), Level: 90})
	case 34, 35, 36, 37:
		return g.outside(by())
	default:
		switch g.pick(4) {
		case 0:
			return g.end()
		case 1:
			g.restart()
		case 2:
			return g.changeLive(by())
		default:
			return c.SetLayout(ctx, by(), layout.Spec{Type: layout.PriorityRight, Windows: 5})
		}
	}
	_ = t
	return nil
}

// dials are whom the game calls.
var dials = []string{"#sip:one@host", "#sip:two@host;12", "rtsp://admin:secret@host/", "#tel:501"}

// outside plays a command about a call to the outside, or what comes of one.
func (g *game) outside(by conference.Actor) error {
	ctx, c := g.t.Context(), g.conf
	order := pickOf(g, g.house.Outside.Orders())
	if n := len(g.house.Outside.Orders()); n > 0 && g.yes() {
		order = g.house.Outside.Orders()[n-1]
	}
	id, _, _ := strings.Cut(string(order.Call), ".")
	switch g.pick(7) {
	case 0, 1:
		t, err := dial.Parse(pickOf(g, dials), dial.Options{})
		if err != nil {
			g.t.Fatal(err)
		}
		_, err = c.Call(ctx, by, t, "")
		return err
	case 2:
		return g.house.CallProgress(ctx, g.def.ID, order.Call, pickOf(g, []conference.CallState{
			conference.CallRinging, conference.CallFailed, conference.CallEnded,
		}), conference.CallReason{Code: "busy"})
	case 3, 4:
		page := &conferencetest.Page{}
		order.Conference = g.def.ID
		res, err := g.house.Answer(g.t, order, page)
		if err != nil || order.Call == "" {
			return err
		}
		g.pages = append(g.pages, page)
		if res.Waiting != nil {
			g.ids = append(g.ids, res.Waiting.ID)
			return nil
		}
		g.ids = append(g.ids, res.Entered.You.ID)
		return nil
	case 5:
		return c.DropCall(ctx, by, conference.CallID(id))
	}
	_, err := c.RetryCall(ctx, by, conference.CallID(id))
	return err
}

func (g *game) end() error {
	owner := g.house.People["owner"]
	err := g.conf.End(g.t.Context(), conference.Actor{Person: &owner})
	if err != nil {
		return err
	}
	<-g.conf.Ended()
	g.conf = nil
	c, err := g.house.Directory.Start(g.t.Context(), g.def.ID)
	if err != nil {
		g.t.Fatal(err)
	}
	g.conf = c
	rules, err := c.Rules(g.t.Context())
	if err != nil {
		g.t.Fatal(err)
	}
	stored, _, _ := g.house.Find(g.t.Context(), string(g.def.ID))
	if rules.Locked || rules.WaitingRoom != stored.WaitingRoom { // J4, K7
		g.t.Errorf("after the end: locked %v, waiting room %v, configured %v", rules.Locked, rules.WaitingRoom, stored.WaitingRoom)
	}
	return nil
}

func (g *game) restart() {
	if err := g.house.Close(g.t.Context()); err != nil {
		g.t.Fatal(err)
	}
	g.house.Start(g.t)
	g.conf, _ = g.house.Live(g.def.ID)
}

func (g *game) change() error {
	_, err := g.house.Change(g.t.Context(), string(g.def.ID), 0, func(d *conference.Definition) error {
		switch g.pick(9) {
		case 8:
			d.Layout = g.layout()
		case 7:
			d.Recording = conference.RecordingRules{
				Automatic: g.yes(), Layout: pickOf(g, []layout.Type{"", layout.Corner, layout.ContentBottom}),
			}
		case 0:
			d.PIN = pickOf(g, []access.PIN{"", "4711"})
		case 1:
			d.MaxSpeakers = 1 + g.pick(3)
		case 2:
			d.Guests.SeePeople, d.Guests.SendAudio, d.Guests.ShareContent = g.yes(), g.yes(), g.yes()
		case 3:
			d.WaitingRoom = g.yes()
		case 4:
			d.Mode = pickOf(g, conference.Modes)
		case 5:
			d.Invited = []conference.Invited{{Login: "mod", Moderator: g.yes()}, {Login: "invited"}}
		case 6:
			d.MaxParticipants, d.GuestLimit = g.pick(8), g.pick(5)
		}
		return nil
	})
	return err
}

func (g *game) layout() layout.Arrangements {
	one := func() layout.Arrangement {
		a := layout.Arrangement{Manual: g.yes(), Spec: layout.Spec{
			Type: pickOf(g, layout.Types()), Windows: 3 + g.pick(3), Content: g.yes(),
		}}
		for _, login := range []string{"mod", "owner", "invited"} {
			if g.yes() {
				a.Seats = append(a.Seats, layout.Seat{Login: login})
			}
		}
		return a
	}
	a := layout.Arrangements{Arrangement: one(), Fixed: g.yes()}
	if g.yes() {
		a.Browsers = new(one())
	}
	if g.yes() {
		a.Individual = []layout.Individual{{Of: layout.Seat{Login: "owner"}, Arrangement: one()}}
	}
	return a
}

func (g *game) changeLive(by conference.Actor) error {
	ch := conference.LiveChange{
		Locked: g.bool(), WaitingRoom: g.bool(), Remaining: pickOf(g, []access.Choice{"", access.ChoiceInvite, access.ChoiceDisconnect}),
		Mode: pickOf(g, append([]conference.Mode{""}, conference.Modes...)), MaxSpeakers: g.pick(4),
	}
	if g.yes() {
		ch.PIN = new(pickOf(g, []string{"", "4711"}))
	}
	if g.yes() {
		ch.Spotlight = new(g.id())
	}
	if g.yes() {
		ch.Layout = &layout.Spec{Type: layout.PriorityRight, Windows: 5}
	}
	return g.house.ChangeLive(g.t.Context(), g.def.ID, by, ch)
}

func (g *game) check() {
	if g.conf == nil {
		return
	}
	if broken := g.conf.Broken(); broken != nil {
		g.t.Fatalf("after %v:\n%v", g.log, broken)
	}
	over, err := g.conf.Overview(g.t.Context())
	if err != nil {
		return
	}
	for _, p := range over.Participants {
		if p.Login == "barred" {
			g.t.Fatal("D6: inside without permission to take part")
		}
		if p.Kind == access.KindGuest && g.refused[p.Name] {
			g.t.Fatalf("%s was refused and is inside", p.Name)
		}
	}
	if err := conference.SameOnTheWire(over); err != nil {
		g.t.Fatal(err)
	}
	plan := g.house.Media.Room(g.def.ID).Plan()
	if err := conference.SameOnTheWire(plan); err != nil {
		g.t.Fatal(err)
	}
	composed := plan.Recording != nil
	for _, v := range plan.Views {
		composed = composed || v.Composed
	}
	if (over.Conference.Recording != nil) != (plan.Recording != nil) || composed != (plan.Marks != nil) {
		g.t.Fatalf("recording %+v, plan %+v", over.Conference.Recording, plan)
	}
}

func play(t *testing.T, data []byte) {
	g := &game{t: t, data: data, refused: make(map[string]bool), now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	g.house = conferencetest.NewHouseAt(t, g.clock, "owner", "mod", "invited", "operator", "user", "barred")
	g.house.Permitted = true
	barred := g.house.People["barred"]
	barred.Participation.Kind, barred.Operator = access.Never, true
	g.house.People["barred"] = barred
	g.house.Outside = &conferencetest.Outside{}
	op := g.house.People["operator"]
	op.Operator = true
	g.house.People["operator"] = op
	g.def = g.house.Create(t, "owner", conference.Definition{
		Access: conference.Public, Guests: conference.AllowGuestsAll(), MaxSpeakers: 2,
		Mode: pickOf(g, conference.Modes), WaitingRoom: g.yes(),
		Invited: []conference.Invited{{Login: "mod", Moderator: true}, {Login: "invited"}, {Dial: "#sip:@10.0.0.7"}},
	})
	for n := 0; len(g.data) > 0 && n < 400; n++ {
		err := g.step()
		if err != nil && conference.KindOf(err) == "" {
			t.Fatalf("an internal error: %v", err)
		}
		g.check()
	}
	for _, e := range g.house.Archive.All(g.def.ID) {
		if err := conference.SameOnTheWire(e); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzCommands(f *testing.F) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		data := make([]byte, 200+random.IntN(1200))
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		f.Add(data)
	}
	f.Fuzz(play)
}
