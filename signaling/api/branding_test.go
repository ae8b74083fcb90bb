package api_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"veche/conference/account"
	"veche/conference/brand"
	"veche/signaling/api"
)

func filled(t *testing.T, w, h int, c color.Color) []byte {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		picture.Set(i%w, i/w, c)
	}
	var out bytes.Buffer
	must(t, png.Encode(&out, picture))
	return out.Bytes()
}

func TestAnAccentIsDrawnSoThatItCanBeRead(t *testing.T) {
	s := newServer(t)
	admin := s.as("admin")
	var got account.Settings
	admin.want(200, "PATCH", "/settings", m{"brand": m{"accent": "1D3F8A"}}, &got)
	if got.Brand.Accent != "#1d3f8a" {
		t.Errorf("got %q", got.Brand.Accent)
	}
	for _, wrong := range []string{"red", "#12345", "#12345g", "url(//x)"} {
		admin.refused(422, "colour_invalid", "PATCH", "/settings", m{"brand": m{"accent": wrong}})
	}
	var both api.BothShades
	admin.want(200, "GET", "/settings/shades?accent=%23ffee00", nil, &both)
	if both.Light.Kept || !both.Dark.Kept || both.Dark.Accent != "#ffee00" || both.Light.Text != "#ffffff" {
		t.Errorf("got %+v", both)
	}
	admin.refused(422, "colour_invalid", "GET", "/settings/shades?accent=x", nil)
}

func TestALogoIsMadeAnewWithItsIcons(t *testing.T) {
	s := newServer(t)
	admin := s.as("admin")
	var got account.Settings
	admin.want(200, "PUT", "/settings/logo", filled(t, 4000, 1000, color.NRGBA{B: 200, A: 255}), &got)
	logo := got.Brand.Logo
	if logo == nil || logo.Width != 960 || logo.Height != 240 || len(logo.Icons) != 4 {
		t.Fatalf("got %+v", logo)
	}
	for _, icon := range logo.Icons {
		res, raw := client{s: s}.do("GET", "/avatars/"+icon.Picture, nil)
		picture, err := png.Decode(bytes.NewReader(raw))
		must(t, err)
		_, _, _, corner := picture.At(0, 0).RGBA()
		if picture.Bounds().Dx() != icon.Side || picture.Bounds().Dy() != icon.Side || icon.Maskable != (corner == 0xffff) {
			t.Errorf("%+v: %v, corner %x", icon, picture.Bounds(), corner)
		}
		if !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%v", res.Header)
		}
	}
	admin.want(200, "PUT", "/settings/dark-logo", filled(t, 30, 90, color.White), &got)
	dark := got.Brand.DarkLogo
	if dark == nil || dark.Width != 30 || dark.Height != 90 || got.Brand.Logo.Picture != logo.Picture {
		t.Fatalf("got %+v", got.Brand)
	}

	// Another one takes its place, and its pictures go.
	admin.want(200, "PUT", "/settings/logo", filled(t, 10, 10, color.Black), &got)
	for _, name := range logo.Pictures() {
		client{s: s}.refused(404, "avatar_unknown", "GET", "/avatars/"+name, nil)
	}
	admin.want(200, "DELETE", "/settings/dark-logo", nil, &got)
	if got.Brand.DarkLogo != nil || got.Brand.Logo == nil {
		t.Errorf("got %+v", got.Brand)
	}
	last := got.Brand.Logo.Picture
	admin.want(200, "PATCH", "/settings", m{"brand": m{"accent": "#1d3f8a"}, "serverName": "School 5"}, nil)
	var back account.Settings
	admin.want(200, "DELETE", "/settings/brand", nil, &back)
	if back.Brand != (brand.Brand{}) || back.ServerName != "School 5" {
		t.Errorf("got %+v, %q", back.Brand, back.ServerName)
	}
	client{s: s}.refused(404, "avatar_unknown", "GET", "/avatars/"+last, nil)
}

func TestWhatIsNoPictureIsNoLogo(t *testing.T) {
	s := newServer(t)
	admin := s.as("admin")
	admin.refused(422, "picture_invalid", "PUT", "/settings/logo", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`))
	s.as("anna").refused(403, "not_administrator", "PUT", "/settings/logo", filled(t, 1, 1, color.White))
	var got account.Settings
	admin.want(200, "PUT", "/settings/logo", filled(t, 1, 2000, color.White), &got)
	if got.Brand.Logo.Width < 1 || got.Brand.Logo.Height != 288 {
		t.Errorf("got %+v", got.Brand.Logo)
	}
}
