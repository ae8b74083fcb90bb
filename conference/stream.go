package conference

import (
	"cmp"
	"context"
	"slices"
	"time"

	"veche/conference/access"
)

// This file is the stream of a conference (C20): one picture and one sound of the
// whole, for players, recorders and other servers that are no participants. Readers
// have no seat; the conference counts them, shows that they are there, and sends
// them away when the stream is over.

// StreamPolicy is what the server's settings say of streams.
type StreamPolicy struct {
	Enabled bool
	Readers int // most of one conference, where the owner says nothing; 0: no limit of its own
}

// StreamRules are what the owner sets of the stream of a conference. The zero value
// is the default.
type StreamRules struct {
	// Password opens the stream, and so does the PIN; with neither it is open. Sealed
	// in the store.
	Password  access.PIN `json:"password,omitempty"`
	Readers   int        `json:"readers"`   // most at a time; 0: the server's limit
	Multicast bool       `json:"multicast"` // is sent to a group address all the time
}

const (
	streamPasswordLeast = 8
	streamPasswordMost  = 64
	streamReadersMost   = 10_000
	streamWindows       = 25 // of a layout that says nothing
)

func (r *StreamRules) validate() error {
	for _, c := range []byte(r.Password) {
		if c <= ' ' || c > '~' {
			return &Error{Invalid, "invalid", "The password of a stream has no spaces and only letters of ASCII.", "stream.password"}
		}
	}
	switch n := len(r.Password); {
	case n > 0 && (n < streamPasswordLeast || n > streamPasswordMost):
		return &Error{Invalid, "invalid", "The password of a stream has 8 to 64 characters.", "stream.password"}
	case r.Readers < 0 || r.Readers > streamReadersMost:
		return &Error{Invalid, "invalid", "A stream has 0 to 10,000 readers.", "stream.readers"}
	}
	return nil
}

// StreamInfo is what the people of a conference are told of its stream (I16).
type StreamInfo struct {
	// URL is that of players; its host is empty when it is the one of the page.
	URL       string `json:"url"`
	Multicast string `json:"multicast,omitempty"` // group address and ports, such as 224.0.1.224:4000-4003
	Protected bool   `json:"protected"`           // asks for the PIN or a password
	Readers   int    `json:"readers"`             // that play at the moment
}

// ReaderID names a reader of the stream within its conference.
type ReaderID string

// Reader is what is kept and told of one who reads the stream.
type Reader struct {
	ID        ReaderID  `json:"id"`
	Since     time.Time `json:"since"`
	Transport string    `json:"transport,omitempty"` // tcp, udp or multicast
}

type reader struct {
	Reader
	plays  bool
	listen Subscriber
}

// stream is the state of it.
type stream struct {
	readers   []*reader // in order of coming, also those that do not play yet
	multicast string    // where it goes, as the adapter has said
	view      View
	viewed    bool
}

// streamEvent is the data of StreamChanged.
type streamEvent struct {
	Stream *StreamInfo `json:"stream,omitempty"` // as it is now
	Came   *Reader     `json:"came,omitempty"`
	Left   *Reader     `json:"left,omitempty"`
}

// ReadRequest is somebody who wants to read a stream.
type ReadRequest struct {
	// Knows tells whether who asks has shown that he knows a secret, as by a digest of
	// it; nil: he has shown nothing yet.
	Knows func(secret string) bool
	// Person of a token or key that he has shown; nil: none.
	Person *Person
	// Listener hears, by NoticeRemoved, that he is to go.
	Listener Subscriber
}

var (
	errStreamAsks  = &Error{Denied, "pin_required", "This stream asks for a password.", "pin"}
	errStreamWrong = &Error{Denied, "pin_wrong", "This number or password is not right.", "pin"}
	errStreamSlow  = Refuse(Slow, "slow_down", "Too many wrong numbers or PINs. Try again in a few minutes.")
	errNoStream    = Refuse(NotFound, "no_stream", "This conference has no stream at the moment.")
	errReaders     = Refuse(Full, "readers", "The stream has as many readers as it may have.")
)

