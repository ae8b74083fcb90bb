package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"veche/conference/conferencetest"
	"veche/conference/conversation"
	"veche/signaling/api"
)

// frames are what pages were told, by login.
type frames struct {
	mu      sync.Mutex
	byLogin map[string][]frame
}

// frame is any of those about conversations.
type frame struct {
	Type         string
	Conversation json.RawMessage
	Message      api.MessageView
	Login        string
	Number       uint64
	Unread       int
}

func (s *server) tell(login string, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		s.t.Error(err)
	}
	var f frame
	if err := json.Unmarshal(raw, &f); err != nil {
		s.t.Error(err)
	}
	s.told.mu.Lock()
	defer s.told.mu.Unlock()
	if s.told.byLogin == nil {
		s.told.byLogin = map[string][]frame{}
	}
	s.told.byLogin[login] = append(s.told.byLogin[login], f)
}

// conversationOf opens that of who and other.
func (s *server) conversationOf(who client, other string) (c api.ConversationView) {
	s.t.Helper()
	who.want(201, "POST", "/conversations", m{"kind": "personal", "people": []string{other}}, &c)
	return c
}

var keys int

// say writes text under a key of its own.
func (c client) say(in conversation.ID, text string) (sent api.MessageView) {
	c.s.t.Helper()
	keys++
	c.want(201, "POST", "/conversations/"+string(in)+"/messages", m{"text": text, "key": fmt.Sprintf("key-%08d", keys)}, &sent)
	return sent
}

func (c client) conversations() []api.ConversationView {
	c.s.t.Helper()
	var page struct{ Items []api.ConversationView }
	c.want(200, "GET", "/conversations", nil, &page)
	return page.Items
}

func (c client) messages(in conversation.ID) (texts []string) {
	c.s.t.Helper()
	var page api.MessagesPage
	c.want(200, "GET", "/conversations/"+string(in)+"/messages", nil, &page)
	for _, msg := range page.Items {
		switch {
		case msg.Act != nil:
			texts = append(texts, string(msg.Act.Kind))
		case msg.Deleted:
			texts = append(texts, "deleted")
		default:
			texts = append(texts, msg.Text)
		}
	}
	return texts
}

func TestTwoPeopleWriteToEachOther(t *testing.T) {
	s := newServer(t)
	anna, boris := s.as("anna"), s.as("boris")
	c := s.conversationOf(anna, "boris")
	if c.Name != "BORIS" || len(c.People) != 2 || c.Last != nil {
		t.Errorf("got %+v", c)
	}
	if got := boris.conversations(); len(got) != 0 {
		t.Errorf("nothing was written yet, and boris sees %+v", got)
	}
	anna.say(c.ID, " Hello\r\nBoris ")
	list := boris.conversations()
	if len(list) != 1 || list[0].Unread != 1 || list[0].Name != "ANNA" || list[0].Last.Text != "Hello\nBoris" {
		t.Fatalf("boris sees %+v", list)
	}
	if again := s.conversationOf(boris, "anna"); again.ID != c.ID {
		t.Errorf("a second conversation of the same two: %s, %s", again.ID, c.ID)
	}
	var unread conversation.Unread
	boris.want(200, "GET", "/me/unread", nil, &unread)
	if unread != (conversation.Unread{Conversations: 1, Messages: 1}) {
		t.Errorf("got %+v", unread)
	}
	boris.want(204, "PUT", "/conversations/"+string(c.ID)+"/read", m{"number": 1}, nil)
	boris.want(200, "GET", "/me/unread", nil, &unread)
	if unread != (conversation.Unread{}) {
		t.Errorf("got %+v", unread)
	}
	if c = anna.conversations()[0]; c.Seen != 1 || c.Unread != 0 {
		t.Errorf("anna sees %+v", c)
	}
}

