package siptest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// SIPp runs a scenario of sipp to its end, and says why it failed. The arguments are
// those after the addresses; the last is the address that is called, if it calls.
func SIPp(tb testing.TB, args ...string) error {
	tb.Helper()
	Needs(tb, "sipp", "sip-tester")
	ctx, cancel := context.WithTimeout(tb.Context(), 10*patience)
	defer cancel()
	port, media := FreePorts(tb, 1), FreePorts(tb, 4)
	given := []string{
		"-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", fmt.Sprint(port), "-mp", fmt.Sprint(media &^ 1), "-nostdin", "-timeout", "80s", "-trace_err",
		"-error_file", "errors.log",
	}
	cmd := exec.CommandContext(ctx, "sipp", append(given, args...)...)
	cmd.Dir = tb.TempDir()
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	why, _ := os.ReadFile(filepath.Join(cmd.Dir, "errors.log"))
	return errors.Join(err, errors.New(tail(out)), errors.New(tail(why)))
}

func tail(b []byte) string { return string(b[max(0, len(b)-3000):]) }

// InfoKeys is a scenario of sipp: a call to nobody by name, digits by INFO
// (application/dtmf-relay), and then it waits for the other side to hang up.
func InfoKeys(tb testing.TB, digits string) string {
	tb.Helper()
	var b strings.Builder
	b.WriteString(infoBegin)
	for i, d := range digits {
		body := fmt.Sprintf("Signal=%c\nDuration=160", d)
		fmt.Fprintf(&b, infoMessage, fmt.Sprintf(infoHead, "INFO [next_url]", "[peer_tag_param]", i+2, "INFO"), "application/dtmf-relay", body)
	}
	b.WriteString(infoEnd)
	dir := tb.TempDir()
	write(tb, dir, "keys.xml", b.String())
	return filepath.Join(dir, "keys.xml")
}

const (
	infoHead = `    %s SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    [routes]
    From: <sip:keys@[local_ip]:[local_port]>;tag=[pid]keys[call_number]
    To: <sip:[remote_ip]:[remote_port]>%s
    Call-ID: [call_id]
    CSeq: %d %s
    Contact: <sip:keys@[local_ip]:[local_port];transport=[transport]>
    Max-Forwards: 70
`
	infoMessage = `<send retrans="500"><![CDATA[
%s    Content-Type: %s
    Content-Length: [len]

%s

]]></send>
<recv response="200"/>
`
	infoSDP = `v=0
o=keys 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000`
	infoEnd = `<recv request="BYE"/>
<send><![CDATA[
    SIP/2.0 200 OK
    [last_Via:]
    [last_From:]
    [last_To:]
    [last_Call-ID:]
    [last_CSeq:]
    Content-Length: 0

]]></send>
</scenario>
`
)

var infoBegin = `<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="keys by INFO">
<send retrans="500"><![CDATA[
` + fmt.Sprintf(infoHead, "INVITE sip:[remote_ip]:[remote_port]", "", 1, "INVITE") + `    Content-Type: application/sdp
    Content-Length: [len]

` + infoSDP + `

]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="200" rrs="true"/>
<send><![CDATA[
` + fmt.Sprintf(infoHead, "ACK [next_url]", "[peer_tag_param]", 1, "ACK") + `    Content-Length: 0

]]></send>
`
