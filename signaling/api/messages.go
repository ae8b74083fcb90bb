package api

import (
	"context"
	"time"

	"veche/conference/conversation"
	"veche/signaling/auth"
)

// MessagesPage is a part of a conversation.
type MessagesPage struct {
	Items []MessageView `json:"items" nullable:"false"`
	More  bool          `json:"more" doc:"There are older ones: ask for those before the last number of this page"`
}

type listMessagesRequest struct {
	ConversationPath
	Before uint64 `query:"before" doc:"A number; left out: the latest"`
	Limit  int    `query:"limit" minimum:"0" maximum:"100" doc:"0 means 50"`
}

func (a *API) listMessages(ctx context.Context, who auth.Identity, in *listMessagesRequest) (*body[MessagesPage], error) {
	limit := in.Limit
	if limit == 0 {
		limit = 50
	}
	found, more, err := a.cfg.Conversations.Messages(ctx, who.Account.Login, in.ID, in.Before, limit)
	if err != nil {
		return nil, err
	}
	page := MessagesPage{Items: []MessageView{}, More: more}
	seen := a.onlooker(ctx, &who.Account)
	for i := range found {
		page.Items = append(page.Items, seen.message(in.ID, &found[i]))
	}
	return answer(page), nil
}

type sendMessageRequest struct {
	ConversationPath
	Body struct {
		Text string `json:"text,omitempty" maxLength:"16000" doc:"At most 4,000 characters; may be empty with a file"`
		File string `json:"file,omitempty" maxLength:"64" doc:"Id of a file that was uploaded to this conversation"`
		Key  string `json:"key" minLength:"8" maxLength:"64" doc:"Random, made up by the page: the same key twice is one message"`
	}
}

// sendMessage answers when the message is on the disk.
func (a *API) sendMessage(ctx context.Context, who auth.Identity, in *sendMessageRequest) (*body[MessageView], error) {
	if err := a.spend(a.messages, who); err != nil {
		return nil, err
	}
	if err := a.mayWrite(ctx, who, in); err != nil {
		return nil, err
	}
	change, fresh, err := a.cfg.Conversations.Say(ctx, who.Account.Login, in.ID, conversation.Draft{
		Text: in.Body.Text, File: in.Body.File, Key: in.Body.Key,
	})
	if err != nil {
		return nil, err
	}
	if fresh {
		a.tellOfChange(ctx, &change)
	}
	return answer(a.onlooker(ctx, &who.Account).message(change.ID, &change.Messages[0])), nil
}

// mayWrite asks for the right to send files, and whether the other can still read.
func (a *API) mayWrite(ctx context.Context, who auth.Identity, in *sendMessageRequest) error {
	found, err := a.cfg.Conversations.Conversation(ctx, who.Account.Login, in.ID)
	if err != nil {
		return err
	}
	if in.Body.File != "" && !maySendFiles(who) {
		return errNoSending
	}
	if o := found.Other(who.Account.Login); o != nil && a.gone(ctx, o) {
		return conversation.ErrGone
	}
	return nil
}

// MessagePath names a message.
type MessagePath struct {
	ConversationPath
	Number uint64 `path:"number"`
}

type changeMessageRequest struct {
	MessagePath
	Body struct {
		Text string `json:"text" maxLength:"16000" doc:"At most 4,000 characters"`
	}
}

func (a *API) changeMessage(ctx context.Context, who auth.Identity, in *changeMessageRequest) (*body[MessageView], error) {
	return a.alterMessage(ctx, who, in.MessagePath, func(m *conversation.Message, now time.Time) error {
		return m.Rewrite(who.Account.Login, in.Body.Text, now)
	})
}

func (a *API) takeBackMessage(ctx context.Context, who auth.Identity, in *MessagePath) (*body[MessageView], error) {
	return a.alterMessage(ctx, who, *in, func(m *conversation.Message, now time.Time) error {
		return m.TakeBack(who.Account.Login, now)
	})
}

func (a *API) alterMessage(ctx context.Context, who auth.Identity, at MessagePath, fn func(*conversation.Message, time.Time) error) (*body[MessageView], error) {
	if err := a.spend(a.messages, who); err != nil {
		return nil, err
	}
	change, err := a.cfg.Conversations.ChangeMessage(ctx, who.Account.Login, at.ID, at.Number, fn)
	if err != nil {
		return nil, err
	}
	a.tellOfChange(ctx, &change)
	return answer(a.onlooker(ctx, &who.Account).message(change.ID, &change.Messages[0])), nil
}

type readConversationRequest struct {
	ConversationPath
	Body struct {
		Number uint64 `json:"number" doc:"Of the last message that was read"`
	}
}

func (a *API) readConversation(ctx context.Context, who auth.Identity, in *readConversationRequest) (*struct{}, error) {
	change, err := a.cfg.Conversations.ReadConversation(ctx, who.Account.Login, in.ID, in.Body.Number)
	if err != nil {
		return nil, err
	}
	a.tellOfReading(&change, who.Account.Login)
	return nil, nil
}
