package store

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/camera/book"
	"veche/conference/layout"
	"veche/conference/telephony"
	"veche/conference/template"
)

func FuzzDecodeDefinition(f *testing.F) {
	sealer, err := newSeal(make([]byte, keySize))
	if err != nil {
		f.Fatal(err)
	}
	s := &Store{seal: sealer}
	for _, d := range []conference.Definition{{}, {ID: "a", PIN: "1234", Invited: []conference.Invited{{Login: "anna"}, {Dial: "rtsp://a:secret@h/"}}, Layout: layout.Arrangements{Arrangement: layout.Arrangement{Seats: []layout.Seat{{Dial: "rtsp://a:secret@h/"}}}}}} {
		raw, err := s.encodeDefinition(d)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"v":2,"d":{}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := s.decodeDefinition(raw)
		if err != nil {
			return
		}
		again, err := s.encodeDefinition(d)
		if err != nil {
			return // a time that JSON cannot write back
		}
		if back, err := s.decodeDefinition(again); err != nil || !reflect.DeepEqual(back, d) {
			t.Errorf("%+v came back as %+v, %v", d, back, err)
		}
	})
}

func TestWhatIsDialledIsSealed(t *testing.T) {
	sealer, err := newSeal(make([]byte, keySize))
	if err != nil {
		t.Fatal(err)
	}
	s := &Store{seal: sealer}
	camera := layout.Seat{Dial: "rtsp://admin:864209@10.0.0.1/"}
	d := conference.Definition{ID: "a", Invited: []conference.Invited{{Login: "anna"}, {Dial: camera.Dial}}}
	d.Layout = layout.Plain(layout.Spec{Type: layout.Grid, Windows: 4})
	d.Layout.Seats = []layout.Seat{{Login: "anna"}, {}, camera}
	d.Layout.Browsers = &layout.Arrangement{Spec: d.Layout.Spec, Seats: []layout.Seat{camera}}
	d.Layout.Individual = []layout.Individual{{Of: camera, Arrangement: layout.Arrangement{Spec: d.Layout.Spec}}}
	raw, err := s.encodeDefinition(d)
	if err != nil || bytes.Contains(raw, []byte("864209")) {
		t.Fatalf("%s, %v", raw, err)
	}
	if d.Invited[1].Dial == "" || d.Layout.Browsers.Seats[0].Dial == "" {
		t.Error("the caller's list was changed")
	}
	if back, err := s.decodeDefinition(raw); err != nil || !reflect.DeepEqual(back, d) {
		t.Errorf("%+v, %v", back, err)
	}
}

func FuzzDecodeSealed(f *testing.F) {
	sealer, err := newSeal(make([]byte, keySize))
	if err != nil {
		f.Fatal(err)
	}
	s := &Store{seal: sealer}
	d, _ := telephony.NewDevice("anna", "Desk", time.Unix(1, 0).UTC())
	rawDevice, err := s.encodeDevice(&d)
	if err != nil {
		f.Fatal(err)
	}
	rawTrunk, err := s.encodeTrunk(&telephony.Trunk{ID: "a", Password: "secret", Patterns: []telephony.Pattern{{Match: "8."}}})
	if err != nil {
		f.Fatal(err)
	}
	rawCamera, err := s.encodeCamera(&book.Entry{ID: "a", Address: "rtsp://a:secret@h/", Device: book.Device{Login: "a", Password: "secret"}})
	if err != nil {
		f.Fatal(err)
	}
	rawTemplate, err := s.encodeTemplate(template.Template{ID: "a", Owner: "anna", Settings: conference.Definition{PIN: "1234", Invited: []conference.Invited{{Dial: "rtsp://a:secret@h/"}}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(rawTemplate)
	f.Add(rawCamera)
	f.Add(rawDevice)
	f.Add(rawTrunk)
	f.Add([]byte(`{"v":1,"d":{"sealedHa1":"AAAA","sealedPassword":"AAAA"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if k, err := s.decodeTrunk(raw); err == nil {
			again, err := s.encodeTrunk(&k)
			if err != nil {
				t.Fatal(err)
			}
			if back, err := s.decodeTrunk(again); err != nil || !reflect.DeepEqual(back, k) {
				t.Errorf("%+v came back as %+v, %v", k, back, err)
			}
		}
		if e, err := s.decodeCamera(raw); err == nil {
			again, err := s.encodeCamera(&e)
			if err != nil {
				t.Fatal(err)
			}
			if back, err := s.decodeCamera(again); err != nil || !reflect.DeepEqual(back, e) {
				t.Errorf("%+v came back as %+v, %v", e, back, err)
			}
		}
		if v, err := s.decodeTemplate(raw); err == nil {
			again, err := s.encodeTemplate(v)
			if err != nil {
				return // a time that JSON cannot write back
			}
			if back, err := s.decodeTemplate(again); err != nil || !reflect.DeepEqual(back, v) {
				t.Errorf("%+v came back as %+v, %v", v, back, err)
			}
		}
		if d, err := s.decodeDevice(raw); err == nil {
			again, err := s.encodeDevice(&d)
			if err != nil {
				return // a time that JSON cannot write back
			}
			if _, err := s.decodeDevice(again); err != nil {
				t.Errorf("%+v: %v", d, err)
			}
		}
	})
}

func TestASettingThatIsNewHasItsDefault(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.update(t.Context(), func(t *tx) error {
		return t.put(t.Bucket(bucketSettings), keyServer, []byte(`{"v":1,"d":{"serverName":"Old","guests":{"allowed":false},"revision":3}}`))
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Settings(t.Context())
	want := account.DefaultSettings()
	want.ServerName, want.Guests.Allowed, want.Revision = "Old", false, 3
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func FuzzDecodeAccount(f *testing.F) {
	f.Add([]byte(`{"v":1,"d":{"login":"anna","rights":["call"]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := decode[account.Account](raw)
		if err != nil {
			return
		}
		if _, err := encode(&a); err != nil {
			return
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add(writeCursor([]byte("anna")))
	f.Fuzz(func(t *testing.T, cursor string) {
		part, err := readCursor(cursor)
		if err == nil && part != nil && (len(part) == 0 || len(part) > maxCursor) {
			t.Errorf("%q gives %q", cursor, part)
		}
	})
}
