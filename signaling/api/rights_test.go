package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"veche/signaling/api"
)

// This file is the table of who may do what (issue: Rights). It walks the OpenAPI
// document and calls every operation as everybody there is. An operation that is not in
// the table fails; see [rightsOf] for how to add one.

// caller is somebody who calls the API.
type caller string

const (
	nobody     caller = "nobody"       // not signed in: a guest
	user       caller = "user"         // of the server, with conferences of his own
	operator   caller = "operator"     // E10, not inside
	invited    caller = "invited"      // to the conference
	moderator  caller = "moderator"    // invited as one, not inside
	owner      caller = "owner"        // of the conference
	admin      caller = "admin"        // of the server
	readKey    caller = "key: read"    // of the owner
	createKey  caller = "key: create"  // of the owner
	adminKey   caller = "key: admin"   // of the administrator
	adminReads caller = "key: reading" // of the administrator, without the scope
)

// cast are all callers, those first whom most is refused.
var cast = []caller{nobody, user, operator, invited, moderator, readKey, adminReads, createKey, owner, adminKey, admin}

// outcome is how far a call gets.
type outcome string

const (
	in      outcome = "may"              // whatever is wrong with it otherwise
	signIn  outcome = "has to sign in"   // 401
	denied  outcome = "is denied"        // 403
	unknown outcome = "knows of nothing" // 404, as if there were no such conference
)

// kind is who may call an operation.
type kind int

const (
	forAll       kind = iota // also those who are not signed in
	forUsers                 // who is signed in; a key by its scope
	forPersons               // who is signed in, not by a key
	forAdmins                // administrators
	forInvited               // the conference's invited people, owner; administrators
	forStarters              // its invited moderators, owner; administrators
	forModerator             // who leads the running conference: moderators and operators while inside (I2), owner; administrators
	forOwner                 // its owner; administrators
	forSeats                 // who is inside; files can be read by who manages it, too
	byItself                 // the conference decides by its settings, as of who comes to join; behind a PIN nobody learns of it (P3)
	elsewhere                // served by another package, whose test looks at it
)

// row is what the table says of an operation.
type row struct {
	kind kind
	// body is sent as JSON; it must be right as far as the document goes where what may
	// be done hangs on the conference, for a wrong body is found first.
	body any
	// theirs makes something of anna's and returns its id: boris must get the same
	// answer for it as for an id of nothing. Needed where ids of what people own stand in
	// the path, except those of conferences, which are always looked at.
	theirs func(*server) string
	// match: the revision stands in If-Match, not in the body.
	match bool
}

