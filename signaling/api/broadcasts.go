package api

import (
	"net/http"
	"regexp"

	"github.com/danielgtaylor/huma/v2"
)

// Broadcasts serves WHIP (RFC 9725) and WHEP: a program publishes into a
// conference, or reads from it. Implemented by *signaling.WHIP.
type Broadcasts interface {
	// Create begins to publish (kind "whip") or to read ("whep").
	Create(w http.ResponseWriter, r *http.Request, kind string)
	Patch(w http.ResponseWriter, r *http.Request)
	Remove(w http.ResponseWriter, r *http.Request)
	// Options says what may be sent where Create is asked (RFC 9725), by pages of
	// other sites too.
	Options(w http.ResponseWriter, r *http.Request)
}

var broadcastPath = regexp.MustCompile("^" + base + "/conferences/[^/]+/wh[ie]p(/[^/]+)?$")

// isBroadcast tells which requests pages of other sites may be allowed to send.
func isBroadcast(r *http.Request) bool { return broadcastPath.MatchString(r.URL.Path) }

// Broadcasts adds WHIP and WHEP; it is called before Register.
func (a *API) Broadcasts(b Broadcasts) {
	a.broadcast(b, "whip", "publish", "Publish sound and picture into a conference by WHIP (RFC 9725)")
	a.broadcast(b, "whep", "read", "Read sound and picture from a conference by WHEP", &huma.Param{
		Name: "participant", In: "query", Schema: textSchema,
		Description: "Whom to see and hear, by the id in …/live; left out: one picture of all, made by the server, or whoever speaks where this server has no codecs for that",
	})
}

func (a *API) broadcast(b Broadcasts, kind, does, summary string, more ...*huma.Param) {
	const sdp = "application/sdp"
	at := "/conferences/{cid}/" + kind
	who := []map[string][]string{{"token": {}}, {"cookie": {}}, {"pin": {}}, {}}
	retry := map[string]*huma.Param{"Retry-After": {Description: "Seconds until it makes sense to ask again", Schema: textSchema}}
	slow := refusal("Too many requests, or too many wrong PINs")
	slow.Headers = retry
	a.describe(&huma.Operation{
		Method: http.MethodPost, Path: at, Summary: summary, OperationID: does + "Broadcast", Security: who,
		Description: "The body is an SDP offer, the answer the SDP answer of a server that is ICE-lite: all its candidates " +
			"are in it, and those of the client are not needed. Who does this is a participant like any other, with the " +
			"rights of the account, or a guest with a name. The seat is given up when no media comes for 30 s.",
		Parameters: append([]*huma.Param{{
			Name: "name", In: "query", Schema: textSchema, Description: "The name of a guest; an account has its own",
		}}, more...),
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{sdp: {Schema: textSchema}}},
		Responses: map[string]*huma.Response{
			"201": {
				Description: "Inside; the body is the SDP answer",
				Content:     map[string]*huma.MediaType{sdp: {Schema: textSchema}},
				Headers: map[string]*huma.Param{"Location": {
					Description: "The session: DELETE it to leave", Schema: &huma.Schema{Type: huma.TypeString, Format: "uri-reference"},
				}},
			},
			"202": {Description: "In the waiting room: send the same request again, it keeps the place; who stops for two minutes loses it", Headers: retry},
			"401": refusal("A PIN is asked for, or the one given is wrong; an unknown conference is answered alike"),
			"403": refusal("Not for guests, not invited, refused by a moderator, nothing may be sent, or the API key has not the scope create"),
			"409": refusal("The conference is full"),
			"415": refusal("The body is not application/sdp"),
			"422": refusal("The offer cannot be understood, or the name of a guest is missing"),
			"423": refusal("Entry is closed"),
			"429": slow,
		},
	}, func(w http.ResponseWriter, r *http.Request) { b.Create(w, r, kind) })
	options := func(path, name string) {
		a.describe(&huma.Operation{
			Method: http.MethodOptions, Path: path, Summary: "What may be sent here", OperationID: name,
			Description: "Also what browsers ask before a page of another site may use this (CORS): one of those in the " +
				"setting whip.origins, without cookies.",
			Responses: map[string]*huma.Response{"200": {Description: "In the headers"}},
		}, b.Options)
	}
	options(at, does+"BroadcastOptions")
	options(at+"/{session}", does+"BroadcastSessionOptions")
	gone := refusal("There is no such session")
	a.describe(&huma.Operation{
		Method: http.MethodPatch, Path: at + "/{session}", Summary: "Trickle candidates; they are not needed and not looked at",
		OperationID: does + "BroadcastCandidates",
		Description: "An ICE restart is a new POST.",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/trickle-ice-sdpfrag": {Schema: textSchema}}},
		Responses: map[string]*huma.Response{
			"204": {Description: "Taken"}, "404": gone, "415": refusal("The body is not application/trickle-ice-sdpfrag"),
		},
	}, b.Patch)
	a.describe(&huma.Operation{
		Method: http.MethodDelete, Path: at + "/{session}", Summary: "Leave", OperationID: does + "BroadcastEnd",
		Description: "The address is known only to who got it in Location.",
		Responses:   map[string]*huma.Response{"200": {Description: "Left"}, "404": gone},
	}, b.Remove)
}
