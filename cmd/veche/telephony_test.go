package main

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"veche/conference/reach"
	"veche/conference/telephony"
	"veche/signaling/api"
	"veche/sip"
)

// phoneOf registers a phone with what the API gave for it, and returns its
// registration.
func (s *testServer) phoneOf(username, secret string) *sip.Registration {
	s.t.Helper()
	phone := sip.New(sip.Config{Reach: reach.Rule{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}})
	s.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		phone.Close(ctx)
	})
	if _, err := phone.Listen(context.Background(), "127.0.0.1:0"); err != nil {
		s.t.Fatal(err)
	}
	registration := phone.Register(sip.Account{
		Registrar: "sip:" + s.addresses["sip"], Identity: "sip:" + username + "@" + s.addresses["sip"], Username: username, Password: secret,
	})
	s.t.Cleanup(func() { // before the phone, which waits for it
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		registration.Close(ctx)
	})
	return registration
}

// registeredDevices are the user names that the administrator sees registered.
func (s *testServer) registeredDevices(token string) (names []string) {
	s.t.Helper()
	var g api.GatewayState
	if status := s.call(http.MethodGet, "/api/v1/admin/sip", token, nil, &g); status != http.StatusOK {
		s.t.Fatalf("state: %d", status)
	}
	for _, d := range g.Devices {
		names = append(names, d.Username)
	}
	return names
}

// design.md, section 8: the secret of a phone is revocable, and so is who has it.
func TestARevokedPhoneRingsNoMore(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	admin, _ := s.signIn("admin", testPassword)
	s.call(http.MethodPost, "/api/v1/users", admin, map[string]any{"login": "boris", "name": "Boris", "password": testPassword}, nil)
	var phones [2]struct{ ID, Username, Secret string }
	for i, login := range []string{"admin", "boris"} {
		path := "/api/v1/users/" + login + "/devices"
		if status := s.call(http.MethodPost, path, admin, map[string]any{"label": "Desk"}, &phones[i]); status != http.StatusCreated {
			t.Fatalf("a phone for %s: %d", login, status)
		}
		s.phoneOf(phones[i].Username, phones[i].Secret)
	}
	eventually(t, "both phones are registered", func() bool { return len(s.registeredDevices(admin)) == 2 })
	s.call(http.MethodDelete, "/api/v1/users/admin/devices/"+phones[0].ID, admin, nil, nil)
	eventually(t, "the revoked one is forgotten", func() bool { return strings.Join(s.registeredDevices(admin), " ") == phones[1].Username })
	s.call(http.MethodPatch, "/api/v1/users/boris", admin, map[string]any{"blocked": true}, nil)
	eventually(t, "that of a blocked person is forgotten", func() bool { return len(s.registeredDevices(admin)) == 0 })
}

// P6: what cannot be called is answered with the reason, also in a test.
func TestATestCallWithoutAWayIsRefused(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	admin, _ := s.signIn("admin", testPassword)
	for text, want := range map[string]int{
		"#sip:bob": http.StatusServiceUnavailable, "#tel:501": http.StatusServiceUnavailable, "boris": http.StatusUnprocessableEntity,
	} {
		if status := s.call(http.MethodPost, "/api/v1/admin/sip/test-call", admin, map[string]any{"dial": text}, nil); status != want {
			t.Errorf("%s: %d, want %d", text, status, want)
		}
	}
	// Nobody is there.
	var test telephony.Test
	if status := s.call(http.MethodPost, "/api/v1/admin/sip/test-call", admin, map[string]any{"dial": "#sip:bob@127.0.0.1:9;transport=tcp"}, &test); status != http.StatusOK {
		t.Fatalf("test call: %d", status)
	}
	if test.Cause == nil || test.Cause.Kind != telephony.Unreachable || test.Reached != telephony.ReachedNone {
		t.Errorf("got %+v, %+v", test, test.Cause)
	}
}
