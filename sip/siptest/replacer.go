package siptest

import (
	"fmt"
	"path/filepath"
	"testing"
)

// Replacing is a scenario of sipp: a call that is to take the place of another one by
// this Replaces field (RFC 3891). Refused with the status, it is done; answered, as for
// 200, it waits until the other side hangs up.
func Replacing(tb testing.TB, replaces string, status int) string {
	tb.Helper()
	text := `<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="replaces a call">
<send retrans="500"><![CDATA[
` + fmt.Sprintf(infoHead, "INVITE sip:anything@[remote_ip]:[remote_port]", "", 1, "INVITE") + `    Replaces: ` + replaces + `
    Content-Type: application/sdp
    Content-Length: [len]

` + infoSDP + `

]]></send>
<recv response="100" optional="true"/>
`
	ack := `<send><![CDATA[
` + fmt.Sprintf(infoHead, "ACK [next_url]", "[peer_tag_param]", 1, "ACK") + `    Content-Length: 0

]]></send>
`
	if status == 200 {
		text += `<recv response="200" rrs="true"/>
` + ack + infoEnd
	} else {
		text += fmt.Sprintf("<recv response=\"%d\"/>\n", status) + ack + "</scenario>\n"
	}
	dir := tb.TempDir()
	write(tb, dir, "replaces.xml", text)
	return filepath.Join(dir, "replaces.xml")
}
