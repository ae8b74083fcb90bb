package history

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"veche/conference"
)

// memory keeps everything in maps, encoded as a store does.
type memory struct {
	run   []byte
	stays map[conference.ParticipantID][]byte
	put   map[string]Entry
}

func newMemory() *memory {
	return &memory{stays: map[conference.ParticipantID][]byte{}, put: map[string]Entry{}}
}

func (m *memory) Run() (r Run) {
	_ = json.Unmarshal(m.run, &r) // nothing before the first
	return r
}

func (m *memory) SetRun(r Run) { m.run, _ = json.Marshal(r) }
func (m *memory) DropRun()     { m.run = nil }

func (m *memory) Stay(id conference.ParticipantID) (e Entry, ok bool) {
	raw, ok := m.stays[id]
	_ = json.Unmarshal(raw, &e)
	return e, ok
}

func (m *memory) SetStay(id conference.ParticipantID, e Entry) { m.stays[id], _ = json.Marshal(e) }
func (m *memory) DropStay(id conference.ParticipantID)         { delete(m.stays, id) }
func (m *memory) Stays() []conference.ParticipantID            { return slices.Collect(maps.Keys(m.stays)) }

func (m *memory) Put(e Entry) {
	m.put[fmt.Sprint(e.Login, e.Start.Format(time.RFC3339), e.N)] = e
}

