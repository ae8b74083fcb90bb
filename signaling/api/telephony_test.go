package api_test

import (
	"context"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/dial"
	"veche/conference/telephony"
	"veche/signaling/api"
)

// phones is a gateway that says what it is told to.
type phones struct {
	state    telephony.State
	recent   []telephony.LoggedCall
	trace    func(telephony.LogID) (telephony.Trace, bool)
	release  func(string) bool
	testCall func(context.Context, dial.Target, telephony.TrunkID) (telephony.Test, error)
	changes  atomic.Int32
}

func (p *phones) State() telephony.State                           { return p.state }
func (p *phones) Recent() []telephony.LoggedCall                   { return p.recent }
func (p *phones) Trace(id telephony.LogID) (telephony.Trace, bool) { return p.trace(id) }
func (p *phones) Release(source string) bool                       { return p.release(source) }
func (p *phones) Changed()                                         { p.changes.Add(1) }
func (p *phones) TestCall(ctx context.Context, t dial.Target, k telephony.TrunkID) (telephony.Test, error) {
	return p.testCall(ctx, t, k)
}

func withPhones(p *phones) func(*server) { return func(s *server) { s.phones = p } }

func TestTelephonyIsForAdministrators(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	anna, nobody := s.as("anna"), client{s: s}
	for _, c := range [][2]string{
		{"GET", "/admin/sip"},
		{"DELETE", "/admin/sip/limited/192.0.2.1"},
		{"GET", "/admin/sip/calls"},
		{"GET", "/admin/sip/calls/x/trace"},
		{"POST", "/admin/sip/test-call"},
		{"GET", "/admin/sip/trunks"},
		{"POST", "/admin/sip/trunks"},
		{"GET", "/admin/sip/trunks/x"},
		{"PATCH", "/admin/sip/trunks/x"},
		{"DELETE", "/admin/sip/trunks/x"},
		{"GET", "/admin/sip/devices"},
		{"GET", "/users/boris/devices"},
		{"POST", "/users/boris/devices"},
		{"DELETE", "/users/boris/devices/x"},
	} {
		anna.refused(403, "not_administrator", c[0], c[1], nil)
		nobody.refused(401, "sign_in_needed", c[0], c[1], nil)
	}
	for _, c := range [][2]string{{"GET", "/me/devices"}, {"POST", "/me/devices"}, {"DELETE", "/me/devices/x"}} {
		nobody.refused(401, "sign_in_needed", c[0], c[1], nil)
		program, _ := anna.key(m{"name": c[0], "scopes": []string{"create"}})
		program.refused(403, "scope_missing", c[0], c[1], nil)
	}
}

