package conference_test

import (
	"encoding/json"
	"testing"

	"veche/conference"
	"veche/conference/dial"
)

// transferring is a conference with a caller by SIP.
func transferring(t *testing.T) (*calling, conference.ParticipantID) {
	t.Helper()
	c := newCalling(t, conference.Definition{})
	c.enter("owner", "guest", "mod")
	_, order := c.call("owner", "#sip:bob@host")
	id, page := c.answer(order)
	page.Take()
	c.pages["bob"], c.ids["bob"] = page, id
	return c, id
}

// The leg is told, moderators see how far it is, and a failed one may be tried again.
func TestACallerIsPutThrough(t *testing.T) { // lesson 23
	t.Parallel()
	c, id := transferring(t)
	seen := func() conference.Transfer {
		t.Helper()
		all := c.overview().Transfers
		if len(all) != 1 {
			t.Fatalf("transfers %+v", all)
		}
		return all[0]
	}
	to := c.target("#sip:eve@host")
	now, err := c.conf.Transfer(t.Context(), c.by("owner"), id, to)
	c.ok(err)
	if got := c.pages["bob"].Take(); len(got) != 1 || got[0].Kind != conference.NoticeTransfer || got[0].Target != to {
		t.Errorf("the leg was told %+v", got)
	}
	if now != seen() || now.State != conference.TransferAsked || now.Dial != "#sip:eve@host" || now.By.ID != c.id("owner") {
		t.Errorf("transfer %+v", now)
	}
	_, err = c.conf.Transfer(t.Context(), c.by("owner"), id, to)
	refused(t, err, "transfer_under_way")
	c.ok(c.conf.TransferProgress(t.Context(), id, conference.TransferRinging, conference.CallReason{}))
	if seen().State != conference.TransferRinging {
		t.Error("it does not ring")
	}
	c.ok(c.conf.TransferProgress(t.Context(), id, conference.TransferFailed, conference.CallReason{Code: "busy"}))
	if now := seen(); now.State != conference.TransferFailed || now.Reason == nil || now.Reason.Code != "busy" {
		t.Errorf("transfer %+v", now)
	}
	_, err = c.conf.Transfer(t.Context(), c.by("owner"), id, to)
	c.ok(err)
	c.ok(c.conf.TransferProgress(t.Context(), id, conference.TransferDone, conference.CallReason{}))
	c.ok(c.conf.Leave(t.Context(), id))
	if all := c.overview().Transfers; len(all) != 0 {
		t.Errorf("left are %+v", all)
	}
	if last := lastTransfer(c); last != conference.TransferDone {
		t.Errorf("the last that is told is %s", last)
	}
}

// Whoever hangs up first, as some telephones do, may have got through or not.
func TestACallerLeavesWhileItIsPutThrough(t *testing.T) {
	t.Parallel()
	c, id := transferring(t)
	_, err := c.conf.Transfer(t.Context(), c.by("owner"), id, c.target("#sip:eve@host"))
	c.ok(err)
	c.ok(c.conf.Leave(t.Context(), id))
	if last := lastTransfer(c); last != conference.TransferLeft {
		t.Errorf("the last that is told is %s", last)
	}
}

// What is refused is what could not be called from here either.
func TestWhoIsNotPutThrough(t *testing.T) {
	t.Parallel()
	c, id := transferring(t)
	c.ok(c.conf.SetModerator(t.Context(), c.by("owner"), c.id("mod"), true))
	c.out.Refuse = func(to dial.Target) error {
		if to.User == "nowhere" {
			return conference.Refuse(conference.Unavailable, "not_available", "there is no way")
		}
		return nil
	}
	for code, ask := range map[string]struct {
		by, whom, to string
	}{
		"not_moderator":      {"guest", "bob", "#sip:eve@host"},
		"no_transfer":        {"owner", "guest", "#sip:eve@host"},
		"transfer_target":    {"owner", "bob", "#h323:eve@host"},
		"number_barred":      {"owner", "bob", "#tel:900"},
		"no_right":           {"mod", "bob", "#sip:eve@host"},
		"not_available_here": {"owner", "bob", "#sip:nowhere@host"},
	} {
		_, err := c.conf.Transfer(t.Context(), c.by(ask.by), c.ids[ask.whom], c.target(ask.to))
		if got := conference.CodeOf(err); got != code {
			t.Errorf("%+v: %s, want %s", ask, got, code)
		}
	}
	_, err := c.conf.Transfer(t.Context(), c.by("owner"), id, c.target("#sip:eve@host;12"))
	refused(t, err, "transfer_target")
}

// lastTransfer is the state in the last event of one.
func lastTransfer(c *calling) (last conference.TransferState) {
	for _, e := range c.Archive.All(c.def.ID) {
		if e.Type == conference.TransferChanged {
			var told struct{ Transfer conference.Transfer }
			c.ok(json.Unmarshal(e.Data, &told))
			last = told.Transfer.State
		}
	}
	return last
}
