package api_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

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
