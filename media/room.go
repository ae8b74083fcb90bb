package media

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/media/forward"
	"veche/media/peer"
	"veche/media/wire"
)

// ErrClosed says that the room is closed.
var ErrClosed = errors.New("media: room is closed")

// Room carries out the Plans of one conference.
type Room struct {
	engine *Engine
	id     conference.ID
	facts  conference.Facts

	plan  atomic.Pointer[conference.Plan] // the newest
	dirty atomic.Bool                     // routes are to be made again

	mu       sync.Mutex
	closed   bool
	members  map[conference.ParticipantID]*member
	legs     map[conference.ParticipantID]*Leg
	streams  map[*Stream]struct{}
	streamed int                                                                 // how many there have been
	brought  map[conference.ParticipantID]map[conference.SourceKind]*peer.Source // by legs
	loudest  forward.Loudest
	voices   map[uint32]*forward.Voice
	owners   map[uint32]voice // of voices, by source
	ranked   []key            // microphones, the loudest first
	routed   map[*peer.Source]bool

	production *production   // nil while nothing is composed
	produced   time.Duration // when it was made

	hurried  []*member   // those to be looked at in every turn
	attended atomic.Bool // somebody may want to know who speaks

	crowded bool // somebody cannot hear all microphones, so who is loud is watched closely

	lastAll      time.Duration // when everybody was looked at
	lastVoices   time.Duration
	lastSpeakers time.Duration
	spoke        []conference.Speaking // what was told last
	lastStates   time.Duration
}

// member is a participant with a peer.
type member struct {
	id       conference.ParticipantID
	peer     *peer.Peer
	observer Observer

	// By the engine's goroutine under Room.mu.
	sources    map[conference.SourceKind]*peer.Source
	video      forward.Slots[key]
	audio      forward.Slots[key]
	videoSlots []*peer.Slot
	audioSlots []*peer.Slot
	wantVideo  int
	state      peer.State
	told       SlotState
	toldOnce   bool
	judgedAt   time.Duration // when Quality was last looked at
	toldAt     time.Duration // and last told
	level      Level
	lines      int // height of the composed picture it receives; 0 for none
}

// key names a source within a room.
type key struct {
	who  conference.ParticipantID
	kind conference.SourceKind
}

type voice struct {
	key key
}

// hearSlots is how many of the loudest are followed; viewers have five slots or so.
const hearSlots = 8

var _ conference.Room = (*Room)(nil)

func newRoom(e *Engine, id conference.ID, facts conference.Facts) *Room {
	return &Room{
		engine: e, id: id, facts: facts,
		members: make(map[conference.ParticipantID]*member), legs: make(map[conference.ParticipantID]*Leg),
		streams: make(map[*Stream]struct{}),
		loudest: forward.Loudest{Size: hearSlots},
		voices:  make(map[uint32]*forward.Voice), owners: make(map[uint32]voice),
		routed: make(map[*peer.Source]bool),
	}
}

// Apply takes a Plan; it is carried out at once by the engine's goroutine.
func (r *Room) Apply(p conference.Plan) {
	for {
		old := r.plan.Load()
		if old != nil && old.Version > p.Version {
			return
		}
		if r.plan.CompareAndSwap(old, &p) {
			r.changed()
			return
		}
	}
}

func (r *Room) changed() {
	r.dirty.Store(true)
	r.engine.kick()
}

// Connect makes the peer of a participant, in place of an older one.
func (r *Room) Connect(who conference.ParticipantID, o Observer) (*Peer, error) {
	m := &member{id: who, observer: o, peer: r.engine.board.NewPeer(string(who))}
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		m.peer.Close()
		return nil, ErrClosed
	}
	old := r.members[who]
	r.members[who] = m
	r.mu.Unlock()
	if old != nil {
		old.peer.Close()
	}
	r.changed()
	return &Peer{room: r, member: m}, nil
}

func (r *Room) leave(m *member) {
	r.mu.Lock()
	if r.members[m.id] == m {
		delete(r.members, m.id)
	}
	r.mu.Unlock()
	m.peer.Close()
	r.changed()
}

// Close ends every peer of the room.
func (r *Room) Close() {
	r.mu.Lock()
	r.closed = true
	members := make([]*member, 0, len(r.members))
	for _, m := range r.members {
		members = append(members, m)
	}
	clear(r.members)
	clear(r.legs)
	clear(r.streams)
	r.dismiss()
	r.mu.Unlock()
	for _, m := range members {
		m.peer.Close()
	}
	r.engine.drop(r)
}

