package media

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/media/mix"
	"veche/media/peer"
)

// production makes what is composed of a room: pictures for viewers who want a single
// one and for the recording, and the sound that goes with them. It exists while
// somebody wants such a thing.
//
// It has two goroutines with a [beat] each, so that sound never waits for a picture:
// one mixes each 20 ms, the other composes 25 times a second. The room says what is
// wanted by arrange; packets come by taps (see feed) and go out as those of any other
// source (see [peer.Output]).
type production struct {
	engine  *Engine
	board   *peer.Switchboard
	now     func() time.Duration // of the board
	log     *slog.Logger
	fps     int
	faces   *faces
	changed func() // there are other outputs than before

	mixer  *mix.Mixer
	studio *compose.Studio // of the goroutine of the pictures

	feeds atomic.Pointer[map[key]*feed] // replaced under mu

	mu      sync.Mutex
	wanted  arrangement
	fresh   bool // wanted is newer than what the studio has
	retired []*feed
	refused map[*peer.Source]codec.Codec // of which nothing can be made, since they have this one
	sounds  map[string]*soundOutput      // by whom they let hear
	hearing map[conference.ParticipantID]string
	outputs map[conference.ParticipantID]*peer.Output
	legs    map[conference.ParticipantID]*legSound
	shared  sharedSound
	coded   map[key]*peer.Output // translations of pictures that come in packets
	takes   map[key]*take        // and of those that come whole
	spoken  map[key]*soundOutput // and of sounds
	streams map[codec.Codec]*streamSound

	streamLag soundLag

	recorder *recorder
	keyframe atomic.Bool // the recording wants one
	faulty   atomic.Bool // a goroutine has ended by a fault: another production is to be made

	patient atomic.Bool // nobody watches or listens: it is all for a file
	sharing atomic.Bool // another conference shows what is decoded here
	sounded *beat       // nil before start
	drawn   *beat

	// Of the goroutine of the pictures.
	at       time.Duration    // the time that is drawn
	pictures map[int]*picture // by number
	looked   time.Duration    // when the layers were looked at
	failed   error            // as it was logged last

	stop chan struct{}
	wg   sync.WaitGroup
}

// arrangement is the whole of what a production is to make.
type arrangement struct {
	sources map[key]*peer.Source     // let in, with a codec
	here    map[key]*peer.Source     // all with a codec, also while they are not let in
	intakes map[*peer.Source]*intake // by which some of them come
	viewers []composedViewer
	legs    []legView
	streams []*Stream
	// translated are to be coded anew for browsers.
	translated []translated
	plan       *conference.Plan
	ranked     []key // microphones, the loudest first
	talking    map[conference.ParticipantID]bool
}

// composedViewer is a peer that receives one picture.
type composedViewer struct {
	id     conference.ParticipantID
	view   conference.View
	format compose.Format
	mixed  bool // it has room for one sound only, which is mixed then
	// untouched: its picture is a source as it is, and none is made.
	untouched bool
}

const (
	mixTick   = 20 * time.Millisecond
	lookEvery = 200 * time.Millisecond
	// mixedMost is how many microphones are mixed at a time. More voices than that
	// nobody tells apart, and each costs its decoding.
	mixedMost = hearSlots
	// mostPictures are composed of one conference at a time. Viewers in light mode who
	// each want another layout get the one that most of them have.
	mostPictures = 6
)

// newProduction makes one; start sets it going.
func newProduction(r *Room) *production {
	p := &production{
		engine: r.engine, board: r.engine.board, now: r.engine.board.Now, log: r.engine.log.With("conference", string(r.id)), fps: r.engine.fps, faces: &r.engine.faces,
		changed: r.changed,
		mixer:   mix.New(mix.Config{}), sounds: make(map[string]*soundOutput), hearing: make(map[conference.ParticipantID]string),
		outputs: make(map[conference.ParticipantID]*peer.Output), pictures: make(map[int]*picture),
		legs: make(map[conference.ParticipantID]*legSound), coded: make(map[key]*peer.Output), takes: make(map[key]*take), spoken: make(map[key]*soundOutput),
		refused: make(map[*peer.Source]codec.Codec), streams: make(map[codec.Codec]*streamSound),
		stop: make(chan struct{}),
	}
	p.studio = compose.NewStudio(compose.Config{Pictures: p, MostPictures: mostPictures})
	none := make(map[key]*feed)
	p.feeds.Store(&none)
	p.recorder = newRecorder(r, p)
	return p
}

