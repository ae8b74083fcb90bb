package storetest

import (
	"fmt"
	"reflect"

	"veche/conference"
	"veche/conference/camera/book"
)

func cameraOf(name string) book.Entry {
	return book.Entry{
		Name: name, Address: "rtsp://admin:12345@192.168.1.100:554/Streaming/Channels/101",
		Device: book.Device{Address: "http://192.168.1.100/onvif/device_service", Login: "operator", Password: "other", Profile: "main"},
		Notes:  "above the door",
	}
}

func (c check) cameras() {
	t, s := c.t, c.store
	ctx := t.Context()
	if all, err := s.Cameras(ctx); err != nil || all == nil || len(all) != 0 {
		t.Errorf("got %+v, %v", all, err)
	}
	b, err := s.CreateCamera(ctx, cameraOf("b"))
	must(t, err)
	a, err := s.CreateCamera(ctx, cameraOf("A"))
	must(t, err)
	if a.ID == "" || a.ID == b.ID || a.Revision != 1 {
		t.Errorf("got %+v", a)
	}
	all, err := s.Cameras(ctx)
	must(t, err)
	if !reflect.DeepEqual(all, []book.Entry{a, b}) {
		t.Errorf("got %+v", all)
	}
	b.Address, b.Device.Password = "rtsps://10.0.0.7", ""
	changed, err := s.ChangeCamera(ctx, b)
	must(t, err)
	got, err := s.Camera(ctx, b.ID)
	must(t, err)
	if changed.Revision != 2 || !reflect.DeepEqual(got, changed) || got.Address != "rtsps://10.0.0.7" {
		t.Errorf("got %+v, stored %+v", changed, got)
	}
	_, err = s.ChangeCamera(ctx, b)
	refused(t, err, conference.Conflict, "changed_meanwhile")
	must(t, s.DeleteCamera(ctx, b.ID))
	_, err = s.Camera(ctx, b.ID)
	refused(t, err, conference.NotFound, "camera_unknown")
	_, err = s.ChangeCamera(ctx, changed)
	refused(t, err, conference.NotFound, "camera_unknown")
	refused(t, s.DeleteCamera(ctx, b.ID), conference.NotFound, "camera_unknown")
}

func (c check) manyCameras() {
	t, s := c.t, c.store
	for n := range book.Most {
		_, err := s.CreateCamera(t.Context(), cameraOf(fmt.Sprint(n)))
		must(t, err)
	}
	_, err := s.CreateCamera(t.Context(), cameraOf("one more"))
	refused(t, err, conference.Conflict, "too_many_cameras")
}
