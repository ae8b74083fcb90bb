package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// seal encrypts single values by AES-256-GCM, so that a copy of the database
// without the key file gives no PIN away.
type seal struct{ aead cipher.AEAD }

const (
	keySize   = 32
	sealProof = "veche store"
)

// errSealed: a sealed value was changed, moved to another place, or the key is
// another one.
var errSealed = errors.New("store: sealed value cannot be opened")

// openKey reads the key, or makes one for a new store. proof is what the store
// has to show that the key is the right one; empty for a new store.
func openKey(dir *os.Root, proof []byte) (seal, error) {
	text, err := dir.ReadFile(keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		if len(proof) > 0 {
			return seal{}, ErrKey
		}
		text, err = createKey(dir)
	}
	if err != nil {
		return seal{}, fmt.Errorf("store: key: %w", err)
	}
	if err := dir.Chmod(keyFile, 0o600); err != nil {
		return seal{}, fmt.Errorf("store: key: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keySize {
		return seal{}, ErrKey
	}
	s, err := newSeal(key)
	if err != nil {
		return seal{}, err
	}
	if len(proof) > 0 {
		if _, err := s.open(proof, sealProof); err != nil {
			return seal{}, ErrKey
		}
	}
	return s, nil
}

func createKey(dir *os.Root) ([]byte, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails since Go 1.24
	text := []byte(base64.StdEncoding.EncodeToString(key) + "\n")
	f, err := dir.OpenFile(keyFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if _, err := f.Write(text); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return text, errors.Join(f.Close(), syncDir(dir))
}

// syncDir makes the names in dir survive a crash.
func syncDir(dir *os.Root) error {
	d, err := dir.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func newSeal(key []byte) (seal, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return seal{}, fmt.Errorf("store: key: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return seal{}, fmt.Errorf("store: key: %w", err)
	}
	return seal{aead}, nil
}

// close seals value for the place it is stored in; it opens nowhere else.
func (s seal) close(value []byte, place string) []byte {
	return s.aead.Seal(nil, nil, value, []byte(place))
}

func (s seal) open(sealed []byte, place string) ([]byte, error) {
	value, err := s.aead.Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return nil, errSealed
	}
	return value, nil
}
