package api

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"veche/signaling/problem"
)

// This file is what the API tells about itself: the OpenAPI document, and the
// errors that huma finds before a handler is asked.

// documentConfig is that of huma without its pages, which load scripts from
// elsewhere, and without links to schemas in every answer.
func documentConfig(version string) huma.Config {
	c := huma.DefaultConfig("Veche", version)
	c.CreateHooks = nil
	c.DocsPath, c.SchemasPath = "", ""
	c.OpenAPIPath = "" // see serveDocument
	c.Info.Description = "Accounts, conferences and files of a Veche server. Lists take limit and cursor and answer " +
		"{items, next, total}. Errors are RFC 9457 problems with a stable code."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":  {Type: "http", Scheme: "bearer", Description: "The token of POST /api/v1/session, or an API key of POST /api/v1/keys"},
		"cookie": {Type: "apiKey", In: "cookie", Name: "__Host-veche", Description: `"veche" on plain HTTP`},
		"pin":    {Type: "http", Scheme: "bearer", Description: "For guests: the PIN of the conference, if it has one"},
		"seat":   {Type: "http", Scheme: "Participant", Description: "The secret of a seat, from the snapshot on entering"},
	}
	return c
}

// speakOfProblems makes huma's own errors ours. It is a variable of that
// package, therefore once.
var speakOfProblems = sync.OnceFunc(func() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		p := problem.New(status, codeOf(status), sentence(message), "")
		for _, err := range errs {
			if d, ok := err.(huma.ErrorDetailer); ok { //nolint:errorlint // huma hands over what it made
				detail := d.ErrorDetail()
				p.Field = fieldOf(detail.Location)
				p.Detail = sentence(detail.Message)
				break
			}
		}
		return p
	}
})

func codeOf(status int) string {
	switch status {
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return "invalid"
	case http.StatusRequestEntityTooLarge:
		return "body_too_large"
	case http.StatusRequestTimeout:
		return "too_slow"
	case http.StatusInternalServerError:
		return "internal"
	}
	return strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", "_")
}

// fieldOf turns "body.lockout.attempts" into "lockout.attempts".
func fieldOf(location string) string {
	for _, in := range []string{"body.", "query.", "path.", "header."} {
		if rest, ok := strings.CutPrefix(location, in); ok {
			return rest
		}
	}
	return ""
}

func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

// serveDocument answers with the OpenAPI document, which is made when it is
// first asked for. That of huma is not safe for two who ask at once.
func (a *API) serveDocument() http.HandlerFunc {
	document := sync.OnceValues(func() ([]byte, error) { return json.Marshal(a.document.OpenAPI()) })
	return func(w http.ResponseWriter, r *http.Request) {
		raw, err := document()
		if err != nil {
			a.Problem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(raw) // whoever asked may be gone
	}
}

// plainOp describes a handler that is not huma's, since it takes or gives
// something else than JSON.
type plainOp struct {
	method, path, summary, name string
	takes                       string // media type of the body; empty: none
	gives                       string // media type of the answer
	open                        bool   // for everybody
}

var pathParameter = regexp.MustCompile(`\{(\w+)\}`)

// plain adds such a handler, and describes it.
func (a *API) plain(o plainOp, handler http.HandlerFunc) {
	tag := tagOf(o.path)
	operation := &huma.Operation{
		Method: o.method, Path: o.path, Summary: o.summary, OperationID: o.name,
		Responses: map[string]*huma.Response{
			"2XX": {Description: "Done", Content: map[string]*huma.MediaType{o.gives: {}}},
		},
	}
	if o.takes != "" {
		operation.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{o.takes: {}}}
	}
	if !o.open {
		operation.Security = []map[string][]string{{"token": {}}, {"cookie": {}}}
		if tag == "conferences" {
			operation.Security = append(operation.Security, map[string][]string{"seat": {}})
		}
	}
	a.describe(operation, handler)
}

// describe adds a handler that is not huma's with its description, which lacks
// base, tag, the parameters of the path and what errors are like.
func (a *API) describe(o *huma.Operation, handler http.HandlerFunc) {
	o.Tags = []string{tagOf(o.Path)}
	for _, name := range pathParameter.FindAllStringSubmatch(o.Path, -1) {
		o.Parameters = append(o.Parameters, &huma.Param{Name: name[1], In: "path", Required: true, Schema: textSchema})
	}
	o.Responses["default"] = refusal("Error")
	o.Path = base + o.Path
	a.routes.HandleFunc(o.Method+" "+o.Path, handler)
	a.document.OpenAPI().AddOperation(o)
}

var textSchema = &huma.Schema{Type: huma.TypeString}

// refusal describes an answer that is a problem.
func refusal(description string) *huma.Response {
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{problem.ContentType: {}}}
}

func tagOf(path string) string {
	tag, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return tag
}
