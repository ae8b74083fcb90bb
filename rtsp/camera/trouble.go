package camera

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/bluenviron/gortsplib/v4/pkg/base"
	"github.com/bluenviron/gortsplib/v4/pkg/liberrors"

	"veche/conference/camera"
	"veche/conference/dial"
	"veche/conference/reach"
)

// trouble is what ends an attempt, with the state that it means.
type trouble struct {
	state camera.State
	what  string
	err   error // may be nil
}

func (t *trouble) Error() string {
	if t.err == nil {
		return t.what
	}
	return fmt.Sprintf("%s: %v", t.what, t.err)
}

func (t *trouble) Unwrap() error { return t.err }

// refusals are answers of a camera and what they mean; others mean Failed.
var refusals = map[base.StatusCode]camera.State{
	base.StatusUnauthorized:                    camera.WrongPassword,
	base.StatusForbidden:                       camera.WrongPassword,
	base.StatusProxyAuthRequired:               camera.WrongPassword,
	base.StatusNotFound:                        camera.NotFound,
	base.StatusGone:                            camera.NotFound,
	base.StatusNotAcceptable:                   camera.Unsupported,
	base.StatusUnsupportedMediaType:            camera.Unsupported,
	base.StatusUnsupportedTransport:            camera.Unsupported,
	base.StatusOptionNotSupported:              camera.Unsupported,
	base.StatusRTSPVersionNotSupported:         camera.Unsupported,
	base.StatusMethodNotValidInThisState:       camera.Failed,
	base.StatusSessionNotFound:                 camera.Failed,
	base.StatusNotEnoughBandwidth:              camera.Failed,
	base.StatusConnectionAuthorizationRequired: camera.WrongPassword,
}

// judge tells what an error means for people, and says it without secrets.
func judge(err error, t dial.Target) (s camera.State, problem string) {
	var known *trouble
	var barred *reach.Error
	var status liberrors.ErrClientBadStatusCode
	switch {
	case errors.As(err, &barred):
		s = camera.Barred
	case errors.As(err, &known):
		s = known.state
	case errors.As(err, &status):
		if s = refusals[status.Code]; s == "" {
			s = camera.Failed
		}
		return s, fmt.Sprintf("it answers %d", status.Code)
	case errors.Is(err, context.DeadlineExceeded):
		s = camera.NoSignal
	default:
		s = camera.Failed
	}
	return s, scrub(err.Error(), t)
}

// problemMost is how long a problem may be: cameras write into it.
const problemMost = 200

// scrub takes out of a text what is secret of t, in whatever form, and what cannot be
// shown. Errors of libraries hold addresses, and answers of cameras hold our requests.
func scrub(text string, t dial.Target) string {
	for _, secret := range secrets(t) {
		text = strings.ReplaceAll(text, secret, "…")
	}
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > problemMost {
		text = string(runes[:problemMost])
	}
	return text
}

// secrets of t, the longest first. The path is one when it is redacted: many cameras
// take the password in it.
func secrets(t dial.Target) []string {
	var list []string
	add := func(s string) {
		if s != "" {
			list = append(list, s)
		}
	}
	plain := t
	plain.User, plain.Password = "", ""
	if plain.Redacted() != plain.String() {
		add(plain.String())
		add(t.Path)
		_, query, _ := strings.Cut(t.Path, "?")
		add(query)
	}
	if t.Password != "" {
		add(base64.StdEncoding.EncodeToString([]byte(t.User + ":" + t.Password)))
		add(url.UserPassword(t.User, t.Password).String())
		add(t.User + ":" + t.Password)
		add(url.QueryEscape(t.Password))
		add(url.PathEscape(t.Password))
		add(t.Password)
	}
	return list
}
