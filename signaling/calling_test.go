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

// A contact is called by its id, with what is secret in its dial string, by those only
// in whose book it stands.
func TestAContactIsCalledOverTheWire(t *testing.T) {
	d := newDesk(t, "anna")
	d.Outside = &conferencetest.Outside{}
	d.contacts = books{
		"own":    {ID: "own", Owner: "owner", Name: "Boardroom", Dial: "#sip:@10.0.0.7;4711"},
		"ours":   {ID: "ours", Name: "Anna", Login: "anna"},
		"annas":  {ID: "annas", Owner: "anna", Name: "Home", Dial: "#tel:501"},
		"letter": {ID: "letter", Name: "By mail", EMail: "a@b.example"},
	}
	d.Create(t, "owner", conference.Definition{Access: conference.Public, Guests: conference.AllowGuestsAll()})
	owner := d.enter("room", "owner", "")
	for id, want := range map[string]string{
		"own": "", "ours": "", "person:anna": "", "annas": "contact_unknown", "x": "contact_unknown", "letter": "contact_mail_only",
	} {
		if code := owner.ask("invite", fields{"contact": id}); code != want && code != "already_invited" {
			t.Errorf("%s: got %q, want %q", id, code, want)
		}
	}
	if order := d.Outside.Last(t); order.Target.PostDial != ";4711" {
		t.Errorf("got %+v", order)
	}
	if all := strings.Join(owner.seen, "\n"); strings.Contains(all, "4711") || !strings.Contains(all, `"name":"Boardroom"`) {
		t.Errorf("told:\n%s", all)
	}
	if code := d.enter("room", "anna", "").ask("invite", fields{"contact": "own"}); code != "not_moderator" {
		t.Errorf("a participant learns of contacts: %s", code)
	}
}