func (r *Room) stats() (peers int, produces, records bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.production != nil {
		produces, records = true, r.production.recorder.running()
	}
	return len(r.members) + len(r.legs), produces, records
}

// Intervals of timed work.
const (
	voicesEvery   = 40 * time.Millisecond
	speakersEvery = 200 * time.Millisecond
	speakersAgain = time.Second // when nothing has changed
	statesEvery   = 100 * time.Millisecond
	allEvery      = 95 * time.Millisecond // with each calm turn, or each fifth
	qualityEvery  = time.Second
	qualityAgain  = 4 * time.Second // when the level has not changed
)

// turn does what is due, and says how soon it wants to be called again: 0 when
// nobody is here. kicked says that something may have changed, so that everybody is
// looked at.
func (r *Room) turn(now time.Duration, out *wire.Sender, kicked bool) (again time.Duration) {
	calls, again := r.work(now, out, kicked)
	for _, call := range calls {
		call()
	}
	return again
}

// work is turn but for the calls that are to be made with no lock held.
func (r *Room) work(now time.Duration, out *wire.Sender, kicked bool) (calls []func(), again time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || len(r.members)+len(r.legs) == 0 {
		if !r.closed && r.dirty.Swap(false) {
			r.reroute(now)
		}
		return nil, 0
	}
	voices := now-r.lastVoices >= voicesEvery && r.hear(now)
	dirty := r.dirty.Swap(false)
	all := dirty || kicked || now-r.lastAll >= allEvery
	if all {
		r.lastAll = now
		for _, m := range r.members {
			dirty = m.peer.TakeChanged() || dirty
		}
	}
	if dirty {
		r.reroute(now)
	} else if voices {
		r.rerouteAudio(now)
	}
	if all {
		clear(r.hurried)
		r.hurried, r.crowded = r.hurried[:0], false
		for _, m := range r.members {
			if dirty {
				m.peer.Reallocate()
			}
			calls = r.look(m, calls, now, out)
			if m.peer.Hurried() {
				r.hurried = append(r.hurried, m)
			}
			r.crowded = r.crowded || len(m.audioSlots) > 0 && len(m.audioSlots) < len(r.voices)
		}
	} else {
		for _, m := range r.hurried {
			if r.members[m.id] == m {
				calls = r.look(m, calls, now, out)
			}
		}
	}
	if dirty || voices || now-r.lastStates >= statesEvery {
		r.lastStates = now
		calls = r.tellStates(calls)
	}
	calls = r.tellSpeakers(calls, now)
	switch {
	case len(r.hurried) > 0 || r.crowded || r.dirty.Load():
		return calls, tickEvery
	case len(r.members) == 0 && r.production == nil: // there are cameras only
		return calls, lonelyEvery
	}
	return calls, calmEvery
}

// look does what is due at m. Under mu.
func (r *Room) look(m *member, calls []func(), now time.Duration, out *wire.Sender) []func() {
	r.tick(m, now, out)
	if s := m.peer.State(); s != m.state {
		calls = append(calls, r.transition(m, s))
	}
	if m.state == peer.Connected && now-m.judgedAt >= qualityEvery {
		calls = r.judge(m, calls, now)
	}
	return calls
}

// tick looks after m's peer. A fault of the program there ends this one's turn and not
// the server: the others are looked after.
func (r *Room) tick(m *member, now time.Duration, out *wire.Sender) {
	defer func() {
		if fault := recover(); fault != nil {
			r.engine.tellFault(fault, "conference", string(r.id), "participant", string(m.id))
		}
	}()
	m.peer.Tick(now, out)
}

// judge tells m of its connection when that has become better or worse, and now
// and then: a message to everybody each second would cost more than the media of
// a listener. Under mu.
func (r *Room) judge(m *member, calls []func(), now time.Duration) []func() {
	m.judgedAt = now.Round(qualityEvery) // in step with others, so that messages leave together
	if m.lines != 0 && m.linesFor(now) != m.lines {
		r.dirty.Store(true)
	}
	q := qualityOf(m.peer.Quality(now))
	if q.Level == m.level && now-m.toldAt < qualityAgain {
		return calls
	}
	m.level, m.toldAt = q.Level, m.judgedAt
	o := m.observer
	return append(calls, func() { o.Quality(q) })
}

