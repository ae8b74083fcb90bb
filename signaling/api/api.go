// Package api is the HTTP API under /api/v1: accounts, sessions, settings,
// conferences, their recordings, files of the chat, calls from and to the outside. Its OpenAPI document is made from the Go
// types; refusals are problems as in signaling/problem.
//
// Every operation stands in a table of its file ([API.sessions], [API.users]
// and so on) with who may call it; what somebody may do with one conference is
// decided in conferenceaccess.go, or by the conference itself while it runs.
//
// What bites: whoever may not know of a conference is answered as if it did not
// exist (P3), and a PIN leaves this package only for those who manage it.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/conference/attachment"
	"veche/conference/audit"
	"veche/conference/camera"
	"veche/conference/camera/book"
	"veche/conference/contact"
	"veche/conference/conversation"
	"veche/conference/history"
	"veche/conference/post"
	"veche/conference/registration"
	"veche/conference/report"
	"veche/conference/telephony"
	"veche/conference/template"
	"veche/media/record"
	"veche/signaling/auth"
	"veche/signaling/problem"
)

// Config of an API. All fields but Telephony, Languages and Log are required.
type Config struct {
	Auth      *auth.Auth
	Directory *conference.Directory
	Archive   interface {
		report.Archive
		Events(ctx context.Context, id conference.ID, after uint64, limit int) ([]conference.Event, error)
	}
	Accounts account.Repository
	// PeopleGroups are those that accounts are in.
	PeopleGroups account.PeopleGroups
	Sessions     account.Sessions
	Settings     account.SettingsRepository
	Avatars      account.Avatars
	Files        attachment.Repository
	Trunks       telephony.Trunks
	Devices      telephony.Devices
	Book         book.Cameras
	// Templates are those that people make conferences from.
	Templates template.Templates
	Contacts  contact.Book
	History   history.Repository
	// Conversations are those outside conferences. Tell sends a frame of PROTOCOL.md to
	// every open page of somebody; nil: nobody is told.
	Conversations conversation.Conversations
	Tell          func(login string, frame any)
	Registrants   registration.Registrants
	Backup        Backup
	Restores      Restores // nil: a backup cannot be put in place here
	Machine       func() Machine
	// Acts is what administrators have done.
	Acts audit.Log
	// Registered sends somebody the individual link, who has registered or is to get it
	// again; mailed is false when this server sends no mail. nil: it does not.
	Registered func(ctx context.Context, d conference.Definition, r registration.Registrant, link string) (mailed bool, err error)
	// Calendar makes the links that put the meetings of a conference, whose page is at
	// url, into a calendar; nil: there are none.
	Calendar func(d *conference.Definition, url string) CalendarLinks
	// Mail sends letters, which wait in Outbox; Texts are what they say, Replies what is
	// answered.
	Mail    Mail
	Outbox  post.Outbox
	Texts   post.Texts
	Replies post.Replies
	// Telephony is the gateway that runs; nil: there is none, and what is asked of it
	// is not available here.
	Telephony Telephony
	// Cameras are those that run, and the ways to find more; nil: this server takes none.
	Cameras Cameras
	// Steering moves cameras; nil: none can be moved.
	Steering camera.Steering
	// Recordings are where the media engine puts them.
	Recordings record.Shelf
	// URL is the address of a conference's page; one without a host is completed
	// by that of the request.
	URL func(conference.CID) string
	// StreamURL is the address of a stream, "" while none is served; nil: none. One
	// without a host is completed as URL.
	StreamURL func(conference.CID) string
	// Origins are those whose pages may use WHIP and WHEP; none: only our own.
	Origins   auth.Origins
	Version   string
	Languages []string // of the pages; empty: en, ru
	Log       *slog.Logger
	Now       func() time.Time // nil: the clock
}

// API serves /api/v1.
type API struct {
	cfg      Config
	routes   *http.ServeMux
	document huma.API
	incoming chan struct{}  // places for pictures that come in
	pictures chan struct{}  // the turn at decoding one
	arrivals *access.Budget // registrations of one source
	letters  *access.Budget // links sent to one address
	reports  *report.Reports
	messages *access.Budget // of one person
	groups   *access.Budget // conversations begun by one person
}

const base = "/api/v1"

// New returns an API that is to be registered.
func New(cfg Config) *API {
	if len(cfg.Languages) == 0 {
		cfg.Languages = []string{"en", "ru"}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	speakOfProblems()
	a := &API{cfg: cfg, routes: http.NewServeMux(), incoming: make(chan struct{}, avatarsAtOnce), pictures: make(chan struct{}, 1), arrivals: access.NewBudget(registrationsOfSource), letters: access.NewBudget(lettersToAddress), reports: report.New(cfg.Archive, nil), messages: access.NewBudget(messagesOfPerson), groups: access.NewBudget(conversationsOfPerson)}
	a.document = humago.New(a.routes, documentConfig(cfg.Version))
	for _, part := range []func(){
		a.sessions, a.keys, a.me, a.people, a.users, a.peopleGroups, a.settings, a.branding, a.conferences, a.planning, a.templates, a.live, a.calls, a.telephony, a.trunks, a.devices, a.cameras, a.optics, a.addressBook, a.conversations, a.history, a.files, a.recordings,
		a.analytics, a.conferencePages, a.registrations, a.mail, a.calendars, a.acts, a.overview, a.restoring,
	} {
		part()
	}
	a.routes.HandleFunc("GET "+base+"/openapi.json", a.serveDocument())
	a.routes.HandleFunc(base+"/", func(w http.ResponseWriter, _ *http.Request) {
		problem.Write(w, conference.Refuse(conference.NotFound, "path_unknown", "There is nothing at this address."))
	})
	return a
}

// Register adds everything under /api/v1 to mux.
func (a *API) Register(mux *http.ServeMux) {
	protected := a.cfg.Auth.Protect(a.withRequest(a.routes), isUpload)
	mux.Handle(base+"/", a.cfg.Auth.Share(protected, a.cfg.Origins, isBroadcast))
}

// isUpload tells which requests limit their bodies themselves.
func isUpload(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/files") ||
		r.Method == http.MethodPut && r.URL.Path == base+"/me/avatar"
}