func TestAGroupOfThree(t *testing.T) {
	s := newServer(t)
	s.add("clara")
	s.add("dora")
	anna, boris, clara, dora := s.as("anna"), s.as("boris"), s.as("clara"), s.as("dora")
	var c api.ConversationView
	anna.want(201, "POST", "/conversations", m{"kind": "group", "name": " Team ", "people": []string{"Boris", "clara", "anna"}}, &c)
	if c.Name != "Team" || c.Manager != "anna" || len(c.People) != 3 || c.Last.Act.Kind != conversation.Made {
		t.Fatalf("got %+v", c)
	}
	at := "/conversations/" + string(c.ID)
	if got := boris.conversations(); len(got) != 1 || got[0].Unread != 1 {
		t.Errorf("a group one was brought into counts for one: %+v", got)
	}
	anna.say(c.ID, "one")
	boris.refused(403, "not_manager", "PATCH", at, m{"name": "Ours"})
	dora.refused(404, "conversation_unknown", "GET", at, nil)
	anna.want(200, "PATCH", at, m{"name": "Crew", "add": []string{"dora"}, "remove": []string{"clara"}}, &c)
	if c.Name != "Crew" || len(c.People) != 3 {
		t.Errorf("got %+v", c)
	}
	boris.say(c.ID, "two")
	clara.refused(404, "conversation_unknown", "GET", at+"/messages", nil)
	if got := fmt.Sprint(dora.messages(c.ID)); got != "[two added]" {
		t.Errorf("who was added sees %s", got)
	}
	if got := fmt.Sprint(boris.messages(c.ID)); got != "[two added removed renamed one made]" {
		t.Errorf("who was there sees %s", got)
	}
	anna.want(200, "PATCH", at, m{"muted": true}, &c)
	if !c.Muted {
		t.Error("not muted")
	}
	anna.want(204, "DELETE", at, nil, nil)
	boris.want(200, "GET", at, nil, &c)
	if c.Manager != "boris" || c.Muted {
		t.Errorf("the one longest in it manages it: %+v", c)
	}
	anna.refused(404, "conversation_unknown", "GET", at, nil)
	boris.refused(422, "user_unknown", "PATCH", at, m{"add": []string{"nobody"}})
	boris.refused(422, "user_unknown", "POST", "/conversations", m{"kind": "personal", "people": []string{"nobody"}})
	boris.refused(422, "people_self", "POST", "/conversations", m{"kind": "personal", "people": []string{"boris"}})
	boris.refused(422, "name_invalid", "POST", "/conversations", m{"kind": "group", "people": []string{"anna"}, "name": " "})
}

func TestTheSameKeyTwiceIsOneMessage(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	c := s.conversationOf(anna, "boris")
	at := "/conversations/" + string(c.ID) + "/messages"
	var one, two api.MessageView
	anna.want(201, "POST", at, m{"text": "x", "key": "the-same-key"}, &one)
	anna.want(201, "POST", at, m{"text": "y", "key": "the-same-key"}, &two)
	if one.Number != two.Number || two.Text != "x" || two.Key != "the-same-key" {
		t.Errorf("got %+v, %+v", one, two)
	}
	if got := s.as("boris").messages(c.ID); len(got) != 1 {
		t.Errorf("boris sees %v", got)
	}
	anna.refused(422, "empty", "POST", at, m{"text": " \u202e ", "key": "another-key"})
	anna.refused(422, "too_long", "POST", at, m{"text": strings.Repeat("я", 4001), "key": "another-key"})
	anna.refused(422, "key_invalid", "POST", at, m{"text": "x", "key": "another key"})
}

func TestMessagesAreRewrittenAndTakenBack(t *testing.T) {
	s := newServer(t)
	anna, boris := s.as("anna"), s.as("boris")
	c := s.conversationOf(anna, "boris")
	at := "/conversations/" + string(c.ID) + "/messages/1"
	anna.say(c.ID, "x")
	var msg api.MessageView
	anna.want(200, "PATCH", at, m{"text": "y"}, &msg)
	if !msg.Edited || msg.Text != "y" {
		t.Errorf("got %+v", msg)
	}
	boris.refused(403, "message_not_yours", "DELETE", at, nil)
	anna.want(200, "DELETE", at, nil, &msg)
	if !msg.Deleted || msg.Text != "" || fmt.Sprint(boris.messages(c.ID)) != "[deleted]" {
		t.Errorf("got %+v", msg)
	}
}

// Whoever is blocked stays as a name, and is not written to.
func TestWhoIsBlockedCannotBeWrittenTo(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	c := s.conversationOf(anna, "boris")
	anna.say(c.ID, "x")
	s.as("admin").want(200, "PATCH", "/users/boris", m{"blocked": true}, nil)
	at := "/conversations/" + string(c.ID)
	anna.refused(410, "person_gone", "POST", at+"/messages", m{"text": "x", "key": "12345678"})
	anna.want(200, "GET", at, nil, &c)
	if c.Name != "BORIS" || !c.People[1].Gone {
		t.Errorf("got %+v", c)
	}
	anna.refused(422, "user_unknown", "POST", "/conversations", m{"kind": "group", "name": "x", "people": []string{"boris"}})
}

