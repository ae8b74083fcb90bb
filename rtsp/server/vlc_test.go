package server

import (
	"bufio"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bluenviron/gortsplib/v4/pkg/base"

	"veche/conference"
)

// player speaks as VLC does, whose library (LIVE555) has ways of its own. Debian's VLC is
// built without it and reads no RTSP, so its words are repeated here.
type player struct {
	net.Conn
	*house
	in       *bufio.Reader
	requests int
	realm    string
	nonce    string
	session  string
}

// ask sends a request and takes in the answer.
func (p *player) ask(method, url string, headers ...string) (status string, header map[string][]string) {
	p.t.Helper()
	p.requests++
	lines := []string{method + " " + url + " RTSP/1.0", fmt.Sprintf("CSeq: %d", p.requests+1)}
	if p.nonce != "" { // no algorithm is named: MD5 is meant
		response := md5Hex(md5Hex("x:"+p.realm+":756910") + ":" + p.nonce + ":" + md5Hex(method+":"+url))
		lines = append(lines, fmt.Sprintf(`Authorization: Digest username="x", realm="%s", nonce="%s", uri="%s", response="%s"`, p.realm, p.nonce, url, response))
	}
	lines = append(lines, "User-Agent: LibVLC/3.0.21 (LIVE555 Streaming Media v2016.11.28)")
	lines = append(lines, headers...)
	if p.session != "" {
		lines = append(lines, "Session: "+p.session)
	}
	if _, err := p.Write([]byte(strings.Join(lines, "\r\n") + "\r\n\r\n")); err != nil {
		p.t.Fatal(err)
	}
	for { // what plays stands between
		first, err := p.in.Peek(1)
		if err != nil {
			p.t.Fatal(err)
		}
		if first[0] != '$' {
			return p.response()
		}
		p.frame()
	}
}

// response reads an answer with its body.
func (p *player) response() (status string, header map[string][]string) {
	p.t.Helper()
	var res base.Response
	if err := res.Unmarshal(p.in); err != nil {
		p.t.Fatal(err)
	}
	header = make(map[string][]string)
	for name, values := range res.Header {
		header[name] = values
	}
	return strconv.Itoa(int(res.StatusCode)), header
}

// frame reads an interleaved one, RFC 2326 section 10.12.
func (p *player) frame() (channel byte, frame []byte) {
	p.t.Helper()
	var f base.InterleavedFrame
	if err := f.Unmarshal(p.in); err != nil {
		p.t.Fatal(err)
	}
	return byte(f.Channel), f.Payload
}

// challenged is what LIVE555 makes of a challenge: by the last header, in this order.
var challenged = regexp.MustCompile(`^Digest realm="([^"]+)", nonce="([^"]+)"`)

func TestVLCReads(t *testing.T) {
	t.Parallel()
	h := newHouse(t, enabled)
	c := h.show(func(d *conference.Definition) { d.PIN = "756910" })
	h.film(c, 1000)
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", h.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	p := &player{Conn: conn, house: h, in: bufio.NewReader(conn)}
	url := "rtsp://" + h.address + "/c/show/?audio=pcmu"
	ok := func(status string) {
		t.Helper()
		if status != "200" {
			t.Fatal(status)
		}
	}
	status, header := p.ask("OPTIONS", url)
	ok(status)
	if !strings.Contains(header["Public"][0], "GET_PARAMETER") {
		t.Errorf("it will not keep the connection alive: %q", header["Public"])
	}
	status, header = p.ask("DESCRIBE", url, "Accept: application/sdp")
	asked := header["WWW-Authenticate"]
	if status != "401" || len(asked) == 0 {
		t.Fatal(status, asked)
	}
	m := challenged.FindStringSubmatch(asked[len(asked)-1])
	if m == nil {
		t.Fatalf("it does not understand %q", asked)
	}
	p.realm, p.nonce = m[1], m[2]
	status, header = p.ask("DESCRIBE", url, "Accept: application/sdp")
	ok(status)
	content := header["Content-Base"][0]
	for track := range 2 {
		status, header = p.ask("SETUP", fmt.Sprintf("%strackID=%d", content, track), fmt.Sprintf("Transport: RTP/AVP/TCP;unicast;interleaved=%d-%d", 2*track, 2*track+1))
		ok(status)
		p.session, _, _ = strings.Cut(header["Session"][0], ";")
	}
	status, _ = p.ask("PLAY", content, "Range: npt=0.000-")
	ok(status)
	for packets := 0; packets < 20; {
		if channel, frame := p.frame(); channel == 0 && frame[0]>>6 == 2 {
			packets++
		}
	}
	status, _ = p.ask("GET_PARAMETER", content)
	ok(status)
	status, _ = p.ask("TEARDOWN", content)
	ok(status)
	late := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for h.Stats().Readers != 0 {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("it has left, and is still counted")
		}
	}
}
