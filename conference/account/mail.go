package account

import (
	"crypto/x509"
	"encoding/pem"
	"net/netip"
	"strings"

	"golang.org/x/net/idna"

	"veche/conference"
	"veche/conference/plain"
)

// Mail is how letters are sent (NC4).
type Mail struct {
	Enabled  bool         `json:"enabled"`
	Host     string       `json:"host"`
	Port     int          `json:"port"` // 0: that of Security
	Security MailSecurity `json:"security"`
	// Certificate is trusted beside those of the system, as PEM: mail servers inside
	// often have one of their own.
	Certificate string   `json:"certificate,omitempty"`
	Auth        MailAuth `json:"auth"`
	Login       string   `json:"login"`
	Password    string   `json:"-"`           // or token, with MailXOAuth2. Sealed in the store, never given out.
	HasPassword bool     `json:"hasPassword"` // filled by the store
	FromName    string   `json:"fromName"`    // empty: the name of the server
	FromAddress string   `json:"fromAddress"`
}

// MailSecurity is how the way to the mail server is protected.
type MailSecurity string

const (
	MailStartTLS      MailSecurity = "starttls"      // or the letter is not sent
	MailOpportunistic MailSecurity = "opportunistic" // STARTTLS if the server has it
	MailTLS           MailSecurity = "tls"           // from the first byte
	MailPlain         MailSecurity = "none"
)

// DefaultPort is where servers listen for it (RFC 8314, RFC 6409).
func (s MailSecurity) DefaultPort() int {
	switch s {
	case MailTLS:
		return 465
	case MailPlain:
		return 25
	default:
		return 587
	}
}

// MailAuth is how the server signs in at the mail server.
type MailAuth string

const (
	MailNoAuth  MailAuth = "none"
	MailAuto    MailAuth = "auto" // the best the server has
	MailLogin   MailAuth = "login"
	MailSASL    MailAuth = "plain"
	MailCRAMMD5 MailAuth = "cram-md5"
	MailXOAuth2 MailAuth = "xoauth2"
)

// DefaultMail is that of a new server: none.
func DefaultMail() Mail { return Mail{Security: MailStartTLS, Auth: MailAuto} }

// Ready tells whether letters are sent at all.
func (m *Mail) Ready() bool { return m.Enabled && m.Host != "" && m.FromAddress != "" }

// EffectivePort is the one connected to.
func (m *Mail) EffectivePort() int {
	if m.Port != 0 {
		return m.Port
	}
	return m.Security.DefaultPort()
}

const longestCertificate = 32 << 10

// Validate tidies what was typed; prefix stands before the names of fields.
func (m *Mail) Validate(prefix string) error {
	bad := func(name, code, detail string) error { return field(conference.Invalid, prefix+name, code, detail) }
	m.Host = strings.TrimSpace(m.Host)
	m.Login, m.FromName, m.FromAddress = strings.TrimSpace(m.Login), strings.TrimSpace(m.FromName), strings.TrimSpace(m.FromAddress)
	m.Certificate = strings.TrimSpace(m.Certificate)
	switch {
	case m.Host != "" && !mailHost(m.Host):
		return bad("host", "host_invalid", "This is not the name or address of a server.")
	case m.Port < 0 || m.Port > 65535:
		return bad("port", "number_range", "This number is out of range.")
	case m.Security.DefaultPort() == 587 && m.Security != MailStartTLS && m.Security != MailOpportunistic:
		return bad("security", "choice_invalid", "Choose starttls, opportunistic, tls or none.")
	case !m.Auth.known():
		return bad("auth", "choice_invalid", "Choose none, auto, plain, login, cram-md5 or xoauth2.")
	case !plain.Line(m.Login, 254):
		return bad("login", "text_invalid", "This text is too long or has characters that cannot be shown.")
	case !plain.Line(m.Password, 4096):
		return bad("password", "text_invalid", "This text is too long or has characters that cannot be shown.")
	case !plain.Line(m.FromName, 100):
		return bad("fromName", "text_invalid", "This text is too long or has characters that cannot be shown.")
	case m.FromAddress != "" && !ValidEMail(m.FromAddress):
		return bad("fromAddress", "email_invalid", "This is not an e-mail address.")
	case m.Certificate != "" && !certificates(m.Certificate):
		return bad("certificate", "certificate_invalid", "This is not a certificate in PEM form.")
	}
	return m.complete(bad)
}

// complete refuses to switch on what cannot work.
func (m *Mail) complete(bad func(name, code, detail string) error) error {
	switch {
	case !m.Enabled:
		return nil
	case m.Host == "":
		return bad("host", "host_needed", "Say which mail server to use.")
	case m.FromAddress == "":
		return bad("fromAddress", "email_needed", "Say which address letters come from.")
	case m.Auth != MailNoAuth && m.Auth != MailAuto && m.Login == "":
		return bad("login", "login_needed", "Say with which login to sign in.")
	}
	return nil
}

func (a MailAuth) known() bool {
	switch a {
	case MailNoAuth, MailAuto, MailLogin, MailSASL, MailCRAMMD5, MailXOAuth2:
		return true
	}
	return false
}

func mailHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	ascii, err := idna.Lookup.ToASCII(s)
	return err == nil && len(ascii) <= 253
}

// certificates tells whether text is one certificate or more, and nothing else.
func certificates(text string) bool {
	rest := []byte(text)
	if len(rest) > longestCertificate {
		return false
	}
	for len(strings.TrimSpace(string(rest))) > 0 {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil || block.Type != "CERTIFICATE" {
			return false
		}
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			return false
		}
	}
	return true
}