// lines are the entries as text, in order.
func (m *memory) lines() []string {
	lines := []string{}
	for _, e := range m.put {
		line := fmt.Sprintf("%s %s", e.Login, e.Kind)
		if e.Conference != nil {
			line += " in " + e.Conference.Name
		}
		if e.With != nil {
			line += " with " + e.With.Name + e.With.Dial
		}
		if e.Outcome != "" {
			line += " " + e.Outcome
		}
		if e.Ongoing {
			line += " ongoing"
		}
		if e.Spoke > 0 {
			line += " " + e.Spoke.String()
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

const (
	meeting  = `conference.started {"cid":"1234","name":"Plan","owner":"anna"}`
	annaCall = `conference.started {"cid":"1234","name":"Boris","owner":"anna","call":true}`
	rings    = `ring.changed {"ring":{"id":"r","login":"boris","name":"Boris","state":"ringing","from":{"name":"Anna"},"by":"anna"}}`
)

func ringIs(state string) string { return strings.Replace(rings, "ringing", state, 1) }

func comes(id, login string) string {
	return fmt.Sprintf(`participant.joined {"participant":{"id":%q,"login":%q,"name":"x"}}`, id, login)
}

func goes(id string) string { return fmt.Sprintf(`participant.left {"participant":%q}`, id) }

func outside(state string) string {
	return fmt.Sprintf(`call.changed {"call":{"id":"k","kind":"sip","dial":"#sip:8001","name":"Room","state":%q,"by":{"name":"Anna"},"participant":"p9","reason":{"code":"busy"}}}`, state)
}

// D14. Each event comes a minute after the one before.
func TestEntriesFollowFromEvents(t *testing.T) {
	const ended = `conference.ended {}`
	for name, c := range map[string]struct {
		events []string
		want   []string
	}{
		"a stay in a conference": {
			[]string{meeting, comes("p1", "anna"), goes("p1")},
			[]string{"anna conference in Plan 1m0s"},
		},
		"one who is there": {
			[]string{meeting, comes("p1", "anna")},
			[]string{"anna conference in Plan ongoing"},
		},
		"a reconnect is the same stay, coming back another": {
			[]string{meeting, comes("p1", "anna"), `participant.changed {"participant":{"id":"p1","login":"anna"}}`, goes("p1"), comes("p1", "anna"), goes("p1")},
			[]string{"anna conference in Plan 1m0s", "anna conference in Plan 2m0s"},
		},
		"a kept seat counts until the connection was lost": {
			[]string{meeting, comes("p1", "anna"), meeting, `participant.left {"participant":"p1","seen":"2026-03-01T10:01:30Z"}`},
			[]string{"anna conference in Plan 30s"},
		},
		"guests and terminals have no history": {
			[]string{meeting, comes("p1", ""), goes("p1"), outside("dialling"), outside("failed"), ended},
			[]string{},
		},
		"two devices of one person": {
			[]string{meeting, comes("p1", "anna"), comes("p2", "anna"), goes("p1"), ended},
			[]string{"anna conference in Plan 2m0s", "anna conference in Plan 2m0s"},
		},
		"the end closes what is open": {
			[]string{meeting, comes("p1", "anna"), ended},
			[]string{"anna conference in Plan 1m0s"},
		},
		"a later name is that of later stays": {
			[]string{meeting, `conference.changed {"conference":{"cid":"1234","name":"Other"}}`, comes("p1", "anna"), goes("p1")},
			[]string{"anna conference in Other 1m0s"},
		},
		"an invitation that nobody took": {
			[]string{meeting, rings, ringIs("no_answer")},
			[]string{"boris missed in Plan with Anna no_answer"},
		},
		"an invitation to somebody away": {
			[]string{meeting, ringIs("unreachable")},
			[]string{"boris missed in Plan with Anna unreachable"},
		},
		"an invitation declined": {
			[]string{meeting, rings, ringIs("declined")},
			[]string{"boris incoming in Plan with Anna declined"},
		},
		"an invitation taken": {
			[]string{meeting, rings, ringIs("accepted"), comes("p2", "boris"), goes("p2")},
			[]string{"boris conference in Plan 1m0s"},
		},
		"a call that was answered": {
			[]string{annaCall, rings, comes("p1", "anna"), ringIs("accepted"), comes("p2", "boris"), goes("p2"), ended},
			[]string{"anna outgoing with Boris 1m0s", "boris incoming with Anna 1m0s"},
		},
		"a call that goes on": {
			[]string{annaCall, rings, comes("p1", "anna"), ringIs("accepted"), comes("p2", "boris")},
			[]string{"anna outgoing with Boris ongoing", "boris incoming with Anna ongoing"},
		},
		"a call that nobody took": {
			[]string{annaCall, rings, comes("p1", "anna"), ringIs("no_answer"), goes("p1"), ended},
			[]string{"anna outgoing with Boris no_answer", "boris missed with Anna no_answer"},
		},
		"a call declined": {
			[]string{annaCall, rings, ringIs("declined"), ended},
			[]string{"anna outgoing with Boris declined", "boris incoming with Anna declined"},
		},
		"a call given up": {
			[]string{annaCall, rings, ringIs("cancelled"), ended},
			[]string{"anna outgoing with Boris cancelled", "boris missed with Anna cancelled"},
		},
		"a call that a restart has cut off": { // rings do not survive one
			[]string{annaCall, rings, ended},
			[]string{"anna outgoing with Boris cancelled", "boris missed with Anna cancelled"},
		},
		"accepted, but never come": {
			[]string{annaCall, rings, ringIs("accepted"), ended},
			[]string{"anna outgoing with Boris cancelled", "boris missed with Anna cancelled"},
		},
		"tried twice": {
			[]string{annaCall, rings, ringIs("no_answer"), strings.Replace(rings, `"r"`, `"r2"`, 1), strings.Replace(ringIs("declined"), `"r"`, `"r2"`, 1)},
			[]string{"anna outgoing with Boris declined", "anna outgoing with Boris no_answer", "boris incoming with Anna declined", "boris missed with Anna no_answer"},
		},
		"a third comes to a call, and who called leaves": {
			[]string{
				annaCall, rings, comes("p1", "anna"), ringIs("accepted"), comes("p2", "boris"), comes("p3", "vera"),
				goes("p1"), goes("p2"), goes("p3"), ended,
			},
			[]string{"anna outgoing with Boris 2m0s", "boris incoming with Anna 3m0s", "vera conference in Boris 3m0s"},
		},
		"a call to a terminal": {
			[]string{annaCall, outside("dialling"), comes("p1", "anna"), outside("ringing"), outside("answered"), goes("p9"), outside("ended"), ended},
			[]string{"anna outgoing with Room#sip:8001 1m0s"},
		},
		"a terminal that is busy": {
			[]string{annaCall, outside("dialling"), outside("failed"), ended},
			[]string{"anna outgoing with Room#sip:8001 busy"},
		},
		"a call to a terminal that is given up": {
			[]string{annaCall, outside("dialling"), `call.removed {"call":"k"}`, ended},
			[]string{"anna outgoing with Room#sip:8001 cancelled"},
		},
		"a call from outside": {
			[]string{
				`conference.started {"cid":"1","name":"8001","owner":"boris","call":true}`,
				strings.Replace(rings, `,"by":"anna"`, "", 1), strings.Replace(ringIs("accepted"), `,"by":"anna"`, "", 1),
				comes("p2", "boris"), comes("p3", ""), goes("p2"), ended,
			},
			[]string{"boris incoming with Anna 2m0s"},
		},
		"what cannot be read": {
			[]string{meeting, `participant.joined []`, `ring.changed 7`, `participant.left {"participant":7}`},
			[]string{},
		},
		"from before there was history": {
			[]string{goes("p1"), ended},
			[]string{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMemory()
			at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
			for i, text := range c.events {
				typ, data, _ := strings.Cut(text, " ")
				Fold(m, "0123456789abcdef", &conference.Event{
					Seq: uint64(i + 1), At: at.Add(time.Duration(i) * time.Minute), Type: conference.EventType(typ), Data: json.RawMessage(data),
				})
			}
			if got := m.lines(); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if last := c.events[len(c.events)-1]; strings.HasPrefix(last, "conference.ended") && (m.run != nil || len(m.stays) > 0) {
				t.Errorf("remembers %s, %v", m.run, m.stays)
			}
		})
	}
}
