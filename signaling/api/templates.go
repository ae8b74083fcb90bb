package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/template"
	"veche/signaling/auth"
)

// templates is what people do with their own (G27). Those of others are unknown,
// to administrators, too.
func (a *API) templates() {
	route(a, op{"GET", "/templates", "List the own templates by name", signedIn, 0}, a.listTemplates)
	route(a, op{"POST", "/templates", "Make a template, from settings or from a conference", signedIn, 201}, a.createTemplate)
	route(a, op{"GET", "/templates/{id}", "Look at a template", signedIn, 0}, a.template)
	route(a, op{"PATCH", "/templates/{id}", "Change a template", signedIn, 0}, a.changeTemplate)
	route(a, op{"DELETE", "/templates/{id}", "Delete a template", signedIn, 0}, a.deleteTemplate)
}

// TemplateView is a template as its owner sees it.
type TemplateView struct {
	ID       template.ID      `json:"id"`
	Name     string           `json:"name"`
	Owner    string           `json:"owner"`
	Revision int64            `json:"revision"`
	Created  time.Time        `json:"created"`
	Updated  time.Time        `json:"updated"`
	Settings TemplateSettings `json:"settings"`
}

// TemplateSettings are those of a conference without what a template does not keep
// (G26).
type TemplateSettings struct {
	conference.Definition
	ID        string    `json:"id,omitempty" hidden:"true"`
	CID       string    `json:"cid,omitempty" hidden:"true"`
	Revision  int64     `json:"revision,omitempty" hidden:"true"`
	Created   time.Time `json:"created,omitzero" hidden:"true"`
	Updated   time.Time `json:"updated,omitzero" hidden:"true"`
	OwnerName string    `json:"ownerName"`
}

func templateOf(who auth.Identity, t *template.Template) TemplateView {
	s := t.Settings
	s.Recording = s.Recording.WithDefaults()
	s.Layout, s.Invited = s.ShowLayout(), conference.ShowInvited(s.Invited)
	return TemplateView{
		ID: t.ID, Name: t.Name, Owner: t.Owner, Revision: t.Revision, Created: t.Created, Updated: t.Updated,
		Settings: TemplateSettings{Definition: s, OwnerName: who.Account.Name},
	}
}

// templateAnswer carries the revision as an ETag, for If-Match.
type templateAnswer struct {
	ETag string `header:"ETag"`
	Body TemplateView
}

func answerTemplate(who auth.Identity, t *template.Template) *templateAnswer {
	return &templateAnswer{fmt.Sprintf(`"%d"`, t.Revision), templateOf(who, t)}
}

type listTemplatesRequest struct {
	Paging
	Text string `query:"q" maxLength:"200" doc:"In the name"`
}

