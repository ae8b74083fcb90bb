package api

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"time"

	"veche/conference/audit"
	"veche/signaling/auth"
)

// acts is the log of what administrators have done. Whatever only they may do is noted by
// [route], what they do with conferences of others, and what [noted] is.
func (a *API) acts() {
	route(a, op{"GET", "/admin/acts", "What administrators have done, newest first", administrator, 0}, a.listActs)
}

type listActsRequest struct {
	Paging
	Text string    `query:"q" maxLength:"200" doc:"In who did it, the operation, or what it was done to"`
	From time.Time `query:"from" doc:"At or after"`
	To   time.Time `query:"to" doc:"Before"`
}

// actPage is a page of the log.
type actPage struct {
	Items []audit.Act `json:"items" nullable:"false"`
	Next  string      `json:"next" doc:"Cursor of the next page; empty at the end"`
}

func (a *API) listActs(ctx context.Context, _ auth.Identity, in *listActsRequest) (*body[actPage], error) {
	p, err := a.cfg.Acts.Acts(ctx, audit.Query{Text: in.Text, From: in.From, To: in.To, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	return answer(actPage{p.Acts, p.Next}), nil
}

// powerKey finds out, in the context of a handler, whether somebody used the power of an
// administrator over what is another's.
type powerKey struct{}

// usesPower notes that.
func usesPower(ctx context.Context) {
	if used, ok := ctx.Value(powerKey{}).(*bool); ok {
		*used = true
	}
}

// noted puts into the log what administrators may want to know, though everybody may do it.
func noted(ctx context.Context) { usesPower(ctx) }

// act notes what who has done. It is done already, so that a fault here goes to the log
// and not to who did it.
func (a *API) act(ctx context.Context, who *auth.Identity, operation string, in any) {
	r := requestOf(ctx)
	given := inputsOf(in)
	done := audit.Act{
		At: time.Now().UTC(), By: who.Account.Login, Source: a.cfg.Auth.ClientAddr(r).String(), Operation: operation,
		About: cut(cmp.Or(about(in), given.text("login"), given.text("name")), audit.MostAbout), Fields: given.names(),
	}
	if key := who.Session.Key; key != nil {
		done.Key = key.Name
	}
	if err := a.cfg.Acts.AddAct(context.WithoutCancel(ctx), done); err != nil {
		a.note(r, err)
	}
}

func cut(s string, most int) string { return s[:min(len(s), most)] }

// about is what a request names in its path.
func about(in any) string {
	v := reflect.Indirect(reflect.ValueOf(in))
	if v.Kind() != reflect.Struct {
		return ""
	}
	for i := range v.NumField() {
		f, value := v.Type().Field(i), v.Field(i)
		if f.Tag.Get("path") != "" && value.Kind() == reflect.String {
			return value.String()
		}
		if f.Anonymous && f.IsExported() && value.Kind() == reflect.Struct {
			if name := about(value.Interface()); name != "" {
				return name
			}
		}
	}
	return ""
}

// inputs are the body of a request, by its fields.
type inputs map[string]json.RawMessage

func inputsOf(in any) (g inputs) {
	v := reflect.Indirect(reflect.ValueOf(in))
	if v.Kind() != reflect.Struct {
		return nil
	}
	body := v.FieldByName("Body")
	if !body.IsValid() {
		return nil
	}
	raw, err := json.Marshal(body.Interface())
	if err != nil || json.Unmarshal(raw, &g) != nil { // some bodies are lists
		return nil
	}
	return g
}

// text is a field that is one.
func (g inputs) text(name string) (s string) {
	_ = json.Unmarshal(g[name], &s) // else it is none
	return s
}

// names are what was given, never how: passwords are among it.
func (g inputs) names() []string {
	names := slices.Sorted(maps.Keys(g))
	names = slices.DeleteFunc(names, func(n string) bool { return n == "revision" })
	return names[:min(len(names), audit.MostFields)]
}
