package message

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestParseURI(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want URI // zero: an error
	}{
		{"sip:james78@sip.company.com:5070;transport=tcp", URI{Scheme: "sip", User: "james78", Host: "sip.company.com", Port: 5070, Params: Params{{"transport", "tcp"}}}},
		{"SIPS:a:pw@B.Test", URI{Scheme: "sips", User: "a", Password: "pw", Host: "b.test"}},
		{"sip:[fe80::805a:1cf9:12f9:def7]:5061", URI{Scheme: "sip", Host: "fe80::805a:1cf9:12f9:def7", Port: 5061}},
		{"sip:001949195144,123@video.company.com", URI{Scheme: "sip", User: "001949195144,123", Host: "video.company.com"}},
		{"sip:user;par=u%40example.net@example.com", URI{Scheme: "sip", User: "user;par=u%40example.net", Host: "example.com"}},
		{"sip:a@h?Replaces=x%3By", URI{Scheme: "sip", User: "a", Host: "h", Headers: "Replaces=x%3By"}},
		{"tel:+7495", URI{Scheme: "tel", Opaque: "+7495"}},
		{"sip:192.168.1.99", URI{Scheme: "sip", Host: "192.168.1.99"}},
		{"", URI{}},
		{"sip:", URI{}},
		{"bob@host", URI{}},
		{"sip:bob@", URI{}},
		{"sip:@host", URI{}},
		{"sip:b ob@host", URI{}},
		{"sip:bob@ho<st>", URI{}},
		{"sip:bob@host:99999", URI{}},
		{"sip:bob@[::1", URI{}},
		{"sip:bob@[1.2.3.4]", URI{}},
		{"sip:bob%zz@host", URI{}},
	} {
		got, err := ParseURI(test.text)
		if (err != nil) != (test.want.Scheme == "") {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		if err == nil && !reflect.DeepEqual(got, test.want) {
			t.Errorf("%q: %+v", test.text, got)
		}
	}
}

func TestParseAddress(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want Address
		ok   bool
	}{
		{`"Анна \"А\"" <sip:a@b>;tag=1`, Address{`Анна "А"`, "sip:a@b", Params{{"tag", "1"}}}, true},
		{`Bob Smith <sip:b@c;lr>`, Address{"Bob Smith", "sip:b@c;lr", nil}, true},
		{`sip:b@c;tag=x`, Address{"", "sip:b@c", Params{{"tag", "x"}}}, true},
		{`<sip:b@c> ; a = "x;y,z" ; Tag=2`, Address{"", "sip:b@c", Params{{"a", `"x;y,z"`}, {"Tag", "2"}}}, true},
		{`*`, Address{"", "*", nil}, true},
		{`caller<sip:c@d>;tag=323`, Address{"caller", "sip:c@d", Params{{"tag", "323"}}}, true},
		{`"open <sip:b@c>`, Address{}, false},
		{`<sip:b@c`, Address{}, false},
		{`Bell, Alexander <sip:b@c>`, Address{}, false},
		{`<sip:b@c> x`, Address{}, false},
		{`sip:b@c?x=y`, Address{}, false},
		{``, Address{}, false},
	} {
		got, err := ParseAddress(test.text)
		if (err == nil) != test.ok || err == nil && !reflect.DeepEqual(got, test.want) {
			t.Errorf("%q: %+v, %v", test.text, got, err)
		}
	}
	if tag := (Address{Params: Params{{"TAG", "x"}}}).Tag(); tag != "x" {
		t.Errorf("tag %q", tag)
	}
}