// rightsOf is the table, by operation id.
//
// To add an operation: one line with the kind of those who may call it (see kind), a
// body that fits the document if it takes one, and theirs if the path has the id of
// something that belongs to a person. The operation id is the name of its method.
var rightsOf = map[string]row{
	// Sessions, the own account
	"signIn":               {kind: forAll, body: m{"login": "x", "password": "y"}},
	"whoAmI":               {kind: forUsers},
	"signOut":              {kind: forPersons},
	"listSessions":         {kind: forPersons},
	"signOutEverywhere":    {kind: forPersons},
	"endSession":           {kind: forPersons, theirs: (*server).aSession},
	"listKeys":             {kind: forPersons},
	"createKey":            {kind: forPersons, body: m{"name": "k", "scopes": []string{"read"}}},
	"deleteKey":            {kind: forPersons, theirs: (*server).aKey},
	"changeMe":             {kind: forPersons, body: m{}},
	"changeMyPassword":     {kind: forPersons, body: m{"old": "x", "new": "yyyyyyyyyy"}},
	"setMyAvatar":          {kind: forPersons},
	"deleteMyAvatar":       {kind: forPersons},
	"myRoom":               {kind: forUsers},
	"myParticipation":      {kind: forUsers},
	"prolongParticipation": {kind: forPersons},
	"listMyDevices":        {kind: forPersons},
	"createMyDevice":       {kind: forPersons, body: m{"label": "Phone"}},
	"deleteMyDevice":       {kind: forPersons, theirs: (*server).aDevice},

	// Everybody
	"server":     {kind: forAll},
	"avatar":     {kind: forAll},
	"findPeople": {kind: forUsers},

	// Accounts, settings
	"listUsers":         {kind: forAdmins},
	"createUser":        {kind: forAdmins, body: m{}},
	"user":              {kind: forAdmins},
	"changeUser":        {kind: forAdmins, body: m{}},
	"deleteUser":        {kind: forAdmins},
	"setUserPassword":   {kind: forAdmins, body: m{}},
	"unlockUser":        {kind: forAdmins},
	"permitUsers":       {kind: forAdmins, body: m{}},
	"changeUsers":       {kind: forAdmins, body: m{}},
	"listPeopleGroups":  {kind: forAdmins},
	"createPeopleGroup": {kind: forAdmins, body: m{}},
	"changePeopleGroup": {kind: forAdmins, body: m{}},
	"deletePeopleGroup": {kind: forAdmins},
	"signOutUser":       {kind: forAdmins},
	"listDevicesOf":     {kind: forAdmins},
	"createDeviceOf":    {kind: forAdmins, body: m{"label": "Phone"}},
	"deleteDeviceOf":    {kind: forAdmins},
	"listDevices":       {kind: forAdmins},
	"readSettings":      {kind: forAdmins},
	"changeSettings":    {kind: forAdmins, body: m{"revision": 77}},
	"setLogo":           {kind: forAdmins},
	"setDarkLogo":       {kind: forAdmins},
	"deleteLogo":        {kind: forAdmins},
	"deleteDarkLogo":    {kind: forAdmins},
	"deleteBrand":       {kind: forAdmins},
	"shades":            {kind: forAdmins},
	"listActs":          {kind: forAdmins},
	"listRunning":       {kind: forAdmins},
	"backup":            {kind: forAdmins},
	"stageBackup":       {kind: forAdmins},
	"forgetBackup":      {kind: forAdmins},
	"putBackup":         {kind: forAdmins, body: m{"id": "x", "serverName": "y"}},

	// Conferences
	"listConferences":       {kind: forUsers},
	"createConference":      {kind: forUsers, body: m{"name": "x"}},
	"conference":            {kind: forInvited},
	"changeConference":      {kind: forOwner, body: m{"name": "x", "revision": 77}},
	"deleteConference":      {kind: forOwner},
	"startConference":       {kind: forStarters},
	"stopConference":        {kind: forModerator},
	"conferenceEvents":      {kind: forOwner},
	"occurrences":           {kind: forInvited},
	"changeOccurrence":      {kind: forOwner, body: m{"revision": 77}},
	"changeFollowing":       {kind: forOwner, body: m{"start": "2026-11-24T10:00", "zone": "UTC", "minutes": 60, "revision": 77}},
	"endBefore":             {kind: forOwner, match: true},
	"agenda":                {kind: forUsers},
	"previewSchedule":       {kind: forUsers, body: m{}},
	"liveState":             {kind: forModerator},
	"changeLive":            {kind: forModerator, body: m{"locked": true}},
	"callParticipant":       {kind: forModerator, body: m{"login": "nobody-known"}},
	"changeParticipant":     {kind: forModerator, body: m{"name": "x"}},
	"removeParticipant":     {kind: forModerator},
	"transferParticipant":   {kind: forModerator, body: m{"dial": "#tel:1"}},
	"sendDigits":            {kind: forModerator, body: m{"digits": "1"}},
	"lookAtOptics":          {kind: forModerator},
	"moveCamera":            {kind: forModerator, body: m{"pan": 1}},
	"stopCamera":            {kind: forModerator},
	"keepPreset":            {kind: forModerator, body: m{"name": "x"}},
	"goToPreset":            {kind: forModerator},
	"startRecording":        {kind: forOwner},
	"stopRecording":         {kind: forOwner},
	"listRecordings":        {kind: forOwner},
	"deleteRecording":       {kind: forOwner},
	"downloadRecording":     {kind: forOwner},
	"uploadFile":            {kind: forSeats},
	"downloadFile":          {kind: forSeats},
	"analyticsSummary":      {kind: forOwner},
	"analyticsParticipants": {kind: forOwner},
	"analyticsConnections":  {kind: forOwner},
	"analyticsTimeline":     {kind: forOwner},
	"analyticsChat":         {kind: forOwner},
	"analyticsChart":        {kind: forOwner},

	"analyticsParticipantsTable": {kind: forOwner},
	"analyticsConnectionsTable":  {kind: forOwner},
	"analyticsChatTable":         {kind: forOwner},

	// WHIP and WHEP: signaling/whip_test.go, cmd/veche/whip_test.go
	"publishBroadcast": {kind: elsewhere}, "publishBroadcastOptions": {kind: elsewhere}, "publishBroadcastSessionOptions": {kind: elsewhere}, "publishBroadcastCandidates": {kind: elsewhere}, "publishBroadcastEnd": {kind: elsewhere},
	"readBroadcast": {kind: elsewhere}, "readBroadcastOptions": {kind: elsewhere}, "readBroadcastSessionOptions": {kind: elsewhere}, "readBroadcastCandidates": {kind: elsewhere}, "readBroadcastEnd": {kind: elsewhere},

	// Calls
	"explainDial": {kind: forUsers, body: m{"dial": "#tel:1"}},
	"placeCall":   {kind: forUsers, body: m{"login": "nobody-known"}},

	// Registration
	"register":         {kind: byItself, body: m{"answers": m{"first_name": "X", "email": "x@example.org"}}},
	"takePart":         {kind: byItself, body: m{}},
	"listRegistrants":  {kind: forOwner},
	"registrantsTable": {kind: forOwner},
	"addRegistrant":    {kind: forOwner, body: m{"answers": m{"first_name": "X", "email": "x@example.org"}}},
	"registrant":       {kind: forOwner},
	"deleteRegistrant": {kind: forOwner},
	"sendLink":         {kind: forOwner},

	// Mail, calendars, the page of a conference
	"conferencePage":     {kind: byItself},
	"conferenceCalendar": {kind: byItself},
	"reply":              {kind: forAll, body: m{"token": "x"}},
	"mailState":          {kind: forAdmins},
	"changeMail":         {kind: forAdmins, body: m{}},
	"tryMail":            {kind: forAdmins, body: m{}},
	"listLetters":        {kind: forAdmins},
	"retryLetter":        {kind: forAdmins},
	"deleteLetter":       {kind: forAdmins},
	"listTexts":          {kind: forAdmins},
	"setText":            {kind: forAdmins, body: m{}},
	"deleteText":         {kind: forAdmins},
	"previewText":        {kind: forAdmins, body: m{}},

	"listHistory": {kind: forUsers},

	// Templates
	"listTemplates":  {kind: forUsers},
	"createTemplate": {kind: forUsers, body: m{"name": "x", "settings": m{}}},
	"template":       {kind: forUsers, theirs: (*server).aTemplate},
	"changeTemplate": {kind: forUsers, body: m{"name": "x", "revision": 1}, theirs: (*server).aTemplate},
	"deleteTemplate": {kind: forUsers, theirs: (*server).aTemplate},

	// Address book
	"listContacts":  {kind: forUsers},
	"contact":       {kind: forUsers, theirs: (*server).aContact},
	"createContact": {kind: forUsers, body: m{"name": "x", "dial": "#tel:1"}},
	"changeContact": {kind: forUsers, body: m{"name": "x", "revision": 1}, theirs: (*server).aContact},
	"deleteContact": {kind: forUsers, theirs: (*server).aContact},
	"listGroups":    {kind: forUsers},
	"createGroup":   {kind: forUsers, body: m{"name": "x"}},
	"changeGroup":   {kind: forUsers, body: m{"name": "x", "revision": 1}, theirs: (*server).aGroup},
	"deleteGroup":   {kind: forUsers, theirs: (*server).aGroup},

	// Conversations
	"listConversations":        {kind: forUsers},
	"createConversation":       {kind: forUsers, body: m{"kind": "group", "name": "x", "people": []string{"vera"}}},
	"conversation":             {kind: forUsers, theirs: (*server).aConversation},
	"changeConversation":       {kind: forUsers, body: m{"name": "x"}, theirs: (*server).aConversation},
	"leaveConversation":        {kind: forUsers, theirs: (*server).aConversation},
	"listMessages":             {kind: forUsers, theirs: (*server).aConversation},
	"sendMessage":              {kind: forUsers, body: m{"text": "x", "key": "12345678"}, theirs: (*server).aConversation},
	"changeMessage":            {kind: forUsers, body: m{"text": "x"}, theirs: (*server).aConversation},
	"takeBackMessage":          {kind: forUsers, theirs: (*server).aConversation},
	"readConversation":         {kind: forUsers, body: m{"number": 1}, theirs: (*server).aConversation},
	"unread":                   {kind: forUsers},
	"uploadToConversation":     {kind: forUsers, theirs: (*server).aConversation},
	"downloadFromConversation": {kind: forUsers, theirs: (*server).aConversation},

	"listServerContacts":  {kind: forAdmins},
	"createServerContact": {kind: forAdmins, body: m{}},
	"changeServerContact": {kind: forAdmins, body: m{}},
	"deleteServerContact": {kind: forAdmins},
	"listServerGroups":    {kind: forAdmins},
	"createServerGroup":   {kind: forAdmins, body: m{}},
	"changeServerGroup":   {kind: forAdmins, body: m{}},
	"deleteServerGroup":   {kind: forAdmins},

	// Telephony, cameras
	"telephonyState":  {kind: forAdmins},
	"releaseSource":   {kind: forAdmins},
	"recentCalls":     {kind: forAdmins},
	"callTrace":       {kind: forAdmins},
	"testCall":        {kind: forAdmins, body: m{}},
	"listTrunks":      {kind: forAdmins},
	"createTrunk":     {kind: forAdmins, body: m{}},
	"trunk":           {kind: forAdmins},
	"changeTrunk":     {kind: forAdmins, body: m{}},
	"deleteTrunk":     {kind: forAdmins},
	"callableCameras": {kind: forUsers},
	"listCameras":     {kind: forAdmins},
	"createCamera":    {kind: forAdmins, body: m{}},
	"camera":          {kind: forAdmins},
	"changeCamera":    {kind: forAdmins, body: m{}},
	"deleteCamera":    {kind: forAdmins},
	"testCamera":      {kind: forAdmins, body: m{}},
	"cameraPicture":   {kind: forAdmins},
	"searchCameras":   {kind: forAdmins, body: m{}},
	"describeCamera":  {kind: forAdmins, body: m{}},
}

