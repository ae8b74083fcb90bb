package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"veche/conference"
	"veche/media/record"
	"veche/signaling/auth"
)

// recordings of conferences: the one that runs, and the files (L1 to L6). They are
// for the owner and administrators, whether the conference runs or not. A file
// belongs to the conference whose id its name begins with; that never changes (K4).
func (a *API) recordings() {
	const live, files = "/conferences/{cid}/live/recording", "/conferences/{cid}/recordings"
	route(a, op{"PUT", live, "Start the recording; answers when it runs, in 3 s at most", signedIn, 0}, a.startRecording)
	route(a, op{"DELETE", live, "End the recording", signedIn, 0}, a.stopRecording)
	route(a, op{"GET", files, "The recordings of a conference, newest first", signedIn, 0}, a.listRecordings)
	route(a, op{"DELETE", files + "/{id}", "Delete a recording", signedIn, 0}, a.deleteRecording)
	a.describe(&huma.Operation{
		Method: http.MethodGet, Path: files + "/{id}/file", Summary: "Fetch a recording", OperationID: "downloadRecording",
		Description: "Ranges and If-Range are understood: what broke off can go on. While a recording is not finished there is no file to fetch.",
		Security:    []map[string][]string{{"token": {}}, {"cookie": {}}},
		Parameters: []*huma.Param{{
			Name: "inline", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"1"}},
			Description: "For a player in a page; left out: to be saved under its name",
		}},
		Responses: map[string]*huma.Response{
			"200": {Description: "The file", Content: map[string]*huma.MediaType{recordingType: {}}},
			"206": {Description: "The range of it that was asked for", Content: map[string]*huma.MediaType{recordingType: {}}},
			"404": refusal("There is no such recording of this conference"),
			"409": refusal("It is not finished yet"),
			"416": {Description: "There is no such range"},
		},
	}, a.downloadRecording)
}

const recordingType = "video/mp4"

var (
	errNotRunning       = conference.Refuse(conference.Conflict, "not_running", "The conference is not running.")
	errRecordingUnknown = conference.Refuse(conference.NotFound, "recording_unknown", "There is no such recording.")
	errRecordingRuns    = conference.Refuse(conference.Conflict, "recording_running", "This recording is not finished yet.")
)

// recorded turns what the shelf says into a refusal.
func recorded(err error) error {
	switch {
	case errors.Is(err, record.ErrRunning):
		return errRecordingRuns
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, record.ErrDamaged), errors.Is(err, record.ErrEmpty):
		return errRecordingUnknown
	}
	return err
}

