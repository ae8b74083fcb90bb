package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"veche/conference"
	"veche/signaling/auth"
)

// Restores puts a backup in the place of the store, in two steps: what a backup holds is
// seen before anything is touched.
type Restores interface {
	// Stage examines a backup; what is broken is refused, and nothing has changed.
	Stage(ctx context.Context, backup io.Reader) (BackupContents, error)
	// Unstage forgets it.
	Unstage() error
	// Put saves the present store, and starts the server anew with the backup.
	Put(ctx context.Context, id string) error
}

// BackupContents is what a backup holds.
type BackupContents struct {
	ID          string    `json:"id" doc:"Names it when it is put in place"`
	Made        time.Time `json:"made"`
	People      int       `json:"people"`
	Conferences int       `json:"conferences"`
	WithKey     bool      `json:"withKey"`
}

// restoring is the way back from a backup.
func (a *API) restoring() {
	a.plain(plainOp{
		"POST", "/admin/restore", "Upload a backup, which is examined; nothing is changed by it", "stageBackup",
		"application/x-tar", "application/json", false,
	}, a.stageBackup)
	route(a, op{"DELETE", "/admin/restore", "Forget the backup that was uploaded", administrator, 204}, a.forgetBackup)
	route(a, op{"POST", "/admin/restore/put", "Put it in place: the present state is saved, and the server starts anew", administrator, 204}, a.putBackup)
}

var errNoRestore = conference.Refuse(conference.Unavailable, "not_available_here", "This server cannot do that.")

func (a *API) stageBackup(w http.ResponseWriter, r *http.Request) {
	who, err := a.cfg.Auth.Authenticate(r)
	if err == nil {
		err = allowed(&who, administrator, r.Method)
	}
	if err == nil && a.cfg.Restores == nil {
		err = errNoRestore
	}
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	limits := http.NewResponseController(w)
	_ = limits.SetReadDeadline(time.Now().Add(backupWithin)) // as far as the server can
	_ = limits.SetWriteDeadline(time.Now().Add(backupWithin))
	found, err := a.cfg.Restores.Stage(r.Context(), r.Body)
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	a.act(r.Context(), &who, "stageBackup", nil)
	a.writeJSON(w, r, http.StatusOK, found)
}

func (a *API) forgetBackup(context.Context, auth.Identity, *struct{}) (*struct{}, error) {
	if a.cfg.Restores == nil {
		return nil, errNoRestore
	}
	return nil, a.cfg.Restores.Unstage()
}

type putBackupRequest struct {
	Body struct {
		ID         string `json:"id" maxLength:"64"`
		ServerName string `json:"serverName" maxLength:"400" doc:"As it is called now: whoever does this means it"`
	}
}

var errOtherName = &conference.Error{
	Kind: conference.Invalid, Code: "server_name_wrong", Field: "serverName", Detail: "This is not the name of the server.",
}

func (a *API) putBackup(ctx context.Context, _ auth.Identity, in *putBackupRequest) (*struct{}, error) {
	if a.cfg.Restores == nil {
		return nil, errNoRestore
	}
	s, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.ServerName != s.ServerName {
		return nil, errOtherName
	}
	return nil, a.cfg.Restores.Put(ctx, in.Body.ID)
}
