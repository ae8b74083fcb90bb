package sdp

import (
	"encoding/hex"
	"slices"
	"strings"
)

// hashes of fingerprints that we believe, the best first, with their bytes
// (RFC 8122, section 5).
var hashes = []struct {
	name string
	size int
}{{"sha-512", 64}, {"sha-384", 48}, {"sha-256", 32}}

// fingerprint of the line or the session by the best hash, as "sha-256 AB:CD:…".
func (d *description) fingerprint(m *media) string {
	said := m.values("fingerprint")
	if len(said) == 0 {
		said = d.values("fingerprint")
	}
	for _, h := range hashes {
		for _, v := range said {
			fields := strings.Fields(v)
			if len(fields) != 2 || !strings.EqualFold(fields[0], h.name) {
				continue
			}
			raw, err := hex.DecodeString(strings.ReplaceAll(fields[1], ":", ""))
			if err == nil && len(raw) == h.size && len(fields[1]) == 3*h.size-1 {
				return h.name + " " + strings.ToUpper(fields[1])
			}
		}
	}
	return ""
}

// setup is who begins a connection (RFC 4145, section 4): actpass, active, passive
// or holdconn; what is missing or unknown is given back as otherwise.
func (d *description) setup(m *media, otherwise string) string {
	v, _ := d.value(m, "setup")
	v = strings.ToLower(v)
	if slices.Contains([]string{"actpass", "active", "passive", "holdconn"}, v) {
		return v
	}
	return otherwise
}