func (p *production) start() {
	p.sounded, p.drawn = newBeat(mixTick), newBeat(p.tick())
	p.wg.Go(func() { p.guard(func() { p.sounded.run(p.stop, p.patient.Load, p.mix) }) })
	p.wg.Go(func() { p.guard(func() { p.drawn.run(p.stop, p.calm, p.compose) }) })
}

// calm tells whether pictures can wait.
func (p *production) calm() bool { return p.patient.Load() && !p.sharing.Load() }

// arrange says what is wanted from now on. It does not block.
func (p *production) arrange(a arrangement) {
	p.mu.Lock()
	p.wanted, p.fresh = a, true
	hearings := p.hearings(&a)
	feeds := p.refeed(&a, hearings)
	p.rehear(&a, hearings, feeds)
	p.relisten(&a, feeds)
	p.respeak(&a, feeds)
	p.retake(&a)
	p.mu.Unlock()
	p.recorder.arrange(a.plan.Recording, a.here, a.plan.Marks)
	if patient := len(a.viewers)+len(a.legs)+len(a.streams)+len(a.translated) == 0; p.patient.Swap(patient) && !patient {
		p.sounded.hurry()
		p.drawn.hurry()
	}
}

// catchUp returns when everything up to now is in the recording. No lock may be held.
func (p *production) catchUp() {
	if p.drawn == nil {
		return // its clocks are turned by a test
	}
	p.sounded.catchUp()
	p.drawn.catchUp()
}

// refeed opens the feeds that are wanted and retires the others. Under mu.
func (p *production) refeed(a *arrangement, hearings []hearing) map[key]*feed {
	wanted := make(map[key]bool)
	show := func(v *conference.View) {
		for _, w := range v.Windows {
			wanted[key{w.Participant, w.Source}] = true
		}
	}
	for i := range a.viewers {
		if !a.viewers[i].untouched {
			show(&a.viewers[i].view)
		}
	}
	if a.plan.Recording != nil {
		show(&a.plan.Recording.View)
	}
	if len(a.streamPictures()) > 0 {
		show(a.plan.Stream)
	}
	for i := range a.legs {
		v := &a.legs[i]
		if v.unmetered {
			wanted[key{v.leg.id, conference.Microphone}] = true // to know who speaks
		}
		if v.receives.Picture != nil || v.receives.Content != nil {
			show(&v.view)
		}
		for _, k := range a.audible(&v.view, "") {
			wanted[k] = true
		}
	}
	for _, t := range a.translated {
		if !a.whole(t.key) {
			wanted[t.key] = true
		}
	}
	for _, h := range hearings {
		for _, k := range h.keys {
			wanted[k] = true
		}
	}
	before := *p.feeds.Load()
	feeds := make(map[key]*feed, len(wanted))
	for k := range wanted {
		src := a.sources[k]
		if src == nil {
			continue
		}
		in := a.intakes[src]
		if f := before[k]; f != nil && f.fits(src, in) {
			feeds[k] = f
			continue
		}
		if f := p.feed(k, src, in, a.unmetered(k)); f != nil {
			feeds[k] = f
		}
	}
	maps.DeleteFunc(p.refused, func(src *peer.Source, _ codec.Codec) bool {
		return !among(a.here, src) && !among(a.sources, src)
	})
	for k, f := range before {
		if feeds[k] == f {
			continue
		}
		if f.sound != nil {
			f.close()
		} else {
			p.retired = append(p.retired, f) // the composer may be drawing it
		}
	}
	for k, f := range feeds {
		if f.sound != nil && k.kind == conference.Microphone {
			f.sound.SetGain(float64(a.plan.Gains[k.who])) // I12
		}
	}
	p.feeds.Store(&feeds)
	return feeds
}

