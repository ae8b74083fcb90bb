package signaling

import (
	"strings"
	"testing"

	"veche/conference"
	"veche/conference/conferencetest"
)

func TestATerminalIsCalledOverTheWire(t *testing.T) {
	d := newDesk(t, "anna")
	d.Outside = &conferencetest.Outside{}
	d.Create(t, "owner", conference.Definition{Access: conference.Public, Guests: conference.AllowGuestsAll()})
	owner, anna := d.enter("room", "owner", ""), d.enter("room", "anna", "")
	if code := owner.ask("invite", fields{"dial": "#sip:bob@"}); code != "dial_no_host" {
		t.Error(code)
	}
	if code := anna.ask("invite", fields{"dial": "#sip:bob@host"}); code != "not_moderator" {
		t.Error(code)
	}
	if code := owner.ask("invite", fields{"dial": "#sip:bob@host,864209", "name": "Room 7"}); code != "" {
		t.Fatal(code)
	}
	if last := owner.seen[len(owner.seen)-1]; !strings.Contains(last, `"dial":"#sip:bob@host,…","name":"Room 7","state":"dialling"`) {
		t.Errorf("answered %s", last)
	}
	order := d.Outside.Last(t)
	id, _, _ := strings.Cut(string(order.Call), ".")
	if code := owner.ask("retry", fields{"call": id}); code != "" {
		t.Error(code)
	}
	if code := owner.ask("uninvite", fields{"call": id}); code != "" || !d.Outside.Cancelled(order.Call) {
		t.Error(code)
	}
	if code := owner.ask("invite", fields{"dial": " Anna "}); code != "already_here" {
		t.Error(code)
	}
	anna.ask("hand", fields{"up": true}) // what was told before has come
	owner.ask("hand", fields{"up": true})
	all := strings.Join(owner.seen, "\n")
	for _, want := range []string{`"event":"call.changed"`, `"event":"call.removed","call":"` + id} {
		if !strings.Contains(all, want) {
			t.Errorf("the owner was not told %s:\n%s", want, all)
		}
	}
	if all := strings.Join(anna.seen, "\n"); strings.Contains(all, "call.") {
		t.Errorf("others are told:\n%s", all)
	}
	if strings.Contains(all, "864209") {
		t.Errorf("a PIN is told:\n%s", all)
	}
}
