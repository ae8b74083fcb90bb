package book_test

import (
	"context"
	"strings"
	"testing"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/camera/book"
	"veche/conference/dial"
)

func TestEntriesAreCheckedBeforeTheyAreStored(t *testing.T) {
	t.Parallel()
	valid := func() book.Entry {
		return book.Entry{
			Name: " Ward 3 ", Address: "rtsp://admin:12345scw@192.168.1.100:554/cam/realmonitor?channel=1&subtype=1", // C19
			Device: book.Device{Address: "192.168.1.100", Profile: "main"}, Notes: "above the door\nkey 12",
		}
	}
	for name, c := range map[string]struct {
		change      func(*book.Entry)
		field, code string
	}{
		"as it should be":       {func(*book.Entry) {}, "", ""},
		"no name":               {func(e *book.Entry) { e.Name = " " }, "name", "name_invalid"},
		"a name that turns":     {func(e *book.Entry) { e.Name = "a\u202eb" }, "name", "name_invalid"},
		"a long name":           {func(e *book.Entry) { e.Name = strings.Repeat("я", 101) }, "name", "name_invalid"},
		"notes with a bell":     {func(e *book.Entry) { e.Notes = "a\ab" }, "notes", "text_invalid"},
		"no address":            {func(e *book.Entry) { e.Address = "" }, "address", "dial_empty"},
		"a telephone":           {func(e *book.Entry) { e.Address = "#tel:501" }, "address", "address_not_rtsp"},
		"another of the book":   {func(e *book.Entry) { e.Address = "camera:ABC" }, "address", "address_not_rtsp"},
		"as it is shown":        {func(e *book.Entry) { e.Address = e.Shown() }, "address", "dial_left_out"},
		"a file":                {func(e *book.Entry) { e.Device.Address = "file:///etc/passwd" }, "device.address", "address_not_http"},
		"a password in the URL": {func(e *book.Entry) { e.Device.Address = "http://a:b@h/" }, "device.address", "address_not_http"},
		"no host":               {func(e *book.Entry) { e.Device.Address = "http:///x" }, "device.address", "address_not_http"},
		"a strange host":        {func(e *book.Entry) { e.Device.Address = "http://a b/x" }, "device.address", "address_not_http"},
		"a password for nobody": {func(e *book.Entry) { e.Device.Password = "x" }, "device.login", "login_missing"},
		"a long password":       {func(e *book.Entry) { e.Device.Login, e.Device.Password = "a", strings.Repeat("x", 129) }, "device.password", "text_invalid"},
	} {
		e := valid()
		c.change(&e)
		err := e.Validate()
		got, _ := err.(*conference.Error)
		if got == nil {
			got = &conference.Error{}
		}
		if got.Field != c.field || got.Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	e := valid()
	if err := e.Validate(); err != nil {
		t.Fatal(err)
	}
	if e.Name != "Ward 3" || e.Device.Address != "http://192.168.1.100/onvif/device_service" || e.Shown() != "rtsp://…@192.168.1.100:554/cam/realmonitor?…" {
		t.Errorf("got %+v, shown as %s", e, e.Shown())
	}
	if login, password := e.Credentials(); login != "admin" || password != "12345scw" {
		t.Errorf("ONVIF is spoken as %q", login)
	}
	e.Device.Login, e.Device.Password = "operator", "x"
	if login, password := e.Credentials(); login != "operator" || password != "x" {
		t.Errorf("ONVIF is spoken as %q", login)
	}
}

// shelf is a book of one.
type shelf struct{ entry book.Entry }

func (s shelf) Camera(_ context.Context, id camera.ID) (book.Entry, error) {
	if id != s.entry.ID {
		return book.Entry{}, book.ErrUnknown
	}
	return s.entry, nil
}

func TestNamesOfTheBookBecomeAddressesOnlyWhenCalled(t *testing.T) {
	t.Parallel()
	s := shelf{entry: book.Entry{ID: "ABC", Address: "rtsp://a:secret@h/x"}}
	other := dial.Target{Kind: dial.RTSP, Host: "other"}
	for _, c := range []struct {
		given, want dial.Target
		code        string
	}{
		{other, other, ""},
		{dial.Target{Kind: dial.RTSP, Camera: "ABC"}, dial.Target{Kind: dial.RTSP, Host: "h", User: "a", Password: "secret", Path: "/x"}, ""},
		{dial.Target{Kind: dial.RTSP, Camera: "GONE"}, dial.Target{}, "camera_unknown"},
	} {
		got, err := book.Resolve(t.Context(), s, c.given)
		if got != c.want || conference.CodeOf(err) != c.code {
			t.Errorf("%+v: %+v, %v", c.given, got, err)
		}
	}
}

func FuzzServiceAddress(f *testing.F) {
	for _, s := range []string{"192.168.1.100", "camera.local:8080/onvif", "https://[2001:db8::1]/", "http://h/%zz", "ftp://h", "http://h:0/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		address, ok := book.ServiceAddress(typed)
		if !ok {
			return
		}
		if again, ok := book.ServiceAddress(address); !ok || again != address {
			t.Errorf("%q became %q, and that %q", typed, address, again)
		}
	})
}
