package sdp

import (
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"slices"
	"strings"
)

// Suite is a crypto suite of SDES.
type Suite uint8

// The suites: RFC 4568, section 6.2, RFC 7714, section 14.2 and RFC 6188, section 4.
const (
	AES128SHA80 Suite = iota + 1
	AES128SHA32
	AES128GCM
	AES256SHA80
	AES256GCM
)

// suites with the bytes of their master keys and salts.
var suites = [...]struct {
	name      string
	key, salt int
}{
	AES128SHA80: {"AES_CM_128_HMAC_SHA1_80", 16, 14},
	AES128SHA32: {"AES_CM_128_HMAC_SHA1_32", 16, 14},
	AES128GCM:   {"AEAD_AES_128_GCM", 16, 12},
	AES256SHA80: {"AES_256_CM_HMAC_SHA1_80", 32, 14},
	AES256GCM:   {"AEAD_AES_256_GCM", 32, 12},
}

func (s Suite) String() string {
	if int(s) < len(suites) {
		return suites[s].name
	}
	return ""
}

func suiteNamed(name string) (Suite, bool) {
	for s := AES128SHA80; int(s) < len(suites); s++ {
		if strings.EqualFold(suites[s].name, name) {
			return s, true
		}
	}
	return 0, false
}

// Key of one direction by SDES. It never appears in a log.
type Key struct {
	Suite     Suite
	Key, Salt []byte
}

// LogValue keeps the key out of logs.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.Suite.String()) }

func (k Key) String() string { return k.Suite.String() }

// newKey makes a key of ours.
func newKey(s Suite) Key {
	k := Key{Suite: s, Key: make([]byte, suites[s].key), Salt: make([]byte, suites[s].salt)}
	_, _ = rand.Read(k.Key) // never fails
	_, _ = rand.Read(k.Salt)
	return k
}

// crypto is one crypto attribute.
type crypto struct {
	tag string
	Key
}

// cryptos of the line that we understand, as far as our suites go, in its order.
func (m *media) cryptos(ours []Suite) []crypto {
	var list []crypto
	for _, v := range m.values("crypto") {
		if c, ok := parseCrypto(v); ok && slices.Contains(ours, c.Suite) {
			list = append(list, c)
		}
	}
	return list
}

// parseCrypto reads "1 AES_CM_128_HMAC_SHA1_80 inline:<key>|2^31 WSH=64"
// (RFC 4568, section 9.1). Session parameters that would weaken or change the
// sealing make the whole attribute unusable, as does what is unknown (section 6.3).
func parseCrypto(text string) (crypto, bool) {
	fields := strings.Fields(text)
	if len(fields) < 3 || !number(fields[0], 9) {
		return crypto{}, false
	}
	suite, ok := suiteNamed(fields[1])
	if !ok || slices.ContainsFunc(fields[3:], changesSealing) {
		return crypto{}, false
	}
	key, ok := parseKey(suite, fields[2])
	return crypto{fields[0], key}, ok
}

// changesSealing tells whether a session parameter asks for more than a window.
func changesSealing(parameter string) bool {
	return !strings.HasPrefix(parameter, "-") && !strings.HasPrefix(strings.ToUpper(parameter), "WSH=")
}

// parseKey reads one "inline:" key. Several (";") are not taken, nor is one with an
// MKI ("|1:4"): media/rtpio would take that for a part of each packet.
func parseKey(s Suite, text string) (Key, bool) {
	method, text, _ := strings.Cut(text, ":")
	parts := strings.Split(text, "|")
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(parts[0], "="))
	if !strings.EqualFold(method, "inline") || err != nil || len(raw) != suites[s].key+suites[s].salt {
		return Key{}, false
	}
	if last := parts[len(parts)-1]; len(parts) > 1 && strings.Contains(last, ":") {
		return Key{}, false
	}
	return Key{Suite: s, Key: raw[:suites[s].key:suites[s].key], Salt: raw[suites[s].key:]}, true
}

// number tells whether s consists of up to limit digits.
func number(s string, limit int) bool {
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	return s != "" && len(s) <= limit && strings.IndexFunc(s, func(r rune) bool { return !digit(r) }) < 0
}

// appendTo writes the attribute.
func (c crypto) appendTo(b []byte) []byte {
	b = append(append(append(b, "a=crypto:"...), c.tag...), ' ')
	b = append(append(b, c.Suite.String()...), " inline:"...)
	b = base64.StdEncoding.AppendEncode(b, append(slices.Clone(c.Key.Key), c.Salt...))
	return append(b, "\r\n"...)
}
