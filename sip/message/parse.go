package message

import (
	"bytes"
	"strings"

	sipgo "github.com/emiago/sipgo/sip"
)

// framer reads start lines, folded lines and bodies. Of the fields it reads
// only the length of the body: the rest is ours, see the package comment.
var framer = sipgo.NewParser(sipgo.WithHeadersParsers(sipgo.HeadersParser{
	"content-length": sipgo.DefaultHeadersParser()["content-length"],
	"l":              sipgo.DefaultHeadersParser()["l"],
}))

// Parse reads one whole message: a datagram, or what [Stream] cut out.
// What follows the body is left out (RFC 3261, 18.3).
func Parse(data []byte) (*Message, error) {
	if len(data) > MaxSize {
		return nil, &SyntaxError{"message", "too long"}
	}
	line, framed := startLine(bytes.TrimLeft(data, "\r\n"))
	parsed, err := framer.ParseSIP(framed)
	if err != nil {
		return nil, err
	}
	m := &Message{Body: parsed.Body()}
	switch p := parsed.(type) {
	case *sipgo.Request:
		if m.Method, m.URI, m.Version = line[0], line[1], p.SipVersion; !isToken(m.Method) {
			return nil, &SyntaxError{"method", m.Method}
		}
		m.Header = fields(p.Headers())
	case *sipgo.Response:
		if p.StatusCode < 100 || p.StatusCode > 699 {
			return nil, &SyntaxError{"status", p.StartLine()}
		}
		m.Status, m.Reason, m.Version = p.StatusCode, p.Reason, p.SipVersion
		m.Header = fields(p.Headers())
	}
	return m, nil
}

// startLine is the three words of a request line to the letter, and the message
// with another URI for the framer, which takes URIs apart and knows few schemes.
func startLine(data []byte) (line []string, framed []byte) {
	first, rest, ok := bytes.Cut(data, []byte("\r\n"))
	line = strings.Split(string(first), " ")
	if !ok || len(line) != 3 || strings.HasPrefix(line[0], "SIP/") {
		return []string{"", "", ""}, data
	}
	framed = make([]byte, 0, len(data)+16)
	framed = append(framed, line[0]+" sip:framed "+line[2]+"\r\n"...)
	return line, append(framed, rest...)
}

func fields(list []sipgo.Header) Header {
	h := make(Header, 0, len(list))
	for _, f := range list {
		h = append(h, Field{Name(f.Name()), oneLine(f.Value())})
	}
	return h
}

// Salvage reads what can be read of a request that Parse refuses, so that it
// can be told what is wrong: nil when it is not one, or has no way back.
func Salvage(data []byte) *Message {
	head, _, _ := bytes.Cut(data[:min(len(data), MaxSize)], []byte("\r\n\r\n"))
	lines := strings.Split(string(head), "\r\n")
	method, _, _ := strings.Cut(strings.TrimSpace(lines[0]), " ")
	if !isToken(method) || strings.HasPrefix(strings.ToUpper(lines[0]), "SIP/") || !strings.Contains(lines[0], "SIP/") {
		return nil
	}
	m := &Message{Method: method}
	for _, line := range lines[1:] {
		if n := len(m.Header); n > 0 && line != "" && (line[0] == ' ' || line[0] == '\t') {
			m.Header[n-1].Value += " " + strings.TrimSpace(line)
			continue
		}
		if name, value, ok := strings.Cut(line, ":"); ok && isToken(strings.TrimSpace(name)) {
			m.Header.Add(Name(strings.TrimSpace(name)), strings.TrimSpace(value))
		}
	}
	if method == "ACK" || m.Via().Host == "" || m.CSeq().Method == "" || m.CallID() == "" {
		return nil
	}
	return m
}
