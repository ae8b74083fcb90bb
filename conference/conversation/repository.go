package conversation

import (
	"context"
	"time"
)

// Conversations keeps conversations and their messages. Whatever is asked of one by
// somebody who is not in it is answered with [ErrUnknown].
type Conversations interface {
	// Conversations lists those of one person, the latest first.
	Conversations(ctx context.Context, q Query) (Page, error)
	// Conversation finds one of login.
	Conversation(ctx context.Context, login string, id ID) (Listed, error)
	// PersonalConversation gives back that of the two, opened for by, and makes it if
	// there is none.
	PersonalConversation(ctx context.Context, by, other Person) (l Listed, made bool, err error)
	// GroupConversation makes one, by the rules of [NewGroup]. Who is in [MostOf] is refused.
	GroupConversation(ctx context.Context, by Person, people []Person, name string) (Listed, error)
	// ChangeConversation does with one of login what fn says, and returns it as it is
	// then, with what it was before. What fn tells are its new messages. fn may run more
	// than once.
	ChangeConversation(ctx context.Context, login string, id ID, fn func(*Conversation, time.Time) ([]Message, error)) (Change, error)

	// Say commits a message. With the Key of one that login has sent there already, that
	// one comes back and fresh is false. A file that was not sent there by login, or with
	// another message, is NotFound, code "file_unknown".
	Say(ctx context.Context, login string, id ID, d Draft) (c Change, fresh bool, err error)
	// Messages are those before a number (0: the latest) that login sees, newest first,
	// and whether there are older ones.
	Messages(ctx context.Context, login string, id ID, before uint64, limit int) (found []Message, more bool, err error)
	// ChangeMessage does with a message that login sees what fn says; ErrMessageUnknown
	// if there is none. A file that it has no more is deleted.
	ChangeMessage(ctx context.Context, login string, id ID, number uint64, fn func(*Message, time.Time) error) (Change, error)
	// ReadConversation notes that login has read up to a message. What it returns has no
	// messages, and no People before when that was known.
	ReadConversation(ctx context.Context, login string, id ID, number uint64) (Change, error)
	// FileMessage is the number of the message with which a file was sent; 0: none yet.
	FileMessage(ctx context.Context, id ID, file string) (uint64, error)
	// UnreadBy sums up what login has not read, without what he has muted.
	UnreadBy(ctx context.Context, login string) (Unread, error)
}

// Query names a part of the conversations of Login.
type Query struct {
	Login  string
	Text   string // in the name of the group, or name or login of its people, any letter case
	Limit  int    // 1 to 500; 0 means 100
	Cursor string // from Page.Next
}

// Page is one page of a list.
type Page struct {
	Conversations []Listed
	Next          string // cursor; empty at the end
	Total         int    // in the whole list
}

// Listed is a conversation as one person's list has it.
type Listed struct {
	Conversation
	// Latest is the latest message that he sees; nil: there is none.
	Latest *Message
}

// Change is what came of a change.
type Change struct {
	Conversation          // as it is now
	Before       []Member // as it was
	Messages     []Message
}

// Unread is how much there is that one has not read.
type Unread struct {
	Conversations int `json:"conversations"`
	Messages      int `json:"messages"`
}