func (a *API) startRecording(ctx context.Context, who auth.Identity, in *ConferencePath) (*body[conference.RecordingInfo], error) {
	d, err := a.managed(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	c, ok := a.cfg.Directory.Live(d.ID)
	if !ok {
		return nil, errNotRunning
	}
	now, err := c.StartRecording(ctx, actor(who))
	if errors.Is(err, conference.ErrEnded) {
		err = errNotRunning
	}
	if err != nil {
		return nil, err
	}
	return answer(now), nil
}

// stopRecording is done also when nothing runs.
func (a *API) stopRecording(ctx context.Context, who auth.Identity, in *ConferencePath) (*struct{}, error) {
	d, err := a.managed(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	c, ok := a.cfg.Directory.Live(d.ID)
	if !ok {
		return nil, nil
	}
	if err := c.StopRecording(ctx, actor(who)); err != nil && !errors.Is(err, conference.ErrEnded) {
		return nil, err
	}
	return nil, nil
}

// RecordingFile is a file of a recording (L5).
type RecordingFile struct {
	ID       string    `json:"id" doc:"Its name without the ending"`
	Name     string    `json:"name"`
	Format   string    `json:"format" enum:"MP4"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Duration float64   `json:"duration" doc:"Seconds"`
	Size     int64     `json:"size" doc:"Bytes"`
	Running  bool      `json:"running,omitempty" doc:"It is being made, and cannot be fetched yet; end, duration and size are those of now"`
	Part     string    `json:"part,omitempty" doc:"Whose own picture and sound it is; left out: the recording of all"`
	// Participant had this name when the part began.
	Participant string `json:"participant,omitempty" doc:"The name of who it is of"`
	URL         string `json:"url"`
}

func recordingOf(d *conference.Definition, i *record.Info) RecordingFile {
	name := i.Name.String()
	id := strings.TrimSuffix(name, recordingEnding)
	r := RecordingFile{
		ID: id, Name: name, Format: "MP4", Start: i.Start.UTC(), End: i.End.UTC(),
		Duration: math.Round(i.Duration.Seconds()*1000) / 1000, Size: i.Size, Running: i.Unfinished, Part: i.Name.Part,
		URL: path.Join(base, "conferences", url.PathEscape(string(d.ID)), "recordings", id, "file"),
	}
	if r.Part != "" {
		r.Participant = i.Track
	}
	return r
}

const recordingEnding = ".mp4"

// RecordingFiles are those of a conference.
type RecordingFiles struct {
	Recordings []RecordingFile `json:"recordings" nullable:"false"`
}

type listRecordingsRequest struct {
	ConferencePath
	From string `query:"from" maxLength:"40" doc:"Only those that ran at or after this moment, or day (RFC 3339)"`
	To   string `query:"to" maxLength:"40" doc:"Only those that ran at or before this moment, or day"`
}

// period is from when to when; a day is one of the server's. Zero: no bound.
func (in *listRecordingsRequest) period(place *time.Location) (from, to time.Time, err error) {
	for _, b := range []struct {
		field, text string
		days        int // behind the beginning of a day
		into        *time.Time
	}{{"from", in.From, 0, &from}, {"to", in.To, 1, &to}} {
		if b.text == "" {
			continue
		}
		if day, err := time.ParseInLocation(time.DateOnly, b.text, place); err == nil {
			*b.into = day.AddDate(0, 0, b.days)
			continue
		}
		if *b.into, err = time.Parse(time.RFC3339, b.text); err != nil {
			return from, to, &conference.Error{
				Kind: conference.Invalid, Code: "invalid", Detail: "This is neither a day nor a moment.", Field: b.field,
			}
		}
	}
	return from, to, nil
}

func (a *API) listRecordings(ctx context.Context, who auth.Identity, in *listRecordingsRequest) (*body[RecordingFiles], error) {
	d, err := a.managed(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	place := a.cfg.Recordings.Place
	if place == nil {
		place = time.Local
	}
	from, to, err := in.period(place)
	if err != nil {
		return nil, err
	}
	found, err := a.cfg.Recordings.List(string(d.ID))
	if err != nil {
		return nil, err
	}
	all := RecordingFiles{Recordings: []RecordingFile{}}
	for _, i := range slices.Backward(found) {
		if i.End.Before(from) || !to.IsZero() && i.Start.After(to) {
			continue
		}
		all.Recordings = append(all.Recordings, recordingOf(&d, &i))
	}
	return answer(all), nil
}

// RecordingPath names a recording.
type RecordingPath struct {
	ConferencePath
	ID string `path:"id" maxLength:"255"`
}

func (a *API) deleteRecording(ctx context.Context, who auth.Identity, in *RecordingPath) (*struct{}, error) {
	d, err := a.managed(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	return nil, recorded(a.cfg.Recordings.Remove(string(d.ID), in.ID+recordingEnding))
}

func (a *API) downloadRecording(w http.ResponseWriter, r *http.Request) {
	who, err := a.cfg.Auth.Authenticate(r)
	if err == nil {
		err = allowed(&who, signedIn, r.Method)
	}
	var d conference.Definition
	if err == nil {
		d, err = a.managed(r.Context(), who, r.PathValue("cid"))
	}
	if err == nil {
		err = recorded(a.serveRecording(w, r, &d))
	}
	if err != nil {
		a.Problem(w, r, err)
	}
}

// serveRecording gives out a finished recording, which never changes any more.
func (a *API) serveRecording(w http.ResponseWriter, r *http.Request, d *conference.Definition) error {
	f, info, err := a.cfg.Recordings.Open(string(d.ID), r.PathValue("id")+recordingEnding)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	stat, err := f.Stat()
	if err != nil {
		return err
	}
	disposition := "attachment"
	if r.URL.Query().Get("inline") == "1" {
		disposition = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", recordingType)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": info.Name.String()}))
	h.Set("ETag", fmt.Sprintf(`"%x-%x"`, stat.Size(), stat.ModTime().UnixNano()))
	patience := time.Minute + time.Duration(stat.Size()/filePace)*time.Second
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(patience)) // as far as the server can
	http.ServeContent(w, r, "", stat.ModTime(), f)
	return nil
}
