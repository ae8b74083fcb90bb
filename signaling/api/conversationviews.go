package api

import (
	"context"
	"net/url"
	"path"
	"time"

	"veche/conference/account"
	"veche/conference/conversation"
)

// ConversationView is a conversation as one of its people sees it.
type ConversationView struct {
	ID       conversation.ID   `json:"id"`
	Kind     conversation.Kind `json:"kind" enum:"personal,group"`
	Name     string            `json:"name" doc:"Of a personal conversation: the name of the other"`
	Manager  string            `json:"manager" doc:"Login of who manages a group; empty in a personal conversation"`
	People   []PersonIn        `json:"people" nullable:"false" doc:"Who came first stands first, oneself among them"`
	Last     *MessageView      `json:"last" doc:"null: there is nothing to be seen"`
	Unread   int               `json:"unread"`
	Read     uint64            `json:"read" doc:"Number of the last message that one has read"`
	Seen     uint64            `json:"seen" doc:"In a personal conversation: number of the last message that the other has read"`
	Muted    bool              `json:"muted"`
	Revision int64             `json:"revision" doc:"Grows when name or people change"`
}

// PersonIn is one of the people of a conversation.
type PersonIn struct {
	Login  string `json:"login"`
	Name   string `json:"name"`
	Avatar string `json:"avatar" doc:"Path below the public address; empty: none"`
	Gone   bool   `json:"gone,omitempty" doc:"Has no account any more, or is blocked"`
}

// MessageView is a message as one of the people sees it.
type MessageView struct {
	Number   uint64              `json:"number"`
	From     conversation.Person `json:"from" doc:"With the name as it was"`
	At       time.Time           `json:"at"`
	Text     string              `json:"text"`
	File     *MessageFile        `json:"file"`
	Withheld bool                `json:"withheld" doc:"You may not receive the file (E8)"`
	Act      *MessageAct         `json:"act" doc:"What happened to the group; the message has no text then"`
	Edited   bool                `json:"edited"`
	Deleted  bool                `json:"deleted" doc:"Taken back by who wrote it"`
	Key      string              `json:"key,omitempty" doc:"Of an own message: that with which it was sent"`
}

// MessageAct is what happened to a group.
type MessageAct struct {
	Kind   conversation.ActKind  `json:"kind" enum:"made,renamed,added,removed,left"`
	People []conversation.Person `json:"people" nullable:"false" doc:"Whom it happened to"`
	Name   string                `json:"name" doc:"Of the group, when it was made or renamed"`
}

// MessageFile is a file of a message. What is withheld has neither id nor url.
type MessageFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size" doc:"Bytes"`
	Type string `json:"type" doc:"Media type"`
	URL  string `json:"url" doc:"Path below the public address"`
}

// onlooker is somebody who looks at conversations.
type onlooker struct {
	a       *API
	ctx     context.Context
	login   string
	receive bool // E8
	known   map[string]account.Account
}

func (a *API) onlooker(ctx context.Context, acc *account.Account) *onlooker {
	return &onlooker{
		a: a, ctx: ctx, login: acc.Login, receive: acc.Rights.Has(account.ReceiveFiles), known: make(map[string]account.Account),
	}
}

// conversation is l as it is seen by who is in it.
func (o *onlooker) conversation(l *conversation.Listed) ConversationView {
	me := l.Member(o.login)
	v := ConversationView{
		ID: l.ID, Kind: l.Kind, Name: l.Title(o.login), Manager: l.Manager, People: []PersonIn{},
		Unread: l.Unread(me), Read: me.Read, Muted: me.Muted, Revision: l.Revision,
	}
	for i := range l.People {
		v.People = append(v.People, o.person(&l.People[i]))
	}
	if other := l.Other(o.login); other != nil {
		v.Seen = other.Read
	}
	if l.Latest != nil {
		v.Last = new(o.message(l.ID, l.Latest))
	}
	return v
}

// person is m with the avatar of today.
func (o *onlooker) person(m *conversation.Member) PersonIn {
	p := PersonIn{Login: m.Login, Name: m.Name, Gone: true}
	if m.Gone {
		return p
	}
	acc, known := o.known[m.Login]
	if !known {
		acc, _ = o.a.cfg.Accounts.Account(o.ctx, m.Login) // who is not there has no avatar
		o.known[m.Login] = acc
	}
	p.Avatar, p.Gone = acc.AvatarPath(), acc.Login == "" || !acc.Active()
	return p
}

// gone tells whether nobody will read what is written to m.
func (a *API) gone(ctx context.Context, m *conversation.Member) bool {
	return (&onlooker{a: a, ctx: ctx, known: make(map[string]account.Account)}).person(m).Gone
}

// message is one of a conversation as it is seen.
func (o *onlooker) message(in conversation.ID, m *conversation.Message) MessageView {
	v := MessageView{
		Number: m.Number, From: m.From, At: m.At, Text: m.Text, Edited: m.Edited, Deleted: m.Taken,
	}
	own := m.From.Login == o.login
	if own {
		v.Key = m.Key
	}
	if act := m.Act; act != nil {
		v.Act = &MessageAct{Kind: act.Kind, People: append([]conversation.Person{}, act.People...), Name: act.Name}
	}
	if f := m.File; f != nil {
		v.File = &MessageFile{Name: f.Name, Size: f.Size, Type: f.Type}
		if v.Withheld = !o.receive && !own; !v.Withheld {
			v.File.ID, v.File.URL = f.ID, conversationFile(in, f.ID)
		}
	}
	return v
}

// conversationFile is where a file of a conversation is served.
func conversationFile(id conversation.ID, file string) string {
	return path.Join(base, "conversations", url.PathEscape(string(id)), "files", file)
}
