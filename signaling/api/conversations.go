package api

import (
	"context"
	"slices"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/conference/conversation"
	"veche/signaling/auth"
	"veche/signaling/problem"
)

// conversations are what people of this server write to one another outside conferences.
// Nothing of what they write goes to a log.
func (a *API) conversations() {
	const at, messages = "/conversations/{id}", "/conversations/{id}/messages"
	route(a, op{"GET", "/conversations", "The own conversations, the latest first", signedIn, 0}, a.listConversations)
	route(a, op{"POST", "/conversations", "Open the conversation with a person, or make a group", signedIn, 201}, a.createConversation)
	route(a, op{"GET", at, "Look at a conversation", signedIn, 0}, a.conversation)
	route(a, op{"PATCH", at, "Rename a group, add people or take them out; or mute a conversation for oneself", signedIn, 0}, a.changeConversation)
	route(a, op{"DELETE", at, "Leave a group; empty a personal conversation for oneself, until something new is written", signedIn, 0}, a.leaveConversation)
	route(a, op{"GET", messages, "What was written, newest first", signedIn, 0}, a.listMessages)
	route(a, op{"POST", messages, "Write", signedIn, 201}, a.sendMessage)
	route(a, op{"PATCH", messages + "/{number}", "Change the text of an own message of the last 24 hours", signedIn, 0}, a.changeMessage)
	route(a, op{"DELETE", messages + "/{number}", "Take back an own message of the last 24 hours; a mark stays", signedIn, 0}, a.takeBackMessage)
	route(a, op{"PUT", at + "/read", "Say up to which message one has read", signedIn, 0}, a.readConversation)
	route(a, op{"GET", "/me/unread", "How much one has not read, without muted conversations", signedIn, 0}, a.unread)
	a.conversationFiles()
}

// Bounds of what one person writes.
var (
	messagesOfPerson      = access.Limits{Burst: 60, Every: 500 * time.Millisecond}
	conversationsOfPerson = access.Limits{Burst: 30, Every: 10 * time.Second}
)

var errTooFast = conference.Refuse(conference.Slow, "slow_down", "You write faster than the server allows. Wait a little.")

// spend takes one from the budget of who.
func (a *API) spend(b *access.Budget, who auth.Identity) error {
	login, now := who.Account.Login, a.cfg.Now()
	if b.Allow(login, now) {
		return nil
	}
	return problem.Later(errTooFast, b.RetryAfter(login, now))
}

type listConversationsRequest struct {
	Paging
	Search string `query:"search" maxLength:"200" doc:"In the name of a group, or name or login of its people"`
}

