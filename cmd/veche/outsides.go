package main

import (
	"context"

	"veche/conference"
	"veche/conference/dial"
	"veche/conference/reach"
	"veche/media"
	"veche/rtsp/camera"
	"veche/rtsp/seat"
	"veche/sip/gateway"
	"veche/store"
)

// outsides makes calls by whoever serves their kind.
type outsides struct {
	phones  *gateway.Outside
	cameras *seat.Seats
}

var (
	_ conference.Outside  = outsides{}
	_ conference.Charging = outsides{}
)

func (o outsides) of(t dial.Target) conference.Outside {
	if t.Kind == dial.RTSP {
		return o.cameras
	}
	return o.phones
}

// Serves implements [conference.Outside].
func (o outsides) Serves(t dial.Target) error { return o.of(t).Serves(t) }

// Call implements [conference.Outside].
func (o outsides) Call(order conference.CallOrder) conference.CallHandle {
	return o.of(order.Target).Call(order)
}

// Charged implements [conference.Charging].
func (o outsides) Charged(t dial.Target) bool { return o.phones.Charged(t) }

// reach is where the server may connect because somebody typed an address.
func (s *server) reach() reach.Rule {
	return reach.Rule{Allow: s.config.Outbound.Allow, Own: s.own.list}
}

// openCameras makes what takes cameras into conferences.
func (s *server) openCameras(kept *store.Store, engine *media.Engine, directory *conference.Directory) *seat.Seats {
	rule := s.reach()
	log := s.log.With("part", "rtsp")
	cameras := camera.New(camera.Config{Rule: rule, Log: log})
	s.cameras = cameras
	seats := seat.New(seat.Config{Directory: directory, Media: engine, Cameras: cameras, Book: kept, Rule: rule, Log: log})
	s.stop.add("cameras", stepLimit, func(context.Context) error {
		seats.Close()
		cameras.Close()
		return nil
	})
	return seats
}
