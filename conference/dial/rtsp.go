package dial

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxCredential = 128  // bytes
	maxPath       = 1024 // bytes
)

// parseRTSP reads C19 after the scheme.
func parseRTSP(p piece, _ Options) (Target, error) {
	t := Target{Kind: RTSP}
	err := t.parseStream(p)
	return t, err
}

func parseRTSPS(p piece, _ Options) (Target, error) {
	t := Target{Kind: RTSP, Transport: TLS}
	err := t.parseStream(p)
	return t, err
}

func (t *Target) parseStream(p piece) error {
	authority, path := p.cut("/?#")
	if at := strings.LastIndexByte(authority.s, '@'); at >= 0 {
		if err := t.parseCredentials(authority.to(at)); err != nil {
			return err
		}
		authority = authority.from(at + 1)
	}
	if err := t.parseWholeAddress(authority); err != nil {
		return err
	}
	if i := strings.IndexFunc(path.s, unicode.IsSpace); i >= 0 {
		return path.wrong(BadPath, i)
	}
	if len(path.s) > maxPath {
		return path.wrong(TooLong, maxPath)
	}
	t.Path = path.s
	return nil
}

// parseCredentials reads user and password. A "%" that begins no escape is
// itself: people type passwords as they are.
func (t *Target) parseCredentials(p piece) error {
	user, password, _ := strings.Cut(p.s, ":")
	for _, c := range []struct {
		to   *string
		from string
	}{{&t.User, user}, {&t.Password, password}} {
		plain, _ := unescape(c.from)
		if len(plain) > maxCredential {
			return p.wrong(TooLong, 0)
		}
		if !utf8.ValidString(plain) || strings.ContainsFunc(plain, unicode.IsControl) {
			return p.wrong(BadUser, 0)
		}
		*c.to = plain
	}
	if t.User == "" && t.Password != "" {
		return p.wrong(BadUser, 0)
	}
	return nil
}

const maxCamera = 64

// parseCamera reads the ID of a camera of the server's own book after the scheme.
// Its address, with what is secret in it, stands in no dial string.
func parseCamera(p piece, _ Options) (Target, error) {
	i := strings.IndexFunc(p.s, func(c rune) bool { return c >= utf8.RuneSelf || !alphanumeric(byte(c)) })
	switch {
	case i >= 0:
		return Target{}, p.wrong(BadCamera, i)
	case p.s == "":
		return Target{}, p.wrong(BadCamera, 0)
	case len(p.s) > maxCamera:
		return Target{}, p.wrong(TooLong, maxCamera)
	}
	return Target{Kind: RTSP, Camera: p.s}, nil
}

func (t Target) printRTSP(redact bool) string {
	if t.Camera != "" {
		return "camera:" + t.Camera
	}
	scheme := "rtsp://"
	if t.Transport == TLS {
		scheme = "rtsps://"
	}
	if redact {
		return scheme + t.hiddenCredentials() + t.address() + redactPath(t.Path)
	}
	return scheme + t.credentials() + t.address() + t.Path
}

func (t Target) credentials() string {
	switch {
	case t.User == "":
		return ""
	case t.Password == "":
		return url.User(t.User).String() + "@"
	}
	return url.UserPassword(t.User, t.Password).String() + "@"
}

func (t Target) hiddenCredentials() string {
	if t.User == "" {
		return ""
	}
	return hidden + "@"
}

// redactPath leaves out the query, and a path with something like
// "user=admin_password=…" in it.
func redactPath(path string) string {
	path, _, query := strings.Cut(path, "?")
	if strings.ContainsAny(path, "=@") {
		return "/" + hidden
	}
	if query {
		path += "?" + hidden
	}
	return path
}