// want is how far by gets with an operation; write: it is one that changes something.
func (r row) want(by caller, write bool) outcome {
	key := strings.HasPrefix(string(by), "key:")
	scopeless := write && (by == readKey || by == adminReads)
	switch {
	case r.kind == forAll:
		return in
	case by == nobody:
		return signIn
	case r.kind == forPersons && key:
		return denied
	case r.kind == forPersons:
		return in
	case r.kind == forAdmins && (by == admin || by == adminKey):
		return in
	case r.kind == forAdmins, scopeless:
		return denied
	case r.kind == forSeats && write && slices.Contains([]caller{owner, admin, createKey, adminKey}, by): // not inside
		return denied
	case r.kind == forUsers, slices.Contains([]caller{owner, admin, readKey, createKey, adminKey}, by):
		return in
	case by == user || by == operator || by == adminReads, r.kind == forSeats:
		return unknown
	}
	return r.wantOfInvited(by)
}

func (r row) wantOfInvited(by caller) outcome {
	switch {
	case r.kind == forInvited, r.kind == forStarters && by == moderator:
		return in
	}
	return denied
}

// operation is one of the document.
type operation struct{ id, method, path string }

func (s *server) operations() (all []operation) {
	s.t.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	client{s: s}.want(200, "GET", "/openapi.json", nil, &doc)
	for path, methods := range doc.Paths {
		for method, raw := range methods {
			var o struct{ OperationID string }
			if method == "parameters" {
				continue
			}
			must(s.t, json.Unmarshal(raw, &o))
			all = append(all, operation{o.OperationID, strings.ToUpper(method), strings.TrimPrefix(path, "/api/v1")})
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return strings.Compare(a.id, b.id) })
	return all
}

