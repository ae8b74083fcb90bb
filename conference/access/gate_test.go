package access

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"
)

func TestGate(t *testing.T) {
	t.Run("J4 K7 a real end resets lock and waiting room", func(t *testing.T) {
		for _, configured := range []bool{false, true} {
			g := Gate{Locked: true, WaitingRoom: !configured}
			g.Reset(configured)
			if want := (Gate{WaitingRoom: configured}); g != want {
				t.Errorf("got %+v, want %+v", g, want)
			}
		}
	})
	for name, c := range map[string]struct {
		on, to  bool
		waiting int
		choice  Choice
		want    Choice
		err     error
		after   bool
	}{
		"K6 on":                               {false, true, 0, ChoiceNone, ChoiceNone, nil, true},
		"K6 on, with a choice left over":      {false, true, 2, ChoiceInvite, ChoiceNone, nil, true},
		"K6 off, nobody waits":                {true, false, 0, ChoiceNone, ChoiceNone, nil, false},
		"K6 off, nobody waits, choice unused": {true, false, 0, ChoiceInvite, ChoiceNone, nil, false},
		"K6 off needs a choice":               {true, false, 1, ChoiceNone, ChoiceNone, ErrChoiceNeeded, true},
		"K6 off, invite":                      {true, false, 3, ChoiceInvite, ChoiceInvite, nil, false},
		"K6 off, disconnect":                  {true, false, 3, ChoiceDisconnect, ChoiceDisconnect, nil, false},
		"K6 no such choice":                   {true, false, 0, "maybe", ChoiceNone, ErrChoice, true},
		"P3 off already, somebody waits":      {false, false, 1, ChoiceInvite, ChoiceInvite, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := Gate{WaitingRoom: c.on, Locked: true}
			got, err := g.SetWaitingRoom(c.to, c.waiting, c.choice)
			if got != c.want || err != c.err || g.WaitingRoom != c.after || !g.Locked {
				t.Errorf("got %q, %v, %+v", got, err, g)
			}
		})
	}
}

// place is where a person of the model is.
type place int

const (
	outside place = iota
	waiting
	inside
)

// person of the model: who he is, and what the server remembers of him.
type person struct {
	is     Arrival // what the store says
	at     place
	added  bool // by a moderator, in this run
	seat   bool // holds the token of a seat of this run
	lost   bool // connection broken, seat or place kept
	leftAt time.Time
}

// model is the smallest conference that obeys Decide and Gate.
type model struct {
	t       *testing.T
	now     time.Time
	rules   Rules // settings; live values are in gate
	gate    Gate
	people  []*person
	touched map[*person]bool // whom this step may take out of the waiting room
}

func newModel(t *testing.T, public bool) *model {
	t.Helper()
	m := &model{
		t: t, now: noon,
		rules: Rules{Public: public, MaxParticipants: 8, JoinUninvited: !public},
	}
	if public {
		m.rules.GuestLimit = 2
	}
	for _, a := range []Arrival{
		arrivals["owner"], arrivals["operator"], arrivals["moderator"],
		arrivals["own user, invited"], arrivals["own user, not invited"],
		arrivals["federated, invited"], arrivals["federated, not invited"],
		arrivals["registered"], arrivals["guest"], arrivals["guest"], arrivals["guest"],
		arrivals["guest"], arrivals["SIP calls in"], arrivals["H.323, invited, calls in"],
		arrivals["SIP dialled at the start"], arrivals["RTSP opened at the start"],
		permitted(arrivals["owner"], Never), permitted(arrivals["own user, invited"], Temporary),
		permitted(arrivals["SIP calls in"], Temporary), permitted(arrivals["operator"], Permanent),
	} {
		m.people = append(m.people, &person{is: a})
	}
	return m
}

// count counts seats, those kept for reconnecting people included.
func (m *model) count(match func(*person) bool) (n int) {
	for _, p := range m.people {
		if match(p) {
			n++
		}
	}
	return n
}

func isInside(p *person) bool  { return p.at == inside }
func isWaiting(p *person) bool { return p.at == waiting }
func isGuest(p *person) bool   { return p.at == inside && p.is.Kind == KindGuest }

