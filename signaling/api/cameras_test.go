package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/camera"
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
		{"POST", "/admin/cameras/test"},
		{"GET", "/admin/cameras/x/picture"},
		{"POST", "/admin/cameras/search"},
		{"POST", "/admin/cameras/describe"},
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
	if i := c.Invited[0]; i.Dial != name || i.Name != "Ward 3" || i.Added.IsZero() {
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

// watched are cameras that say what they are told to, and remember how they are moved.
type watched struct {
	look   camera.Look
	tried  []dial.Target
	orders []string
}

func (w *watched) Look(dial.Target) camera.Look { return w.look }
func (w *watched) Try(_ context.Context, t dial.Target) camera.Look {
	w.tried = append(w.tried, t)
	return w.look
}

func (w *watched) Picture(context.Context, dial.Target) ([]byte, error) {
	if w.look.State != camera.Live {
		return nil, nil
	}
	return []byte("\xff\xd8"), nil
}

func (w *watched) Search(context.Context) ([]camera.Found, error) {
	return []camera.Found{{Address: "http://10.0.0.7/onvif", Host: "10.0.0.7", Name: "Ward 3"}}, nil
}

func (w *watched) Describe(_ context.Context, address, login, password string) (camera.Described, error) {
	return camera.Described{Model: address + " " + login + " " + password}, nil
}

func (w *watched) Stream(_ context.Context, address, login, password, profile string) (string, error) {
	w.orders = append(w.orders, strings.Join([]string{address, login, password, profile}, " "))
	return "rtsp://10.0.0.7/" + profile, nil
}

func (w *watched) Optics(context.Context, camera.ID) (camera.Optics, error) {
	return camera.Optics{Presets: []camera.Preset{{Token: "1", Name: "Door"}}}, nil
}

func (w *watched) Move(_ context.Context, id camera.ID, by camera.Way, v camera.Vector) error {
	w.orders = append(w.orders, "move "+string(id)+" "+string(by))
	if v.Pan != -0.5 {
		w.orders = append(w.orders, "elsewhere")
	}
	return nil
}

func (w *watched) Stop(_ context.Context, id camera.ID) error {
	w.orders = append(w.orders, "stop "+string(id))
	return nil
}

func (w *watched) GoTo(_ context.Context, id camera.ID, preset string) error {
	w.orders = append(w.orders, "go to "+preset)
	return nil
}

func (w *watched) Keep(_ context.Context, _ camera.ID, name string) (camera.Preset, error) {
	return camera.Preset{Token: "2", Name: name}, nil
}

func TestCamerasAreTestedFoundAndAskedForTheirStreams(t *testing.T) {
	t.Parallel()
	w := &watched{look: camera.Look{Status: camera.Status{State: camera.Live}, Video: "H264", Width: 1920}}
	s := newServer(t, func(s *server) { s.cameras = w })
	admin := s.as("admin")
	var tested api.TestedCamera
	admin.want(200, "POST", "/admin/cameras/test", m{"address": "rtsp://a:b@10.0.0.7/x"}, &tested)
	if tested.State != camera.Live || tested.Width != 1920 || string(tested.Picture) != "\xff\xd8" || w.tried[0].Password != "b" {
		t.Errorf("got %+v, tried %+v", tested, w.tried)
	}
	admin.refused(422, "dial_empty", "POST", "/admin/cameras/test", m{})
	var found struct{ Items []camera.Found }
	admin.want(200, "POST", "/admin/cameras/search", nil, &found)
	if len(found.Items) != 1 {
		t.Errorf("found %+v", found)
	}
	var d camera.Described
	admin.want(200, "POST", "/admin/cameras/describe", m{"address": "10.0.0.7", "login": "a", "password": "b"}, &d)
	if d.Model != "http://10.0.0.7/onvif/device_service a b" {
		t.Errorf("got %+v", d)
	}
	admin.refused(422, "address_not_http", "POST", "/admin/cameras/describe", m{"address": "file:///x"})
	var k api.Camera
	admin.want(201, "POST", "/admin/cameras", m{"name": "Ward 3", "login": "a", "password": "b", "device": m{"address": "10.0.0.7", "profile": "main"}}, &k)
	e, err := s.store.Camera(t.Context(), k.ID)
	must(t, err)
	if e.Address != "rtsp://a:b@10.0.0.7/main" || w.orders[0] != "http://10.0.0.7/onvif/device_service a b main" {
		t.Errorf("got %+v, %q", e, w.orders)
	}
	var shown api.Camera
	admin.want(200, "GET", "/admin/cameras/"+string(k.ID), nil, &shown)
	if shown.Now == nil || shown.Now.Video != "H264" {
		t.Errorf("got %+v", shown)
	}
	if res, raw := admin.do("GET", "/admin/cameras/"+string(k.ID)+"/picture", nil); res.Header.Get("Content-Type") != "image/jpeg" || string(raw) != "\xff\xd8" {
		t.Errorf("got %v, %q", res.Header, raw)
	}
	admin.want(200, "POST", "/admin/cameras/test", m{"id": k.ID}, nil)
	if w.tried[1].Password != "b" {
		t.Errorf("tried %+v", w.tried[1])
	}
	w.look = camera.Look{}
	admin.refused(404, "picture_unknown", "GET", "/admin/cameras/"+string(k.ID)+"/picture", nil)
}

func TestModeratorsMoveTheCamerasOfTheirConference(t *testing.T) {
	t.Parallel()
	w, outside := &watched{}, &conferencetest.Outside{}
	s := newServer(t, func(s *server) { s.cameras, s.outside = w, outside })
	admin, anna, boris := s.as("admin"), s.as("anna"), s.as("boris")
	var k api.Camera
	admin.want(201, "POST", "/admin/cameras", m{"name": "Ward 3", "address": "rtsp://10.0.0.7"}, &k)
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Room", "invited": []m{{"login": "boris"}}}, &c)
	live := "/conferences/" + string(c.CID) + "/live"
	anna.want(200, "POST", "/conferences/"+string(c.CID)+"/start", nil, nil)
	for _, who := range []m{{"camera": k.ID}, {"dial": "rtsp://10.0.0.8"}} {
		anna.want(202, "POST", live+"/participants", who, nil)
		_, _, err := s.directory.Join(t.Context(), conference.Door{CID: string(c.ID)}, conference.JoinRequest{
			Kind: access.KindRTSP, Page: &conferencetest.Page{}, Call: outside.Last(t).Call,
		})
		must(t, err)
	}
	var now api.Live
	anna.want(200, "GET", live, nil, &now)
	kept, typed := now.Participants[0], now.Participants[1]
	if kept.CameraID != k.ID || typed.CameraID != "" {
		t.Fatalf("inside: %+v", now.Participants)
	}
	var listed struct{ Items []api.Camera }
	admin.want(200, "GET", "/admin/cameras", nil, &listed)
	if p := listed.Items[0].Conferences; len(p) != 1 || p[0] != (api.CameraPlace{CID: c.CID, Name: "Room"}) {
		t.Errorf("it is in %+v", p)
	}
	ptz := live + "/participants/" + string(kept.ID) + "/ptz"
	for _, route := range []struct {
		method, path string
		in           any
		status       int
	}{
		{"GET", "", nil, 200},
		{"POST", "", m{"pan": -0.5}, 204},
		{"POST", "", m{"pan": -0.5, "by": "step"}, 204},
		{"POST", "/stop", nil, 204},
		{"POST", "/presets", m{"name": "Bed"}, 201},
		{"POST", "/presets/1", nil, 204},
	} {
		boris.refused(403, "not_moderator", route.method, ptz+route.path, route.in)
		client{s: s}.refused(401, "sign_in_needed", route.method, ptz+route.path, route.in)
		anna.refused(409, "camera_fixed", route.method, live+"/participants/"+string(typed.ID)+"/ptz"+route.path, route.in)
		anna.want(route.status, route.method, ptz+route.path, route.in, nil)
	}
	id := string(k.ID)
	if got := strings.Join(w.orders, ", "); got != "move "+id+" , move "+id+" step, stop "+id+", go to 1" {
		t.Errorf("got %s", got)
	}
	if res, _ := anna.do("POST", ptz, m{"pan": 1.5}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("out of range: %s", res.Status)
	}
}
