package sdp

import (
	"strconv"
	"strings"
)

// parameters of a format: the key=value pairs of its fmtp line, keys in lower case.
type parameters map[string]string

// parseParameters reads "profile-level-id=42e01f;packetization-mode=1", with
// spaces wherever a device puts them.
func parseParameters(text string) parameters {
	p := make(parameters)
	for pair := range strings.SplitSeq(text, ";") {
		key, value, ok := strings.Cut(pair, "=")
		if ok {
			p[strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(value)
		}
	}
	return p
}

// number of the key, 0 if there is none or it is absurd.
func (p parameters) number(key string) int {
	n, err := strconv.ParseUint(p[key], 10, 31)
	if err != nil {
		return 0
	}
	return int(n)
}
