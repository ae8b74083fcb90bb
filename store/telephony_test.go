package store

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
	"veche/conference/telephony"
)

// design.md, section 8: a copy of the database without the key gives no password
// and no secret of a device away.
func TestPasswordsOfTrunksAndSecretsOfDevicesAreNotInTheFile(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{NoSync: true})
	ctx := t.Context()
	if _, err := s.CreateAccount(ctx, account.Account{Login: "anna"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateTrunk(ctx, telephony.Trunk{Name: "Exchange", Password: "73501846"}); err != nil {
		t.Fatal(err)
	}
	d, _ := telephony.NewDevice("anna", "Desk phone", time.Now())
	if err := s.CreateDevice(ctx, d); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"Exchange": true, "Desk phone": true, "73501846": false, d.MD5: false, d.SHA256: false} {
		if bytes.Contains(raw, []byte(text)) != want {
			t.Errorf("%q in the file: %v", text, !want)
		}
	}
}

func TestAStoreFromBeforeTelephonyIsBroughtForward(t *testing.T) {
	dir := t.TempDir()
	old, err := Open(dir, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.CreateAccount(t.Context(), account.Account{Login: "anna"}); err != nil {
		t.Fatal(err)
	}
	err = old.db.Update(func(t *bolt.Tx) error {
		for _, name := range [][]byte{bucketCameras, bucketTrunks, bucketDevices, bucketDevicesOf, bucketDeviceNames} {
			if err := t.DeleteBucket(name); err != nil {
				return err
			}
		}
		return t.Bucket(bucketMeta).Put(keySchema, numberKey(1))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir, Options{NoSync: true})
	if _, err := s.CreateTrunk(t.Context(), telephony.Trunk{Name: "Exchange"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Account(t.Context(), "anna"); err != nil {
		t.Fatal(err)
	}
}

func TestTrunksAndDevicesAreInTheBackup(t *testing.T) {
	s := open(t, t.TempDir(), Options{NoSync: true})
	ctx := t.Context()
	if _, err := s.CreateAccount(ctx, account.Account{Login: "anna"}); err != nil {
		t.Fatal(err)
	}
	k, err := s.CreateTrunk(ctx, telephony.Trunk{Name: "Exchange", Password: "secret", Patterns: []telephony.Pattern{}})
	if err != nil {
		t.Fatal(err)
	}
	d, _ := telephony.NewDevice("anna", "Desk phone", time.Now().UTC())
	if err := s.CreateDevice(ctx, d); err != nil {
		t.Fatal(err)
	}
	var tar bytes.Buffer
	if err := s.Backup(ctx, &tar, true); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "restored")
	if err := Restore(dir, &tar); err != nil {
		t.Fatal(err)
	}
	restored := open(t, dir, Options{NoSync: true})
	if got, err := restored.Trunk(ctx, k.ID); err != nil || !reflect.DeepEqual(got, k) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := restored.Device(ctx, d.Username); err != nil || !reflect.DeepEqual(got, d) {
		t.Errorf("got %+v, %v", got, err)
	}
}