func (a *API) listTemplates(ctx context.Context, who auth.Identity, in *listTemplatesRequest) (*body[list[TemplateView]], error) {
	found, err := a.cfg.Templates.Templates(ctx, template.Query{
		Owner: who.Account.Login, Text: in.Text, Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	page := list[TemplateView]{Items: []TemplateView{}, Next: found.Next, Total: found.Total}
	for i := range found.Templates {
		page.Items = append(page.Items, templateOf(who, &found.Templates[i]))
	}
	return answer(page), nil
}

type createTemplateRequest struct {
	Body struct {
		Name     string           `json:"name,omitempty" doc:"Left out: that of the conference"`
		From     string           `json:"from,omitempty" maxLength:"64" doc:"CID or id of a conference that one manages"`
		Settings *conferenceInput `json:"settings,omitempty" doc:"As of a conference; what a template does not keep is left out"`
	}
}

func (a *API) createTemplate(ctx context.Context, who auth.Identity, in *createTemplateRequest) (*templateAnswer, error) {
	if !who.Account.Rights.Has(account.CreateConference) { // E3
		return nil, errNoCreating
	}
	made := template.Template{
		Owner: who.Account.Login, Name: in.Body.Name, Settings: conference.Definition{Guests: conference.AllowGuestsAll()},
	}
	if in.Body.From != "" {
		d, err := a.managed(ctx, who, in.Body.From)
		if err != nil {
			return nil, err
		}
		made.Settings = template.Keep(d)
	}
	if err := a.applySettings(ctx, who, &made, in.Body.Settings); err != nil {
		return nil, err
	}
	created, err := a.cfg.Templates.CreateTemplate(ctx, made)
	if err != nil {
		return nil, err
	}
	return answerTemplate(who, &created), nil
}

// applySettings takes up what was given, and checks the whole.
func (a *API) applySettings(ctx context.Context, who auth.Identity, t *template.Template, given *conferenceInput) error {
	if given == nil {
		return t.Validate()
	}
	if err := given.newOnly(); err != nil {
		return err
	}
	settings, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return err
	}
	if err := a.completeInvited(ctx, who, given); err != nil {
		return err
	}
	form := t.Settings.Registration
	if err := given.apply(&t.Settings, settings.Limits.Participants); err != nil {
		return err
	}
	if given.Registration == nil { // without a schedule it is kept all the same (G26)
		t.Settings.Registration = form
	}
	return t.Validate()
}

// TemplatePath names a template.
type TemplatePath struct {
	ID template.ID `path:"id" maxLength:"64"`
}

func (a *API) template(ctx context.Context, who auth.Identity, in *TemplatePath) (*templateAnswer, error) {
	t, err := a.cfg.Templates.Template(ctx, who.Account.Login, in.ID)
	if err != nil {
		return nil, err
	}
	return answerTemplate(who, &t), nil
}

type changeTemplateRequest struct {
	TemplatePath
	IfMatch string `header:"If-Match" doc:"Instead of revision"`
	Body    struct {
		Revision int64            `json:"revision,omitempty" doc:"The one that is changed; needed, here or as If-Match"`
		Name     *string          `json:"name,omitempty"`
		Settings *conferenceInput `json:"settings,omitempty"`
	}
}

func (a *API) changeTemplate(ctx context.Context, who auth.Identity, in *changeTemplateRequest) (*templateAnswer, error) {
	t, err := a.cfg.Templates.Template(ctx, who.Account.Login, in.ID)
	if err != nil {
		return nil, err
	}
	if t.Revision, err = revisionOf(in.Body.Revision, in.IfMatch); err != nil {
		return nil, err
	}
	set(&t.Name, in.Body.Name)
	if err := a.applySettings(ctx, who, &t, in.Body.Settings); err != nil {
		return nil, err
	}
	changed, err := a.cfg.Templates.ChangeTemplate(ctx, t)
	if err != nil {
		return nil, err
	}
	return answerTemplate(who, &changed), nil
}

func (a *API) deleteTemplate(ctx context.Context, who auth.Identity, in *TemplatePath) (*struct{}, error) {
	return nil, a.cfg.Templates.DeleteTemplate(ctx, who.Account.Login, in.ID)
}

// templateOfNew is what of a conference that is to be made is saved as a template (G6);
// nil if nothing is. What could not be saved is refused before the conference is made.
func (a *API) templateOfNew(ctx context.Context, who auth.Identity, n templateName, d conference.Definition) (*template.Template, error) {
	if !n.Wanted {
		return nil, nil
	}
	had, err := a.cfg.Templates.Templates(ctx, template.Query{Owner: who.Account.Login, Limit: 1})
	if err != nil {
		return nil, err
	}
	if had.Total >= template.Most {
		return nil, template.ErrTooMany
	}
	t := &template.Template{Owner: who.Account.Login, Name: n.Name, Settings: template.Keep(d)}
	return t, t.Validate()
}

// templateName is true, false or a name, which means true.
type templateName struct {
	Wanted bool
	Name   string
}

// UnmarshalJSON takes a text, true, false or null.
func (n *templateName) UnmarshalJSON(raw []byte) error {
	*n = templateName{}
	if bytes.HasPrefix(raw, []byte(`"`)) {
		n.Wanted = true
		return json.Unmarshal(raw, &n.Name)
	}
	return json.Unmarshal(raw, &n.Wanted)
}

// Schema tells huma what it looks like.
func (templateName) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeBoolean}, {Type: huma.TypeString}}}
}

// newOnly refuses what is said of new conferences only.
func (in *conferenceInput) newOnly() error {
	field := ""
	switch {
	case in.Template != nil:
		field = "template"
	case in.SaveAsTemplate.Wanted:
		field = "saveAsTemplate"
	default:
		return nil
	}
	return &conference.Error{
		Kind: conference.Invalid, Code: "new_only", Field: field, Detail: "This can be said of a new conference only.",
	}
}