func (a *API) listConversations(ctx context.Context, who auth.Identity, in *listConversationsRequest) (*body[list[ConversationView]], error) {
	found, err := a.cfg.Conversations.Conversations(ctx, conversation.Query{
		Login: who.Account.Login, Text: in.Search, Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	page := list[ConversationView]{Items: []ConversationView{}, Next: found.Next, Total: found.Total}
	seen := a.onlooker(ctx, &who.Account)
	for i := range found.Conversations {
		page.Items = append(page.Items, seen.conversation(&found.Conversations[i]))
	}
	return answer(page), nil
}

type createConversationRequest struct {
	Body struct {
		Kind   conversation.Kind `json:"kind" enum:"personal,group"`
		People []string          `json:"people" minItems:"1" maxItems:"100" doc:"Logins, the own may be left out"`
		Name   string            `json:"name,omitempty" maxLength:"400" doc:"Of a group"`
	}
}

func (a *API) createConversation(ctx context.Context, who auth.Identity, in *createConversationRequest) (*body[ConversationView], error) {
	if err := conversation.CheckKind(in.Body.Kind, len(in.Body.People)); err != nil {
		return nil, err
	}
	if err := a.spend(a.groups, who); err != nil {
		return nil, err
	}
	people, err := a.named(ctx, in.Body.People)
	if err != nil {
		return nil, err
	}
	by := personOf(&who.Account)
	var made conversation.Listed
	if in.Body.Kind == conversation.Personal {
		made, _, err = a.cfg.Conversations.PersonalConversation(ctx, by, people[0])
	} else {
		made, err = a.cfg.Conversations.GroupConversation(ctx, by, people, in.Body.Name)
	}
	if err != nil {
		return nil, err
	}
	a.tellOfMaking(ctx, &made)
	return answer(a.onlooker(ctx, &who.Account).conversation(&made)), nil
}

func personOf(acc *account.Account) conversation.Person {
	return conversation.Person{Login: acc.Login, Name: acc.Name}
}

var errPersonUnknown = &conference.Error{
	Kind: conference.Invalid, Code: "user_unknown", Field: "people", Detail: "There is no such user.",
}

// named are the people with these logins; all must be there.
func (a *API) named(ctx context.Context, logins []string) ([]conversation.Person, error) {
	var people []conversation.Person
	for _, login := range logins {
		acc, err := a.cfg.Accounts.Account(ctx, account.FoldLogin(login))
		if conference.KindOf(err) == conference.NotFound || err == nil && !acc.Active() {
			err = errPersonUnknown
		}
		if err != nil {
			return nil, err
		}
		people = append(people, personOf(&acc))
	}
	return people, nil
}

// ConversationPath names a conversation.
type ConversationPath struct {
	ID conversation.ID `path:"id" maxLength:"64"`
}

func (a *API) conversation(ctx context.Context, who auth.Identity, in *ConversationPath) (*body[ConversationView], error) {
	found, err := a.cfg.Conversations.Conversation(ctx, who.Account.Login, in.ID)
	if err != nil {
		return nil, err
	}
	return answer(a.onlooker(ctx, &who.Account).conversation(&found)), nil
}

type changeConversationRequest struct {
	ConversationPath
	Body struct {
		Name   *string  `json:"name,omitempty" maxLength:"400" doc:"Of a group, by its manager"`
		Add    []string `json:"add,omitempty" maxItems:"100" doc:"Logins, by the manager of a group"`
		Remove []string `json:"remove,omitempty" maxItems:"100" doc:"Logins, by the manager of a group"`
		Muted  *bool    `json:"muted,omitempty" doc:"For oneself"`
	}
}

func (a *API) changeConversation(ctx context.Context, who auth.Identity, in *changeConversationRequest) (*body[ConversationView], error) {
	if err := a.spend(a.messages, who); err != nil {
		return nil, err
	}
	// Whoever is not in it learns nothing, not even of other people.
	if _, err := a.cfg.Conversations.Conversation(ctx, who.Account.Login, in.ID); err != nil {
		return nil, err
	}
	added, err := a.named(ctx, in.Body.Add)
	if err != nil {
		return nil, err
	}
	login := who.Account.Login
	change, err := a.cfg.Conversations.ChangeConversation(ctx, login, in.ID, func(c *conversation.Conversation, now time.Time) ([]conversation.Message, error) {
		return in.apply(c, login, added, now)
	})
	if err != nil {
		return nil, err
	}
	a.tellOfChange(ctx, &change)
	return a.conversation(ctx, who, &in.ConversationPath)
}

// apply takes up what was given.
func (in *changeConversationRequest) apply(c *conversation.Conversation, login string, added []conversation.Person, now time.Time) (told []conversation.Message, err error) {
	do := func(more []conversation.Message, failed error) {
		told = append(told, more...)
		if err == nil {
			err = failed
		}
	}
	if in.Body.Muted != nil {
		do(nil, c.Mute(login, *in.Body.Muted))
	}
	if in.Body.Name != nil {
		do(c.Rename(login, *in.Body.Name, now))
	}
	if len(in.Body.Remove) > 0 {
		folded := slices.Clone(in.Body.Remove)
		for i := range folded {
			folded[i] = account.FoldLogin(folded[i])
		}
		do(c.Remove(login, folded, now))
	}
	if len(added) > 0 {
		do(c.Add(login, added, now))
	}
	return told, err
}

func (a *API) leaveConversation(ctx context.Context, who auth.Identity, in *ConversationPath) (*struct{}, error) {
	if err := a.spend(a.messages, who); err != nil {
		return nil, err
	}
	login := who.Account.Login
	change, err := a.cfg.Conversations.ChangeConversation(ctx, login, in.ID, func(c *conversation.Conversation, now time.Time) ([]conversation.Message, error) {
		return c.Leave(login, now)
	})
	if err != nil {
		return nil, err
	}
	a.tellOfChange(ctx, &change)
	return nil, nil
}

func (a *API) unread(ctx context.Context, who auth.Identity, _ *struct{}) (*body[conversation.Unread], error) {
	u, err := a.cfg.Conversations.UnreadBy(ctx, who.Account.Login)
	if err != nil {
		return nil, err
	}
	return answer(u), nil
}