// Read admits a reader to the stream of a running conference, or says why not. Whoever
// has shown nothing learns the same of a number that is none, of a conference that
// does not run, that has no stream and that has a PIN (P3); all of them cost as
// everywhere. The reader counts until [Conference.Unread].
func (d *Directory) Read(ctx context.Context, door Door, r ReadRequest) (*Conference, ReaderID, error) {
	def, err := d.cfg.Definitions.Definition(ctx, door.CID)
	if err != nil && KindOf(err) != NotFound {
		return nil, "", err
	}
	if err := d.MayTakePart(r.Person); err != nil {
		return nil, "", err
	}
	policy := d.cfg.Streams()
	c, _ := d.Live(def.ID)
	running := c != nil && def.RTSPOutput && policy.Enabled
	if err := d.judgeReader(ctx, door, &def, c, running, &r); err != nil {
		return nil, "", err
	}
	if !running {
		return nil, "", errNoStream
	}
	id, err := ask(ctx, c, func(s *state) (ReaderID, error) { return s.read(r.Listener, policy) })
	return c, id, err
}

// judgeReader says whether r may know of the stream; def is empty for an unknown number.
func (d *Directory) judgeReader(ctx context.Context, door Door, def *Definition, c *Conference, running bool, r *ReadRequest) error {
	now := d.cfg.Now()
	guess := access.Guess{Source: door.Source, Conference: string(def.ID), Number: door.CID}
	if r.Person != nil {
		guess.Account = r.Person.Login
	}
	attempt := d.cfg.Guessing.Begin(guess, now)
	if def.opens(r.Person) || running && !def.protected() {
		attempt.Right(now)
		return nil
	}
	switch {
	case attempt.Blocked:
		return errStreamSlow
	case r.Knows == nil && r.Person == nil:
		attempt.Asked(now)
		return errStreamAsks
	case !def.openedBy(r.Knows):
		if c != nil {
			_, _ = ask(ctx, c, func(s *state) (struct{}, error) { s.warnOfGuessing(); return struct{}{}, nil })
		}
		return errStreamWrong
	}
	attempt.Right(now)
	if attempt.ConferenceSpent && !def.passes(r.Knows) {
		return errStreamSlow // others wait for a moderator then (P3), which a reader cannot
	}
	return nil
}

// protected tells whether the stream asks for something.
func (d *Definition) protected() bool { return d.PIN != "" || d.Stream.Password != "" }

// opens tells whether p reads the stream without PIN and password: the owner, and who
// may look at every conference (E10).
func (d *Definition) opens(p *Person) bool {
	return d.ID != "" && p != nil && (p.Login == d.Owner || p.Operator || p.Admin)
}

// openedBy tells whether knows shows the PIN or the password.
func (d *Definition) openedBy(knows func(string) bool) bool {
	byPIN := knows != nil && knows(secretOr(d.PIN)) // also of what has none: it takes its time
	return d.passes(knows) || d.PIN != "" && byPIN
}

// passes tells whether knows shows the password, which is too long to be guessed.
func (d *Definition) passes(knows func(string) bool) bool {
	return knows != nil && knows(secretOr(d.Stream.Password)) && d.Stream.Password != ""
}

// secretOr is p, or something that costs as much to look at.
func secretOr(p access.PIN) string {
	if p == "" {
		return "000000"
	}
	return string(p)
}

// read adds a reader that does not play yet.
func (s *state) read(listen Subscriber, p StreamPolicy) (ReaderID, error) {
	limit := s.def.Stream.Readers
	if limit == 0 || p.Readers > 0 && p.Readers < limit {
		limit = p.Readers
	}
	switch {
	case s.over || !s.def.RTSPOutput:
		return "", errNoStream
	case s.gate.Locked: // nobody else comes to watch, either
		return "", refusal(access.Decision{Outcome: access.Refuse, Reason: access.ReasonLocked}, &JoinRequest{})
	case !s.can.Composed:
		return "", errNoComposition
	case limit > 0 && len(s.stream.readers) >= limit:
		return "", errReaders
	}
	r := &reader{Reader: Reader{ID: ReaderID(newID(12)), Since: s.now().UTC()}, listen: listen}
	s.stream.readers = append(s.stream.readers, r)
	s.planStale = true
	return r.ID, nil
}

// Plays tells that a reader receives from now on; everybody is told that somebody does.
func (c *Conference) Plays(ctx context.Context, id ReaderID, transport string) error {
	_, err := ask(ctx, c, func(s *state) (struct{}, error) {
		i := s.reader(id)
		if i < 0 {
			return struct{}{}, errNoStream
		}
		r := s.stream.readers[i]
		if r.plays {
			return struct{}{}, nil
		}
		r.plays, r.Transport, r.Since = true, transport, s.now().UTC()
		s.tellStream(streamEvent{Came: &r.Reader})
		return struct{}{}, nil
	})
	return err
}

