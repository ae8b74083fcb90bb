package api

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"runtime"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"veche/conference"
	"veche/conference/account"
	"veche/signaling/auth"
	"veche/signaling/problem"
)

// guard says who may call an operation at all.
type guard int

const (
	anybody guard = iota
	signedIn
	inPerson // signed in, not by an API key
	administrator
)

var errNotAdministrator = conference.Refuse(conference.Denied, "not_administrator", "Only an administrator can do this.")

// requestKey finds the request in the context of a handler.
type requestKey struct{}

// identityKey finds who calls in the context of a handler.
type identityKey struct{}

// withRequest hands the request itself to handlers, which auth asks for, and
// keeps answers out of caches; those that may be kept say so.
func (a *API) withRequest(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'") // no answer is a page
		w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, r)))
	})
}

func requestOf(ctx context.Context) *http.Request {
	r, _ := ctx.Value(requestKey{}).(*http.Request)
	return r
}

// body is an answer with nothing but a body.
type body[T any] struct{ Body T }

func answer[T any](v T) *body[T] { return &body[T]{v} }

// list is a page of a list.
type list[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next" doc:"Cursor of the next page; empty at the end"`
	Total int    `json:"total" doc:"Number of entries on all pages"`
}

// Paging is how lists are asked for. What requests share is exported, since
// huma fills only exported parts.
type Paging struct {
	Limit  int    `query:"limit" minimum:"0" maximum:"500" doc:"Entries on a page; 0 means 100"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

// op describes an operation; route adds it.
type op struct {
	method, path, summary string
	who                   guard
	status                int // of success; 0: 200, or 204 without a body
}

// route adds an operation to the API. fn gets who calls, the zero Identity if
// anybody may and nobody is signed in.
func route[I, O any](a *API, o op, fn func(ctx context.Context, who auth.Identity, in *I) (*O, error)) {
	operation := huma.Operation{
		Method: o.method, Path: base + o.path, Summary: o.summary, DefaultStatus: o.status,
		OperationID: operationName(fn), Tags: []string{tagOf(o.path)}, MaxBodyBytes: auth.BodyBytes,
	}
	if o.who != anybody {
		operation.Security = []map[string][]string{{"token": {}}, {"cookie": {}}}
	}
	operation.Middlewares = huma.Middlewares{a.admit(o.who)}
	huma.Register(a.document, operation, func(ctx context.Context, in *I) (*O, error) {
		who, _ := ctx.Value(identityKey{}).(auth.Identity)
		power := o.who == administrator
		out, err := fn(context.WithValue(ctx, powerKey{}, &power), who, in)
		if err != nil {
			return nil, a.refuse(ctx, err)
		}
		if power && o.method != http.MethodGet {
			a.act(ctx, &who, operation.OperationID, in)
		}
		return out, nil
	})
}

// operationName is the name of the method that carries the operation out: the
// two cannot come apart.
func operationName(fn any) string {
	name := runtime.FuncForPC(reflect.ValueOf(fn).Pointer()).Name()
	name = strings.TrimSuffix(name[strings.LastIndexByte(name, '.')+1:], "-fm")
	return name
}

// admit finds out who calls, before anything of the body is read.
func (a *API) admit(needed guard) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		who, err := a.cfg.Auth.Authenticate(r)
		switch {
		case err != nil && needed == anybody && !problem.Internal(err):
			who, err = auth.Identity{}, nil
		case err == nil && needed != anybody:
			err = allowed(&who, needed, r.Method)
		}
		if err != nil {
			a.Problem(w, r, err)
			return
		}
		next(huma.WithValue(ctx, identityKey{}, who))
	}
}

// allowed tells whether who may call an operation at all.
func allowed(who *auth.Identity, needed guard, method string) error {
	switch {
	case needed == inPerson && who.Session.Key != nil:
		return auth.ErrScope
	case needed == administrator && !who.May(account.ScopeAdmin):
		return auth.ErrScope
	case needed == administrator && !who.Account.Admin:
		return errNotAdministrator
	case needed == signedIn && !who.May(scopeOf(method)):
		return auth.ErrScope
	}
	return nil
}

// scopeOf is what a key needs for a request with this method.
func scopeOf(method string) account.Scope {
	if method == http.MethodGet || method == http.MethodHead {
		return account.ScopeRead
	}
	return account.ScopeCreate
}

// refuse turns an error into the answer, and logs what people are not told.
func (a *API) refuse(ctx context.Context, err error) error {
	a.note(requestOf(ctx), err)
	p := problem.Of(err)
	headers := http.Header{}
	if after, ok := problem.RetryAfter(err); ok {
		headers.Set("Retry-After", after)
	}
	if p.Status == http.StatusUnauthorized {
		headers.Set("WWW-Authenticate", `Bearer realm="veche"`)
	}
	if len(headers) == 0 {
		return p
	}
	return huma.ErrorWithHeaders(p, headers)
}

// note logs an error that is for the log. That a caller has gone is none.
func (a *API) note(r *http.Request, err error) {
	if problem.Internal(err) && r.Context().Err() == nil {
		a.cfg.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
}

// Problem answers with err, for handlers that are not huma's.
func (a *API) Problem(w http.ResponseWriter, r *http.Request, err error) {
	a.note(r, err)
	problem.Write(w, err)
}

// absolute completes an address by what the caller reached us by.
func (a *API) absolute(r *http.Request, address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host != "" {
		return address
	}
	u.Scheme, u.Host = "http", r.Host
	if a.cfg.Auth.Secure(r) {
		u.Scheme = "https"
	}
	return u.String()
}
