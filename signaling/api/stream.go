package api

import (
	"net"
	"net/http"
	"strings"

	"veche/conference"
)

// streamURL is where players read a conference, "" while none can.
func (a *API) streamURL(r *http.Request, cid conference.CID) string {
	if a.cfg.StreamURL == nil {
		return ""
	}
	address := a.cfg.StreamURL(cid)
	rest, nameless := strings.CutPrefix(address, "rtsp://:")
	if !nameless {
		return address
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = strings.Trim(r.Host, "[]")
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return "rtsp://" + host + ":" + rest
}