func TestTrunksAreKeptWithoutTellingTheirPasswords(t *testing.T) {
	t.Parallel()
	p := &phones{}
	s := newServer(t, withPhones(p))
	admin := s.as("admin")
	var k api.Trunk
	admin.want(201, "POST", "/admin/sip/trunks", m{
		"name": "PBX", "host": "PBX.example.org:5070", "transport": "tcp", "login": "veche", "password": "secret-7350",
		"registration": "permanent", "default": true, "patterns": []m{{"match": "8.", "strip": 1, "prepend": "+7"}},
	}, &k)
	if k.Host != "pbx.example.org" || k.Port != 5070 || !k.HasPassword || !k.Enabled || k.Expires != 600 || k.Patterns[0].Prepend != "+7" {
		t.Errorf("got %+v", k)
	}
	at := "/admin/sip/trunks/" + string(k.ID)
	if _, raw := admin.do("GET", at, nil); strings.Contains(string(raw), "secret-7350") {
		t.Errorf("the password is told: %s", raw)
	}
	stored := func() telephony.Trunk {
		t.Helper()
		stored, err := s.store.Trunk(t.Context(), k.ID)
		must(t, err)
		return stored
	}
	admin.want(200, "PATCH", at, m{"revision": 1, "name": "Exchange", "from": m{"user": "100"}}, &k)
	if got := stored(); got.Password != "secret-7350" || got.Name != "Exchange" || got.From.User != "100" || k.Revision != 2 {
		t.Errorf("got %+v", got)
	}
	admin.refused(409, "changed_meanwhile", "PATCH", at, m{"revision": 1, "name": "X"})
	admin.refused(422, "password_again", "PATCH", at, m{"host": "evil.example.org"})
	admin.refused(422, "password_again", "PATCH", at, m{"port": 5080})
	admin.want(200, "PATCH", at, m{"host": "pbx2.example.org", "password": "other"}, &k)
	if k.Port != 0 || stored().Password != "other" {
		t.Errorf("got %+v", k)
	}
	admin.refused(422, "pattern_invalid", "PATCH", at, m{"patterns": []m{{"match": "", "strip": 0, "prepend": ""}}})
	admin.refused(422, "host_invalid", "PATCH", at, m{"host": "a b", "password": "x"})
	admin.want(200, "PATCH", at, m{"password": ""}, &k)
	if k.HasPassword {
		t.Error("the password stayed")
	}
	var second api.Trunk
	admin.want(201, "POST", "/admin/sip/trunks", m{"name": "Abroad", "host": "192.0.2.1", "default": true}, &second)
	var all struct {
		Items []api.Trunk
		Total int
	}
	admin.want(200, "GET", "/admin/sip/trunks", nil, &all)
	if all.Total != 2 || all.Items[0].Name != "Abroad" || !all.Items[0].Default || all.Items[1].Default {
		t.Errorf("got %+v", all)
	}
	admin.want(204, "DELETE", at, nil, nil)
	admin.refused(404, "trunk_unknown", "GET", at, nil)
	admin.refused(404, "trunk_unknown", "DELETE", at, nil)
	if p.changes.Load() != 6 {
		t.Errorf("the gateway heard of %d changes, want 6", p.changes.Load())
	}
}

// design.md, section 8: each phone has a secret of its own, shown once, revocable.
func TestDevicesTellTheirSecretOnce(t *testing.T) {
	t.Parallel()
	p := &phones{state: telephony.State{Addresses: []telephony.Address{
		{Transport: "udp", Address: "[::]:5060"}, {Transport: "tcp", Address: "[::]:5060"}, {Transport: "udp", Address: "192.0.2.1:5070"},
	}}}
	s := newServer(t, withPhones(p))
	anna, boris, admin := s.as("anna"), s.as("boris"), s.as("admin")
	type made struct {
		api.Device
		Secret, Realm string
		Server        []api.ServerAddress
	}
	var d made
	anna.want(201, "POST", "/me/devices", m{"label": " Desk phone "}, &d)
	if d.Label != "Desk phone" || len(d.Secret) != 20 || d.Realm != "veche" || d.Login != "anna" {
		t.Errorf("got %+v", d)
	}
	if len(d.Server) != 2 || d.Server[0] != (api.ServerAddress{Transport: "udp", Host: "127.0.0.1", Port: 5060}) {
		t.Errorf("where to register: %+v", d.Server)
	}
	p.state.Devices = []telephony.Contact{{Username: d.Username, Address: "192.0.2.7:5060", Agent: "Phone/1"}, {Username: "other"}}
	res, raw := anna.do("GET", "/me/devices", nil)
	if res.StatusCode != 200 || strings.Contains(string(raw), d.Secret) || !strings.Contains(string(raw), "192.0.2.7:5060") || strings.Contains(string(raw), "md5") {
		t.Errorf("got %s", raw)
	}
	anna.refused(422, "name_invalid", "POST", "/me/devices", m{"label": " "})
	boris.refused(404, "device_unknown", "DELETE", "/me/devices/"+string(d.ID), nil)

	var hers made
	admin.want(201, "POST", "/users/ANNA/devices", m{"label": "Room"}, &hers)
	admin.refused(404, "user_unknown", "POST", "/users/nobody/devices", m{"label": "Room"})
	admin.refused(404, "user_unknown", "GET", "/users/nobody/devices", nil)
	var all struct {
		Items []api.Device
		Total int
	}
	admin.want(200, "GET", "/users/anna/devices", nil, &all)
	if all.Total != 2 || all.Items[0].ID != d.ID || all.Items[0].Contacts[0].Agent != "Phone/1" {
		t.Errorf("got %+v", all)
	}
	admin.want(200, "GET", "/admin/sip/devices?q=room", nil, &all)
	if all.Total != 1 || all.Items[0].ID != hers.ID || all.Items[0].Login != "anna" {
		t.Errorf("got %+v", all)
	}
	before := p.changes.Load()
	admin.want(204, "DELETE", "/users/anna/devices/"+string(hers.ID), nil, nil)
	anna.want(204, "DELETE", "/me/devices/"+string(d.ID), nil, nil)
	anna.refused(404, "device_unknown", "DELETE", "/me/devices/"+string(d.ID), nil)
	if p.changes.Load() != before+2 {
		t.Error("the gateway heard nothing of revoked devices")
	}
	for range telephony.DevicesOfOne {
		anna.want(201, "POST", "/me/devices", m{"label": "Phone"}, nil)
	}
	anna.refused(409, "too_many_devices", "POST", "/me/devices", m{"label": "Phone"})

	before = p.changes.Load()
	admin.want(200, "PATCH", "/users/boris", m{"blocked": true}, nil)
	admin.want(204, "DELETE", "/users/boris", nil, nil)
	if p.changes.Load() != before+2 {
		t.Error("the gateway heard nothing of a person who is gone")
	}
}

