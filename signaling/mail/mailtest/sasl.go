package mailtest

import (
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // it is what RFC 2195 says
	"encoding/hex"
	"strings"

	"github.com/emersion/go-sasl"
)

// loginServer is the far end of LOGIN, of which the library has the near one only.
type loginServer struct {
	check func(login, password string) error
	asked bool
	login *string
}

var (
	_ sasl.Server = (*loginServer)(nil)
	_ sasl.Server = (*xoauth2Server)(nil)
	_ sasl.Server = (*cramServer)(nil)
)

func (s *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch text := string(response); {
	case !s.asked:
		s.asked = true
		return []byte("Username:"), false, nil
	case s.login == nil:
		s.login = &text
		return []byte("Password:"), false, nil
	default:
		return nil, true, s.check(*s.login, text)
	}
}

// xoauth2Server takes a token in place of the password.
type xoauth2Server struct {
	check func(login, token string) error
}

func (s *xoauth2Server) Next(response []byte) (challenge []byte, done bool, err error) {
	var login, token string
	for part := range strings.SplitSeq(string(response), "\x01") {
		if v, ok := strings.CutPrefix(part, "user="); ok {
			login = v
		}
		if v, ok := strings.CutPrefix(part, "auth=Bearer "); ok {
			token = v
		}
	}
	return nil, true, s.check(login, token)
}

// cramServer is the far end of CRAM-MD5, RFC 2195.
type cramServer struct {
	// password of a login; false: there is none.
	password func(login string) (string, bool)
	signedIn func()
	asked    bool
}

const cramChallenge = "<1896.697170952@mail.example.org>"

func (s *cramServer) Next(response []byte) (challenge []byte, done bool, err error) {
	if !s.asked {
		s.asked = true
		return []byte(cramChallenge), false, nil
	}
	login, digest, _ := strings.Cut(string(response), " ")
	password, ok := s.password(login)
	sum := hmac.New(md5.New, []byte(password))
	sum.Write([]byte(cramChallenge))
	if !ok || !hmac.Equal([]byte(hex.EncodeToString(sum.Sum(nil))), []byte(digest)) {
		return nil, true, Refuse(535, "wrong login or password")
	}
	s.signedIn()
	return nil, true, nil
}