func TestSplitRespectsQuotesAndBrackets(t *testing.T) {
	t.Parallel()
	got := Split(`"a, b" <sip:x,y@z>;q=1, <sip:c>,, d;e="\",f" , `)
	if want := []string{`"a, b" <sip:x,y@z>;q=1`, `<sip:c>`, `d;e="\",f"`}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestNoValueMakesALineOfItsOwn(t *testing.T) {
	t.Parallel()
	m := &Message{Method: "OPTIONS", URI: "sip:a@b"}
	m.Header.Add("Subject", "x\r\nEvil: yes")
	m.Header.Set("From", Address{Name: "a\r\nEvil: yes", URI: "sip:a@b"}.String())
	parsed, err := Parse(m.Bytes())
	if err != nil || parsed.Header.Has("Evil") {
		t.Errorf("%v in %q", err, m.Bytes())
	}
}

func TestAResponseRepeatsWhatItMust(t *testing.T) {
	t.Parallel()
	req, err := Parse([]byte("INVITE sip:b@c SIP/2.0\r\nv: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/TCP b\r\nf: <sip:a@b>;tag=1\r\nt: sip:b@c\r\ni: x\r\n" +
		"CSeq: 1 INVITE\r\nRecord-Route: <sip:p;lr>;x=y\r\nTimestamp: 5\r\n\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := string(Response(req, 180, "Ringing", "t").Bytes())
	want := "SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/TCP b\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:b@c>;tag=t\r\nCall-ID: x\r\n" +
		"CSeq: 1 INVITE\r\nRecord-Route: <sip:p;lr>;x=y\r\nContent-Length: 0\r\n\r\n"
	if got != want {
		t.Errorf("%q", got)
	}
}

func TestAStreamIsCutIntoMessages(t *testing.T) {
	t.Parallel()
	one := "OPTIONS sip:a SIP/2.0\r\nl: 4\r\n\r\nbody"
	two := "SIP/2.0 200 OK\r\nContent-Length : 0\r\n\r\n"
	wire := "\r\n\r\n" + one + two + "\r\n\r\n" + one
	for _, step := range []int{1, 3, 7, 1000} {
		var s Stream
		var got []string
		for i := 0; i < len(wire); i += step {
			s.Write([]byte(wire[i:min(i+step, len(wire))]))
			for {
				data, err := s.Next()
				if err != nil {
					t.Fatal(err)
				}
				if data == nil {
					break
				}
				got = append(got, string(data))
			}
		}
		if !slices.Equal(got, []string{one, two, one}) || !s.Idle() {
			t.Errorf("by %d: %q", step, got)
		}
		if step == 1000 && s.Pings != 2 {
			t.Errorf("%d pings", s.Pings)
		}
	}
	for _, bad := range []string{"X sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n", "X sip:a SIP/2.0\r\nl: 99999999\r\n\r\n", strings.Repeat("x", MaxSize+1)} {
		var s Stream
		s.Write([]byte(bad))
		if _, err := s.Next(); err == nil {
			t.Errorf("%.40q is taken", bad)
		}
	}
}

func TestPartOfAMultipartBody(t *testing.T) {
	t.Parallel()
	m := &Message{Body: []byte("--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: application/sdp;x=y\r\n\r\nv=0\r\n\r\n--b--\r\n")}
	m.Header.Set("Content-Type", `multipart/mixed;boundary="b"`)
	if got := Part(m, "application/sdp"); string(got) != "v=0\r\n" {
		t.Errorf("%q", got)
	}
	if got := Part(m, "image/png"); got != nil {
		t.Errorf("%q", got)
	}
}

// FuzzParse: whatever comes in, what we understand and write again means the
// same; and every request can be answered.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("../testdata/rfc4475/*.dat")
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			f.Add(data)
		}
	}
	f.Add([]byte("INVITE sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:b@c>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m := Salvage(data); m != nil {
			if _, err := Parse(Response(m, 400, "Bad Request", "t").Bytes()); err != nil {
				t.Errorf("our answer is broken: %v", err)
			}
		}
		m, err := Parse(data)
		if err != nil {
			return
		}
		again, err := Parse(m.Bytes())
		if err != nil {
			t.Fatalf("%v in what we wrote: %q", err, m.Bytes())
		}
		if again.Method != m.Method || again.URI != m.URI || again.Status != m.Status || !bytes.Equal(again.Body, m.Body) {
			t.Errorf("%+v became %+v", m, again)
		}
		if m.IsRequest() && m.Check() == nil {
			if _, err := Parse(Response(m, 200, "OK", "t").Bytes()); err != nil {
				t.Errorf("our answer is broken: %v", err)
			}
		}
	})
}

func FuzzParseURI(f *testing.F) {
	for _, s := range []string{"sip:a:b@c:5060;transport=tcp;lr?x=y", "sip:[::1]:5", "tel:+1", "sips:a%40b@c", "sip:a;b=c@d;e=\"f\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := ParseURI(s)
		if err != nil {
			return
		}
		again, err := ParseURI(u.String())
		if err != nil || !reflect.DeepEqual(again, u) {
			t.Errorf("%q: %+v became %+v, %v", s, u, again, err)
		}
	})
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{`"a \" b" <sip:c@d;e>;f="g,h"`, "sip:a@b;tag=c", "*", "x <sip:y>;z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAddress(s)
		if err != nil {
			return
		}
		again, err := ParseAddress(a.String())
		if err != nil || again.URI != a.URI || len(again.Params) != len(a.Params) {
			t.Errorf("%q: %+v became %+v, %v", s, a, again, err)
		}
	})
}

func FuzzParseVia(f *testing.F) {
	for _, s := range []string{"SIP/2.0/UDP a:5060;branch=z9hG4bK1;rport", "SIP / 2.0 / TLS [::1]:5 ; received=1.2.3.4", "SIP/2.0/TCP ::1;x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseVia(s)
		if err != nil {
			return
		}
		again, err := ParseVia(v.String())
		if err != nil || !reflect.DeepEqual(again, v) {
			t.Errorf("%q: %+v became %+v, %v", s, v, again, err)
		}
	})
}

func FuzzStream(f *testing.F) {
	f.Add([]byte("OPTIONS sip:a SIP/2.0\r\nl: 4\r\n\r\nbody\r\n\r\nx"), 3)
	f.Fuzz(func(t *testing.T, data []byte, step int) {
		if step <= 0 {
			return
		}
		var s Stream
		total := 0
		for i := 0; i < len(data); i += step {
			s.Write(data[i:min(i+step, len(data))])
			for {
				m, err := s.Next()
				if err != nil {
					return
				}
				if m == nil {
					break
				}
				total += len(m)
			}
		}
		if total > len(data) {
			t.Errorf("%d bytes of messages in %d", total, len(data))
		}
	})
}
