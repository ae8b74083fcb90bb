package main

import (
	"context"
	"errors"
	"log/slog"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/dial"
	"veche/conference/reach"
	"veche/media/still"
	rtsp "veche/rtsp/camera"
	"veche/rtsp/onvif"
	"veche/signaling/api"
	"veche/store"
)

// cameraDesk is what administrators see of cameras, and how they are moved.
type cameraDesk struct {
	streams  *rtsp.Cameras
	devices  *onvif.Client
	steering *onvif.Steering
	log      *slog.Logger
	looking  chan struct{} // the turn at decoding a picture
	search   chan struct{} // the turn at searching
}

var _ api.Cameras = (*cameraDesk)(nil)

// openDesk makes it; the streams are closed by whoever made them.
func (s *server) openDesk(kept *store.Store, streams *rtsp.Cameras) *cameraDesk {
	log := s.log.With("part", "onvif")
	devices := onvif.New(onvif.Config{Rule: s.reach()})
	d := &cameraDesk{
		streams: streams, devices: devices, steering: onvif.NewSteering(devices, kept, 0, log), log: log,
		looking: make(chan struct{}, 1), search: make(chan struct{}, 1),
	}
	s.stop.add("camera desk", stepLimit, func(context.Context) error {
		d.steering.Close()
		devices.Close()
		return nil
	})
	return d
}

// Look implements [api.Cameras].
func (d *cameraDesk) Look(t dial.Target) camera.Look {
	i := d.streams.Info(t)
	return lookOf(&i)
}

// Try implements [api.Cameras].
func (d *cameraDesk) Try(ctx context.Context, t dial.Target) camera.Look {
	i := d.streams.Try(ctx, t)
	return lookOf(&i)
}

func lookOf(i *rtsp.Info) camera.Look {
	return camera.Look{
		Status: i.Status, Problem: i.Problem, Watchers: i.Watchers, Video: i.Video.String(), Width: i.Width, Height: i.Height,
		Sound: i.Sound.String(), Rate: i.Rate, Bits: i.Bits, Transport: string(i.Transport), KeyAt: i.KeyAt,
	}
}

// stillWidth of pictures of cameras, in pixels.
const stillWidth = 640

// Picture implements [api.Cameras]. One is decoded at a time.
func (d *cameraDesk) Picture(ctx context.Context, t dial.Target) ([]byte, error) {
	i := d.streams.Info(t)
	if i.Key == nil {
		return nil, nil
	}
	select {
	case d.looking <- struct{}{}:
		defer func() { <-d.looking }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return still.JPEG(i.Video, i.Key, stillWidth)
}

// Search implements [api.Cameras]. One search is made at a time.
func (d *cameraDesk) Search(ctx context.Context) ([]camera.Found, error) {
	select {
	case d.search <- struct{}{}:
		defer func() { <-d.search }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	on, err := onvif.Interfaces()
	if err != nil {
		return nil, err
	}
	found, err := onvif.Search(ctx, on)
	if err != nil {
		d.log.Warn("no camera can be searched for", "error", err)
		return nil, errNoSearch
	}
	return found, nil
}

// Describe implements [api.Cameras].
func (d *cameraDesk) Describe(ctx context.Context, address, login, password string) (camera.Described, error) {
	var all camera.Described
	device, err := d.devices.Open(ctx, address, login, password)
	if err != nil {
		return all, d.refusal(address, err)
	}
	profiles, err := device.Profiles(ctx)
	if err != nil {
		return all, d.refusal(address, err)
	}
	for i := range profiles {
		p := &profiles[i]
		all.Profiles = append(all.Profiles, camera.Profile{
			Token: p.Token, Name: p.Name, Video: p.Video, Width: p.Width, Height: p.Height, Rate: p.Rate, Sound: p.Sound, Moves: p.Moves,
		})
	}
	if i, err := device.Information(ctx); err == nil { // a camera without a name is one still
		all.Manufacturer, all.Model = i.Manufacturer, i.Model
	}
	return all, nil
}

// Stream implements [api.Cameras].
func (d *cameraDesk) Stream(ctx context.Context, address, login, password, profile string) (string, error) {
	device, err := d.devices.Open(ctx, address, login, password)
	if err != nil {
		return "", d.refusal(address, err)
	}
	stream, err := device.StreamURI(ctx, profile)
	if err != nil {
		return "", d.refusal(address, err)
	}
	t, err := dial.Parse(stream, dial.Options{})
	if err != nil {
		return "", d.refusal(address, err)
	}
	t.User, t.Password = "", "" // those that were typed are the right ones
	return t.String(), nil
}

// Refusals of devices, for people.
var (
	errNoSearch       = conference.Refuse(conference.Unavailable, "search_failed", "This server has no network on which cameras can be searched for.")
	errDevicePassword = refuseDevice("device_password", "The device does not take this user name and password.")
	errDeviceBarred   = refuseDevice("device_barred", "This server may not connect to this address.")
	errDeviceOther    = refuseDevice("device_no_streams", "The device offers no streams by ONVIF.")
	errDeviceSilent   = refuseDevice("device_silent", "No ONVIF device answers at this address.")
)

func refuseDevice(code, detail string) error {
	return &conference.Error{Kind: conference.Unavailable, Code: code, Detail: detail, Field: "device.address"}
}

func (d *cameraDesk) refusal(address string, err error) error {
	_, barred := errors.AsType[*reach.Error](err)
	d.log.Info("a device was not asked", "address", address, "error", err)
	switch {
	case errors.Is(err, onvif.ErrPassword):
		return errDevicePassword
	case errors.Is(err, onvif.ErrNotOffered):
		return errDeviceOther
	case barred:
		return errDeviceBarred
	}
	return errDeviceSilent
}
