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
	parsed, err := framer.ParseSIP(data)
	if err != nil {
		return nil, err
	}
	m := &Message{Body: parsed.Body()}
	switch p := parsed.(type) {
	case *sipgo.Request:
		m.Method, m.URI, m.Version = startLine(data, p)
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

// startLine is method and URI to the letter, which the framer folds and
// takes apart.
func startLine(data []byte, p *sipgo.Request) (method, uri, version string) {
	line, _, _ := bytes.Cut(data, []byte("\r\n"))
	f := strings.SplitN(string(line), " ", 3)
	if len(f) < 3 {
		return string(p.Method), p.Recipient.String(), p.SipVersion
	}
	return f[0], f[1], p.SipVersion
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