// Unread takes a reader out, even when ctx is over. Who is not there is out.
func (c *Conference) Unread(ctx context.Context, id ReaderID) {
	_, _ = ask(context.WithoutCancel(ctx), c, func(s *state) (struct{}, error) {
		i := s.reader(id)
		if i < 0 {
			return struct{}{}, nil
		}
		r := s.stream.readers[i]
		s.stream.readers = slices.Delete(s.stream.readers, i, i+1)
		s.planStale = true
		if r.plays {
			s.tellStream(streamEvent{Left: &r.Reader})
		}
		return struct{}{}, nil
	})
}

// Multicast says whether the stream is to be sent to a group address.
func (c *Conference) Multicast(ctx context.Context) (bool, error) {
	return ask(ctx, c, func(s *state) (bool, error) { return s.multicasts(), nil })
}

func (s *state) multicasts() bool {
	return !s.over && s.def.RTSPOutput && s.def.Stream.Multicast && s.can.Composed
}

// SetMulticast tells people where the stream is sent; "" for nowhere.
func (c *Conference) SetMulticast(ctx context.Context, address string) error {
	_, err := ask(ctx, c, func(s *state) (struct{}, error) {
		if s.stream.multicast != address {
			s.stream.multicast = address
			s.infoChanged()
		}
		return struct{}{}, nil
	})
	return err
}

// ReadMulticast adds the sender to a group address as a reader, which no lock and no
// limit keeps out: the owner has switched it on.
func (c *Conference) ReadMulticast(ctx context.Context, listen Subscriber) (ReaderID, error) {
	return ask(ctx, c, func(s *state) (ReaderID, error) {
		if !s.multicasts() {
			return "", errNoStream
		}
		r := &reader{Reader: Reader{ID: ReaderID(newID(12)), Since: s.now().UTC()}, listen: listen}
		s.stream.readers = append(s.stream.readers, r)
		s.planStale = true
		return r.ID, nil
	})
}

func (s *state) reader(id ReaderID) int {
	return slices.IndexFunc(s.stream.readers, func(r *reader) bool { return r.ID == id })
}

// tellStream tells everybody how the stream is now.
func (s *state) tellStream(e streamEvent) {
	e.Stream = s.streamInfo()
	s.emit(StreamChanged, e, nil)
}

// streamInfo is for Info; nil: there is none.
func (s *state) streamInfo() *StreamInfo {
	if !s.def.RTSPOutput || s.streamURL == nil {
		return nil
	}
	url := s.streamURL(s.def.CID)
	if url == "" {
		return nil
	}
	i := &StreamInfo{URL: url, Multicast: s.stream.multicast, Protected: s.def.protected()}
	for _, r := range s.stream.readers {
		if r.plays {
			i.Readers++
		}
	}
	return i
}

// restream sends the readers away for whom the owner's change is the end: the stream
// is off, or what opens it is another now.
func (s *state) restream(before *Definition) {
	switch {
	case !s.def.RTSPOutput:
		s.endStream("stream_off")
	case before.PIN != s.def.PIN || before.Stream.Password != s.def.Stream.Password:
		s.endStream("pin_changed")
	case before.CID != s.def.CID:
		s.endStream("cid_changed")
	}
}

// endStream tells all readers to go. They are taken out at once: whatever they still
// do, nothing is made for them any more.
func (s *state) endStream(code string) {
	gone := s.stream.readers
	s.stream.readers = nil
	for _, r := range gone {
		if r.listen != nil {
			r.listen.Deliver(&Notice{Kind: NoticeRemoved, Code: code, At: s.now()})
		}
		if r.plays {
			s.append(StreamChanged, streamEvent{Left: &r.Reader})
		}
	}
	if len(gone) == 0 {
		return
	}
	s.planStale = true
	if !s.over {
		s.tellStream(streamEvent{})
	}
}

// streamView is what readers see, nil while nobody reads: that of a viewer who is
// nobody, so who is on the stage is seen and heard.
func (s *state) streamView(h *house, fresh bool) *View {
	if len(s.stream.readers) == 0 {
		s.stream.viewed = false
		return nil
	}
	if fresh || !s.stream.viewed {
		a := s.layoutFor(access.KindRTSP)
		d := Display{Windows: cmp.Or(a.Windows, streamWindows), Composed: true}
		v := s.viewOf(&member{at: [3]int{-1, -1, -1}, arranged: a, display: d}, h)
		v.Version = s.planVersion
		if s.stream.viewed && v.equal(&s.stream.view) {
			v.Version = s.stream.view.Version
		}
		s.stream.view, s.stream.viewed = v, true
	}
	v := s.stream.view
	return &v
}