func TestSettingsOfTelephony(t *testing.T) {
	t.Parallel()
	p := &phones{}
	s := newServer(t, withPhones(p))
	admin := s.as("admin")
	var got account.Settings
	admin.want(200, "PATCH", "/settings", m{"telephony": m{
		"encryption": "required", "trusted": []string{" 192.0.2.7/24", "2001:db8::1", ""}, "blocked": []string{"198.51.100.1"},
	}}, &got)
	want := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::1/128")}
	if g := got.Telephony; g.Encryption != telephony.EncryptionRequired || len(g.Trusted) != 2 || g.Trusted[0] != want[0] || g.Trusted[1] != want[1] ||
		g.Blocked[0].String() != "198.51.100.1/32" {
		t.Errorf("got %+v", g)
	}
	if p.changes.Load() != 1 {
		t.Error("the gateway heard nothing")
	}
	admin.refused(422, "network_invalid", "PATCH", "/settings", m{"telephony": m{"blocked": []string{"example.org"}}})
	admin.refused(422, "encryption_invalid", "PATCH", "/settings", m{"telephony": m{"encryption": "some"}})
	if _, raw := admin.do("GET", "/settings", nil); !strings.Contains(string(raw), `"trusted":["192.0.2.0/24","2001:db8::1/128"]`) {
		t.Errorf("got %s", raw)
	}
}

func TestWithoutAGatewayItIsNotAvailable(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	admin := s.as("admin")
	for _, c := range []struct {
		method, path string
		in           any
	}{
		{"GET", "/admin/sip", nil},
		{"DELETE", "/admin/sip/limited/192.0.2.1", nil},
		{"GET", "/admin/sip/calls", nil},
		{"GET", "/admin/sip/calls/x/trace", nil},
		{"POST", "/admin/sip/test-call", m{"dial": "#sip:a@b"}},
	} {
		if _, code := admin.outcome(c.method, c.path, c.in); code != "telephony_off" {
			t.Errorf("%s %s: %s", c.method, c.path, code)
		}
	}
	var d struct{ Server []api.ServerAddress }
	admin.want(201, "POST", "/me/devices", m{"label": "Early"}, &d) // they are kept nevertheless
	admin.want(200, "GET", "/me/devices", nil, nil)
	admin.want(201, "POST", "/admin/sip/trunks", m{"name": "PBX", "host": "pbx.example.org"}, nil)
}

