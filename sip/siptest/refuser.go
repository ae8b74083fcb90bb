package siptest

import (
	"context"
	"net"
	"strings"
	"testing"
)

// Refuser is the address of somebody who answers every INVITE by a status such as
// "486 Busy Here", over UDP.
func Refuser(tb testing.TB, status string) string {
	tb.Helper()
	var by net.ListenConfig
	c, err := by.ListenPacket(context.Background(), "udp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close() })
	go func() {
		b := make([]byte, 1<<16)
		for {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return // closed
			}
			if answer := refusal(string(b[:n]), status); answer != "" {
				_, _ = c.WriteTo([]byte(answer), from)
			}
		}
	}()
	return c.LocalAddr().String()
}

// refusal answers an INVITE: what it repeats is by RFC 3261 section 8.2.6.
func refusal(request, status string) string {
	if !strings.HasPrefix(request, "INVITE ") {
		return ""
	}
	lines := []string{"SIP/2.0 " + status}
	for line := range strings.SplitSeq(request, "\r\n") {
		name, _, _ := strings.Cut(line, ":")
		switch name {
		case "Via", "From", "Call-ID", "CSeq":
			lines = append(lines, line)
		case "To":
			lines = append(lines, line+";tag=refuser")
		}
	}
	return strings.Join(append(lines, "Content-Length: 0", "", ""), "\r\n")
}
