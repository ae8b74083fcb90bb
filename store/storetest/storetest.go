// Package storetest is the suite that every store must pass, whatever it is
// built on. It states what the interfaces in conference and the packages
// below it promise.
package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/attachment"
	"veche/conference/audit"
	"veche/conference/camera/book"
	"veche/conference/contact"
	"veche/conference/conversation"
	"veche/conference/history"
	"veche/conference/post"
	"veche/conference/registration"
	"veche/conference/scheduler"
	"veche/conference/telephony"
	"veche/conference/template"
)

// Store is everything that a store implements.
type Store interface {
	conference.Definitions
	conference.Archive
	account.Repository
	account.PeopleGroups
	account.Sessions
	account.SettingsRepository
	account.Avatars
	attachment.Repository
	telephony.Trunks
	telephony.Devices
	book.Cameras
	scheduler.Acts
	template.Templates
	contact.Book
	conversation.Conversations
	history.Repository
	registration.Registrants
	post.Outbox
	post.Replies
	post.Texts
	audit.Log
}

// Open makes an empty store that lives until the end of the test. now is its
// clock.
type Open func(t *testing.T, now func() time.Time) Store

// Run runs the whole suite.
func Run(t *testing.T, open Open) {
	t.Helper()
	for name, test := range map[string]func(check){
		"conferences are found by id and CID":                      check.findDefinition,
		"a change needs the revision":                              check.changeDefinition,
		"of changes made at once one wins":                         check.changeAtOnce,
		"a CID given up belongs to nobody else for 30 days":        check.freedCID,
		"lists have the own and the invited, newest first":         check.listDefinitions,
		"lists are paged, searched and cut by time":                check.pageDefinitions,
		"rooms and conferences with a schedule are listed apart":   check.launches,
		"lists are sorted by name and by the nearest meeting":      check.sortDefinitions,
		"time makes another meeting the nearest":                   check.nearestMeeting,
		"what is planned is found by its span":                     check.planned,
		"conferences are counted by their owner":                   check.owned,
		"events are kept in order without gaps":                    check.events,
		"the live state is there until the end":                    check.live,
		"accounts are found, listed and changed":                   check.accounts,
		"the last administrator stays":                             check.lastAdministrator,
		"people are found by what sets them apart":                 check.findPeople,
		"people are in groups, and are found by them":              check.peopleGroups,
		"a server has at most 500 groups of people":                check.manyPeopleGroups,
		"sessions are found by token and end":                      check.sessions,
		"a login has at most 100 sessions":                         check.manySessions,
		"keys stay when one signs out everywhere":                  check.keys,
		"settings begin with the defaults":                         check.settings,
		"files are kept within the quotas":                         check.files,
		"of a file that cannot be read to its end nothing is kept": check.brokenFile,
		"avatars are kept by name":                                 check.avatars,
		"trunks are kept with their passwords":                     check.trunks,
		"one trunk at most is the default":                         check.defaultTrunk,
		"a server has at most 100 trunks":                          check.manyTrunks,
		"devices are found by user name and go with their account": check.devices,
		"an account has at most 10 devices":                        check.manyDevices,
		"cameras are kept with their passwords":                    check.cameras,
		"what is planned is due in its order":                      check.plannedActs,
		"a book has at most 500 cameras":                           check.manyCameras,
		"templates are kept with their secrets":                    check.templates,
		"templates are listed by name and go with their account":   check.listTemplates,
		"a person has at most 100 templates":                       check.manyTemplates,
		"a person has one personal room":                           check.personalRooms,
		"history is made of what is archived":                      check.history,
		"history is paged, searched and cut by time":               check.pageHistory,
		"contacts are kept in the book of their owner":             check.contacts,
		"a book is listed by name, searched and paged":             check.listContacts,
		"groups gather contacts of one book":                       check.groups,
		"a book has at most 2000 contacts of a person":             check.manyContacts,
		"two people have one conversation, kept in order":          check.personalConversations,
		"a group is seen by who is in it, from when he came":       check.groupConversations,
		"conversations are listed latest first, searched, paged":   check.listConversations,
		"the next of a login sees nothing of the one before":       check.conversationsOfTheDeleted,
		"10,000 messages are paged":                                check.manyMessages,
		"messages are changed by who wrote them, within a day":     check.changedMessages,
		"files of conversations are sent once, and go":             check.filesOfConversations,
		"registrants are found by token, login and e-mail":         check.registrants,
		"registrants are listed in order, paged and searched":      check.pageRegistrants,
		"of registrations made at once no more fit than places":    check.registrantsAtOnce,
		"who is invited by e-mail is registered, once":             check.registrantsInvited,
		"letters wait, are sent or fail, and none is posted twice": check.letters,
		"changes of conferences are noted with them":               check.notes,
		"answers to invitations go with their conference":          check.replies,
		"texts of letters are kept until they are given up":        check.letterTexts,
		"the password of the mail server is kept":                  check.mailPassword,
		"acts of administrators are listed newest first":           check.acts,
	} {
		t.Run(name, func(t *testing.T) {
			clock := NewClock()
			test(check{t, open(t, clock.Now), clock})
		})
	}
}

// check is one test of the suite.
type check struct {
	t     *testing.T
	store Store
	clock *Clock
}

// Clock is set by the test.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock stands at a fixed moment.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

// Now moves on by a millisecond each time, so that no two moments are the same.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

// Pass lets time pass.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// refused checks that err is a refusal of this kind and code.
func refused(t *testing.T, err error, kind conference.Kind, code string) {
	t.Helper()
	e, ok := errors.AsType[*conference.Error](err)
	if !ok || e.Kind != kind || e.Code != code {
		t.Errorf("got error %v, want %s %s", err, kind, code)
	}
}

// must stops the test at an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
