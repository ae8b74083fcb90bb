package api

import (
	"context"
	"errors"
	"image"
	"net/http"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/brand"
	"veche/signaling/auth"
)

// branding is how the pages look: the logo and the accent colour, which is among the
// settings.
func (a *API) branding() {
	for _, l := range []struct{ path, which, name string }{
		{"/settings/logo", "Set the logo", "setLogo"},
		{"/settings/dark-logo", "Set the logo for dark grounds", "setDarkLogo"},
	} {
		dark := l.name == "setDarkLogo"
		a.plain(plainOp{
			"PUT", l.path, l.which + ": a JPEG, PNG, GIF or WebP as the body, or as field file of a form", l.name, "image/*", "application/json", false,
		}, func(w http.ResponseWriter, r *http.Request) { a.takeLogo(w, r, l.name, dark) })
	}
	route(a, op{"DELETE", "/settings/logo", "Remove the logo", administrator, 200}, a.deleteLogo)
	route(a, op{"DELETE", "/settings/dark-logo", "Remove the logo for dark grounds", administrator, 200}, a.deleteDarkLogo)
	route(a, op{"DELETE", "/settings/brand", "Go back to the look of Veche; the name stays", administrator, 200}, a.deleteBrand)
	route(a, op{"GET", "/settings/shades", "What would be drawn with an accent colour", administrator, 0}, a.shades)
}

func (a *API) takeLogo(w http.ResponseWriter, r *http.Request, operation string, dark bool) {
	who, raw, err := a.pictureFrom(w, r, administrator)
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	changed, err := a.saveLogo(r.Context(), raw, dark)
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	a.act(r.Context(), &who, operation, nil)
	a.writeJSON(w, r, http.StatusOK, changed)
}

func (a *API) saveLogo(ctx context.Context, raw []byte, dark bool) (account.Settings, error) {
	done, err := a.turnAtPictures(ctx)
	if err != nil {
		return account.Settings{}, err
	}
	defer done()
	picture, err := logoPicture(raw)
	if err != nil {
		return account.Settings{}, err
	}
	logo := &brand.Logo{Width: picture.Bounds().Dx(), Height: picture.Bounds().Dy(), Icons: []brand.Icon{}}
	logo.Picture, err = a.keepPicture(ctx, picture)
	for _, icon := range icons {
		if err != nil {
			break
		}
		if dark {
			continue // the system shows one icon everywhere
		}
		icon.Picture, err = a.keepPicture(ctx, iconOf(picture, icon))
		logo.Icons = append(logo.Icons, icon)
	}
	var changed account.Settings
	if err == nil {
		changed, err = a.changeBrand(ctx, func(b *brand.Brand) {
			if dark {
				b.DarkLogo = logo
			} else {
				b.Logo = logo
			}
		})
	}
	if err != nil {
		return changed, errors.Join(err, a.removePictures(ctx, logo.Pictures()))
	}
	return changed, nil
}

// keepPicture keeps a picture under a new name.
func (a *API) keepPicture(ctx context.Context, picture image.Image) (string, error) {
	raw, err := pngOf(picture)
	if err != nil {
		return "", err
	}
	name := pictureName(".png")
	return name, a.cfg.Avatars.SaveAvatar(ctx, name, raw)
}

// changeBrand stores what fn makes of the look, and removes the pictures that are not
// used any more.
func (a *API) changeBrand(ctx context.Context, fn func(*brand.Brand)) (account.Settings, error) {
	for {
		s, err := a.cfg.Settings.Settings(ctx)
		if err != nil {
			return s, err
		}
		before := s.Brand
		fn(&s.Brand)
		after := s.Brand
		s, err = a.cfg.Settings.ChangeSettings(ctx, s)
		if conference.KindOf(err) == conference.Conflict && ctx.Err() == nil {
			continue // somebody changed another setting meanwhile
		}
		if err == nil {
			err = errors.Join(a.removeLogo(ctx, before.Logo, after.Logo), a.removeLogo(ctx, before.DarkLogo, after.DarkLogo))
		}
		return s, err
	}
}

func (a *API) removeLogo(ctx context.Context, before, after *brand.Logo) error {
	if before == after {
		return nil
	}
	return a.removePictures(ctx, before.Pictures())
}

func (a *API) removePictures(ctx context.Context, names []string) error {
	var failed []error
	for _, name := range names {
		if name != "" {
			failed = append(failed, a.cfg.Avatars.DeleteAvatar(ctx, name))
		}
	}
	return errors.Join(failed...)
}

func (a *API) deleteLogo(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[account.Settings], error) {
	return a.brandChanged(ctx, func(b *brand.Brand) { b.Logo = nil })
}

func (a *API) deleteDarkLogo(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[account.Settings], error) {
	return a.brandChanged(ctx, func(b *brand.Brand) { b.DarkLogo = nil })
}

func (a *API) deleteBrand(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[account.Settings], error) {
	return a.brandChanged(ctx, func(b *brand.Brand) { *b = brand.Brand{} })
}

func (a *API) brandChanged(ctx context.Context, fn func(*brand.Brand)) (*body[account.Settings], error) {
	s, err := a.changeBrand(ctx, fn)
	if err != nil {
		return nil, err
	}
	return answer(s), nil
}

// SchemeShades are colours as #rrggbb.
type SchemeShades struct {
	Accent string `json:"accent"`
	Hover  string `json:"hover"`
	Text   string `json:"text"`
	Soft   string `json:"soft"`
	Kept   bool   `json:"kept" doc:"The colour is drawn as it is; false: it was made darker or lighter to be read"`
}

// BothShades are those of both schemes.
type BothShades struct {
	Light SchemeShades `json:"light"`
	Dark  SchemeShades `json:"dark"`
}

type shadesRequest struct {
	Accent string `query:"accent" maxLength:"20" required:"true" doc:"As #rrggbb"`
}

func (a *API) shades(_ context.Context, _ auth.Identity, in *shadesRequest) (*body[BothShades], error) {
	s := account.DefaultSettings()
	s.Brand.Accent = in.Accent
	if err := s.Validate(); err != nil {
		return nil, err
	}
	c, _ := brand.ParseColour(s.Brand.Accent) // it is valid
	return answer(BothShades{shadesOf(c, brand.Light(c)), shadesOf(c, brand.Dark(c))}), nil
}

func shadesOf(c brand.Colour, s brand.Shades) SchemeShades {
	return SchemeShades{s.Accent.String(), s.Hover.String(), s.Text.String(), s.Soft.String(), s.Accent == c}
}