// at is the path with cid for the conference and id for what else has one.
func (o operation) at(cid, id string) string {
	parts := strings.Split(o.path, "/")
	for i, p := range parts {
		switch {
		case p == "{cid}":
			parts[i] = cid
		case p == "{number}":
			parts[i] = "1"
		case p == "{of}":
			parts[i] = "2026-11-24T10:00"
		case strings.HasPrefix(p, "{"):
			parts[i] = id
		}
	}
	return strings.Join(parts, "/")
}

// rights is a server with the whole cast.
type rights struct {
	*server
	by map[caller]client
}

func newRights(t *testing.T) *rights {
	t.Helper()
	r := &rights{newServer(t), map[caller]client{}}
	for _, login := range []string{"oleg", "vera", "maxim"} {
		r.add(login)
	}
	boss := r.as("admin")
	boss.want(200, "PATCH", "/settings", m{"limits": m{"conferencesPerUser": 10_000}, "lockout": m{"attempts": 100}}, nil)
	boss.want(200, "PATCH", "/users/oleg", m{"rights": []string{"operator", "create_conference", "address_book", "call"}}, nil)
	key := func(of client, scopes ...string) client {
		var made struct{ Token string }
		of.want(201, "POST", "/keys", m{"name": "key", "scopes": scopes}, &made)
		return client{r.server, map[string]string{"Authorization": "Bearer " + made.Token}}
	}
	r.by = map[caller]client{
		nobody: {s: r.server}, user: r.as("boris"), operator: r.as("oleg"), invited: r.as("vera"), moderator: r.as("maxim"),
		owner: r.as("anna"), admin: boss, readKey: key(r.as("anna"), "read"), createKey: key(r.as("anna"), "create"),
		adminKey: key(boss, "create", "admin"), adminReads: key(boss, "read"),
	}
	return r
}