// feed taps a source; nil if this build cannot decode it, which is logged once. Under mu.
func (p *production) feed(k key, src *peer.Source, in *intake, metered bool) *feed {
	c := src.Codec()
	if had, ok := p.refused[src]; ok && had == c {
		return nil
	}
	f, err := newFeed(src, in, p.mixer, metered)
	if err != nil {
		p.log.Warn("a source cannot be composed", "participant", string(k.who), "source", string(k.kind), "error", err)
		p.refused[src] = c
		return nil
	}
	return f
}

func among(sources map[key]*peer.Source, src *peer.Source) bool {
	for _, s := range sources {
		if s == src {
			return true
		}
	}
	return false
}

// again makes the pictures anew by the arrangement there is.
func (p *production) again() {
	p.mu.Lock()
	p.fresh = p.wanted.plan != nil
	p.mu.Unlock()
}

// picture is the composed picture of a viewer, nil while there is none.
func (p *production) picture(viewer conference.ParticipantID) *peer.Source {
	p.mu.Lock()
	defer p.mu.Unlock()
	if o := p.outputs[viewer]; o != nil {
		return o.Source
	}
	return nil
}

// close ends everything and returns when the recording is whole. No lock of the room
// may be held.
func (p *production) close() {
	p.recorder.arrange(nil, nil, nil)
	p.recorder.wait()
	close(p.stop)
	p.wg.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range *p.feeds.Load() {
		f.close()
	}
	for _, f := range p.retired {
		f.close()
	}
	for _, s := range p.sounds {
		s.close()
	}
	for _, s := range p.spoken {
		s.close()
	}
	for _, t := range p.takes {
		t.close()
	}
	for _, s := range p.legs {
		s.close()
	}
	for _, s := range p.streams {
		s.close()
	}
	none := make(map[key]*feed)
	p.feeds.Store(&none)
	p.studio.Close()
	p.mixer.Close()
}

