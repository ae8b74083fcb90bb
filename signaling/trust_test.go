package signaling

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
	"veche/conference/contact"
	"veche/media"
)

// desk is a Server over a house; who asks with the header X-Login is that
// person, unless blocked.
type desk struct {
	*conferencetest.House
	t         testing.TB
	srv       *Server
	url       string
	blocked   sync.Map // login → true
	connected atomic.Int32
	log       bytes.Buffer
	contacts  books
}

// books are the contacts of everybody; the key is the id.
type books map[contact.ID]contact.Contact

// Contact implements [contact.Finder].
func (b *books) Contact(_ context.Context, owner string, id contact.ID) (contact.Contact, error) {
	c, ok := (*b)[id]
	if !ok || c.Owner != owner {
		return contact.Contact{}, contact.ErrUnknown
	}
	return c, nil
}

// noMedia counts who gets as far as to media.
type noMedia struct{ d *desk }

func (n noMedia) Connect(conference.ID, conference.ParticipantID, media.Observer) (*media.Peer, error) {
	n.d.connected.Add(1)
	return nil, errors.New("no media here")
}

func newDesk(t testing.TB, logins ...string) *desk {
	t.Helper()
	d := &desk{House: conferencetest.NewHouse(t, append(logins, "owner")...), t: t}
	d.srv = New(Config{
		Directory: d.Directory, People: d.People, Media: noMedia{d},
		Identify: func(r *http.Request) (*conference.Person, error) {
			login := r.Header.Get("X-Login")
			if _, blocked := d.blocked.Load(login); login == "" || blocked {
				return nil, nil
			}
			p := d.People[login]
			return &p, nil
		},
		Contacts: &d.contacts,
		Source:   func(*http.Request) netip.Addr { return conferencetest.Source },
		File: func(context.Context, conference.ID, string) (conference.ChatFile, error) {
			return conference.ChatFile{}, errors.New("no file")
		},
		FileBytes: func() int64 { return 0 },
		Log:       slog.New(slog.NewTextHandler(&d.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	web := httptest.NewServer(d.srv)
	t.Cleanup(web.Close)
	t.Cleanup(func() {
		if err := d.srv.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	d.url = "ws" + strings.TrimPrefix(web.URL, "http")
	return d
}

// tab is one page of somebody.
type tab struct {
	d    *desk
	conn *websocket.Conn
	id   int64
	me   string
	seat map[string]any // the answer to join
	seen []string       // every frame
}

func (d *desk) open(login string) *tab {
	d.t.Helper()
	header := http.Header{}
	if login != "" {
		header.Set("X-Login", login)
	}
	conn, res, err := websocket.DefaultDialer.Dial(d.url, header)
	if err != nil {
		d.t.Fatal(err)
	}
	_ = res.Body.Close()
	d.t.Cleanup(func() { _ = conn.Close() })
	t := &tab{d: d, conn: conn}
	if code := t.ask("hello", fields{"protocol": 1}); code != "" {
		d.t.Fatal(code)
	}
	return t
}

type fields map[string]any

// ask sends a request and returns the code of its error, "" for none.
func (t *tab) ask(kind string, f fields) string {
	t.d.t.Helper()
	t.id++
	body := fields{"id": t.id, "type": kind}
	maps.Copy(body, f)
	if err := t.conn.WriteJSON(body); err != nil {
		t.d.t.Fatal(err)
	}
	for {
		a := t.read()
		if re, ok := a["re"].(float64); !ok || int64(re) != t.id {
			continue
		}
		if e, ok := a["error"].(map[string]any); ok {
			return fmt.Sprint(e["code"])
		}
		if kind == "join" {
			t.seat = a
			for _, where := range []string{"snapshot", "waiting"} {
				part, _ := a[where].(map[string]any)
				if you, ok := part["you"].(map[string]any); ok {
					part = you
				}
				if id, ok := part["id"].(string); ok {
					t.me = id
				}
			}
		}
		return ""
	}
}

// read is the next frame.
func (t *tab) read() fields {
	t.d.t.Helper()
	_ = t.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	_, raw, err := t.conn.ReadMessage()
	if err != nil {
		t.d.t.Fatal(err)
	}
	t.seen = append(t.seen, string(raw))
	var f fields
	if err := json.Unmarshal(raw, &f); err != nil {
		t.d.t.Fatalf("%s: %v", raw, err)
	}
	return f
}

// gone waits for the end of the socket.
func (t *tab) gone() {
	t.d.t.Helper()
	_ = t.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		if _, _, err := t.conn.ReadMessage(); err != nil {
			if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
				t.d.t.Error("the socket is open still")
			}
			return
		}
	}
}

// enter joins cid as login, or as a guest called name.
func (d *desk) enter(cid, login, name string) *tab {
	d.t.Helper()
	t := d.open(login)
	if code := t.ask("join", fields{"cid": cid, "name": name, "pin": "756910"}); code != "" {
		d.t.Fatalf("%s%s: %s", login, name, code)
	}
	return t
}

// E11, J, K: what each kind of person may ask for, over the wire.
func TestWhoMayAskForWhat(t *testing.T) {
	const nobody, people, staff, owners = 0, 1, 2, 3 // who may: nobody in this state, all inside, moderators, the owner
	of := func(extra fields) func(target string) fields {
		return func(target string) fields {
			f := fields{"participant": target, "participants": []string{target}}
			maps.Copy(f, extra)
			return f
		}
	}
	requests := map[string]struct {
		who  int
		body func(target string) fields
	}{
		"media":       {people, of(fields{"microphone": false})},
		"display":     {people, of(fields{"layout": "tiles", "windows": 4})},
		"chat":        {people, of(fields{"text": "hello"})},
		"hand":        {people, func(string) fields { return fields{"up": true} }},
		"reaction":    {people, of(fields{"reaction": "like"})},
		"answer":      {staff, of(fields{"allow": true})},
		"mute":        {staff, of(fields{"microphone": true})},
		"ask":         {staff, of(fields{"what": "camera"})},
		"remove":      {staff, of(nil)},
		"role":        {staff, of(fields{"moderator": true})},
		"gain":        {staff, of(fields{"decibels": 3})},
		"admit":       {staff, of(nil)},
		"refuse":      {staff, of(nil)},
		"waitingroom": {staff, of(fields{"on": true})},
		"lock":        {staff, of(fields{"locked": true})},
		"access":      {staff, of(fields{"pin": "654321"})},
		"spotlight":   {staff, of(nil)},
		"layout":      {staff, of(fields{"layout": fields{"type": "grid", "windows": 4}})},
		"mode":        {staff, of(fields{"mode": "video_lesson"})},
		"ends":        {staff, of(fields{"endsAt": nil})},
		"invite":      {staff, of(fields{"login": "somebody"})},
		"uninvite":    {staff, of(fields{"ring": "x"})},
		"retry":       {staff, of(fields{"call": "x"})},
		"digits":      {staff, of(fields{"digits": "1"})},
		"ptz":         {staff, of(fields{"do": "stop"})},
		"transfer":    {staff, of(fields{"dial": "#sip:a@b.example"})},
		"podium":      {staff, of(fields{"action": "call"})},
		"rename":      {staff, of(fields{"name": "Other"})},
		"end":         {staff, of(nil)},
		"record":      {owners, of(fields{"on": true})},
		"sizes":       {nobody, of(fields{"slots": fields{}})},
		"quality":     {nobody, of(fields{"maxBitrate": 0})},
		"offer":       {nobody, of(fields{"sdp": "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n"})},
	}
	// The table must not lag behind the code.
	for name := range requestsOfProtocol() {
		if _, ok := requests[name]; !ok && !slices.Contains([]string{"hello", "look", "join", "leave", "ring", "presence"}, name) {
			t.Errorf("nothing is said of %s", name)
		}
	}
	// Refusals that say that one may ask, but not now.
	allowed := []string{"", "not_lesson", "not_scheduled", "ring_over", "no_podium", "no_media", "internal", "already_here", "no_call", "no_keys", "no_transfer", "camera_fixed"}
	for name, r := range requests {
		t.Run(name, func(t *testing.T) {
			for _, role := range []string{"outside", "waiting", "guest", "user", "elsewhere", "moderator", "operator", "owner"} {
				d := newDesk(t, "user", "moderator", "operator", "somebody")
				op := d.People["operator"]
				op.Operator = true
				d.People["operator"] = op
				d.Create(t, "owner", conference.Definition{
					Access: conference.Public, PIN: "756910", WaitingRoom: true, WaitingCategory: access.CategoryGuests,
					Guests: conference.AllowGuestsAll(), Invited: []conference.Invited{{Login: "moderator", Moderator: true}},
				})
				d.Create(t, "user", conference.Definition{CID: "other", Access: conference.Public, Guests: conference.AllowGuestsAll()})
				owner := d.enter("room", "owner", "")
				target := d.enter("room", "somebody", "")
				var actor *tab
				switch role {
				case "outside":
					actor = d.open("user")
				case "waiting":
					actor = d.enter("room", "", "Waiting")
				case "guest":
					actor = d.enter("room", "", "Guest")
					if code := owner.ask("admit", fields{"participants": "all"}); code != "" {
						t.Fatal(code)
					}
				case "elsewhere":
					actor = d.enter("other", "user", "")
				case "owner":
					actor = owner
				default:
					actor = d.enter("room", role, "")
				}
				got := actor.ask(name, r.body(target.me))
				want := ""
				switch {
				case role == "outside", role == "waiting":
					want = "not_inside"
				case role == "elsewhere":
				case r.who == staff && (role == "guest" || role == "user"):
					want = "not_moderator"
				case r.who == owners && role != "owner": // L1
					want = "not_permitted"
				}
				switch {
				case want != "" && got != want:
					t.Errorf("%s: %q, want %s", role, got, want)
				case want == "" && role != "elsewhere" && !slices.Contains(allowed, got):
					t.Errorf("%s: %q", role, got)
				}
				if role == "elsewhere" || want != "" { // nothing has come to the people of the room
					_, c, _ := d.Find(t.Context(), "room")
					live, err := c.Overview(t.Context())
					if err != nil {
						t.Fatalf("%s: %v", role, err)
					}
					for _, p := range live.Participants {
						if string(p.ID) == target.me && (p.Name != "Name of somebody" || p.Moderator || p.Podium != "") {
							t.Errorf("%s changed %+v", role, p)
						}
					}
					if live.Conference.Locked || live.Conference.PIN != "756910" || live.Conference.Recording != nil || len(live.Chat) > 0 || len(live.Rings) > 0 {
						t.Errorf("%s changed %+v", role, live)
					}
					if n := d.connected.Load(); n > 0 && role != "elsewhere" {
						t.Errorf("%s got as far as media", role)
					}
				}
			}
		})
	}
}

func requestsOfProtocol() map[string]func(context.Context, *session, []byte) (any, error) {
	return requests
}

// Lesson 39: the PIN is for moderators; it stands in no log, no event, no answer
// to others.
func TestThePINIsNowhereButWithModerators(t *testing.T) {
	d := newDesk(t, "user")
	def := d.Create(t, "owner", conference.Definition{Access: conference.Public, PIN: "756910", Guests: conference.AllowGuestsAll()})
	owner, user, guest := d.enter("room", "owner", ""), d.enter("room", "user", ""), d.enter("room", "", "Guest")
	stranger := d.open("")
	for _, pin := range []any{"756911", "", "75691", 756910, []string{"756910"}, strings.Repeat("756910", 50)} {
		for _, kind := range []string{"look", "join"} {
			if code := stranger.ask(kind, fields{"cid": "room", "name": "x", "pin": pin}); code == "" {
				t.Errorf("%v is right", pin)
			}
		}
	}
	if code := owner.ask("access", fields{"pin": "864209"}); code != "" {
		t.Fatal(code)
	}
	for _, tab := range []*tab{user, guest} {
		if code := tab.ask("chat", fields{"text": "hello"}); code != "" {
			t.Fatal(code)
		}
		if code := tab.ask("access", fields{"pin": "864209x"}); code != "not_moderator" {
			t.Error(code)
		}
	}
	if code := owner.ask("lock", fields{"locked": true}); code != "" {
		t.Fatal(code)
	}
	events, err := d.Archive.Events(t.Context(), def.ID, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	archived, _ := json.Marshal(events)
	if err := d.srv.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(owner.seen, ""), "864209") {
		t.Error("the owner was not told the new PIN")
	}
	for where, text := range map[string]string{
		"the user":     strings.Join(user.seen, "\n"),
		"the guest":    strings.Join(guest.seen, "\n"),
		"the stranger": strings.Join(stranger.seen, "\n"),
		"the archive":  string(archived),
		"the log":      d.log.String(),
	} {
		for _, pin := range []string{"756910", "864209"} {
			if strings.Contains(text, pin) {
				t.Errorf("%s knows %s:\n%s", where, pin, text)
			}
		}
	}
}

func TestPagesOfOtherSitesOpenNoSocket(t *testing.T) {
	d := newDesk(t)
	host := strings.TrimPrefix(d.url, "ws://")
	for origin, want := range map[string]bool{
		"": true, "http://" + host: true, "https://" + host: true,
		"https://evil.example": false, "null": false, "http://" + host + ".evil.example": false, "://": false, "file://": false,
	} {
		header := http.Header{"X-Login": {"owner"}}
		if origin != "" {
			header.Set("Origin", origin)
		}
		conn, res, err := websocket.DefaultDialer.Dial(d.url, header)
		if got := err == nil; got != want {
			t.Errorf("%q: %v", origin, err)
		}
		if err == nil {
			_ = conn.Close()
		} else if res != nil && res.StatusCode != http.StatusForbidden {
			t.Errorf("%q: %s", origin, res.Status)
		}
	}
}

func TestAKeyThatIsNotForItOpensNoSocket(t *testing.T) {
	d := newDesk(t)
	d.srv.cfg.Identify = func(*http.Request) (*conference.Person, error) {
		return nil, conference.Refuse(conference.Denied, "scope_missing", "This key is not for that.")
	}
	_, res, err := websocket.DefaultDialer.Dial(d.url, nil)
	if err == nil || res == nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("got %v, %v", res, err)
	}
}

func TestFloodsEndTheSocket(t *testing.T) {
	for name, message := range map[string]struct {
		kind int
		data []byte
	}{
		"binary":        {websocket.BinaryMessage, []byte{0}},
		"no JSON":       {websocket.TextMessage, []byte("{")},
		"unknown":       {websocket.TextMessage, []byte(`{"id":1,"type":"x"}`)},
		"nested deeply": {websocket.TextMessage, bytes.Repeat([]byte("["), 11_000)},
	} {
		t.Run(name, func(t *testing.T) {
			tab := newDesk(t).open("")
			go func() {
				for tab.conn.WriteMessage(message.kind, message.data) == nil { // ends with the socket
				}
			}()
			tab.gone()
		})
	}
	for name, kind := range map[string]int{"pings": websocket.PingMessage, "pongs": websocket.PongMessage} {
		t.Run(name, func(t *testing.T) {
			tab := newDesk(t).open("")
			go func() {
				for tab.conn.WriteControl(kind, nil, time.Now().Add(time.Second)) == nil { // ends with the socket
				}
			}()
			tab.gone()
		})
	}
	t.Run("too large", func(t *testing.T) {
		tab := newDesk(t).open("")
		if err := tab.conn.WriteMessage(websocket.TextMessage, bytes.Repeat([]byte(" "), messageBytes+1)); err != nil {
			t.Fatal(err)
		}
		tab.gone()
	})
	t.Run("chat", func(t *testing.T) {
		d := newDesk(t)
		d.Create(t, "owner", conference.Definition{Access: conference.Public, Guests: conference.AllowGuestsAll()})
		tab := d.enter("room", "", "Guest")
		for range 100 {
			if code := tab.ask("chat", fields{"text": "x"}); code == "slow_down" {
				return
			}
		}
		t.Error("a hundred messages at once")
	})
}

// Lesson 40: whoever comes and goes all the time busies everybody inside; each
// socket has a budget of its own, and one source may open many.
func TestJoinsOfOneSourceAreBounded(t *testing.T) {
	d := newDesk(t)
	d.srv.joins = access.NewBudget(access.Limits{Burst: 3, Every: time.Hour})
	d.Create(t, "owner", conference.Definition{Access: conference.Public, Guests: conference.AllowGuestsAll()})
	for i := range 4 {
		code := d.open("").ask("join", fields{"cid": "room", "name": "Guest"})
		if want := map[bool]string{true: "slow_down"}[i == 3]; code != want {
			t.Errorf("join %d: got %q, want %q", i, code, want)
		}
	}
}

func TestSocketsOfOneSourceAreBounded(t *testing.T) {
	d := newDesk(t)
	key := access.SourceKey(conferencetest.Source)
	dial := func() int {
		conn, res, err := websocket.DefaultDialer.Dial(d.url, nil)
		if err == nil {
			_ = conn.Close()
		}
		return res.StatusCode
	}
	d.srv.mu.Lock()
	d.srv.sources[key] = maxSockets
	d.srv.mu.Unlock()
	if got := dial(); got != http.StatusTooManyRequests {
		t.Errorf("one too many: %d", got)
	}
	d.srv.mu.Lock()
	d.srv.sources[key] = 0
	d.srv.mu.Unlock()
	if got := dial(); got != http.StatusSwitchingProtocols {
		t.Errorf("after they are gone: %d", got)
	}
	for range newSocketsBurst + 1 { // faster than anybody comes
		d.srv.arrivals.Allow(key, time.Now().Add(time.Hour))
	}
	if got := dial(); got != http.StatusTooManyRequests {
		t.Errorf("too fast: %d", got)
	}
}

// Who is blocked is out at once, with seat; whose rights changed comes back.
func TestDroppedPages(t *testing.T) {
	for _, blocked := range []bool{false, true} {
		d := newDesk(t, "user")
		d.Create(t, "owner", conference.Definition{Access: conference.Public})
		owner, user := d.enter("room", "owner", ""), d.enter("room", "user", "")
		if blocked {
			d.blocked.Store("user", true)
		}
		d.srv.Drop("user")
		user.gone()
		want := map[bool]string{false: "participant.changed", true: "participant.left"}[blocked]
		for {
			f := owner.read()
			if f["type"] != "event" || f["event"] == "participant.joined" {
				continue
			}
			if f["event"] == want {
				break
			}
			t.Fatalf("blocked %v: %v, want %s", blocked, f, want)
		}
	}
}
