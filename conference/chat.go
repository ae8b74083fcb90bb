package conference

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"
)

// ChatRunes is the most a message may have.
const ChatRunes = 4000

// ChatMessage is one message to all, or to one person.
type ChatMessage struct {
	ID   string    `json:"id"`
	At   time.Time `json:"at"`
	From ChatName  `json:"from"`
	To   *ChatName `json:"to,omitempty"`
	Text string    `json:"text"`
	File *ChatFile `json:"file,omitempty"`
}

// ChatName is a person as the message shows him, also after he has left.
type ChatName struct {
	ID   ParticipantID `json:"id"`
	Name string        `json:"name"`
}

// ChatFile is a file in a message. Who may not receive files (E8) gets it
// without URL.
type ChatFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size"` // bytes
	Type string `json:"type"` // media type
	URL  string `json:"url,omitempty"`
}

// Chat posts a message of by; to is "" for all. file has been checked by the
// caller to belong to this conference.
func (c *Conference) Chat(ctx context.Context, by, to ParticipantID, text string, file *ChatFile) (ChatMessage, error) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
	if text == "" && file == nil {
		return ChatMessage{}, &Error{Invalid, "empty", "The message is empty.", "text"}
	}
	if utf8.RuneCountInString(text) > ChatRunes {
		return ChatMessage{}, &Error{Invalid, "too_long", "A message has at most 4,000 characters.", "text"}
	}
	return keep(ctx, c, func(s *state) (ChatMessage, error) {
		m, err := s.member(by)
		if err != nil {
			return ChatMessage{}, err
		}
		return s.post(m, to, text, file)
	})
}

func (s *state) post(m *member, to ParticipantID, text string, file *ChatFile) (ChatMessage, error) {
	p := permissionsOf(&s.def, m)
	msg := ChatMessage{ID: newID(12), At: s.now().UTC(), From: ChatName{m.ID, m.Name}, Text: text, File: file}
	if to != "" {
		t, err := s.member(to)
		if err != nil {
			return msg, err
		}
		if t.isCamera() {
			return msg, Refuse(Conflict, "no_reader", "A camera reads no messages.")
		}
		msg.To = &ChatName{t.ID, t.Name}
		// A moderator can always be written to: a guest must be able to ask for help.
		if !p.ChatOne && !t.leads() {
			return msg, notPermitted("write to one person")
		}
	} else if !p.ChatAll {
		return msg, notPermitted("write to all")
	}
	if file != nil && !p.SendFiles {
		return msg, notPermitted("send files")
	}
	s.chat = append(s.chat, msg)
	s.trimChat()
	s.tellChat(msg)
	return s.forViewer(msg, m), nil
}

// trimChat keeps what a Snapshot can carry: the newest messages, so many and so
// many bytes.
func (s *state) trimChat() {
	from, size := len(s.chat), 0
	for from > 0 && len(s.chat)-from < chatKept {
		if size += len(s.chat[from-1].Text); size > chatBytes {
			break
		}
		from--
	}
	if from > 0 {
		s.chat = append(s.chat[:0:0], s.chat[from:]...)
	}
}

// tellChat archives msg and delivers it to those who may read it.
func (s *state) tellChat(msg ChatMessage) {
	type posted struct {
		Message ChatMessage `json:"message"`
	}
	e := s.append(ChatPosted, posted{msg})
	files := func(v *member) bool { return permissionsOf(&s.def, v).ReceiveFiles || v.ID == msg.From.ID }
	s.tell(&Notice{Kind: NoticeEvent, Event: e, At: e.At}, func(v *member) bool {
		return msg.For(v.ID) && (msg.File == nil || files(v))
	})
	if msg.File == nil {
		return
	}
	bare := *e
	bare.Data = marshal(posted{withoutURL(msg)})
	s.tell(&Notice{Kind: NoticeEvent, Event: &bare, At: e.At}, func(v *member) bool {
		return msg.For(v.ID) && !files(v)
	})
}

// For tells whether the message is for id to read.
func (m *ChatMessage) For(id ParticipantID) bool {
	return m.To == nil || m.To.ID == id || m.From.ID == id
}

// forViewer is msg as v may see it (E8).
func (s *state) forViewer(msg ChatMessage, v *member) ChatMessage {
	if msg.File == nil || msg.From.ID == v.ID || permissionsOf(&s.def, v).ReceiveFiles {
		return msg
	}
	return withoutURL(msg)
}

func withoutURL(msg ChatMessage) ChatMessage {
	f := *msg.File
	f.URL = ""
	msg.File = &f
	return msg
}

func notPermitted(what string) error {
	return Refuse(Denied, "not_permitted", "You are not allowed to "+what+" here.")
}

// Reactions that can be sent.
var reactions = map[string]bool{"like": true, "clap": true, "laugh": true, "wow": true, "heart": true, "no": true}

// React shows a reaction of by to everybody.
func (c *Conference) React(ctx context.Context, by ParticipantID, reaction string) error {
	if !reactions[reaction] {
		return &Error{Invalid, "invalid", "There is no such reaction.", "reaction"}
	}
	_, err := ask(ctx, c, func(s *state) (struct{}, error) {
		m, err := s.member(by)
		if err != nil {
			return struct{}{}, err
		}
		s.emit(Reacted, struct {
			Participant ParticipantID `json:"participant"`
			Reaction    string        `json:"reaction"`
		}{m.ID, reaction}, nil)
		return struct{}{}, nil
	})
	return err
}

// LowerHand is a moderator's: the hand of a participant has been seen to.
func (c *Conference) LowerHand(ctx context.Context, by Actor, id ParticipantID) error {
	return c.moderate(ctx, by, id, func(s *state, m *member) error {
		if m.Hand != nil {
			m.Hand = nil
			s.emitChanged(m)
		}
		return nil
	})
}

// Hand raises or lowers the hand of by.
func (c *Conference) Hand(ctx context.Context, by ParticipantID, up bool) error {
	return c.do(ctx, func(s *state) error {
		m, err := s.member(by)
		if err != nil {
			return err
		}
		if up && !permissionsOf(&s.def, m).RaiseHand {
			return notPermitted("raise the hand")
		}
		if up == (m.Hand != nil) {
			return nil
		}
		m.Hand = nil
		if up {
			t := s.now().UTC()
			m.Hand = &t
		}
		s.emitChanged(m)
		return nil
	})
}