func TestFilesOfConversationsNeedRights(t *testing.T) {
	s := newServer(t)
	anna, boris := s.as("anna"), s.as("boris")
	c := s.conversationOf(anna, "boris")
	at := "/conversations/" + string(c.ID)
	upload := func(by client) (*http.Response, api.MessageFile) {
		t.Helper()
		kind, raw := form(t, "file", "plan.pdf", []byte("contents"))
		res, raw := by.with("Content-Type", kind).do("POST", at+"/files", raw)
		var f api.MessageFile
		_ = json.Unmarshal(raw, &f)
		return res, f
	}
	res, f := upload(anna)
	if res.StatusCode != 201 || f.Name != "plan.pdf" || f.Size != 8 {
		t.Fatalf("%d %+v", res.StatusCode, f)
	}
	boris.refused(404, "file_unknown", "GET", at+"/files/"+f.ID, nil) // not sent yet
	var sent api.MessageView
	anna.want(201, "POST", at+"/messages", m{"file": f.ID, "key": "12345678"}, &sent)
	if sent.File == nil || sent.Withheld {
		t.Fatalf("got %+v", sent)
	}
	if res, raw := boris.do("GET", at+"/files/"+f.ID, nil); res.StatusCode != 200 || string(raw) != "contents" ||
		!strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%d %s %v", res.StatusCode, raw, res.Header)
	}
	s.add("clara")
	s.as("clara").refused(404, "conversation_unknown", "GET", at+"/files/"+f.ID, nil)

	admin := s.as("admin")
	admin.want(200, "PATCH", "/users/boris", m{"rights": []string{"call"}}, nil) // neither E7 nor E8
	boris = s.as("boris")
	boris.refused(403, "no_right_receive_files", "GET", at+"/files/"+f.ID, nil)
	if l := boris.conversations()[0].Last; !l.Withheld || l.File.Name != "plan.pdf" || l.File.ID != "" || l.File.URL != "" {
		t.Errorf("E8: a notice in place of the file: %+v", l)
	}
	if res, _ := upload(boris); res.StatusCode != 403 {
		t.Errorf("E7: %d", res.StatusCode)
	}
	boris.say(c.ID, "words go without the right")

	admin.want(200, "PATCH", "/settings", m{"limits": m{"conferenceFileBytes": 10}}, nil)
	kind, raw := form(t, "file", "b.txt", []byte("12345"))
	anna.with("Content-Type", kind).refused(409, "conversation_quota", "POST", at+"/files", raw)
}

// Pages of all who are in it are told, each what he may see.
func TestPagesAreToldOfMessages(t *testing.T) {
	s := newServer(t)
	for _, who := range []string{"anna", "boris"} {
		defer s.directory.Listen(who, &conferencetest.Page{})()
	}
	anna, boris := s.as("anna"), s.as("boris")
	c := s.conversationOf(anna, "boris")
	anna.say(c.ID, "x")
	boris.want(204, "PUT", "/conversations/"+string(c.ID)+"/read", m{"number": 1}, nil)
	boris.want(204, "PUT", "/conversations/"+string(c.ID)+"/read", m{"number": 1}, nil) // no news
	anna.want(200, "DELETE", "/conversations/"+string(c.ID)+"/messages/1", nil, nil)
	boris.want(204, "DELETE", "/conversations/"+string(c.ID), nil, nil)
	for login, want := range map[string]string{
		"anna":  "[conversation message read message]",
		"boris": "[conversation message read message conversation.gone]",
	} {
		if got := fmt.Sprint(s.toldTo(login)); got != want {
			t.Errorf("%s was told %s, want %s", login, got, want)
		}
	}
}

// What one person writes is bounded.
func TestWhoWritesTooFastIsSlowedDown(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	c := s.conversationOf(anna, "boris")
	at := "/conversations/" + string(c.ID) + "/messages"
	for n := range 1000 {
		res, raw := anna.do("POST", at, m{"text": "x", "key": fmt.Sprintf("key-%08d", n)})
		if res.StatusCode == http.StatusTooManyRequests {
			if res.Header.Get("Retry-After") == "" || n < 60 {
				t.Errorf("after %d: %v %s", n, res.Header, raw)
			}
			return
		}
	}
	t.Error("nothing stops who writes")
}

func (s *server) toldTo(login string) (types []string) {
	s.told.mu.Lock()
	defer s.told.mu.Unlock()
	for _, f := range s.told.byLogin[login] {
		types = append(types, f.Type)
	}
	return types
}