// conference makes one that anna owns and that runs.
func (r *rights) conference() string { return r.conferenceWith(m{}) }

func (r *rights) conferenceWith(settings m) string {
	r.t.Helper()
	var c api.Conference
	all := m{
		"name": "Secret plan", "invited": []m{{"login": "vera"}, {"login": "maxim", "moderator": true}},
	}
	maps.Copy(all, settings)
	r.by[owner].want(201, "POST", "/conferences", all, &c)
	_, err := r.directory.Start(r.t.Context(), c.ID)
	must(r.t, err)
	return string(c.CID)
}

// again signs in anew who has just signed out.
func (r *rights) again(by caller) {
	login := map[caller]string{user: "boris", operator: "oleg", invited: "vera", moderator: "maxim", owner: "anna", admin: "admin"}[by]
	if login != "" {
		r.by[by] = r.as(login)
	}
}

func (r *rights) call(by caller, o operation, what row, cid, id string) (*http.Response, []byte) {
	r.t.Helper()
	return r.ready(by, what).do(o.method, o.at(cid, id), what.body)
}

// ready is by, with what an operation needs beside the body.
func (r *rights) ready(by caller, what row) client {
	if what.match {
		return r.by[by].with("If-Match", `"77"`)
	}
	return r.by[by]
}

// got tells how far a call came.
func got(res *http.Response, raw []byte) outcome {
	switch {
	case res.StatusCode == http.StatusUnauthorized && !strings.Contains(string(raw), `"wrong_password"`):
		return signIn
	case res.StatusCode == http.StatusForbidden:
		return denied
	case res.StatusCode == http.StatusNotFound && strings.Contains(string(raw), `"conference_unknown"`):
		return unknown
	}
	return in
}

