package mail

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"veche/conference/account"
	"veche/conference/post"
)

// answerTime is how long the mail server may take for one letter, or to greet us.
const answerTime = 2 * time.Minute

// dial connects to the mail server and signs in.
func dial(ctx context.Context, s *account.Mail) (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(s.EffectivePort()), gomail.WithTimeout(answerTime), gomail.WithoutNoop()}
	config, err := tlsConfig(s)
	if err != nil {
		return nil, err
	}
	options = append(options, gomail.WithTLSConfig(config), security(s.Security))
	if _, host, ok := strings.Cut(s.FromAddress, "@"); ok && !strings.HasPrefix(host, "[") {
		options = append(options, gomail.WithHELO(host))
	}
	if auth, ok := authOf(s); ok {
		options = append(options, gomail.WithSMTPAuth(auth), gomail.WithUsername(s.Login), gomail.WithPassword(s.Password))
	}
	line, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, err
	}
	if err := line.DialWithContext(ctx); err != nil {
		return nil, err
	}
	return line, nil
}

func security(s account.MailSecurity) gomail.Option {
	switch s {
	case account.MailTLS:
		return gomail.WithSSL()
	case account.MailPlain:
		return gomail.WithTLSPolicy(gomail.NoTLS)
	case account.MailOpportunistic:
		return gomail.WithTLSPolicy(gomail.TLSOpportunistic)
	default:
		return gomail.WithTLSPolicy(gomail.TLSMandatory)
	}
}

// tlsConfig trusts the certificate of the settings beside those of the system.
func tlsConfig(s *account.Mail) (*tls.Config, error) {
	config := &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}
	if s.Certificate == "" {
		return config, nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM([]byte(s.Certificate)) {
		return nil, fmt.Errorf("mail: the certificate of the settings cannot be read")
	}
	config.RootCAs = roots
	return config, nil
}

// authOf is how to sign in; false: not at all. Without encryption the password goes
// over the wire as it is: the administrator has chosen this, and is warned.
func authOf(s *account.Mail) (gomail.SMTPAuthType, bool) {
	if s.Login == "" {
		return "", false
	}
	unprotected := s.Security == account.MailPlain || s.Security == account.MailOpportunistic
	switch s.Auth {
	case account.MailAuto:
		return gomail.SMTPAuthAutoDiscover, true
	case account.MailSASL:
		if unprotected {
			return gomail.SMTPAuthPlainNoEnc, true
		}
		return gomail.SMTPAuthPlain, true
	case account.MailLogin:
		if unprotected {
			return gomail.SMTPAuthLoginNoEnc, true
		}
		return gomail.SMTPAuthLogin, true
	case account.MailCRAMMD5:
		return gomail.SMTPAuthCramMD5, true
	case account.MailXOAuth2:
		return gomail.SMTPAuthXOAUTH2, true
	}
	return "", false
}

// message is l with the logo.
func (m *Mailer) message(ctx context.Context, settings *account.Settings, l *post.Letter) (*gomail.Msg, error) {
	msg, err := message(settings, l)
	if err != nil {
		return nil, err
	}
	return msg, m.withLogo(ctx, msg, settings, l.Content.HTML)
}

// message is l as it goes over the wire (RFC 5322, RFC 2046). The calendar is a way to
// read the letter, for programs that know it, and a file for those that do not (RFC 6047).
func message(settings *account.Settings, l *post.Letter) (*gomail.Msg, error) {
	s := &settings.Mail
	msg := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	from := mail.Address{Name: cmp.Or(s.FromName, settings.ServerName), Address: s.FromAddress}
	if err := msg.From(from.String()); err != nil {
		return nil, fmt.Errorf("the address of the sender: %w", err)
	}
	to := mail.Address{Name: l.To.Name, Address: l.To.EMail}
	if err := msg.To(to.String()); err != nil {
		return nil, fmt.Errorf("the address: %w", err)
	}
	if r := l.Content.ReplyTo; r.EMail != "" && !strings.EqualFold(r.EMail, s.FromAddress) {
		reply := mail.Address{Name: r.Name, Address: r.EMail}
		if err := msg.ReplyTo(reply.String()); err != nil {
			return nil, fmt.Errorf("the address for replies: %w", err)
		}
	}
	_, host, _ := strings.Cut(s.FromAddress, "@")
	msg.SetMessageIDWithValue(string(l.ID) + "@" + host)
	msg.SetDateWithValue(l.Created)
	msg.Subject(l.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answers from machines
	if l.Content.Language != "" {
		msg.SetGenHeader("Content-Language", l.Content.Language)
	}
	msg.SetBodyString(gomail.TypeTextPlain, l.Content.Text)
	if l.Content.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, l.Content.HTML)
	}
	if l.Content.Calendar == "" {
		return msg, nil
	}
	kind := gomail.ContentType("text/calendar; method=" + l.Content.Method)
	msg.AddAlternativeString(kind, l.Content.Calendar, gomail.WithPartEncoding(gomail.EncodingB64))
	err := msg.AttachReader("invite.ics", bytes.NewReader([]byte(l.Content.Calendar)), gomail.WithFileContentType("application/ics"))
	return msg, err
}
