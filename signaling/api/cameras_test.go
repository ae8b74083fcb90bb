package api_test

import (
	"strings"
	"testing"

	"veche/conference"
	"veche/conference/camera/book"
	"veche/conference/conferencetest"
	"veche/conference/dial"
	"veche/signaling/api"
)

func TestTheBookOfCamerasIsForAdministrators(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	anna, nobody := s.as("anna"), client{s: s}
	for _, c := range [][2]string{
		{"GET", "/admin/cameras"},
		{"POST", "/admin/cameras"},
		{"GET", "/admin/cameras/x"},
		{"PATCH", "/admin/cameras/x"},
		{"DELETE", "/admin/cameras/x"},
	} {
		anna.refused(403, "not_administrator", c[0], c[1], nil)
		nobody.refused(401, "sign_in_needed", c[0], c[1], nil)
	}
	nobody.refused(401, "sign_in_needed", "GET", "/cameras", nil)
}

// C19: credentials in the address survive, and are never shown again.
func TestCamerasAreKeptWithoutTellingTheirPasswords(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	admin := s.as("admin")
	var k api.Camera
	admin.want(201, "POST", "/admin/cameras", m{
		"name": "Ward 3", "address": "rtsp://admin:secret-7350@192.168.1.100:554/cam/realmonitor?channel=1&subtype=1",
		"device": m{"address": "192.168.1.100"}, "notes": "above the door",
	}, &k)
	if k.Address != "rtsp://…@192.168.1.100:554/cam/realmonitor?…" || k.Device.Address != "http://192.168.1.100/onvif/device_service" || k.Revision != 1 {
		t.Errorf("got %+v", k)
	}
	at := "/admin/cameras/" + string(k.ID)
	stored := func() book.Entry {
		t.Helper()
		e, err := s.store.Camera(t.Context(), k.ID)
		must(t, err)
		return e
	}
	for _, path := range []string{at, "/admin/cameras", "/cameras"} {
		if _, raw := admin.do("GET", path, nil); strings.Contains(string(raw), "7350") || !strings.Contains(string(raw), "Ward 3") {
			t.Errorf("%s tells %s", path, raw)
		}
	}
	const full = "rtsp://admin:secret-7350@192.168.1.100:554/cam/realmonitor?channel=1&subtype=1"
	admin.want(200, "PATCH", at, m{"revision": 1, "name": "Ward 4", "address": k.Address}, &k)
	if e := stored(); e.Address != full || e.Name != "Ward 4" {
		t.Errorf("saved back unchanged it became %+v", e)
	}
	admin.refused(409, "changed_meanwhile", "PATCH", at, m{"revision": 1, "name": "X"})
	admin.refused(422, "dial_left_out", "PATCH", at, m{"address": "rtsp://…@192.168.1.101/"})
	admin.refused(422, "address_not_rtsp", "PATCH", at, m{"address": "#tel:501"})
	admin.refused(422, "password_again", "PATCH", at, m{"device": m{"address": "http://evil.example.org/"}})
	admin.want(200, "PATCH", at, m{"device": m{"address": "http://192.168.1.7/", "login": "op", "password": "other"}}, &k)
	if e := stored(); !k.Device.HasPassword || e.Device.Password != "other" {
		t.Errorf("got %+v, %+v", k, e)
	}
	admin.refused(422, "password_again", "PATCH", at, m{"device": m{"address": "http://evil.example.org/"}})
	admin.want(200, "PATCH", at, m{"device": m{"login": ""}, "password": "new"}, &k)
	if e := stored(); k.Device.HasPassword || e.Address != strings.Replace(full, "secret-7350", "new", 1) {
		t.Errorf("got %+v, %+v", k, e)
	}
	admin.refused(422, "login_missing", "PATCH", at, m{"login": ""})
	admin.want(204, "DELETE", at, nil, nil)
	admin.refused(404, "camera_unknown", "GET", at, nil)
	admin.refused(404, "camera_unknown", "DELETE", at, nil)
}

func TestCamerasAreCalledByNameWithoutTheirAddress(t *testing.T) {
	t.Parallel()
	outside := &conferencetest.Outside{}
	s := newServer(t, func(s *server) { s.outside = outside })
	admin, anna := s.as("admin"), s.as("anna")
	var k api.Camera
	admin.want(201, "POST", "/admin/cameras", m{"name": "Ward 3", "address": "rtsp://a:secret-7350@10.0.0.7/x"}, &k)
	var offered struct{ Items []api.CallableCamera }
	anna.want(200, "GET", "/cameras", nil, &offered)
	if len(offered.Items) != 1 || offered.Items[0] != (api.CallableCamera{ID: k.ID, Name: "Ward 3"}) {
		t.Errorf("got %+v", offered)
	}
	admin.want(200, "PATCH", "/users/boris", m{"rights": []string{"create_conference"}}, nil)
	s.as("boris").refused(403, "no_right", "GET", "/cameras", nil)

	var c api.Conference
	name := book.Dial(k.ID)
	anna.refused(404, "camera_unknown", "POST", "/conferences", m{"name": "Room", "invited": []m{{"dial": "camera:GONE"}}})
	anna.want(201, "POST", "/conferences", m{"name": "Room", "invited": []m{{"dial": name}}}, &c)
	if c.Invited[0] != (conference.Invited{Dial: name, Name: "Ward 3"}) {
		t.Errorf("invited %+v", c.Invited)
	}
	anna.want(200, "POST", "/conferences/"+string(c.CID)+"/start", nil, nil)
	want := dial.Target{Kind: dial.RTSP, Camera: string(k.ID)}
	if o := outside.Last(t); o.Target != want || o.Name != "Ward 3" {
		t.Errorf("called at the start: %+v", o)
	}
	var second api.Camera
	admin.want(201, "POST", "/admin/cameras", m{"name": "Ward 4", "address": "rtsp://10.0.0.8"}, &second)
	var called api.Called
	live := "/conferences/" + string(c.CID) + "/live/participants"
	anna.want(202, "POST", live, m{"camera": second.ID}, &called)
	if o := outside.Last(t); o.Target.Camera != string(second.ID) || called.Name != "Ward 4" || called.Dial != book.Dial(second.ID) {
		t.Errorf("called: %+v, %+v", o, called)
	}
	anna.refused(404, "camera_unknown", "POST", live, m{"camera": "GONE"})
	var explained api.Explained
	anna.want(200, "POST", "/dial/explain", m{"text": name}, &explained)
	if explained.Name != "Ward 3" || explained.Kind != dial.RTSP || explained.Canonical != name {
		t.Errorf("explained %+v", explained)
	}
	explained = api.Explained{}
	anna.want(200, "POST", "/dial/explain", m{"text": "camera:GONE"}, &explained)
	if explained.Refused == nil || explained.Refused.Code != "camera_unknown" {
		t.Errorf("explained %+v", explained)
	}
	// Taken off the book, it does not keep the list from being saved.
	admin.want(204, "DELETE", "/admin/cameras/"+string(k.ID), nil, nil)
	anna.want(200, "PATCH", "/conferences/"+string(c.CID), m{"revision": c.Revision, "invited": c.Invited}, nil)
}
