package onvif_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"veche/conference/camera"
	"veche/conference/reach"
	"veche/rtsp/onvif"
	"veche/rtsp/onvif/onviftest"
)

var loopback = reach.Rule{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}

// simulated starts a camera; the address is that of its device service.
func simulated(t *testing.T, cfg onviftest.Config) (c *onviftest.Camera, address string) {
	t.Helper()
	c = onviftest.New(cfg)
	s := httptest.NewServer(c)
	t.Cleanup(s.Close)
	return c, s.URL + "/onvif/device_service"
}

func newClient(t *testing.T, cfg onvif.Config) *onvif.Client {
	t.Helper()
	c := onvif.New(cfg)
	t.Cleanup(c.Close)
	return c
}

func TestADeviceTellsWhatItIsAndWhereItsStreamsAre(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]onviftest.Config{
		"by a token":                 {},
		"by HTTP digest":             {Digest: true},
		"its clock goes ahead":       {Clock: 49 * time.Hour},
		"its clock is behind":        {Clock: -20 * 365 * 24 * time.Hour},
		"without a list of services": {Old: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg.Model, cfg.Login, cfg.Password, cfg.Stream = "Dome 7", "admin", `pass"word<&>`, "rtsp://127.0.0.1:554/main?a=1&b=2"
			cfg.Picture = []byte("\xff\xd8 a picture")
			_, address := simulated(t, cfg)
			d, err := newClient(t, onvif.Config{Rule: loopback}).Open(t.Context(), address, cfg.Login, cfg.Password)
			must(t, err)
			i, err := d.Information(t.Context())
			must(t, err)
			if i.Manufacturer != "Veche" || i.Model != "Dome 7" {
				t.Errorf("got %+v", i)
			}
			if off := (d.Offset() - cfg.Clock).Abs(); off > time.Minute {
				t.Errorf("its clock is taken for %v off", d.Offset())
			}
			profiles, err := d.Profiles(t.Context())
			must(t, err)
			if len(profiles) != 2 || profiles[0].Token != "main" || profiles[0].Width != 1920 || profiles[0].Video != "H264" || profiles[0].Rate != 25 || !profiles[0].Moves {
				t.Errorf("got %+v", profiles)
			}
			if uri, err := d.StreamURI(t.Context(), "main"); err != nil || uri != cfg.Stream {
				t.Errorf("the stream is at %q, %v", uri, err)
			}
			if picture, err := d.Snapshot(t.Context(), "main"); err != nil || string(picture) != string(cfg.Picture) {
				t.Errorf("the picture is %q, %v", picture, err)
			}
		})
	}
}

func TestAWrongPasswordIsSaid(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]onviftest.Config{"token": {}, "digest": {Digest: true}} {
		cfg.Login, cfg.Password = "admin", "right"
		_, address := simulated(t, cfg)
		c := newClient(t, onvif.Config{Rule: loopback})
		for _, given := range [][2]string{{"admin", "wrong"}, {"other", "right"}, {"", ""}} {
			d, err := c.Open(t.Context(), address, given[0], given[1])
			must(t, err) // what it offers is told to everybody
			if _, err := d.Profiles(t.Context()); !errors.Is(err, onvif.ErrPassword) {
				t.Errorf("%s, %v: %v", name, given, err)
			}
		}
	}
}

