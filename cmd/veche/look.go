package main

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"veche/conference/account"
	"veche/conference/brand"
	"veche/webui"
)

// looks is how the pages look by the settings at this moment.
func (s *server) looks(kept account.SettingsRepository) webui.Looks {
	return func(context.Context) webui.Look {
		settings := s.settings(kept)
		return pagesLook(settings.ServerName, &settings.Brand)
	}
}

func pagesLook(name string, b *brand.Brand) webui.Look {
	look := webui.Look{Name: name, Style: styleOf(b)}
	if c, ok := brand.ParseColour(b.Accent); ok {
		look.Theme = brand.Light(c).Accent.String()
	}
	if b.Logo == nil {
		return look
	}
	for _, i := range b.Logo.Icons {
		purpose, side := "any", strconv.Itoa(i.Side)
		if i.Maskable {
			purpose = "maskable"
		}
		look.Icons = append(look.Icons, webui.Icon{Src: pictureURL(i.Picture), Sizes: side + "x" + side, Type: "image/png", Purpose: purpose})
	}
	if i, ok := b.Logo.Icon(192, false); ok {
		look.Tab = pictureURL(i.Picture)
	}
	if i, ok := b.Logo.Icon(192, true); ok {
		look.Touch = pictureURL(i.Picture)
	}
	return look
}

func pictureURL(name string) string { return (&account.Account{Avatar: name}).AvatarPath() }

// styleOf is the style sheet of a look: the tokens of tokens.css anew, and the logo in
// place of the bell (bell.css). Doubled selectors outweigh those of the build, whatever
// comes later. The names of pictures are ours, and nothing of it is what somebody typed.
func styleOf(b *brand.Brand) []byte {
	var css bytes.Buffer
	if c, ok := brand.ParseColour(b.Accent); ok {
		light, dark := brand.Light(c), brand.Dark(c)
		fmt.Fprintf(&css, ":root:root,[data-scheme][data-scheme]{--accent:light-dark(%v,%v);--accent-hover:light-dark(%v,%v);--accent-text:light-dark(%v,%v);--accent-soft:light-dark(%v,%v)}\n",
			light.Accent, dark.Accent, light.Hover, dark.Hover, light.Text, dark.Text, light.Soft, dark.Soft)
		fmt.Fprintf(&css, ".bell.bell rect{fill:%v}\n", light.Accent)
	}
	if b.Logo == nil && b.DarkLogo == nil {
		return css.Bytes()
	}
	onLight, onDark := b.Logo, b.DarkLogo
	if onLight == nil {
		onLight = onDark
	}
	if onDark == nil {
		onDark = onLight
	}
	fmt.Fprintf(&css, ":root,[data-scheme=light]{%s}\n[data-scheme=dark]{%s}\n@media(prefers-color-scheme:dark){:root:not([data-scheme]){%s}}\n",
		logoTokens(onLight), logoTokens(onDark), logoTokens(onDark))
	css.WriteString(".bell.bell{width:auto;max-width:min(40vw,16rem);aspect-ratio:var(--logo-ratio);background:var(--logo) center/contain no-repeat}\n.bell.bell>*{display:none}\n")
	// On a telephone the logo says the name; whoever hears the page still hears it.
	css.WriteString("@media(max-width:36em){.top-bar .bell.bell+span{position:absolute;width:1px;height:1px;clip-path:inset(50%)}}\n")
	return css.Bytes()
}

func logoTokens(l *brand.Logo) string {
	return fmt.Sprintf("--logo:url(%q);--logo-ratio:%d/%d", pictureURL(l.Picture), l.Width, l.Height)
}
