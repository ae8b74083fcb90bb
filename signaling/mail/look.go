package mail

import (
	"bytes"
	"context"
	"encoding/base64"
	"html/template"
	"io"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"veche/conference/account"
	"veche/conference/brand"
)

// look is what an administrator has made of the letters.
type look struct {
	Accent template.CSS // ground of a button with white on it
	Logo   *shownLogo   // nil: none
}

// shownLogo is as large as it is drawn.
type shownLogo struct {
	Src           template.URL
	Width, Height int
}

const (
	ownAccent = "#a34711"
	// logoPart names the logo in the letter that it comes with (RFC 2392).
	logoPart = "logo@veche"
	// A logo is drawn no larger than this.
	logoWidth, logoHeight = 240, 56
)

// place says where the letter finds a logo.
type place func(*brand.Logo) string

// inLetter is where it is in a letter that is sent.
func inLetter(*brand.Logo) string { return "cid:" + logoPart }

// onPage is where it is in a letter that is only looked at: in the page, which may be
// cut off from this server.
func (m *Mailer) onPage(ctx context.Context) place {
	return func(l *brand.Logo) string {
		return "data:image/png;base64," + base64.StdEncoding.EncodeToString(m.picture(ctx, l))
	}
}

func lookOf(b *brand.Brand, at place) look {
	shown := look{Accent: ownAccent}
	if c, ok := brand.ParseColour(b.Accent); ok {
		shown.Accent = template.CSS(brand.Light(c).Accent.String()) //nolint:gosec // as Colour prints it
	}
	if l := b.Logo; l != nil && l.Width > 0 && l.Height > 0 {
		part := min(1, float64(logoWidth)/float64(l.Width), float64(logoHeight)/float64(l.Height))
		shown.Logo = &shownLogo{
			Src:   template.URL(at(l)), //nolint:gosec // made here, of nothing that was typed
			Width: max(1, int(part*float64(l.Width))), Height: max(1, int(part*float64(l.Height))),
		}
	}
	return shown
}

// picture is the logo, nil if it is gone: a letter without it is better than none.
func (m *Mailer) picture(ctx context.Context, l *brand.Logo) []byte {
	if l == nil || m.cfg.Pictures == nil {
		return nil
	}
	f, err := m.cfg.Pictures.OpenAvatar(ctx, l.Picture)
	if err != nil {
		m.cfg.Log.Warn("the logo of letters cannot be read", "error", err)
		return nil
	}
	defer f.Close() //nolint:errcheck // only read
	raw, err := io.ReadAll(f)
	if err != nil {
		m.cfg.Log.Warn("the logo of letters cannot be read", "error", err)
		return nil
	}
	return raw
}

// withLogo puts the logo into a letter that shows one. It is that of today: the letter
// may have waited.
func (m *Mailer) withLogo(ctx context.Context, msg *gomail.Msg, settings *account.Settings, html string) error {
	if !strings.Contains(html, `src="cid:`+logoPart) {
		return nil
	}
	raw := m.picture(ctx, settings.Brand.Logo)
	if raw == nil {
		return nil
	}
	return msg.EmbedReader("logo.png", bytes.NewReader(raw), gomail.WithFileContentType("image/png"), gomail.WithFileContentID("<"+logoPart+">"))
}