// arrive asks Decide and obeys.
func (m *model) arrive(p *person, pin PIN) {
	if p.at != outside && !p.lost {
		return
	}
	a := p.is
	a.PIN, a.AddedByModerator = pin, p.added
	a.Resuming, a.LeftAt = p.seat, p.leftAt
	a.WasWaiting = p.at == waiting
	r := m.gate.Apply(m.rules)
	r.Participants, r.Guests = m.count(isInside), m.count(isGuest)
	d := Decide(r, a, m.now)
	m.check(r, a, d)
	switch d.Outcome {
	case Enter:
		m.touched[p] = true // allowed only for staff and the added; see check
		p.at, p.seat, p.lost = inside, true, false
	case Wait:
		if p.at == inside {
			m.t.Errorf("%+v: from inside to the waiting room", p.is)
		}
		p.at, p.lost = waiting, false
	case AskPIN, Refuse:
		if p.at == inside {
			m.t.Errorf("%+v: a kept seat was refused: %+v", p.is, d)
		}
	default:
		m.t.Errorf("no such outcome: %+v", d)
	}
}

// check states the rules a second time, each on its own and from the other
// end: what must be true of whoever got this answer.
func (m *model) check(r Rules, a Arrival, d Decision) {
	kept := a.Resuming && m.now.Sub(a.LeftAt) <= SeatKept
	banned := r.ParticipationAsked && a.Account && (a.Participation.Kind == Never ||
		a.Participation.Kind == Temporary && !m.now.Before(a.Participation.Until))
	if banned && !kept { // D6: whoever he is, and whatever he gave
		if d != refuse(ReasonParticipation) {
			m.t.Errorf("%+v: may take part in nothing, and got %+v", a, d)
		}
		return
	}
	if d.Reason == ReasonParticipation {
		m.t.Errorf("%+v: may take part, and was told not", a)
	}
	if (d.Outcome == Refuse) != (d.Reason != "") {
		m.t.Errorf("reason and outcome disagree: %+v", d)
	}
	if d.Outcome == AskPIN && (r.PIN == "" || a.Owner || a.Operator) {
		m.t.Errorf("%+v: asked for a PIN in vain", a)
	}
	if d.Outcome != Enter && (a.Owner || a.Operator || kept) {
		m.t.Errorf("%+v: kept out: %+v", a, d)
	}
	if a.WasWaiting && !a.AddedByModerator && !a.staff() && d.Outcome == Enter {
		m.t.Errorf("%+v: left the waiting room by himself", a)
	}
	if d.Outcome != Enter || kept {
		return
	}
	switch {
	case r.Locked && !a.staff() && !a.AddedByModerator:
		m.t.Errorf("J3: %+v entered under lock", a)
	case !r.Public && a.Kind == KindGuest:
		m.t.Errorf("G2: a guest in an internal conference")
	case r.Participants >= r.MaxParticipants && !a.staff():
		m.t.Errorf("P1: %+v entered a full conference", a)
	case a.Kind == KindGuest && r.GuestLimit > 0 && r.Guests >= r.GuestLimit:
		m.t.Errorf("G16: a guest beyond the limit")
	case r.PIN != "" && a.PIN != r.PIN && !a.Owner && !a.Operator && !a.AddedByModerator && !a.DialledAtStart:
		m.t.Errorf("G11: %+v entered without PIN", a)
	case r.WaitingRoom && a.Kind == KindGuest && !a.AddedByModerator && !a.Resuming:
		m.t.Errorf("H9: a guest passed the waiting room")
	}
}

// step plays one command; what and arg come from the fuzzer.
func (m *model) step(what, arg byte) {
	m.touched = make(map[*person]bool)
	before := make([]place, len(m.people))
	for i, p := range m.people {
		before[i] = p.at
	}
	p := m.people[int(arg)%len(m.people)]
	flag := arg&0x80 != 0
	switch what % 16 {
	case 0, 1:
		m.arrive(p, m.rules.PIN)
	case 2:
		m.arrive(p, "0000")
	case 3: // leaves for good
		m.touched[p] = true
		*p = person{is: p.is, added: p.added}
	case 4: // connection breaks
		if p.at != outside && !p.lost {
			p.lost, p.leftAt = true, m.now
		}
	case 5: // back, PIN remembered or not
		if p.lost {
			m.arrive(p, map[bool]PIN{true: m.rules.PIN}[flag])
		}
	case 6:
		m.gate.Locked = flag
	case 7:
		m.waitingRoom(flag, []Choice{ChoiceNone, ChoiceInvite, ChoiceDisconnect}[arg%3])
	case 8:
		m.rules.PIN = []PIN{"", "756910", "123456"}[arg%3]
	case 9: // admit
		if p.at == waiting {
			m.admit(p)
		}
	case 10: // refuse who waits, remove who is inside
		m.touched[p] = true
		*p = person{is: p.is}
	case 11:
		m.pass(time.Duration(arg) * time.Second)
	case 12: // call somebody by hand
		p.added = true
		m.arrive(p, "")
	case 13:
		c := Categories(m.rules.Public)
		m.rules.Category = c[int(arg)%len(c)]
		m.rules.PINBudgetSpent = flag
		m.rules.ParticipationAsked = arg&0x40 != 0
	case 14:
		m.restart()
	case 15:
		m.end(flag)
	}
	for i, p := range m.people {
		if before[i] == waiting && p.at != waiting && !m.touched[p] {
			m.t.Errorf("%+v left the waiting room without anybody's decision", p.is)
		}
	}
	if n := m.count(isGuest); m.rules.GuestLimit > 0 && n > m.rules.GuestLimit {
		m.t.Errorf("G16: %d guests inside", n)
	}
}

