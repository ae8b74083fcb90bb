package telephony

import (
	"crypto/md5" //nolint:gosec // what the devices in the world have (RFC 8760)
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// DeviceID names a device for ever.
type DeviceID string

// Device is a desk phone or terminal that may register, and calls as its account.
type Device struct {
	ID       DeviceID `json:"id"`
	Username string   `json:"username"` // that it registers with; no other device has it
	Login    string   `json:"login"`    // of the account whose it is
	Label    string   `json:"label"`    // for people: "Desk phone, room 12"

	// HA1 by both algorithms, in hex (RFC 8760): good for our realm, and a secret.
	MD5    string `json:"md5"`
	SHA256 string `json:"sha256"`

	Created  time.Time `json:"created"`
	Revision int64     `json:"revision"`
}

// Realm is what HA1 of devices is made with.
const Realm = "veche"

// DevicesOfOne is how many devices one account has at most.
const DevicesOfOne = 10

// NewDevice makes a device and its secret, which is kept nowhere: it is shown
// once, and a lost one is replaced by another device.
func NewDevice(login, label string, now time.Time) (d Device, secret string) {
	// Digits can be typed on any phone, and tell nobody the login; those that begin
	// with 0 are for conferences (C25).
	username := draw("123456789", 1) + draw("0123456789", 7)
	secret = draw(easyToType, secretLength)
	return Device{
		ID: DeviceID(draw(easyToType, 16)), Username: username, Login: login, Label: label,
		MD5: ha1MD5(username, secret), SHA256: ha1SHA256(username, secret),
		Created: now, Revision: 1,
	}, secret
}

const (
	// easyToType has no letters that are taken for others, and no capitals.
	easyToType = "abcdefghijkmnpqrstuvwxyz23456789"
	// secretLength in letters of 5 bits each.
	secretLength = 20
)

// draw makes n random letters. All have the same chance, whatever their number.
func draw(letters string, n int) string {
	most := byte(256/len(letters)*len(letters) - 1)
	drawn := make([]byte, 0, n)
	random := make([]byte, 2*n)
	for len(drawn) < n {
		_, _ = rand.Read(random) // never fails since Go 1.24
		for _, b := range random {
			if b <= most && len(drawn) < n {
				drawn = append(drawn, letters[int(b)%len(letters)])
			}
		}
	}
	return string(drawn)
}

func ha1MD5(username, secret string) string {
	sum := md5.Sum([]byte(username + ":" + Realm + ":" + secret)) //nolint:gosec // see above
	return hex.EncodeToString(sum[:])
}

func ha1SHA256(username, secret string) string {
	sum := sha256.Sum256([]byte(username + ":" + Realm + ":" + secret))
	return hex.EncodeToString(sum[:])
}