// transition notes a new transport state. Under mu.
func (r *Room) transition(m *member, s peer.State) func() {
	m.state = s
	o := m.observer
	r.dirty.Store(true)
	switch s {
	case peer.Connected:
		return o.Connected
	case peer.Disconnected:
		return o.Disconnected
	}
	return func() {}
}

// hear updates who is loud; it reports whether the slots of sound may change.
// Under mu.
func (r *Room) hear(now time.Duration) bool {
	r.lastVoices = now
	slots, _ := r.loudest.Update(r.voices, now)
	if slots {
		r.rank()
	}
	return slots
}

// rank puts the microphones in order: those in the loudest's slots, then the
// others by source. Under mu.
func (r *Room) rank() {
	r.ranked = r.ranked[:0]
	seen := make(map[uint32]bool, hearSlots)
	for _, id := range r.loudest.Slots() {
		if v, ok := r.owners[id]; ok {
			r.ranked = append(r.ranked, v.key)
			seen[id] = true
		}
	}
	rest := make([]uint32, 0, len(r.owners))
	for id := range r.owners {
		if !seen[id] {
			rest = append(rest, id)
		}
	}
	slices.Sort(rest)
	for _, id := range rest {
		r.ranked = append(r.ranked, r.owners[id].key)
	}
}

// tellSpeakers reports who speaks, at most five times a second. Under mu.
func (r *Room) tellSpeakers(calls []func(), now time.Duration) []func() {
	if now-r.lastSpeakers < speakersEvery {
		return calls
	}
	speakers := r.loudest.Speakers()
	if len(speakers) == 0 && len(r.spoke) == 0 {
		return calls
	}
	all := make([]conference.Speaking, 0, len(speakers))
	for _, s := range speakers {
		if v, ok := r.owners[s.Source]; ok {
			all = append(all, conference.Speaking{Participant: v.key.who, Level: s.Loudness})
		}
	}
	if now-r.lastSpeakers < speakersAgain && slices.EqualFunc(all, r.spoke, alike) {
		return calls // each telling is a write to every page
	}
	r.lastSpeakers, r.spoke = now, all
	if r.production != nil {
		r.produce(r.plan.Load(), now)
	}
	return append(calls, func() { r.facts.Speakers(all) })
}

// alike tells whether a page would show no difference.
func alike(a, b conference.Speaking) bool {
	const step = 6 // dB
	return a.Participant == b.Participant && max(a.Level, b.Level)-min(a.Level, b.Level) < step
}

// tellStates reports slots where they changed. Under mu.
func (r *Room) tellStates(calls []func()) []func() {
	for _, m := range r.members {
		if !m.peer.Offered() {
			continue // it has no slots yet, but may have soon
		}
		if !m.toldOnce || !m.knows() {
			s := m.slotState()
			m.told, m.toldOnce = s, true
			o := m.observer
			calls = append(calls, func() { o.Slots(s) })
		}
	}
	return calls
}

// knows tells whether told is still so: nearly always, so it makes nothing new.
func (m *member) knows() bool {
	t := &m.told
	if t.WantVideo != m.wantVideo || len(t.Video) != len(m.videoSlots) || len(t.Audio) != len(m.audioSlots) {
		return false
	}
	for i, slot := range m.videoSlots {
		k, v := m.video.At(i), &t.Video[i]
		if v.Participant != k.who || v.Source != k.kind || v.MID != slot.MID || v.State != slot.State() {
			return false
		}
	}
	for i, slot := range m.audioSlots {
		k, a := m.audio.At(i), &t.Audio[i]
		if a.Participant != k.who || a.Source != k.kind || a.MID != slot.MID {
			return false
		}
	}
	return true
}

func (m *member) slotState() SlotState {
	s := SlotState{
		Video: make([]VideoSlot, 0, len(m.videoSlots)), Audio: make([]AudioSlot, 0, len(m.audioSlots)),
		WantVideo: m.wantVideo,
	}
	for i, slot := range m.videoSlots {
		k := m.video.At(i)
		s.Video = append(s.Video, VideoSlot{MID: slot.MID, Participant: k.who, Source: k.kind, State: slot.State()})
	}
	for i, slot := range m.audioSlots {
		k := m.audio.At(i)
		s.Audio = append(s.Audio, AudioSlot{MID: slot.MID, Participant: k.who, Source: k.kind})
	}
	return s
}