func (m *model) admit(p *person) {
	p.added = true
	wasLost := p.lost
	p.lost = true // decided again, connected or not
	m.arrive(p, "")
	if p.at == waiting {
		p.added, p.lost = false, wasLost // no place, or D6; goes on waiting
	}
}

func (m *model) waitingRoom(on bool, c Choice) {
	was := m.gate
	todo, err := m.gate.SetWaitingRoom(on, m.count(isWaiting), c)
	if err != nil && m.gate != was {
		m.t.Errorf("K6: %v, and yet changed", err)
	}
	for _, p := range m.people {
		if p.at != waiting {
			continue
		}
		switch todo {
		case ChoiceInvite:
			m.admit(p)
		case ChoiceDisconnect:
			m.touched[p] = true
			*p = person{is: p.is}
		}
	}
}

// pass lets time go by; seats of those who stay away are given up.
func (m *model) pass(d time.Duration) {
	m.now = m.now.Add(d)
	for _, p := range m.people {
		if p.at == inside && p.lost && m.now.Sub(p.leftAt) > SeatKept {
			p.at = outside
		}
	}
}

// restart is not an end (P5): the live state comes back as it was kept.
func (m *model) restart() {
	kept, err := json.Marshal(m.gate)
	if err != nil {
		m.t.Fatal(err)
	}
	was := m.gate
	m.gate = Gate{}
	if err := json.Unmarshal(kept, &m.gate); err != nil || m.gate != was {
		m.t.Errorf("P5: got %+v, want %+v, %v", m.gate, was, err)
	}
	for _, p := range m.people {
		if p.at != outside {
			p.lost, p.leftAt = true, m.now
		}
	}
}

func (m *model) end(configured bool) {
	m.gate.Reset(configured)
	for _, p := range m.people {
		m.touched[p] = true
		*p = person{is: p.is}
	}
	if m.gate.Locked || m.gate.WaitingRoom != configured {
		m.t.Errorf("J4, K7: %+v after the end", m.gate)
	}
}

// FuzzGate plays random commands and checks after each that nobody is inside
// who was refused and nobody stops waiting by himself.
func FuzzGate(f *testing.F) {
	f.Add(true, []byte{7, 0x80, 0, 8, 0, 9, 6, 0x80, 0, 4, 9, 8, 4, 8, 5, 0x88, 15, 0x80})
	f.Add(true, []byte{8, 1, 0, 8, 2, 9, 13, 0x80, 0, 9, 7, 1, 11, 200, 14, 0, 5, 0x89})
	f.Add(false, []byte{0, 3, 0, 4, 0, 8, 7, 0x81, 0, 4, 12, 4, 10, 4, 0, 4})
	f.Add(true, []byte{0, 8, 4, 8, 0, 9, 0, 10, 0, 11, 11, 255, 5, 8, 12, 11, 7, 0x80, 0, 8, 7, 1})
	f.Fuzz(func(t *testing.T, public bool, commands []byte) {
		m := newModel(t, public)
		for i := 0; i+1 < len(commands) && i < 4096; i += 2 {
			m.step(commands[i], commands[i+1])
		}
		m.step(15, 0x80)
	})
}

// The same with fixed seeds, so that every test run plays long sequences.
func TestGateHoldsThroughRandomCommands(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 0))
		m := newModel(t, seed%2 == 0)
		for range 500 {
			m.step(byte(random.Uint32()), byte(random.Uint32()))
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
