package signaling

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
	"veche/signaling/problem"
)

// broadcaster is a program before a conference with a waiting room.
type broadcaster struct {
	*conferencetest.House
	t    *testing.T
	whip *WHIP
	conf *conference.Conference
	head conference.Actor

	offer string
}

// clipOffer is as short as an offer can be.
const clipOffer = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n" +
	"a=fingerprint:sha-256 AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99\r\n" +
	"m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=ice-ufrag:clip\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n" +
	"a=setup:actpass\r\na=rtcp-mux\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n"

func newBroadcaster(t *testing.T) *broadcaster {
	t.Helper()
	b := &broadcaster{House: conferencetest.NewHouse(t, "owner"), t: t, offer: clipOffer}
	b.Create(t, "owner", conference.Definition{
		Access: conference.Public, Guests: conference.AllowGuestsAll(), WaitingRoom: true, WaitingCategory: access.CategoryGuests,
	})
	srv := New(Config{
		Directory: b.Directory, People: b.People, Media: noMedia{&desk{}},
		Identify: func(*http.Request) (*conference.Person, error) { return nil, nil },
		Source:   func(*http.Request) netip.Addr { return conferencetest.Source },
		Log:      slog.New(slog.DiscardHandler),
	})
	t.Cleanup(func() {
		if err := srv.Close(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	b.whip = NewWHIP(srv, func(w http.ResponseWriter, _ *http.Request, err error) { problem.Write(w, err) })
	c, snap, _ := b.Enter(t, "room", "owner")
	b.conf, b.head = c, conference.Actor{Participant: snap.You.ID}
	return b
}

// ask sends the offer, again and again the same, and returns status and code.
func (b *broadcaster) ask() (int, string) {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, "/api/v1/conferences/room/whip?name=Clip", strings.NewReader(b.offer))
	r.Header.Set("Content-Type", typeSDP)
	r.SetPathValue("cid", "room")
	w := httptest.NewRecorder()
	b.whip.Create(w, r, "whip")
	var p problem.Problem
	_ = json.Unmarshal(w.Body.Bytes(), &p)
	return w.Code, p.Code
}

func (b *broadcaster) live() *conference.Snapshot {
	b.t.Helper()
	s, err := b.conf.Overview(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// A program that stopped asking stood in the waiting room for ever.
func TestWhoAsksNoMoreLeavesTheWaitingRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBroadcaster(t)
		var id conference.ParticipantID
		for range 100 { // five minutes
			if status, code := b.ask(); status != http.StatusAccepted {
				t.Fatal(status, code)
			}
			waiting := b.live().Waiting
			if len(waiting) != 1 || id != "" && waiting[0].ID != id {
				t.Fatalf("waiting: %+v", waiting)
			}
			id = waiting[0].ID
			time.Sleep(3 * time.Second)
		}
		time.Sleep(access.SeatKept + time.Minute)
		if waiting := b.live().Waiting; len(waiting) != 0 {
			t.Errorf("waiting: %+v", waiting)
		}
	})
}

// Admitted when it had stopped asking, it sat inside for ever, and the
// conference never ended.
func TestWhoIsAdmittedAndDoesNotComeLosesTheSeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBroadcaster(t)
		b.ask()
		if err := b.conf.Admit(t.Context(), b.head, nil); err != nil {
			t.Fatal(err)
		}
		if n := len(b.live().Participants); n != 2 {
			t.Fatalf("%d inside", n)
		}
		time.Sleep(access.SeatKept + time.Minute)
		if all := b.live().Participants; len(all) != 1 {
			t.Errorf("inside: %+v", all)
		}
	})
}

// Refused by a moderator it was back in the waiting room three seconds later.
func TestWhoIsRefusedIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBroadcaster(t)
		b.ask()
		if err := b.conf.RefuseWaiting(t.Context(), b.head, nil); err != nil {
			t.Fatal(err)
		}
		if status, code := b.ask(); status != http.StatusForbidden || code != "refused" {
			t.Errorf("got %d %s", status, code)
		}
		if waiting := b.live().Waiting; len(waiting) != 0 {
			t.Errorf("waiting: %+v", waiting)
		}
	})
}

// It joined, everybody heard of it, and it left again.
func TestABrokenOfferBringsNobodyIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBroadcaster(t)
		for _, offer := range []string{"", "v=0", strings.ReplaceAll(clipOffer, "a=mid:0\r\n", ""), strings.ReplaceAll(clipOffer, "ice-ufrag", "ice-none")} {
			b.offer = offer
			if status, code := b.ask(); status != http.StatusUnprocessableEntity || code != "sdp" {
				t.Errorf("%q: got %d %s", offer, status, code)
			}
		}
		if live := b.live(); len(live.Waiting) != 0 || len(live.Participants) != 1 {
			t.Errorf("waiting: %+v, inside: %+v", live.Waiting, live.Participants)
		}
	})
}
