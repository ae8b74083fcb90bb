package store

import (
	"context"
	"crypto/rand"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"veche/conference/camera"
	"veche/conference/camera/book"
)

// cameraEntry is the stored form: address and password are sealed.
type cameraEntry struct {
	book.Entry
	SealedAddress  []byte `json:"sealedAddress,omitempty"`
	SealedPassword []byte `json:"sealedPassword,omitempty"`
}

func cameraPlace(id camera.ID, part string) string { return "camera " + part + " " + string(id) }

func (s *Store) encodeCamera(e *book.Entry) ([]byte, error) {
	r := cameraEntry{Entry: *e}
	if e.Address != "" {
		r.SealedAddress = s.seal.close([]byte(e.Address), cameraPlace(e.ID, "address"))
	}
	if e.Device.Password != "" {
		r.SealedPassword = s.seal.close([]byte(e.Device.Password), cameraPlace(e.ID, "password"))
	}
	r.Address, r.Device.Password = "", ""
	return encode(r)
}

func (s *Store) decodeCamera(raw []byte) (book.Entry, error) {
	r, err := decode[cameraEntry](raw)
	if err != nil {
		return book.Entry{}, err
	}
	for _, part := range []struct {
		name   string
		sealed []byte
		to     *string
	}{{"address", r.SealedAddress, &r.Address}, {"password", r.SealedPassword, &r.Device.Password}} {
		if len(part.sealed) == 0 {
			continue
		}
		plain, err := s.seal.open(part.sealed, cameraPlace(r.ID, part.name))
		if err != nil {
			return book.Entry{}, err
		}
		*part.to = string(plain)
	}
	return r.Entry, nil
}

// Cameras implements [book.Cameras].
func (s *Store) Cameras(ctx context.Context) ([]book.Entry, error) {
	all := []book.Entry{}
	err := s.view(ctx, func(t *bolt.Tx) error {
		return t.Bucket(bucketCameras).ForEach(func(_, raw []byte) error {
			e, err := s.decodeCamera(raw)
			all = append(all, e)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("store: cameras: %w", err)
	}
	book.Sort(all)
	return all, nil
}

// Camera implements [book.Cameras].
func (s *Store) Camera(ctx context.Context, id camera.ID) (e book.Entry, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		e, err = s.camera(t, id)
		return err
	})
	return e, err
}

func (s *Store) camera(t *bolt.Tx, id camera.ID) (book.Entry, error) {
	raw := t.Bucket(bucketCameras).Get([]byte(id))
	if raw == nil {
		return book.Entry{}, book.ErrUnknown
	}
	return s.decodeCamera(raw)
}

// CreateCamera implements [book.Cameras].
func (s *Store) CreateCamera(ctx context.Context, e book.Entry) (book.Entry, error) {
	e.ID, e.Revision = camera.ID(rand.Text()), 1
	err := s.update(ctx, func(t *tx) error {
		n := 0
		if err := t.Bucket(bucketCameras).ForEach(func(_, _ []byte) error { n++; return nil }); err != nil {
			return fmt.Errorf("store: cameras: %w", err)
		}
		if n >= book.Most {
			return book.ErrTooMany
		}
		return s.putCamera(t, &e)
	})
	if err != nil {
		return book.Entry{}, err
	}
	return e, nil
}

// ChangeCamera implements [book.Cameras].
func (s *Store) ChangeCamera(ctx context.Context, e book.Entry) (book.Entry, error) {
	changed := e
	err := s.update(ctx, func(t *tx) error {
		changed = e
		old, err := s.camera(t.Tx, e.ID)
		if err != nil {
			return err
		}
		if old.Revision != e.Revision {
			return book.ErrChangedMeanwhile
		}
		changed.Revision++
		return s.putCamera(t, &changed)
	})
	if err != nil {
		return book.Entry{}, err
	}
	return changed, nil
}

func (s *Store) putCamera(t *tx, e *book.Entry) error {
	raw, err := s.encodeCamera(e)
	if err != nil {
		return err
	}
	return t.put(t.Bucket(bucketCameras), []byte(e.ID), raw)
}

// DeleteCamera implements [book.Cameras].
func (s *Store) DeleteCamera(ctx context.Context, id camera.ID) error {
	return s.update(ctx, func(t *tx) error {
		if t.Bucket(bucketCameras).Get([]byte(id)) == nil {
			return book.ErrUnknown
		}
		return t.remove(t.Bucket(bucketCameras), []byte(id))
	})
}