func TestTheStateOfTheGatewayIsShown(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	released := ""
	p := &phones{
		state: telephony.State{
			Addresses: []telephony.Address{{Transport: "udp", Address: "0.0.0.0:5060"}},
			Trunks:    []telephony.TrunkState{{ID: "t", State: telephony.StandingFailed, Since: at, Status: 403, Cause: telephony.Forbidden}},
			Limited:   []telephony.Limited{{Source: "2001:db8::/64", Rule: telephony.RuleUnknown, Misses: 31, Now: true}},
		},
		recent: []telephony.LoggedCall{
			{ID: "a@192.0.2.1", Began: at, Direction: telephony.In, From: "sip:x@y", Answered: at, Ended: at.Add(90 * time.Second), Cause: telephony.NewCause(telephony.HungUp, 0, "", false), Traced: true},
			{ID: "b", Began: at, Direction: telephony.Out},
		},
		trace: func(id telephony.LogID) (telephony.Trace, bool) {
			return telephony.Trace{Messages: []telephony.TraceMessage{{At: at, Text: "INVITE " + string(id)}}}, id == "a@192.0.2.1"
		},
		release: func(source string) bool { released = source; return source == "2001:db8::/64" },
	}
	s := newServer(t, withPhones(p))
	admin := s.as("admin")
	var g api.GatewayState
	admin.want(200, "GET", "/admin/sip", nil, &g)
	if g.Addresses[0].Transport != "udp" || g.Trunks[0].Status != 403 || g.Limited[0].Misses != 31 || g.Devices == nil || len(g.Reached) != 1 || g.Reached[0].Port != 5060 {
		t.Errorf("got %+v", g)
	}
	var calls struct {
		Items []api.RecentCall
		Total int
	}
	admin.want(200, "GET", "/admin/sip/calls", nil, &calls)
	if calls.Total != 2 || calls.Items[0].Duration != 90 || calls.Items[0].Cause.Text != "They hung up." || calls.Items[1].Cause != nil {
		t.Errorf("got %+v", calls)
	}
	var trace telephony.Trace
	admin.want(200, "GET", "/admin/sip/calls/"+url.PathEscape("a@192.0.2.1")+"/trace", nil, &trace)
	if len(trace.Messages) != 1 || trace.Messages[0].Text != "INVITE a@192.0.2.1" {
		t.Errorf("got %+v", trace)
	}
	admin.refused(404, "trace_unknown", "GET", "/admin/sip/calls/b/trace", nil)
	admin.want(204, "DELETE", "/admin/sip/limited/"+url.PathEscape("2001:db8::/64"), nil, nil)
	if released != "2001:db8::/64" {
		t.Errorf("released %q", released)
	}
	admin.refused(404, "source_unknown", "DELETE", "/admin/sip/limited/192.0.2.1", nil)
}

func TestATestCallSaysHowFarItCame(t *testing.T) {
	t.Parallel()
	var asked dial.Target
	var through telephony.TrunkID
	p := &phones{testCall: func(ctx context.Context, target dial.Target, k telephony.TrunkID) (telephony.Test, error) {
		if _, bounded := ctx.Deadline(); !bounded {
			t.Error("a test call may ring for ever")
		}
		asked, through = target, k
		if target.Number == "0" {
			return telephony.Test{}, conference.Refuse(conference.Denied, "trunk_off", "This trunk is switched off.")
		}
		return telephony.Test{Reached: telephony.ReachedTrying, Cause: telephony.NewCause(telephony.Busy, 486, "Busy Here", false), Took: 0.5, Call: "a"}, nil
	}}
	s := newServer(t, withPhones(p))
	admin := s.as("admin")
	var got telephony.Test
	admin.want(200, "POST", "/admin/sip/test-call", m{"dial": "#tel:501", "trunk": "t"}, &got)
	if got.Reached != telephony.ReachedTrying || got.Cause.Kind != telephony.Busy || asked.Number != "501" || through != "t" {
		t.Errorf("got %+v for %+v through %s", got, asked, through)
	}
	admin.refused(403, "trunk_off", "POST", "/admin/sip/test-call", m{"dial": "#tel:0"})
	admin.refused(422, "dial_no_host", "POST", "/admin/sip/test-call", m{"dial": "#sip:bob@"})
	admin.refused(422, "not_a_sip_call", "POST", "/admin/sip/test-call", m{"dial": "boris"})
	admin.refused(422, "not_a_sip_call", "POST", "/admin/sip/test-call", m{"dial": "rtsp://192.0.2.1/"})
}
