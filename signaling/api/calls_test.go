package api_test

import (
	"testing"

	"veche/conference"
	"veche/conference/conferencetest"
	"veche/conference/dial"
	"veche/signaling/api"
)

func TestDialStringsAreExplained(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.outside = &conferencetest.Outside{}
	admin, anna := s.as("admin"), s.as("anna")
	explain := func(text string) (e api.Explained) {
		t.Helper()
		anna.want(200, "POST", "/dial/explain", m{"text": text}, &e)
		return e
	}
	if e := explain(" #SIP:bob@Host;12"); e.Kind != dial.SIP || e.Canonical != "#sip:bob@host;12" || e.Name != "bob" || e.Error != nil || e.Refused != nil {
		t.Errorf("%+v", e)
	}
	if e := explain("#sip:bob@"); e.Kind != "" || e.Error == nil || *e.Error != (dial.Error{Code: dial.NoHost, At: 9, Text: "There is no host after the @."}) {
		t.Errorf("%+v", e)
	}
	if e := explain("https://video.company.com/c/webinar"); e.Kind != dial.Conference || e.Refused == nil || e.Refused.Code != "not_available_here" {
		t.Errorf("%+v", e)
	}
	if e := explain(s.http.URL + "/c/webinar"); e.Kind != dial.Conference {
		t.Errorf("a link of this server leads elsewhere: %+v", e)
	}
	if e := explain("boris"); e.Kind != dial.User || e.Refused != nil {
		t.Errorf("%+v", e)
	}
	if e := explain("#tel:501"); e.Refused == nil || e.Refused.Code != "number_barred" {
		t.Errorf("%+v", e)
	}
	admin.refused(422, "pattern_invalid", "PATCH", "/settings", m{"calls": m{"numbers": []string{"5-xx"}}})
	admin.want(200, "PATCH", "/settings", m{"calls": m{"numbers": []string{" 5xx ", ""}}}, nil)
	if e := explain("#tel:501"); e.Refused != nil {
		t.Errorf("%+v", e.Refused)
	}
	admin.want(200, "PATCH", "/settings", m{"calls": m{"enabled": false}}, nil)
	if e := explain("#tel:501"); e.Refused == nil || e.Refused.Code != "calls_off" {
		t.Errorf("%+v", e)
	}
	admin.want(200, "PATCH", "/settings", m{"calls": m{"enabled": true}}, nil)
	admin.want(200, "PATCH", "/users/anna", m{"rights": []string{"create_conference"}}, nil)
	if e := explain("#tel:501"); e.Refused == nil || e.Refused.Code != "no_right" {
		t.Errorf("%+v", e)
	}
	client{s: s}.refused(401, "sign_in_needed", "POST", "/dial/explain", m{"text": "bob"})
}

func TestATerminalIsCalledOverTheAPI(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.outside = &conferencetest.Outside{}
	anna, boris := s.as("anna"), s.as("boris")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Room", "invited": []m{{"login": "boris"}, {"dial": "#sip:@10.0.0.7"}}}, &c)
	anna.want(200, "POST", "/conferences/"+string(c.CID)+"/start", nil, nil)
	at := "/conferences/" + string(c.CID) + "/live"
	var live api.Live
	anna.want(200, "GET", at, nil, &live)
	if len(live.Calls) != 1 || live.Calls[0].Dial != "#sip:@10.0.0.7" || live.Calls[0].By.Name != "" {
		t.Fatalf("%+v", live.Calls)
	}

	var k api.Called
	anna.want(202, "POST", at+"/participants", m{"dial": "#sip:bob@127.0.0.1:15070;transport=tcp,12", "name": "Bob"}, &k)
	if k.State != "dialling" || k.Kind != dial.SIP || k.Name != "Bob" || k.Tries != 1 || k.From.Name != "ANNA" || k.Expires != nil || k.Since == nil {
		t.Errorf("%+v", k)
	}
	order := s.outside.Last(t)
	must(t, s.directory.CallProgress(t.Context(), order.Conference, order.Call, conference.CallFailed, conference.CallReason{Code: "busy"}))
	call := at + "/participants/" + k.ID
	boris.refused(403, "not_moderator", "PATCH", call, m{"retry": true})
	anna.want(200, "PATCH", call, m{"retry": true}, &live)
	if got := live.Calls[1]; string(got.ID) != k.ID || got.Tries != 2 || got.State != conference.CallDialling {
		t.Errorf("%+v", got)
	}
	anna.want(204, "DELETE", call, nil, nil)
	if !s.outside.Cancelled(s.outside.Last(t).Call) {
		t.Error("it rings on")
	}
	anna.refused(404, "no_participant", "DELETE", call, nil)
	anna.refused(404, "no_call", "PATCH", call, m{"retry": true})
	anna.refused(422, "dial_no_host", "POST", at+"/participants", m{"dial": "#sip:bob@"})
	boris.refused(403, "not_moderator", "POST", at+"/participants", m{"dial": "#sip:bob@host"})
	anna.refused(404, "no_participant", "POST", at+"/participants/"+k.ID+"/digits", m{"digits": "1"})
}