// guard keeps a fault of one conference's pictures or sound from the others: the
// recording ends with what it has.
func (p *production) guard(run func()) {
	defer func() {
		if r := recover(); r != nil {
			p.log.Error("composing ended by a fault", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			p.faulty.Store(true)
			p.recorder.fail(errFault)
			p.changed()
		}
	}()
	run()
}

var errFault = errors.New("media: a fault of the program")

// savedMost bounds what is worked off at once after the machine has stood still.
const savedMost = 5 * together

// mix is a turn of the sound.
func (p *production) mix(saved bool) {
	if saved {
		p.mixer.CatchUp(p.now(), int(savedMost/mixTick))
		return
	}
	p.mixer.Tick(p.now())
	p.streamLag.follow()
	p.meter()
}

// compose is a turn of the pictures.
func (p *production) compose(saved bool) {
	now, tick := p.now(), p.tick()
	if !saved {
		p.draw(now)
		return
	}
	for at := max(p.at, now-savedMost) + tick; at <= now; at += tick {
		p.draw(at)
	}
}

// tick is the time from one picture to the next.
func (p *production) tick() time.Duration { return time.Second / time.Duration(p.fps) }

// draw makes the pictures of the time now.
func (p *production) draw(now time.Duration) {
	p.at = now
	fresh := p.rearrange()
	if p.keyframe.Swap(false) {
		p.studio.RequestKey(recorded)
	}
	if fresh || now-p.looked >= lookEvery {
		p.looked = now
		sharing := false
		for _, f := range *p.feeds.Load() {
			if f.sound == nil {
				p.fail(f.look(now))
				sharing = sharing || f.reel != nil && f.reel.shared()
			}
		}
		p.sharing.Store(sharing)
	}
	p.fail(p.studio.Tick(now, func(picture int, to []compose.Receiver, coded video.Coded) {
		p.send(picture, to, coded, now)
	}))
}

// send gives a coded picture to those who receive it.
func (p *production) send(picture int, to []compose.Receiver, coded video.Coded, now time.Duration) {
	if pic := p.pictures[picture]; pic != nil {
		pic.send(coded, now)
		if len(pic.streams) > 0 {
			pic.stream(coded, now-p.tick()/2+p.streamLag.now()) // as in recordings
		}
	}
	if slices.Contains(to, recorded) {
		p.recorder.picture(coded, now)
	}
}

// fail logs what keeps a picture from being made, once. By the goroutine of the
// pictures.
func (p *production) fail(err error) {
	if err == nil || p.failed != nil && p.failed.Error() == err.Error() {
		return
	}
	p.failed = err
	p.log.Error("a picture cannot be composed", "error", err)
}

// rearrange takes in what arrange has left; it reports whether that was anything.
func (p *production) rearrange() bool {
	p.mu.Lock()
	if !p.fresh {
		p.mu.Unlock()
		return false
	}
	p.fresh = false
	a, retired := p.wanted, p.retired
	p.retired = nil
	p.mu.Unlock()
	for _, f := range retired {
		f.close()
	}
	err := p.studio.Arrange(p.wishes(&a))
	p.fail(err)
	if err != nil && p.recorder.running() && p.studio.Number(recorded) == 0 {
		p.recorder.fail(err)
	}
	p.reoutput(&a)
	return true
}

// wishes are the scenes that are to be composed.
func (p *production) wishes(a *arrangement) []compose.Wish {
	people := p.people(a)
	scene := func(v *conference.View) compose.Scene {
		return compose.Scene{
			View: *v, People: people, Title: a.plan.Title, Language: a.plan.Language,
			Slate: compose.SlateAlone, Recording: p.recorder.running(),
		}
	}
	var all []compose.Wish
	for i := range a.viewers {
		v := &a.viewers[i]
		if v.untouched {
			continue
		}
		all = append(all, compose.Wish{Receiver: compose.Receiver(v.id), Scene: scene(&v.view), Format: v.format})
	}
	for i := range a.legs {
		all = append(all, a.legs[i].wishes(scene)...)
	}
	all = append(all, p.streamWishes(a, scene)...)
	for _, t := range a.translated {
		if w, ok := p.translation(a, t); ok && !a.whole(t.key) {
			all = append(all, w)
		}
	}
	if rec := a.plan.Recording; rec != nil && p.recorder.running() {
		s := scene(&rec.View)
		s.Slate, s.Recording = compose.SlateRecording, false // the file need not say that it is one
		all = append(all, compose.Wish{Receiver: recorded, Scene: s, Format: recordingFormat(rec, p.fps), Own: true})
	}
	return all
}

// people are the marks of everybody in a picture.
func (p *production) people(a *arrangement) map[conference.ParticipantID]compose.Person {
	people := make(map[conference.ParticipantID]compose.Person, len(a.plan.Marks))
	for id, m := range a.plan.Marks {
		person := compose.Person{
			Muted: m.Muted, Hand: m.Hand, Away: m.Away, Speaking: a.talking[id],
			CameraOff: m.CameraOff || a.sources[key{id, conference.Camera}] == nil,
			Camera:    compose.NoticeOf(m.Camera, time.Now()),
		}
		person.Avatar = p.faces.of(m.Avatar, p.log)
		people[id] = person
	}
	return people
}

// Newest implements [compose.Pictures].
func (p *production) Newest(who conference.ParticipantID, source conference.SourceKind, want layout.Size, have uint64,
	use func(*codec.Picture),
) uint64 {
	f := (*p.feeds.Load())[key{who, source}]
	if f == nil || f.sound != nil {
		return 0
	}
	return f.newest(p.at, want, have, use)
}
