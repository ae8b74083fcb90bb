package signaling

import (
	"fmt"
	"strings"
	"testing"

	"veche/conference"
)

// Pages look at people and are told what changes, never where somebody is.
func TestPresenceOverTheWire(t *testing.T) {
	d := newDesk(t, "anna", "boris", "vera")
	d.Create(t, "owner", conference.Definition{Access: conference.Public, Guests: conference.AllowGuestsAll()})
	anna := d.open("anna")
	if code := anna.ask("presence", fields{"logins": []string{" Boris", "vera", "nobody"}}); code != "" {
		t.Fatal(code)
	}
	if last := anna.seen[len(anna.seen)-1]; !strings.Contains(last, `{"boris":"offline","nobody":"offline","vera":"offline"}`) {
		t.Errorf("got %s", last)
	}
	boris := d.enter("room", "boris", "")
	for f := anna.read(); f["type"] != "presence"; f = anna.read() {
	}
	if last := anna.seen[len(anna.seen)-1]; last != `{"type":"presence","people":{"boris":"busy"}}` {
		t.Errorf("got %s", last)
	}
	boris.ask("leave", nil)
	for f := anna.read(); f["type"] != "presence"; f = anna.read() {
	}
	if last := anna.seen[len(anna.seen)-1]; last != `{"type":"presence","people":{"boris":"online"}}` {
		t.Errorf("got %s", last)
	}
	// Of those whom it does not look at any more, it hears nothing.
	if code := anna.ask("presence", fields{"logins": []string{"vera"}}); code != "" {
		t.Fatal(code)
	}
	d.enter("room", "boris", "")
	d.open("vera")
	for f := anna.read(); f["type"] != "presence"; f = anna.read() {
	}
	if last := anna.seen[len(anna.seen)-1]; last != `{"type":"presence","people":{"vera":"online"}}` {
		t.Errorf("got %s", last)
	}
}

func TestPresenceIsBoundedAndNotForGuests(t *testing.T) {
	d := newDesk(t, "anna")
	many := make([]string, presenceMost+1)
	for i := range many {
		many[i] = fmt.Sprint("p", i)
	}
	anna := d.open("anna")
	if code := anna.ask("presence", fields{"logins": many}); code != "invalid" {
		t.Error(code)
	}
	if code := anna.ask("presence", fields{"logins": []string{strings.Repeat("a", 300)}}); code != "invalid" {
		t.Error(code)
	}
	if code := anna.ask("presence", fields{"logins": many[1:]}); code != "" {
		t.Error(code)
	}
	if code := d.open("").ask("presence", fields{"logins": []string{"anna"}}); code != "signed_out" {
		t.Error(code)
	}
}
