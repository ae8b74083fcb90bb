package onviftest

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"time"

	"veche/conference/camera"
	"veche/rtsp/onvif"
)

// request is what of a message is looked at.
type request struct {
	Header struct {
		Security struct {
			UsernameToken struct{ Username, Password, Nonce, Created string }
		}
	}
	Body struct {
		Any []struct {
			XMLName      xml.Name
			ProfileToken string
			PresetToken  string
			PresetName   string
			Timeout      string
			Velocity     vector
			Translation  vector
			Position     vector
		} `xml:",any"`
	}
}

type vector struct {
	PanTilt struct {
		X float64 `xml:"x,attr"`
		Y float64 `xml:"y,attr"`
	}
	Zoom struct {
		X float64 `xml:"x,attr"`
	}
}

func (v vector) of() camera.Vector {
	return camera.Vector{Pan: v.PanTilt.X, Tilt: v.PanTilt.Y, Zoom: v.Zoom.X}
}

// open are the actions that need no password (ONVIF Core section 5.12.1, class PRE_AUTH).
var open = map[string]bool{"GetSystemDateAndTime": true, "GetCapabilities": true, "GetServices": true, "GetHostname": true}

// ServeHTTP answers messages to every path, and the picture.
func (c *Camera) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/snapshot.jpg" {
		c.servePicture(w, r)
		return
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	var in request
	if err != nil || xml.Unmarshal(raw, &in) != nil || len(in.Body.Any) == 0 {
		http.Error(w, "no SOAP message", http.StatusBadRequest)
		return
	}
	action := in.Body.Any[0].XMLName.Local
	switch {
	case c.cfg.Instead != nil && c.cfg.Instead(w, r, action):
	case open[action] || c.cfg.Login == "":
		c.answer(w, r, action, &in)
	case c.cfg.Digest && !c.digestRight(r):
		w.Header().Set("WWW-Authenticate", `Digest realm="camera", nonce="a nonce", qop="auth", algorithm=MD5`)
		w.WriteHeader(http.StatusUnauthorized)
	case !c.cfg.Digest && !c.tokenRight(&in):
		refuse(w, http.StatusBadRequest, "ter:NotAuthorized", "Sender not Authorized")
	default:
		c.answer(w, r, action, &in)
	}
}

func (c *Camera) servePicture(w http.ResponseWriter, r *http.Request) {
	switch {
	case c.cfg.Picture == nil:
		http.NotFound(w, r)
	case c.cfg.Login != "" && !c.digestRight(r):
		w.Header().Set("WWW-Authenticate", `Digest realm="camera", nonce="a nonce", qop="auth", algorithm=SHA-256`)
		w.WriteHeader(http.StatusUnauthorized)
	default:
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = w.Write(c.cfg.Picture)
	}
}

// tokenRight checks the digest of a UsernameToken, and its time. That a nonce comes twice
// is suffered, as real cameras do: onvif-util draws one a second.
func (c *Camera) tokenRight(in *request) bool {
	t := in.Header.Security.UsernameToken
	nonce, err := base64.StdEncoding.DecodeString(strings.TrimSpace(t.Nonce))
	created := strings.TrimSpace(t.Created)
	at, bad := time.Parse(time.RFC3339, created)
	if err != nil || bad != nil || strings.TrimSpace(t.Username) != c.cfg.Login {
		return false
	}
	if skew := c.now().Sub(at); skew > time.Minute || skew < -time.Minute {
		return false
	}
	return strings.TrimSpace(t.Password) == onvif.PasswordDigest(nonce, created, c.cfg.Password)
}

// digestRight checks an answer to the challenge.
func (c *Camera) digestRight(r *http.Request) bool {
	return onvif.DigestRight(r.Header.Get("Authorization"), r.Method, r.URL.RequestURI(), c.cfg.Login, c.cfg.Password)
}

// refuse answers with a fault.
func refuse(w http.ResponseWriter, status int, subcode, reason string) {
	w.Header().Set("Content-Type", "application/soap+xml; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, wrap(`<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>`+subcode+
		`</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">`+reason+`</s:Text></s:Reason></s:Fault>`))
}

func wrap(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" ` +
		`xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" ` +
		`xmlns:trt="http://www.onvif.org/ver10/media/wsdl" xmlns:tptz="http://www.onvif.org/ver20/ptz/wsdl" ` +
		`xmlns:ter="http://www.onvif.org/ver10/error"><s:Body>` + body + `</s:Body></s:Envelope>`
}

func text(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a Buffer takes everything
	return b.String()
}
