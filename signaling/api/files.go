package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/attachment"
	"veche/signaling/auth"
)

// files of the chat. Who sends or fetches one shows the secret of his seat, or
// the session of an account that is inside; owner and administrators fetch
// without being inside.
func (a *API) files() {
	const at = "/conferences/{cid}/files"
	a.plain(plainOp{
		"POST", at, "Send a file to the chat: field file of a form; then a chat message names it",
		"uploadFile", "multipart/form-data", "application/json", false,
	}, a.upload)
	a.plain(plainOp{"GET", at + "/{id}", "Fetch a file of the chat", "downloadFile", "", "application/octet-stream", false}, a.download)
}

var (
	errForm = &conference.Error{
		Kind: conference.Invalid, Code: "form_invalid", Field: "file",
		Detail: "Send the file as field file of a form (multipart/form-data).",
	}
	errNoSending = conference.Refuse(conference.Denied, "no_right_send_files",
		"You have no right to send files here.") // E7, G15
	errNoReceiving = conference.Refuse(conference.Denied, "no_right_receive_files",
		"You have no right to receive files here.") // E8, G15
	errNoFiles = conference.Refuse(conference.Denied, "files_off", "This server takes no files.")
)

// filer is who sends or fetches files of a conference.
type filer struct {
	in       attachment.Place
	uploader string // as in attachment.File
	send     bool
	receive  bool
}

// filer finds out who r is to the conference in its path. To everybody else
// there is no such conference, and strangers are not even told that (P3).
func (a *API) filer(r *http.Request) (filer, error) {
	secret, ok := auth.SeatSecret(r)
	if ok {
		return a.filerInSeat(r, secret)
	}
	who, err := a.cfg.Auth.Authenticate(r)
	if err == nil {
		err = allowed(&who, signedIn, r.Method)
	}
	if err != nil {
		return filer{}, err
	}
	d, c, err := a.cfg.Directory.Find(r.Context(), r.PathValue("cid"))
	if err != nil {
		return filer{}, err
	}
	inside := a.isInside(r.Context(), c, who)
	if !inside && !manages(who, &d) {
		return filer{}, errConferenceUnknown
	}
	return filer{
		in: attachment.InConference(d.ID), uploader: who.Account.Login, send: inside && who.Account.Rights.Has(account.SendFiles),
		receive: who.Account.Rights.Has(account.ReceiveFiles),
	}, nil
}

// filerInSeat answers a wrong secret alike wherever it is shown.
func (a *API) filerInSeat(r *http.Request, secret string) (filer, error) {
	d, c, err := a.cfg.Directory.Find(r.Context(), r.PathValue("cid"))
	if conference.KindOf(err) == conference.NotFound || err == nil && c == nil {
		return filer{}, conference.ErrNotInside
	}
	if err != nil {
		return filer{}, err
	}
	p, may, err := c.Participant(r.Context(), secret)
	if conference.KindOf(err) == conference.Gone {
		err = conference.ErrNotInside
	}
	if err != nil {
		return filer{}, err
	}
	uploader := p.Login
	if uploader == "" {
		uploader = "guest " + string(p.ID)
	}
	return filer{in: attachment.InConference(d.ID), uploader: uploader, send: may.SendFiles, receive: may.ReceiveFiles}, nil
}

func (a *API) upload(w http.ResponseWriter, r *http.Request) {
	by, err := a.filer(r)
	if err == nil && !by.send {
		err = errNoSending
	}
	var saved attachment.File
	if err == nil {
		saved, err = a.saveUpload(w, r, by)
	}
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	a.writeJSON(w, r, http.StatusCreated, ChatFile(&saved))
}

// filePace is the least bytes a second at which files must come and go, beside a
// minute for the beginning.
const filePace = 20_000

func (a *API) saveUpload(w http.ResponseWriter, r *http.Request, by filer) (attachment.File, error) {
	settings, err := a.cfg.Settings.Settings(r.Context())
	if err != nil {
		return attachment.File{}, err
	}
	limits := settings.Limits
	if limits.FileBytes == 0 {
		return attachment.File{}, errNoFiles
	}
	const form = 64 << 10 // what a form adds
	if r.ContentLength > limits.FileBytes+form {
		return attachment.File{}, attachment.ErrTooLarge
	}
	r.Body = http.MaxBytesReader(w, r.Body, limits.FileBytes+form)
	patience := time.Minute + time.Duration(limits.FileBytes/filePace)*time.Second
	limit := http.NewResponseController(w) // as far as the server can
	_ = limit.SetReadDeadline(time.Now().Add(patience))
	_ = limit.SetWriteDeadline(time.Now().Add(patience + time.Minute))
	part, err := filePart(r)
	if err != nil {
		return attachment.File{}, err
	}
	name := attachment.CleanName(part.FileName())
	saved, err := a.cfg.Files.SaveFile(r.Context(), attachment.File{
		Place: by.in, Name: name, Type: attachment.TypeOf(name), Uploader: by.uploader,
	}, part, attachment.Quota{File: limits.FileBytes, Uploader: limits.UserFileBytes, Place: limits.ConferenceFileBytes})
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		err = attachment.ErrTooLarge
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errForm // broken off
	}
	return saved, err
}

// filePart is the field "file" of a form, as it comes in.
func filePart(r *http.Request) (*multipart.Part, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, errForm
	}
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, errForm
		}
		if part.FormName() == "file" {
			return part, nil
		}
	}
}

func (a *API) download(w http.ResponseWriter, r *http.Request) {
	by, err := a.filer(r)
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	f, err := a.cfg.Files.File(r.Context(), by.in, r.PathValue("id"))
	if err == nil && !by.receive && f.Uploader != by.uploader { // E8: one's own always
		err = errNoReceiving
	}
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	a.serveFile(w, r, f)
}

// serveFile always serves an attachment: nothing that somebody sent is ever shown as a
// page of ours.
func (a *API) serveFile(w http.ResponseWriter, r *http.Request, f attachment.File) {
	content, err := a.cfg.Files.OpenFile(r.Context(), f)
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	defer content.Close() //nolint:errcheck // only read
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	patience := time.Minute + time.Duration(f.Size/filePace)*time.Second
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(patience)) // as far as the server can
	http.ServeContent(w, r, "", f.Created, content)
}

// ChatFile is what a chat message says of a file. Its link names the conference
// by its id, and so outlives a change of the CID (K4).
func ChatFile(f *attachment.File) conference.ChatFile {
	return conference.ChatFile{
		ID: f.ID, Name: f.Name, Size: f.Size, Type: f.Type,
		URL: path.Join(base, "conferences", url.PathEscape(string(f.Place)), "files", f.ID),
	}
}

func (a *API) writeJSON(w http.ResponseWriter, r *http.Request, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil && r.Context().Err() == nil {
		a.cfg.Log.Debug("answer not written", "path", r.URL.Path, "error", err)
	}
}
