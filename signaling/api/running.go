package api

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"veche/conference"
	"veche/signaling/auth"
)

// overview is what goes on in the server at the moment, and its backup.
func (a *API) overview() {
	route(a, op{"GET", "/admin/running", "The conferences that run, and how busy the server is", administrator, 0}, a.listRunning)
	a.describe(&huma.Operation{
		Method: http.MethodGet, Path: "/admin/backup", Summary: "Fetch a backup of the store", OperationID: "backup",
		Description: "A tar file as of veche backup, for veche restore; recordings are not in it. The server goes on working.",
		Security:    []map[string][]string{{"token": {}}, {"cookie": {}}},
		Parameters: []*huma.Param{{
			Name: "key", In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean},
			Description: "With the key of what is sealed, such as PINs: whoever has the file can read everything in it",
		}},
		Responses: map[string]*huma.Response{"200": {Description: "The file", Content: map[string]*huma.MediaType{"application/x-tar": {}}}},
	}, a.backup)
}

// Machine is how busy the machine is on which the server runs.
type Machine struct {
	Since  time.Time `json:"since" doc:"When the server started"`
	Cores  int       `json:"cores"`
	Load   float64   `json:"load" doc:"Of the last minute: how many cores were wanted; 0 if that is not known"`
	CPU    float64   `json:"cpu" doc:"Seconds of one core that the server has used since it started"`
	Memory int64     `json:"memory" doc:"Bytes that the server has in memory; 0 if that is not known"`
	Disk   int64     `json:"disk" doc:"Bytes that are free where the data are"`
	Sent   uint64    `json:"sent" doc:"Packets of sound and picture sent since the start"`
}

// RunningConference is one that goes on.
type RunningConference struct {
	ID           conference.ID             `json:"id"`
	CID          conference.CID            `json:"cid"`
	Name         string                    `json:"name"`
	OwnerName    string                    `json:"ownerName"`
	Mode         conference.Mode           `json:"mode"`
	Started      *time.Time                `json:"started,omitempty"`
	Participants int                       `json:"participants"`
	Locked       bool                      `json:"locked"`
	Recording    *conference.RecordingInfo `json:"recording,omitempty"`
	Stream       *conference.StreamInfo    `json:"stream,omitempty"`
}

// Running is what goes on.
type Running struct {
	Items   []RunningConference `json:"items" nullable:"false"`
	Machine Machine             `json:"machine"`
}

func (a *API) listRunning(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[Running], error) {
	now := Running{Items: []RunningConference{}, Machine: a.cfg.Machine()}
	for _, c := range a.cfg.Directory.Running() {
		i, err := c.Info(ctx)
		if errors.Is(err, conference.ErrEnded) {
			continue
		}
		if err != nil {
			return nil, err
		}
		now.Items = append(now.Items, RunningConference{
			i.ID, i.CID, i.Name, i.Owner.Name, i.Mode, i.Started, i.Participants, i.Locked, i.Recording, i.Stream,
		})
	}
	slices.SortFunc(now.Items, func(a, b RunningConference) int {
		return cmp.Or(cmp.Compare(b.Participants, a.Participants), cmp.Compare(a.ID, b.ID))
	})
	return answer(now), nil
}

// backup streams: a fault in the middle breaks the answer off, so that nobody takes it
// for a whole file.
func (a *API) backup(w http.ResponseWriter, r *http.Request) {
	who, err := a.cfg.Auth.Authenticate(r)
	if err == nil {
		err = allowed(&who, administrator, r.Method)
	}
	withKey := r.URL.Query().Get("key") == "true"
	if err == nil && withKey { // a key of a program is not to get at all others
		err = allowed(&who, inPerson, r.Method)
	}
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	operation := "backup"
	if withKey {
		operation = "backupWithKey"
	}
	a.act(r.Context(), &who, operation, nil)
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(backupWithin)) // some writers have none
	w.Header().Set("Content-Type", "application/x-tar")
	w.Header().Set("Content-Disposition", `attachment; filename="veche-`+time.Now().UTC().Format("2006-01-02_15-04")+`.tar"`)
	if err := a.cfg.Backup(r.Context(), w, withKey); err != nil {
		a.note(r, err)
		panic(http.ErrAbortHandler)
	}
}

// backupWithin bounds how long a backup may take to be fetched.
const backupWithin = time.Hour

// Backup writes the whole store, as store.Backup does.
type Backup func(ctx context.Context, w io.Writer, withKey bool) error