func TestACameraIsMoved(t *testing.T) {
	t.Parallel()
	sim, address := simulated(t, onviftest.Config{})
	ctx := t.Context()
	d, err := newClient(t, onvif.Config{Rule: loopback}).Open(ctx, address, "", "")
	must(t, err)
	profiles, err := d.Profiles(ctx)
	must(t, err)
	o, err := d.Optics(ctx, profiles[0])
	must(t, err)
	if o.Movement() != (camera.Movement{PanTilt: true, Zoom: true, Steps: true, Places: true, Presets: true}) {
		t.Errorf("got %+v", o.Movement())
	}
	must(t, d.Move(ctx, o, camera.Vector{Pan: -0.5, Tilt: 1, Zoom: 0.25}, 2*time.Second))
	must(t, d.Stop(ctx, o))
	must(t, d.Step(ctx, o, camera.Vector{Pan: 0.1}))
	must(t, d.Place(ctx, o, camera.Vector{Pan: 0.5, Tilt: -0.5, Zoom: 0.75}))
	presets, err := d.Presets(ctx, o)
	must(t, err)
	must(t, d.GoTo(ctx, o, presets[1].Token))
	kept, err := d.Keep(ctx, o, "Bed <4>")
	must(t, err)
	presets, err = d.Presets(ctx, o)
	must(t, err)
	if len(presets) != 3 || presets[2] != kept || kept.Name != "Bed <4>" {
		t.Errorf("presets %+v, kept %+v", presets, kept)
	}
	got, _ := sim.Moves()
	want := []onviftest.Move{
		{Action: "ContinuousMove", Vector: camera.Vector{Pan: -0.5, Tilt: 1, Zoom: 0.25}, Timeout: "PT2.000S"},
		{Action: "Stop"},
		{Action: "RelativeMove", Vector: camera.Vector{Pan: 0.1}},
		{Action: "AbsoluteMove", Vector: camera.Vector{Pan: 0.5, Tilt: -0.5, Zoom: 0.75}},
		{Action: "GotoPreset", Preset: "2"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestACameraWithoutSpeedsIsMovedByStepsAndAFixedOneNotAtAll(t *testing.T) {
	t.Parallel()
	sim, address := simulated(t, onviftest.Config{Still: true})
	c := newClient(t, onvif.Config{Rule: loopback})
	d, err := c.Open(t.Context(), address, "", "")
	must(t, err)
	profiles, err := d.Profiles(t.Context())
	must(t, err)
	o, err := d.Optics(t.Context(), profiles[0])
	must(t, err)
	must(t, d.Move(t.Context(), o, camera.Vector{Pan: 1}, time.Second))
	if got, _ := sim.Moves(); len(got) != 1 || got[0].Action != "RelativeMove" || got[0].Vector.Pan != 0.1 {
		t.Errorf("got %+v", got)
	}
	_, address = simulated(t, onviftest.Config{Fixed: true})
	d, err = c.Open(t.Context(), address, "", "")
	must(t, err)
	profiles, err = d.Profiles(t.Context())
	must(t, err)
	if _, err := d.Optics(t.Context(), profiles[0]); !errors.Is(err, onvif.ErrNotOffered) || d.Moves() {
		t.Errorf("a fixed camera: %v", err)
	}
}

// design.md, section 8: what a device names is asked at the host that was typed, and
// nowhere else; that host goes through the one rule.
func TestNoDeviceSendsTheServerElsewhere(t *testing.T) {
	t.Parallel()
	inner := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was reached", r.URL) }))
	defer inner.Close()
	c := newClient(t, onvif.Config{Rule: loopback})
	for _, host := range []string{strings.TrimPrefix(inner.URL, "http://"), "169.254.169.254", "192.0.2.1:1"} {
		_, address := simulated(t, onviftest.Config{Host: "[::1]", Stream: "http://169.254.169.254/"})
		if host != "" {
			_, address = simulated(t, onviftest.Config{Host: strings.Replace(host, "127.0.0.1", "localhost", 1), Stream: "http://169.254.169.254/"})
		}
		d, err := c.Open(t.Context(), address, "admin", "secret")
		must(t, err)
		if _, err := d.Profiles(t.Context()); err != nil {
			t.Errorf("%s: %v", host, err)
		}
		if uri, err := d.StreamURI(t.Context(), "main"); err == nil {
			t.Errorf("%s is taken for a stream", uri)
		}
	}
	_, address := simulated(t, onviftest.Config{Instead: func(w http.ResponseWriter, r *http.Request, _ string) bool {
		http.Redirect(w, r, inner.URL, http.StatusTemporaryRedirect)
		return true
	}})
	if _, err := c.Open(t.Context(), address, "admin", "secret"); err == nil {
		t.Error("a redirect was followed")
	}
	for _, barred := range []string{"http://127.0.0.1:1/", "http://localhost:1/", "http://169.254.169.254/", "http://[::ffff:127.0.0.1]:1/", "http://224.0.0.1/"} {
		_, err := newClient(t, onvif.Config{}).Open(t.Context(), barred, "", "")
		if e, ok := errors.AsType[*reach.Error](err); !ok {
			t.Errorf("%s: %v, %v", barred, err, e)
		}
	}
}

func TestHostileAnswersAreRefused(t *testing.T) {
	t.Parallel()
	const head = `<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>`
	for name, answer := range map[string]func(w io.Writer){
		"megabytes": func(w io.Writer) {
			for range 64 {
				_, _ = io.WriteString(w, strings.Repeat("<a/>", 1<<16))
			}
		},
		"entities": func(w io.Writer) {
			_, _ = io.WriteString(w, `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>`+head[21:]+`<x>&c;</x></s:Body></s:Envelope>`)
		},
		"files": func(w io.Writer) {
			_, _ = io.WriteString(w, `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>`+head[21:]+`<x>&b;</x></s:Body></s:Envelope>`)
		},
		"depths": func(w io.Writer) { _, _ = io.WriteString(w, head+strings.Repeat("<a>", 5000)) },
		"many elements": func(w io.Writer) {
			_, _ = io.WriteString(w, head+strings.Repeat("<a/>", 30_000)+"</s:Body></s:Envelope>")
		},
		"another root":   func(w io.Writer) { _, _ = io.WriteString(w, "<html><body>camera</body></html>") },
		"nothing at all": func(io.Writer) {},
		"other letters": func(w io.Writer) {
			_, _ = io.WriteString(w, `<?xml version="1.0" encoding="UTF-16"?>`+head[21:]+"</s:Body></s:Envelope>")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, address := simulated(t, onviftest.Config{Instead: func(w http.ResponseWriter, _ *http.Request, _ string) bool {
				answer(w)
				return true
			}})
			if _, err := newClient(t, onvif.Config{Rule: loopback}).Open(t.Context(), address, "admin", "secret"); err == nil {
				t.Error("it was believed")
			}
		})
	}
}

func TestASilentDeviceIsGivenUp(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	_, address := simulated(t, onviftest.Config{Instead: func(_ http.ResponseWriter, r *http.Request, _ string) bool {
		select {
		case <-over:
		case <-r.Context().Done():
		}
		return true
	}})
	defer close(over)
	c := newClient(t, onvif.Config{Rule: loopback, Answer: 200 * time.Millisecond})
	if _, err := c.Open(t.Context(), address, "", ""); err == nil {
		t.Error("it did not say a word")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Open(ctx, address, "", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
