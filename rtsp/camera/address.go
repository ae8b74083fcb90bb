package camera

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/bluenviron/gortsplib/v4/pkg/base"

	"veche/conference/camera"
	"veche/conference/dial"
)

// streamURL is the address of t for requests: without credentials, and with path and
// query as they are.
func streamURL(t dial.Target) *base.URL {
	u := url.URL{Scheme: "rtsp", Host: hostPort(t)}
	if t.Transport == dial.TLS {
		u.Scheme = "rtsps"
	}
	whole, _, _ := strings.Cut(t.Path, "#")
	path, query, has := strings.Cut(whole, "?")
	u.RawQuery, u.ForceQuery = query, has && query == ""
	u.Path, u.RawPath = path, path
	if plain, err := url.PathUnescape(path); err == nil {
		u.Path = plain
	}
	return (*base.URL)(&u)
}

// hostPort is the address of t as it stands in a URL: without a port if none was given.
func hostPort(t dial.Target) string {
	if t.Port != 0 {
		return net.JoinHostPort(t.Host, strconv.Itoa(t.Port))
	}
	if a, err := netip.ParseAddr(t.Host); err == nil && a.Is6() {
		return "[" + t.Host + "]"
	}
	return t.Host
}

// port of t: that given, or the default of its scheme (RFC 2326 section 3.2; 322 is
// IANA's for rtsps).
func port(t dial.Target) uint16 {
	switch {
	case t.Port > 0 && t.Port <= 65535:
		return uint16(t.Port)
	case t.Transport == dial.TLS:
		return 322
	}
	return 554
}

// baseURL is what controls are relative to, RFC 2326 appendix C.1.1: control is that of
// the session. What is wrong is passed over.
func baseURL(asked *base.URL, control string, answer base.Header) *base.URL {
	for _, text := range []string{control, first(answer["Content-Base"]), first(answer["Content-Location"])} {
		text = strings.TrimSpace(text)
		if strings.HasPrefix(text, "/") {
			text = asked.Scheme + "://" + asked.Host + text
		}
		if u := plainURL(text); u != nil {
			return u
		}
	}
	return asked
}

// plainURL reads an address of RTSP without its credentials; nil if it is none.
func plainURL(text string) *base.URL {
	if u, err := base.ParseURL(text); err == nil && u.Host != "" {
		return u.CloneWithoutCredentials()
	}
	return nil
}

// mediaURL is the address of a media, from its control attribute; "" if there is none.
// As everybody does, and no RFC says, a relative one is appended, behind the query even.
func mediaURL(u *base.URL, control string) string {
	text := u.String()
	switch {
	case control == "" || control == "*":
	case strings.HasPrefix(control, "rtsp://"), strings.HasPrefix(control, "rtsps://"):
		own := plainURL(control)
		if own == nil {
			return ""
		}
		own.Host, own.Scheme = u.Host, u.Scheme
		text = own.String()
	case strings.HasPrefix(control, "/"), strings.HasPrefix(control, "?"), strings.HasSuffix(text, "/"):
		text += control
	default:
		text += "/" + control
	}
	if plainURL(text) == nil {
		return ""
	}
	return text
}

// redirected is where a Location leads from t. Credentials go along only within a host,
// and nothing that was encrypted goes on in the clear.
func redirected(t dial.Target, location string) (dial.Target, error) {
	if strings.HasPrefix(location, "/") {
		t.Path = location
		return t, nil
	}
	to, err := dial.Parse(location, dial.Options{})
	if err != nil || to.Kind != dial.RTSP {
		return to, &trouble{camera.Failed, "it redirects to what is no address", nil}
	}
	if t.Transport == dial.TLS && to.Transport != dial.TLS {
		return to, &trouble{camera.Failed, "it redirects from rtsps to rtsp", nil}
	}
	if to.User == "" && to.Host == t.Host {
		to.User, to.Password = t.User, t.Password
	}
	return to, nil
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
