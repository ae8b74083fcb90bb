package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/signaling/auth"
	"veche/signaling/problem"
)

// avatarBytes is the largest picture that is taken; what is kept of it is small.
// avatarsAtOnce are in memory as they were sent; further ones come later.
const (
	avatarBytes   = 10 << 20
	avatarsAtOnce = 16
)

var errPictureTooLarge = conference.Refuse(conference.Full, "file_too_large", "A picture has at most 10 MB.")

func (a *API) setMyAvatar(w http.ResponseWriter, r *http.Request) {
	who, raw, err := a.pictureFrom(w, r, inPerson)
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	changed, err := a.saveAvatar(r.Context(), who.Account.Login, raw)
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	a.writeJSON(w, r, http.StatusOK, a.userOf(&changed))
}

// pictureFrom finds out who sends a picture, and takes it if there is room.
func (a *API) pictureFrom(w http.ResponseWriter, r *http.Request, needed guard) (auth.Identity, []byte, error) {
	who, err := a.cfg.Auth.Authenticate(r)
	if err == nil {
		err = allowed(&who, needed, r.Method)
	}
	if err != nil {
		return who, nil, err
	}
	select {
	case a.incoming <- struct{}{}:
		defer func() { <-a.incoming }()
	default:
		return who, nil, problem.Later(auth.ErrSlowDown, 5*time.Second)
	}
	raw, err := readPicture(w, r)
	return who, raw, err
}

// readPicture takes the picture from the body or from the field "file" of a form.
func readPicture(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(w, r.Body, avatarBytes)
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(time.Minute)) // as far as the server can
	var content io.Reader = r.Body
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && kind == "multipart/form-data" {
		part, err := filePart(r)
		if err != nil {
			return nil, err
		}
		content = part
	}
	raw, err := io.ReadAll(content)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, errPictureTooLarge
	}
	if err != nil {
		return nil, errForm
	}
	return raw, nil
}

func (a *API) saveAvatar(ctx context.Context, login string, raw []byte) (account.Account, error) {
	done, err := a.turnAtPictures(ctx)
	if err != nil {
		return account.Account{}, err
	}
	defer done()
	picture, ending, err := squarePicture(raw)
	if err != nil {
		return account.Account{}, err
	}
	name := pictureName(ending)
	if err := a.cfg.Avatars.SaveAvatar(ctx, name, picture); err != nil {
		return account.Account{}, err
	}
	changed, err := a.giveAvatar(ctx, login, name)
	if err != nil {
		return changed, errors.Join(err, a.cfg.Avatars.DeleteAvatar(ctx, name))
	}
	return changed, nil
}

// turnAtPictures waits until no other picture is decoded; done ends the turn.
func (a *API) turnAtPictures(ctx context.Context) (done func(), err error) {
	select {
	case a.pictures <- struct{}{}:
		return func() { <-a.pictures }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// pictureName is one that nobody guesses.
func pictureName(ending string) string {
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails since Go 1.24
	return hex.EncodeToString(random) + ending
}

// giveAvatar makes name the picture of an account, and removes the one before.
func (a *API) giveAvatar(ctx context.Context, login, name string) (account.Account, error) {
	before := ""
	changed, err := a.changeAccount(ctx, login, 0, func(acc *account.Account) error {
		before, acc.Avatar = acc.Avatar, name
		return nil
	})
	if err == nil && before != "" {
		err = a.cfg.Avatars.DeleteAvatar(ctx, before)
	}
	return changed, err
}

func (a *API) deleteMyAvatar(ctx context.Context, who auth.Identity, _ *struct{}) (*body[User], error) {
	changed, err := a.giveAvatar(ctx, who.Account.Login, "")
	if err != nil {
		return nil, err
	}
	return answer(a.userOf(&changed)), nil
}

// avatar serves a picture to everybody who knows its random name: guests see
// the people of their conference.
func (a *API) avatar(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	kind := map[string]string{".jpg": "image/jpeg", ".png": "image/png"}[path.Ext(name)]
	if kind == "" {
		a.Problem(w, r, account.ErrAvatarUnknown)
		return
	}
	f, err := a.cfg.Avatars.OpenAvatar(r.Context(), name)
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	defer f.Close() //nolint:errcheck // only read
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable") // another picture has another name
	http.ServeContent(w, r, "", time.Time{}, f)
}
