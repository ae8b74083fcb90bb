package conferencetest

import (
	"context"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
)

// House is a Directory with everything it needs in memory.
type House struct {
	*conference.Directory
	Archive     *Archive
	Definitions *Definitions
	People      People
	Media       *Media

	// Policy is the server's on recordings, asked each time; nil: they are enabled.
	Policy func() conference.RecordingPolicy
	// Outside makes calls; nil: nobody does.
	Outside *Outside
	// Calls is the server's policy on calls, asked each time; nil: enabled.
	Calls func() conference.CallPolicy
	// Permitted: accounts need permission to take part (D6).
	Permitted bool
	// Streams is the server's policy on streams; nil: enabled, without limits.
	Streams func() conference.StreamPolicy
	// Changed is told of definitions from the next Start on; nil: nobody is.
	Changed func(before, after *conference.Definition)
	// Registered are the people registered for any conference, by the secret of their link
	// or by login.
	Registered Registered
	// Cannot are features that the media lack from the next Start on.
	Cannot conference.Features

	now   func() time.Time
	limit *int
}

// NewHouse returns a house for the logins; it is closed at the end of t.
func NewHouse(t testing.TB, logins ...string) *House {
	t.Helper()
	return NewHouseAt(t, time.Now, logins...)
}

// NewHouseAt is NewHouse with a clock of its own.
func NewHouseAt(t testing.TB, now func() time.Time, logins ...string) *House {
	t.Helper()
	h := &House{Archive: &Archive{}, Definitions: &Definitions{}, People: People{}, Media: &Media{}, Registered: Registered{}, now: now}
	for _, l := range logins {
		h.People[l] = User(l)
	}
	h.Start(t)
	return h
}

// Start makes a new Directory over what the archive has, as after a restart of
// the server.
func (h *House) Start(t testing.TB) {
	t.Helper()
	h.Directory = conference.NewDirectory(conference.Config{
		Features: conference.Features{Recording: !h.Cannot.Recording, Composed: !h.Cannot.Composed},
		Recording: func() conference.RecordingPolicy {
			if h.Policy == nil {
				return conference.RecordingPolicy{Enabled: true}
			}
			return h.Policy()
		},
		Outside: func() conference.Outside {
			if h.Outside == nil {
				return nil
			}
			return h.Outside
		},
		Calls: func() conference.CallPolicy {
			if h.Calls == nil {
				return conference.CallPolicy{Enabled: true}
			}
			return h.Calls()
		},
		Streams: func() conference.StreamPolicy {
			if h.Streams == nil {
				return conference.StreamPolicy{Enabled: true}
			}
			return h.Streams()
		},
		ParticipationAsked: func() bool { return h.Permitted },
		StreamURL:          func(cid conference.CID) string { return "rtsp://video.company.com:8554/c/" + string(cid) + "/" },
		PublicURL:          "https://video.company.com",
		Registrants:        h.Registered,
		Changed:            h.Changed,
		Definitions:        h.Definitions, Archive: h.Archive, People: h.People, Media: h.Media,
		Log: slog.New(slog.DiscardHandler), Now: h.now,
		MaxParticipants: func() int {
			if h.limit == nil {
				return 500
			}
			return *h.limit
		},
	})
	d := h.Directory
	if err := d.Restore(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := d.Close(ctx); err != nil {
			t.Error("close:", err)
		}
		if fault := h.Media.Fault(); fault != "" {
			t.Error(fault)
		}
	})
}

// Create stores a conference of owner; its CID is "room" unless def has one.
func (h *House) Create(t testing.TB, owner string, def conference.Definition) conference.Definition {
	t.Helper()
	if def.CID == "" {
		def.CID = "room"
	}
	if def.Name == "" {
		def.Name = "Meeting"
	}
	def, err := h.Directory.Create(t.Context(), h.People[owner], def)
	if err != nil {
		t.Fatal(err)
	}
	return def
}

// Limit makes *n the server's limit of participants; it is read at each join.
func (h *House) Limit(n *int) { h.limit = n }

// Source is where requests of [House.Request] come from.
var Source = netip.MustParseAddr("192.0.2.1")

// Door is before the conference called cid.
func Door(cid conference.CID) conference.Door {
	return conference.Door{CID: string(cid), Source: Source}
}

// Request is of login, or of the guest called so when there is no such person.
func (h *House) Request(who string, page conference.Subscriber) conference.JoinRequest {
	r := conference.JoinRequest{
		Kind: access.KindGuest, Name: who, Page: page,
		Media: conference.MediaState{Microphone: true, Camera: true},
	}
	if p, ok := h.People[who]; ok {
		r.Kind, r.Name, r.Person = access.KindUser, "", &p
	}
	return r
}

// Enter joins who with a new page, and fails t when he does not get in.
func (h *House) Enter(t testing.TB, cid conference.CID, who string) (*conference.Conference, *conference.Snapshot, *Page) {
	t.Helper()
	page := &Page{}
	c, res, err := h.Join(t.Context(), Door(cid), h.Request(who, page))
	if err != nil {
		t.Fatalf("%s: %v", who, err)
	}
	if res.Entered == nil {
		t.Fatalf("%s has to wait", who)
	}
	return c, res.Entered, page
}
