package sdp

import (
	"strconv"
	"strings"
)

// maxBandwidth bounds what a b= line can say, in bit/s: more than any call sends.
const maxBandwidth = 1_000_000_000

// readBandwidth reads b= with AS (kbit/s with headers) and TIAS (bit/s without,
// RFC 3890); other kinds are for conferences and RTCP.
func (s *section) readBandwidth(value string) {
	kind, number, _ := strings.Cut(value, ":")
	n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 40)
	if err != nil {
		return
	}
	switch strings.ToUpper(strings.TrimSpace(kind)) {
	case "AS":
		s.as = int(min(n*1000, maxBandwidth))
	case "TIAS":
		s.tias = int(min(n, maxBandwidth))
	}
}

// bandwidth in bit/s, -1 if nothing is said. TIAS wins: it is what a coder is set
// to, while AS counts headers that the writer cannot know.
func (s *section) bandwidth() int {
	if s.tias >= 0 {
		return s.tias
	}
	return s.as
}

// limit is what the line may carry: its own bandwidth, and never more than that
// of the whole session.
func (d *description) limit(m *media) int {
	line, session := m.bandwidth(), d.bandwidth()
	switch {
	case line < 0:
		return session
	case session < 0:
		return line
	}
	return min(line, session)
}

// appendBandwidth writes bits as AS for the old and TIAS for the new; nothing for 0.
func appendBandwidth(b []byte, bits int) []byte {
	if bits <= 0 {
		return b
	}
	b = strconv.AppendInt(append(b, "b=AS:"...), int64((bits+999)/1000), 10)
	b = strconv.AppendInt(append(b, "\r\nb=TIAS:"...), int64(bits), 10)
	return append(b, "\r\n"...)
}
