package api

import (
	"context"

	"veche/conference/conversation"
)

// Frames of PROTOCOL.md that tell people of their conversations.
type (
	conversationFrame struct {
		Type         string           `json:"type"` // conversation
		Conversation ConversationView `json:"conversation"`
	}
	goneFrame struct {
		Type         string          `json:"type"` // conversation.gone
		Conversation conversation.ID `json:"conversation"`
	}
	messageFrame struct {
		Type         string          `json:"type"` // message
		Conversation conversation.ID `json:"conversation"`
		Message      MessageView     `json:"message"`
		Unread       int             `json:"unread"`
	}
	readFrame struct {
		Type         string          `json:"type"` // read
		Conversation conversation.ID `json:"conversation"`
		Login        string          `json:"login"`
		Number       uint64          `json:"number"`
		Unread       *int            `json:"unread,omitempty"`
	}
)

// tell sends a frame to the open pages of login.
func (a *API) tell(login string, frame any) {
	if a.cfg.Tell != nil {
		a.cfg.Tell(login, frame)
	}
}

// tellOfMaking tells who is in a new conversation, or in one that was opened again.
func (a *API) tellOfMaking(ctx context.Context, made *conversation.Listed) {
	change := conversation.Change{Conversation: made.Conversation}
	if made.Latest != nil {
		change.Messages = []conversation.Message{*made.Latest}
	}
	a.tellOfChange(ctx, &change)
}

// tellOfChange tells everybody whom a change concerns what it means to him. It is on the
// disk already, so that whoever asked for it may be gone.
func (a *API) tellOfChange(ctx context.Context, change *conversation.Change) {
	ctx = context.WithoutCancel(ctx)
	for i := range change.Before {
		if old := &change.Before[i]; old.Shown && change.Member(old.Login) == nil {
			a.tell(old.Login, goneFrame{"conversation.gone", change.ID})
		}
	}
	for i := range change.People {
		m := &change.People[i]
		if m.Gone || !a.cfg.Directory.Reachable(m.Login) {
			continue
		}
		a.tellMember(ctx, change, m)
	}
}

// tellMember tells one of the people.
func (a *API) tellMember(ctx context.Context, change *conversation.Change, m *conversation.Member) {
	old := before(change, m)
	if !m.Shown {
		if old != nil && old.Shown {
			a.tell(m.Login, goneFrame{"conversation.gone", change.ID})
		}
		return
	}
	acc, err := a.cfg.Accounts.Account(ctx, m.Login)
	if err != nil {
		a.note(requestOf(ctx), err)
		return
	}
	seen := a.onlooker(ctx, &acc)
	if concerns(change, old, m) {
		l, err := a.listed(ctx, change, m)
		if err != nil {
			a.note(requestOf(ctx), err)
			return
		}
		a.tell(m.Login, conversationFrame{"conversation", seen.conversation(&l)})
	}
	for i := range change.Messages {
		if msg := &change.Messages[i]; msg.Number >= m.From {
			a.tell(m.Login, messageFrame{"message", change.ID, seen.message(change.ID, msg), change.Unread(m)})
		}
	}
}

// before is m as it was; nil: he was not there.
func before(change *conversation.Change, m *conversation.Member) *conversation.Member {
	for i := range change.Before {
		if change.Before[i].Place == m.Place {
			return &change.Before[i]
		}
	}
	return nil
}

// concerns tells whether more than a message is news to m.
func concerns(change *conversation.Change, old, m *conversation.Member) bool {
	if old == nil || !old.Shown || old.Muted != m.Muted {
		return true
	}
	for i := range change.Messages {
		if change.Messages[i].Act != nil {
			return true
		}
	}
	return false
}

// listed is the conversation as it stands in the list of m after a change.
func (a *API) listed(ctx context.Context, change *conversation.Change, m *conversation.Member) (conversation.Listed, error) {
	if n := len(change.Messages); n > 0 && change.Messages[n-1].Number == change.Last {
		return conversation.Listed{Conversation: change.Conversation, Latest: &change.Messages[n-1]}, nil
	}
	return a.cfg.Conversations.Conversation(ctx, m.Login, change.ID)
}

// tellOfReading tells the own other pages and, in a personal conversation, the other.
func (a *API) tellOfReading(change *conversation.Change, login string) {
	me := change.Member(login)
	if len(change.Before) == 0 || me == nil {
		return // it was known
	}
	frame := readFrame{Type: "read", Conversation: change.ID, Login: login, Number: me.Read}
	if o := change.Other(login); o != nil && o.Shown {
		a.tell(o.Login, frame)
	}
	frame.Unread = new(change.Unread(me))
	a.tell(login, frame)
}