func TestWhoMayDoWhat(t *testing.T) {
	r := newRights(t)
	listed := map[string]bool{}
	for _, o := range r.operations() {
		listed[o.id] = true
		what, known := rightsOf[o.id]
		if !known {
			t.Errorf("%s %s: say in rightsOf (%s) who may call the operation %q", o.method, o.path, "rights_test.go", o.id)
			continue
		}
		if what.kind == elsewhere || what.kind == byItself {
			continue
		}
		write := o.method != "GET" && o.method != "HEAD"
		cid := ""
		for _, by := range cast {
			if strings.Contains(o.path, "{cid}") && (write || cid == "") {
				cid = r.conference()
			}
			want := what.want(by, write)
			res, raw := r.call(by, o, what, cid, "nothing")
			if got := got(res, raw); got != want {
				t.Errorf("%s (%s %s): %s %s, want: %s; %d %.200s", o.id, o.method, o.path, by, got, want, res.StatusCode, raw)
			}
			if o.id == "signOut" || o.id == "signOutEverywhere" {
				r.again(by)
			}
		}
	}
	for id := range rightsOf {
		if !listed[id] {
			t.Errorf("rightsOf has %q, which is no operation any more", id)
		}
	}
}

// P3: an id of somebody else's is answered like an id of nothing, to the last byte.
func TestIDsOfOthersAreAnsweredAsUnknown(t *testing.T) {
	r := newRights(t)
	for _, o := range r.operations() {
		what := rightsOf[o.id]
		if what.kind == elsewhere || what.kind == forAll {
			continue
		}
		same := func(by caller, one, other string) {
			t.Helper()
			tell := func(path string) string {
				res, raw := r.ready(by, what).do(o.method, path, what.body)
				res.Header.Del("Date")
				head, _ := json.Marshal(res.Header)
				return fmt.Sprintf("%d %s %s", res.StatusCode, head, raw)
			}
			if a, b := tell(one), tell(other); a != b || strings.HasPrefix(a, "2") {
				t.Errorf("%s, %s:\n%s: %s\n%s: %s", o.id, by, one, a, other, b)
			}
		}
		switch {
		case what.kind == byItself:
			for _, by := range []caller{nobody, user} { // operators need no PIN (E10)
				same(by, o.at(r.conferenceWith(m{"access": "public", "pin": "756910"}), "x"), o.at("9999999999", "x"))
			}
		case strings.Contains(o.path, "{cid}"):
			for _, by := range []caller{nobody, user, operator} {
				same(by, o.at(r.conference(), "x"), o.at("9999999999", "x"))
			}
		case what.theirs != nil:
			same(user, o.at("", what.theirs(r.server)), o.at("", "0000000000000000"))
			same(nobody, o.at("", what.theirs(r.server)), o.at("", "0000000000000000"))
		case strings.Contains(o.path, "{") && what.kind != forAdmins:
			t.Errorf("%s %s: say in rightsOf how to make something of somebody else's (theirs)", o.id, o.path)
		}
	}
}

// made makes something of anna's and returns its id.
func (s *server) made(path string, body any) string {
	s.t.Helper()
	var got struct{ ID string }
	s.as("anna").want(201, "POST", path, body, &got)
	return got.ID
}

func (s *server) aTemplate() string {
	return s.made("/templates", m{"name": "Hers", "settings": m{"name": "Hers"}})
}

func (s *server) aConversation() string {
	return s.made("/conversations", m{"kind": "group", "name": "Hers", "people": []string{"admin"}})
}

func (s *server) aContact() string { return s.made("/contacts", m{"name": "Hers", "dial": "#tel:501"}) }
func (s *server) aGroup() string   { return s.made("/contact-groups", m{"name": "Hers"}) }
func (s *server) aDevice() string  { return s.made("/me/devices", m{"label": "Phone"}) }
func (s *server) aKey() string {
	return s.made("/keys", m{"name": "key", "scopes": []string{"read"}})
}

func (s *server) aSession() string {
	s.t.Helper()
	var all struct{ Items []api.SessionView }
	s.as("anna").want(200, "GET", "/sessions", nil, &all)
	return all.Items[0].ID
}
