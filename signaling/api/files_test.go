package api_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"veche/conference"
	"veche/signaling/api"
)

func TestFilesOfTheChat(t *testing.T) {
	s := newServer(t)
	s.add("clara")
	anna := s.as("anna")
	var c api.Conference
	anna.want(201, "POST", "/conferences", m{"name": "Room", "access": "public", "guests": m{"sendFiles": false}}, &c)
	at := "/conferences/" + string(c.CID) + "/files"
	kind, content := form(t, "file", `C:\x\..\<b>"plan.html`, []byte("<script>"))
	boris := s.as("boris").with("Content-Type", kind)
	boris.refused(404, "conference_unknown", "POST", at, content)

	_, guest := s.enter(c.CID, "", "Guest")
	_, him := s.enter(c.CID, "boris", "")
	inSeat := client{s: s}.with("Authorization", "Participant "+him.Resume).with("Content-Type", kind)
	var f conference.ChatFile
	inSeat.want(201, "POST", at, content, &f)
	if f.Name != `_b__plan.html` || f.Size != 8 || f.Type != "application/octet-stream" || !strings.HasPrefix(f.URL, "/api/v1/conferences/"+string(c.ID)) {
		t.Errorf("got %+v", f)
	}
	boris.want(201, "POST", at, content, nil) // by his session, since he is inside

	asGuest := client{s: s}.with("Authorization", "Participant "+guest.Resume).with("Content-Type", kind)
	asGuest.refused(403, "no_right_send_files", "POST", at, content) // G15
	client{s: s}.with("Authorization", "Participant wrong").with("Content-Type", kind).refused(403, "not_inside", "POST", at, content)
	inSeat.with("Content-Type", "text/plain").refused(422, "form_invalid", "POST", at, []byte("x"))
	wrongKind, wrong := form(t, "other", "x", []byte("x"))
	inSeat.with("Content-Type", wrongKind).refused(422, "form_invalid", "POST", at, wrong)
	inSeat.refused(422, "form_invalid", "POST", at, content[:len(content)/2])

	link := strings.TrimPrefix(f.URL, "/api/v1")
	for name, by := range map[string]client{"guest": asGuest, "seat": inSeat, "session": boris, "owner": anna} {
		res, raw := by.do("GET", link, nil)
		if res.StatusCode != 200 || string(raw) != "<script>" || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment;") ||
			res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("%s: %d %v %s", name, res.StatusCode, res.Header, raw)
		}
	}
	s.as("clara").refused(404, "conference_unknown", "GET", link, nil)
	client{s: s}.refused(401, "sign_in_needed", "GET", link, nil)
	inSeat.refused(404, "file_unknown", "GET", at+"/nothing", nil)

	admin := s.as("admin")
	admin.want(200, "PATCH", "/users/boris", m{"rights": []string{"call"}}, nil)
	boris.refused(403, "no_right_send_files", "POST", at, content) // E7
	boris.want2(200, "GET", link)                                  // E8: his own
	admin.want(200, "PATCH", "/settings", m{"limits": m{"fileBytes": 4}}, nil)
	inSeat.refused(413, "file_too_large", "POST", at, content)
	admin.want(200, "PATCH", "/settings", m{"limits": m{"fileBytes": 100, "conferenceFileBytes": 17}}, nil)
	inSeat.refused(409, "conference_quota", "POST", at, content)
	admin.want(200, "PATCH", "/settings", m{"limits": m{"fileBytes": 0}}, nil)
	inSeat.refused(403, "files_off", "POST", at, content)

	anna.want(204, "DELETE", "/conferences/"+string(c.ID), nil, nil)
	anna.refused(404, "conference_unknown", "GET", link, nil)
}

// want2 checks only the status.
func (c client) want2(status int, method, path string) {
	c.s.t.Helper()
	c.want(status, method, path, nil, nil)
}

func TestAvatar(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	wide := image.NewNRGBA(image.Rect(0, 0, 900, 300)) // red, a blue square in the middle
	for x := range 900 {
		for y := range 300 {
			c := color.NRGBA{R: 255, A: 255}
			if x >= 300 && x < 600 {
				c = color.NRGBA{B: 255, A: 255}
			}
			wide.Set(x, y, c)
		}
	}
	var encoded bytes.Buffer
	must(t, png.Encode(&encoded, wide))
	var u api.User
	anna.want(200, "PUT", "/me/avatar", encoded.Bytes(), &u)
	first := strings.TrimPrefix(u.Avatar, "/api/v1")
	res, raw := client{s: s}.do("GET", first, nil)
	got, err := jpeg.Decode(bytes.NewReader(raw))
	must(t, err)
	if got.Bounds().Dx() != 256 || got.Bounds().Dy() != 256 || res.Header.Get("Content-Type") != "image/jpeg" || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%v %v", got.Bounds(), res.Header)
	}
	for _, p := range []image.Point{{2, 2}, {128, 128}, {253, 253}} {
		if r, _, b, _ := got.At(p.X, p.Y).RGBA(); r > 0x3000 || b < 0xc000 {
			t.Errorf("at %v: red %x, blue %x", p, r, b)
		}
	}

	encoded.Reset()
	clear := image.NewPaletted(image.Rect(0, 0, 10, 10), color.Palette{color.Transparent, color.White})
	must(t, gif.Encode(&encoded, clear, nil))
	kind, upload := form(t, "file", "x.gif", encoded.Bytes())
	anna.with("Content-Type", kind).want(200, "PUT", "/me/avatar", upload, &u)
	if !strings.HasSuffix(u.Avatar, ".png") {
		t.Errorf("got %s", u.Avatar)
	}
	client{s: s}.refused(404, "avatar_unknown", "GET", first, nil)
	client{s: s}.refused(404, "avatar_unknown", "GET", "/avatars/..%2Fveche.db", nil)

	for _, bad := range []string{"", "<svg xmlns='http://www.w3.org/2000/svg'/>", encoded.String()[:20]} {
		anna.refused(422, "picture_invalid", "PUT", "/me/avatar", []byte(bad))
	}
	bomb := encoded.Bytes()
	bomb[6], bomb[7], bomb[8], bomb[9] = 0xff, 0x7f, 0xff, 0x7f // says 32767 by 32767
	anna.refused(422, "picture_invalid", "PUT", "/me/avatar", bomb)
	anna.refused(413, "file_too_large", "PUT", "/me/avatar", make([]byte, 11<<20))
	client{s: s}.refused(401, "sign_in_needed", "PUT", "/me/avatar", []byte("x"))
	anna.want(200, "DELETE", "/me/avatar", nil, &u)
	if u.Avatar != "" {
		t.Errorf("got %q", u.Avatar)
	}
}
