package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
	"veche/conference/telephony"
)

// device is the stored form: HA1 is sealed, since it is as good as the secret.
type device struct {
	telephony.Device
	SealedHA1 []byte `json:"sealedHa1"`
}

// deviceHA1 is what is sealed.
type deviceHA1 struct {
	MD5    string `json:"md5"`
	SHA256 string `json:"sha256"`
}

func devicePlace(id telephony.DeviceID) string { return "device " + string(id) }

func (s *Store) encodeDevice(d *telephony.Device) ([]byte, error) {
	ha1, err := json.Marshal(deviceHA1{d.MD5, d.SHA256})
	if err != nil {
		return nil, fmt.Errorf("store: encode: %w", err)
	}
	r := device{Device: *d, SealedHA1: s.seal.close(ha1, devicePlace(d.ID))}
	r.MD5, r.SHA256 = "", ""
	return encode(r)
}

func (s *Store) decodeDevice(raw []byte) (telephony.Device, error) {
	r, err := decode[device](raw)
	if err != nil {
		return telephony.Device{}, err
	}
	sealed, err := s.seal.open(r.SealedHA1, devicePlace(r.ID))
	if err != nil {
		return telephony.Device{}, err
	}
	var ha1 deviceHA1
	if err := json.Unmarshal(sealed, &ha1); err != nil {
		return telephony.Device{}, fmt.Errorf("store: decode: %w", err)
	}
	r.MD5, r.SHA256 = ha1.MD5, ha1.SHA256
	return r.Device, nil
}

// Device implements [telephony.Devices].
func (s *Store) Device(ctx context.Context, username string) (d telephony.Device, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		id := t.Bucket(bucketDeviceNames).Get([]byte(username))
		if id == nil {
			return telephony.ErrDeviceUnknown
		}
		d, err = s.device(t, telephony.DeviceID(id))
		return err
	})
	return d, err
}

func (s *Store) device(t *bolt.Tx, id telephony.DeviceID) (telephony.Device, error) {
	raw := t.Bucket(bucketDevices).Get([]byte(id))
	if raw == nil {
		return telephony.Device{}, telephony.ErrDeviceUnknown
	}
	return s.decodeDevice(raw)
}

// DevicesOf implements [telephony.Devices].
func (s *Store) DevicesOf(ctx context.Context, login string) (list []telephony.Device, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		list, err = s.devicesOf(t, login)
		return err
	})
	return list, err
}

// devicesOf lists the devices of login, the oldest first.
func (s *Store) devicesOf(t *bolt.Tx, login string) ([]telephony.Device, error) {
	list := []telephony.Device{}
	for _, id := range deviceIDsOf(t, login) {
		d, err := s.device(t, id)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	slices.SortStableFunc(list, func(a, b telephony.Device) int { return a.Created.Compare(b.Created) })
	return list, nil
}

func deviceIDsOf(t *bolt.Tx, login string) []telephony.DeviceID {
	var ids []telephony.DeviceID
	prefix := pair(login, "")
	c := t.Bucket(bucketDevicesOf).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		ids = append(ids, telephony.DeviceID(k[len(prefix):]))
	}
	return ids
}

// Devices implements [telephony.Devices].
func (s *Store) Devices(ctx context.Context, q telephony.DeviceQuery) (p telephony.DevicePage, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return p, err
	}
	err = s.view(ctx, func(t *bolt.Tx) error {
		p, err = s.devices(t, q, after)
		return err
	})
	return p, err
}

func (s *Store) devices(t *bolt.Tx, q telephony.DeviceQuery, after []byte) (telephony.DevicePage, error) {
	p := telephony.DevicePage{Devices: []telephony.Device{}}
	text := []byte(strings.ToLower(strings.TrimSpace(q.Text)))
	limit := pageLimit(q.Limit)
	var last []byte
	c := t.Bucket(bucketDevicesOf).Cursor()
	for k, words := c.First(); k != nil; k, words = c.Next() {
		if !bytes.Contains(words, text) {
			continue
		}
		p.Total++
		if after != nil && bytes.Compare(k, after) <= 0 {
			continue
		}
		if len(p.Devices) == limit {
			p.Next = writeCursor(last)
			continue
		}
		d, err := s.device(t, telephony.DeviceID(k[bytes.IndexByte(k, 0)+1:]))
		if err != nil {
			return p, err
		}
		p.Devices = append(p.Devices, d)
		last = k
	}
	return p, nil
}

// CreateDevice implements [telephony.Devices].
func (s *Store) CreateDevice(ctx context.Context, d telephony.Device) error {
	raw, err := s.encodeDevice(&d)
	if err != nil {
		return err
	}
	return s.update(ctx, func(t *tx) error {
		switch {
		case t.Bucket(bucketAccounts).Get([]byte(d.Login)) == nil:
			return account.ErrUnknown
		case t.Bucket(bucketDevices).Get([]byte(d.ID)) != nil || t.Bucket(bucketDeviceNames).Get([]byte(d.Username)) != nil:
			return telephony.ErrUsernameTaken
		case len(deviceIDsOf(t.Tx, d.Login)) >= telephony.DevicesOfOne:
			return telephony.ErrTooManyDevices
		}
		if err := t.put(t.Bucket(bucketDevices), []byte(d.ID), raw); err != nil {
			return err
		}
		if err := t.put(t.Bucket(bucketDeviceNames), []byte(d.Username), []byte(d.ID)); err != nil {
			return err
		}
		words := strings.ToLower(d.Login + "\n" + d.Label + "\n" + d.Username)
		return t.put(t.Bucket(bucketDevicesOf), pair(d.Login, string(d.ID)), []byte(words))
	})
}

// DeleteDevice implements [telephony.Devices].
func (s *Store) DeleteDevice(ctx context.Context, login string, id telephony.DeviceID) error {
	return s.update(ctx, func(t *tx) error {
		d, err := s.device(t.Tx, id)
		if err != nil {
			return err
		}
		if d.Login != login {
			return telephony.ErrDeviceUnknown
		}
		return t.removeDevice(&d)
	})
}

// removeDevices removes those of login.
func (s *Store) removeDevices(t *tx, login string) error {
	list, err := s.devicesOf(t.Tx, login)
	if err != nil {
		return err
	}
	for i := range list {
		if err := t.removeDevice(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) removeDevice(d *telephony.Device) error {
	if err := t.remove(t.Bucket(bucketDevices), []byte(d.ID)); err != nil {
		return err
	}
	if err := t.remove(t.Bucket(bucketDeviceNames), []byte(d.Username)); err != nil {
		return err
	}
	return t.remove(t.Bucket(bucketDevicesOf), pair(d.Login, string(d.ID)))
}
