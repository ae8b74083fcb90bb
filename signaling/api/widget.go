package api

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"

	"veche/conference"
)

// widget is the code that puts a public conference into a page of another site (A15).
func (a *API) widget(r *http.Request, d *conference.Definition) string {
	if d.Access != conference.Public {
		return ""
	}
	at, err := url.Parse(a.absolute(r, a.cfg.URL(d.CID)))
	if err != nil {
		return ""
	}
	at.Path = strings.TrimSuffix(at.Path, "/c/"+string(d.CID)) + "/widget/" + string(d.CID)
	return fmt.Sprintf(`<iframe src="%s" title="%s" width="100%%" height="640" style="border:0" `+
		`allow="camera; microphone; display-capture; autoplay; fullscreen; screen-wake-lock; clipboard-write"></iframe>`,
		html.EscapeString(at.String()), html.EscapeString(d.Name))
}
