package api_test

import (
	"testing"

	"veche/conference"
	"veche/signaling/api"
)

func TestStartAndStop(t *testing.T) {
	s := newServer(t)
	anna, boris := s.as("anna"), s.as("boris")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Room", "invited": []m{{"login": "boris"}}}, &c)
	at := "/conferences/" + string(c.CID)
	anna.refused(410, "not_running", "GET", at+"/live", nil)
	boris.refused(403, "not_owner", "POST", at+"/start", nil)
	anna.want(200, "POST", at+"/start", nil, &c)
	if !c.Running || c.Started == nil {
		t.Errorf("started: %+v", c)
	}
	boris.refused(403, "not_moderator", "POST", at+"/stop", nil)
	boris.refused(403, "not_moderator", "GET", at+"/live", nil)
	c = api.Conference{}
	anna.want(200, "POST", at+"/stop", nil, &c)
	if c.Running || c.Started != nil {
		t.Errorf("stopped: %+v", c)
	}
	anna.want(200, "POST", at+"/stop", nil, nil)
	var events api.Events
	anna.want(200, "GET", at+"/events?limit=1", nil, &events)
	if len(events.Items) != 1 || events.Items[0].Type != conference.Created || events.Next != 1 {
		t.Errorf("got %+v", events)
	}
	anna.want(200, "GET", at+"/events?after=1", nil, &events)
	if n := len(events.Items); n == 0 || events.Items[n-1].Type != conference.Ended || events.Next != 0 {
		t.Errorf("got %+v", events)
	}
}

func TestLiveCommands(t *testing.T) {
	s := newServer(t)
	s.add("clara")
	anna, boris, clara := s.as("anna"), s.as("boris"), s.as("clara")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{
		"name": "Room", "access": "public", "invited": []m{{"login": "boris", "moderator": true}},
	}, &c)
	var other api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Other"}, &other)
	at := "/conferences/" + string(c.ID) + "/live"
	_, guest := s.enter(c.CID, "", "Guest")
	boris.refused(403, "not_moderator", "PATCH", at, m{"locked": true}) // I2: not inside
	_, him := s.enter(c.CID, "boris", "")
	person := at + "/participants/" + string(guest.ID)

	var live api.Live
	boris.want(200, "GET", at, nil, &live)
	if len(live.Participants) != 2 || live.Conference.CID != c.CID || live.Waiting == nil || live.Conference.URL == "" {
		t.Errorf("got %+v", live)
	}
	boris.want(200, "PATCH", at, m{"locked": true, "pin": "new", "cid": "changed", "mode": "managed_selector", "spotlight": guest.ID}, &live)
	if i := live.Conference; !i.Locked || i.PIN == "" || i.CID != "changed" || i.Mode != conference.ManagedSelector || i.Spotlight != guest.ID {
		t.Errorf("got %+v", i)
	}
	boris.want(200, "PATCH", at, m{"locked": false, "pin": nil, "spotlight": nil}, &live)
	if i := live.Conference; i.Locked || i.PIN != "" || i.Spotlight != "" {
		t.Errorf("got %+v", i)
	}
	boris.refused(422, "invalid", "PATCH", at, m{"cid": "x"})
	boris.refused(404, "no_participant", "PATCH", at, m{"locked": true, "pin": "new", "spotlight": "nobody"})
	boris.refused(409, "cid_taken", "PATCH", at, m{"locked": true, "mode": "all_on_screen", "cid": other.CID})
	boris.want(200, "GET", at, nil, &live)
	if i := live.Conference; i.Locked || i.PIN != "" || i.Mode != conference.ManagedSelector {
		t.Errorf("a refused change did something: %+v", i)
	}
	boris.want(200, "PATCH", at, m{"maxSpeakers": 7}, &live)
	if live.Conference.MaxSpeakers != 7 {
		t.Errorf("got %+v", live.Conference)
	}
	boris.refused(422, "invalid", "PATCH", at, m{"waitingRoom": false, "remaining": "eat"})

	boris.want(200, "PATCH", person, m{"name": "Renamed", "microphone": false, "podium": "approve"}, &live)
	for _, p := range live.Participants {
		if p.ID == guest.ID && (p.Name != "Renamed" || p.Microphone || p.Podium != conference.OnPodium) {
			t.Errorf("got %+v", p)
		}
	}
	boris.refused(403, "only_off", "PATCH", person, m{"camera": true})
	boris.refused(422, "name_required", "PATCH", person, m{"podium": "remove", "name": " "})
	boris.want(200, "GET", at, nil, &live)
	for _, p := range live.Participants {
		if p.ID == guest.ID && p.Podium != conference.OnPodium {
			t.Error("a refused change took somebody off the podium")
		}
	}
	boris.refused(404, "no_participant", "PATCH", at+"/participants/nobody", m{"name": "X"})
	clara.refused(404, "conference_unknown", "PATCH", person, m{"name": "X"})

	var ring api.Called
	anna.want(201, "POST", at+"/participants", m{"dial": "Clara"}, &ring)
	if ring.Login != "clara" || ring.State != "unreachable" {
		t.Errorf("got %+v", ring)
	}
	anna.refused(501, "not_available_here", "POST", at+"/participants", m{"dial": "#sip:james78@sip.company.com"}) // P6
	anna.refused(404, "user_unknown", "POST", at+"/participants", m{"login": "nobody"})
	anna.refused(422, "invalid", "POST", at+"/participants", m{})

	anna.want(204, "DELETE", person, nil, nil)
	anna.want(200, "GET", at, nil, &live)
	if len(live.Participants) != 1 || live.Participants[0].ID != him.ID {
		t.Errorf("got %+v", live.Participants)
	}
	anna.want(200, "GET", "/conferences/"+string(c.ID), nil, &c)
	if !c.Running || c.Participants != 1 || c.CID != "changed" {
		t.Errorf("got %+v", c)
	}
}
