package store

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"veche/conference/camera/book"
)

// C19 and design.md, section 8: a copy of the database without the key tells neither
// the address of a camera nor a password, and a backup with it tells both.
func TestAddressesOfCamerasAreNotInTheFile(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{NoSync: true})
	ctx := t.Context()
	e, err := s.CreateCamera(ctx, book.Entry{
		Name: "Ward 3", Address: "rtsp://admin:73501846@10.20.30.40/live?pwd=73501846",
		Device: book.Device{Address: "http://10.20.30.40/onvif", Login: "operator", Password: "64810537"},
	})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"Ward 3": true, "73501846": false, "64810537": false, "rtsp://": false} {
		if bytes.Contains(raw, []byte(text)) != want {
			t.Errorf("%q in the file: %v", text, !want)
		}
	}
	var tar bytes.Buffer
	if err := s.Backup(ctx, &tar, true); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "restored")
	if err := Restore(elsewhere, &tar); err != nil {
		t.Fatal(err)
	}
	restored := open(t, elsewhere, Options{NoSync: true})
	if got, err := restored.Camera(ctx, e.ID); err != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("got %+v, %v", got, err)
	}
}
