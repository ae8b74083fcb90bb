package dial_test

import (
	"strings"
	"testing"

	"veche/conference/dial"
)

var here = dial.Options{URLs: []string{"https://video.company.com", "http://10.0.0.5:8080"}}

// strings of the requirements, and others that mean something.
var readable = []struct {
	text      string
	want      dial.Target
	canonical string // "": text itself
}{
	// C1, C2
	{"james78", dial.Target{Kind: dial.User, User: "james78"}, ""},
	{" James78\n", dial.Target{Kind: dial.User, User: "james78"}, "james78"},
	{"0012", dial.Target{Kind: dial.User, User: "0012"}, ""},
	{"james78@other.org", dial.Target{Kind: dial.Federated, User: "james78", Host: "other.org"}, ""},
	{"james78@10.1.1.1", dial.Target{Kind: dial.Federated, User: "james78", Host: "10.1.1.1"}, ""},
	{"james78@video.company.com", dial.Target{Kind: dial.User, User: "james78"}, "james78"},
	// C3
	{"https://video.company.com/c/1949195144", dial.Target{Kind: dial.Conference, CID: "1949195144"}, `\c\1949195144`},
	{"HTTPS://Video.Company.com:443/c/1949195144/?x=1#y", dial.Target{Kind: dial.Conference, CID: "1949195144"}, `\c\1949195144`},
	{"video.company.com/c/webinar/", dial.Target{Kind: dial.Conference, CID: "webinar"}, `\c\webinar`},
	{"http://10.0.0.5:8080/c/webinar", dial.Target{Kind: dial.Conference, CID: "webinar"}, `\c\webinar`},
	{
		"http://10.0.0.5:8081/c/webinar",
		dial.Target{Kind: dial.ConferenceElsewhere, CID: "webinar", Host: "10.0.0.5", Port: 8081},
		`\c\webinar@10.0.0.5:8081#vcs`,
	},
	{
		"https://meet.other.org/c/2697881968",
		dial.Target{Kind: dial.ConferenceElsewhere, CID: "2697881968", Host: "meet.other.org"},
		`\c\2697881968@meet.other.org#vcs`,
	},
	// C4, C5
	{`\c\1949195144`, dial.Target{Kind: dial.Conference, CID: "1949195144"}, ""},
	{`\c\1949195144@other.org#vcs`, dial.Target{Kind: dial.ConferenceElsewhere, CID: "1949195144", Host: "other.org"}, ""},
	{`\C\1949195144@Other.org`, dial.Target{Kind: dial.ConferenceElsewhere, CID: "1949195144", Host: "other.org"}, `\c\1949195144@other.org#vcs`},
	{`\c\1949195144@video.company.com#vcs`, dial.Target{Kind: dial.Conference, CID: "1949195144"}, `\c\1949195144`},
	// C12
	{"#sip:james78@sip.company.com", sip("james78", "sip.company.com", 0, dial.UDP, ""), ""},
	{"#sip:james78@sip.company.com:5070", sip("james78", "sip.company.com", 5070, dial.UDP, ""), ""},
	{"#sip:james78@sip.company.com:5070;transport=tcp", sip("james78", "sip.company.com", 5070, dial.TCP, ""), ""},
	{"#sip:james78", sip("james78", "", 0, "", ""), ""},
	{"#sip:8001", sip("8001", "", 0, "", ""), ""},
	{"#sip:@192.168.1.99", sip("", "192.168.1.99", 0, dial.UDP, ""), ""},
	{"#sip:@192.168.1.99;transport=tcp", sip("", "192.168.1.99", 0, dial.TCP, ""), ""},
	{"#sip:@[fe80::805a:1cf9:12f9:def7]", sip("", "fe80::805a:1cf9:12f9:def7", 0, dial.UDP, ""), ""},
	{"#tel:501", dial.Target{Kind: dial.Telephone, Number: "501"}, ""},
	{"#tel:13478783263", dial.Target{Kind: dial.Telephone, Number: "13478783263"}, ""},
	// C7, C9, C11
	{"#sip:a@[2001:db8::1]:5070;transport=tls", sip("a", "2001:db8::1", 5070, dial.TLS, ""), ""},
	{"#sip:@room.company.com", sip("", "room.company.com", 0, dial.UDP, ""), ""},
	{"#SIP:a@Host;Transport=UDP", sip("a", "host", 0, dial.UDP, ""), "#sip:a@host"},
	{"sip:a@host", sip("a", "host", 0, dial.UDP, ""), "#sip:a@host"},
	{"sips:a@host;transport=tcp", sip("a", "host", 0, dial.TLS, ""), "#sip:a@host;transport=tls"},
	{"#sip:Zoë%20B@host", sip("Zoë B", "host", 0, dial.UDP, ""), ""},
	{"#sip:a%40b@host.", sip("a@b", "host", 0, dial.UDP, ""), "#sip:a%40b@host"},
	{"#sip:a@видео.рф", sip("a", "xn--b1aedk6a.xn--p1ai", 0, dial.UDP, ""), "#sip:a@xn--b1aedk6a.xn--p1ai"},
	// C18
	{"#h323:@192.168.1.99", dial.Target{Kind: dial.H323, Host: "192.168.1.99"}, ""},
	{"#h323:@192.168.1.99:1730", dial.Target{Kind: dial.H323, Host: "192.168.1.99", Port: 1730}, ""},
	{"#h323:hdx8000@192.168.1.99", dial.Target{Kind: dial.H323, User: "hdx8000", Host: "192.168.1.99"}, ""},
	{"#h323:@[fe80::805a:1cf9:12f9:def7]", dial.Target{Kind: dial.H323, Host: "fe80::805a:1cf9:12f9:def7"}, ""},
	{"#h323:james78", dial.Target{Kind: dial.H323, User: "james78"}, ""},
	{`#h323:\e\8001`, dial.Target{Kind: dial.H323, Number: "8001"}, ""},
	// C14, C15, C17
	{`#h323:\e\8001@[2001:db8::1]:1721`, dial.Target{Kind: dial.H323, Number: "8001", Host: "2001:db8::1", Port: 1721}, ""},
	{"#h323:hdx8000@192.168.1.99,1234", dial.Target{Kind: dial.H323, User: "hdx8000", Host: "192.168.1.99", PostDial: ",1234"}, ""},
	// C19
	{"rtsp://192.168.1.100/axis-media/media.amp", dial.Target{Kind: dial.RTSP, Host: "192.168.1.100", Path: "/axis-media/media.amp"}, ""},
	{
		"rtsp://admin:12345scw@192.168.1.100:554/cam/realmonitor?channel=1&subtype=1",
		dial.Target{
			Kind: dial.RTSP, User: "admin", Password: "12345scw", Host: "192.168.1.100", Port: 554,
			Path: "/cam/realmonitor?channel=1&subtype=1",
		},
		"",
	},
	{
		"rtsp://admin:12345@192.168.1.100:554/Streaming/Channels/101",
		dial.Target{Kind: dial.RTSP, User: "admin", Password: "12345", Host: "192.168.1.100", Port: 554, Path: "/Streaming/Channels/101"},
		"",
	},
	{
		"rtsps://admin:p@ss%@[2001:db8::1]",
		dial.Target{Kind: dial.RTSP, User: "admin", Password: "p@ss%", Host: "2001:db8::1", Transport: dial.TLS},
		"rtsps://admin:p%40ss%25@[2001:db8::1]",
	},
	// a camera of the book
	{"camera:3Q7VYOB2", dial.Target{Kind: dial.RTSP, Camera: "3Q7VYOB2"}, ""},
	// C23, C24
	{"#sip:@192.168.1.99;123456", sip("", "192.168.1.99", 0, dial.UDP, ";123456"), ""},
	{"#tel:13478783263,222", dial.Target{Kind: dial.Telephone, Number: "13478783263", PostDial: ",222"}, ""},
	{"#sip:a@h:5070;transport=tcp;123456", sip("a", "h", 5070, dial.TCP, ";123456"), ""},
	{"#sip:a@h;123456;transport=tcp", sip("a", "h", 0, dial.TCP, ";123456"), "#sip:a@h;transport=tcp;123456"},
	{"#sip:8001,,12#;A*", sip("8001", "", 0, "", ",,12#;A*"), ""},
	{"#sip:bob@127.0.0.1:15070;transport=tcp,12", sip("bob", "127.0.0.1", 15070, dial.TCP, ",12"), ""},
	// C26: the PIN of another server's conference, and not digits
	{"#sip:001949195144,123456@video.other.org", sip("001949195144,123456", "video.other.org", 0, dial.UDP, ""), ""},
	// telephone numbers as people write them
	{"tel:+7 (495) 123-45-67", dial.Target{Kind: dial.Telephone, Number: "+74951234567"}, "#tel:+74951234567"},
	{"#tel:*31#501", dial.Target{Kind: dial.Telephone, Number: "*31#501"}, ""},
}

func sip(user, host string, port int, transport dial.Transport, digits dial.PostDial) dial.Target {
	return dial.Target{Kind: dial.SIP, User: user, Host: host, Port: port, Transport: transport, PostDial: digits}
}

func TestDialStringsMeanWhatTheRequirementsSay(t *testing.T) {
	t.Parallel()
	for _, c := range readable {
		got, err := dial.Parse(c.text, here)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.text, got, c.want)
		}
		want := c.canonical
		if want == "" {
			want = c.text
		}
		if got.String() != want {
			t.Errorf("%s prints as %s", c.text, got)
		}
	}
}

func TestErrorsSayWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		code dial.Code
		at   int
	}{
		{"", dial.Empty, 0},
		{"  ", dial.Empty, 2},
		{strings.Repeat("a", 2049), dial.TooLong, 2048},
		{"#sip:a\x00b", dial.Unprintable, 6},
		{"ab\xffc", dial.Unprintable, 2},
		{"#sip:a@h;…", dial.LeftOut, 9},
		{"#skype:bob", dial.UnknownKind, 0},
		{" #", dial.UnknownKind, 1},
		{"@host", dial.NoUser, 0},
		{"#sip:", dial.NoUser, 5},
		{"#h323:,12", dial.NoUser, 6},
		{"+74951234567", dial.BadLogin, 0},
		{"jürgen", dial.BadLogin, 1},
		{strings.Repeat("a", 65), dial.BadLogin, 64},
		{"bob@", dial.NoHost, 4},
		{"#sip:bob@", dial.NoHost, 9},
		{" #sip:bob@", dial.NoHost, 10},
		{"#sip:bob@:5060", dial.NoHost, 9},
		{"#sip:bob@;123", dial.NoHost, 9},
		{"#sip:bob@a b", dial.BadHost, 9},
		{"#sip:bob@300.1.1.1", dial.BadHost, 9},
		{"#sip:bob@-a.org", dial.BadHost, 9},
		{"#sip:bob@a..org", dial.BadHost, 9},
		{"#sip:bob@[1.2.3.4]", dial.BadHost, 9},
		{"#sip:bob@[fe80::1%eth0]", dial.BadHost, 9},
		{"#sip:bob@[fe80::1", dial.NoBrackets, 17},
		{"#sip:bob@fe80::1", dial.NoBrackets, 9},
		{"#sip:bob@[fe80::1]5060", dial.BadHost, 9},
		{"#sip:bob@h:", dial.BadPort, 11},
		{"#sip:bob@h:65536", dial.BadPort, 11},
		{"#sip:bob@h:+5060", dial.BadPort, 11},
		{"#sip:bob@h:0", dial.BadPort, 11},
		{"#sip:bob:5060", dial.BadUser, 8},
		{"#sip:a@b@c", dial.BadUser, 6},
		{"#sip:a b@c", dial.BadUser, 6},
		{"#sip:a%0Ab@c", dial.BadUser, 5},
		{"#sip:a%zz@c", dial.BadEscape, 6},
		{"#sip:bob@h;transport=ws", dial.BadTransport, 21},
		{"sips:bob@h;transport=udp", dial.BadTransport, 21},
		{"#sip:bob@h;transport=tcp;transport=tls", dial.TransportTwice, 25},
		{"#sip:bob;transport=tcp", dial.TransportWithoutHost, 9},
		{"#sip:bob@h;tcp", dial.BadParameter, 11},
		{"#sip:bob@h,12x", dial.BadDigits, 13},
		{"#sip:bob@h;12,x", dial.BadDigits, 14},
		{"#sip:bob@h," + strings.Repeat("1", 128), dial.TooLong, 10},
		{"#h323:a@h;transport=tcp", dial.BadDigits, 10},
		{"#tel:", dial.NoNumber, 5},
		{"#tel:+", dial.NoNumber, 5},
		{"#tel:5o1", dial.BadNumber, 6},
		{"#tel:501@host", dial.BadNumber, 8},
		{"#tel:" + strings.Repeat("1", 41), dial.TooLong, 5},
		{`#h323:\e\`, dial.NoNumber, 9},
		{`#h323:\e\80x`, dial.BadNumber, 11},
		{`\c\12`, dial.BadCID, 3},
		{`\c\1234@`, dial.NoHost, 8},
		{"https://video.company.com/", dial.BadCID, 25},
		{"https://video.company.com/c/a%20b", dial.BadCID, 28},
		{"https:///c/1234", dial.NoHost, 8},
		{"rtsp://", dial.NoHost, 7},
		{"rtsp://admin:x@", dial.NoHost, 15},
		{"rtsp://:secret@h/", dial.BadUser, 7},
		{"rtsp://h/a b", dial.BadPath, 10},
		{"rtsp://h/" + strings.Repeat("a", 1024), dial.TooLong, 1032},
		{"camera:", dial.BadCamera, 7},
		{"camera:a/b", dial.BadCamera, 8},
		{"camera:а", dial.BadCamera, 7},
		{"camera:" + strings.Repeat("a", 65), dial.TooLong, 71},
	} {
		got, err := dial.Parse(c.text, here)
		e, ok := err.(*dial.Error)
		switch {
		case !ok:
			t.Errorf("%q is %+v", c.text, got)
		case e.Code != c.code || e.At != c.at:
			t.Errorf("%q: %s at %d, want %s at %d", c.text, e.Code, e.At, c.code, c.at)
		case e.Text == "" || e.Error() != dial.Texts[c.code]:
			t.Errorf("%q: no text", c.text)
		case got != dial.Target{}:
			t.Errorf("%q leaves %+v", c.text, got)
		}
	}
}

func TestWhatIsShownHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"james78":                                       "james78",
		"#sip:bob@h;transport=tcp":                      "#sip:bob@h;transport=tcp",
		"#sip:@192.168.1.99;123456":                     "#sip:@192.168.1.99;…",
		"#sip:00123,456@h":                              "#sip:00123,…@h",
		"#tel:501,,222":                                 "#tel:501,…",
		"#tel:501,,":                                    "#tel:501,,",
		`#h323:\e\8001@10.0.0.1,99`:                     `#h323:\e\8001@10.0.0.1,…`,
		"rtsp://10.0.0.1/live":                          "rtsp://10.0.0.1/live",
		"rtsp://admin:12@10.0.0.1/a":                    "rtsp://…@10.0.0.1/a",
		"rtsp://h/a?password=12":                        "rtsp://h/a?…",
		"rtsp://h/user=admin_password=12_channel=1.sdp": "rtsp://h/…",
	} {
		target, err := dial.Parse(text, here)
		if err != nil {
			t.Fatal(text, err)
		}
		if got := target.Redacted(); got != want {
			t.Errorf("%s is shown as %s, want %s", text, got, want)
		}
		if got := target.Redacted(); strings.Contains(got, "…") {
			if _, err := dial.Parse(got, here); err == nil {
				t.Errorf("%s can be dialled", got)
			}
		}
	}
}

func TestTargetsHaveNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"james78": "james78", "#sip:00123,456@h": "00123", "#sip:@10.0.0.1": "10.0.0.1", "#tel:501,12": "501",
		`\c\1234`: "1234", "rtsp://admin:12@10.0.0.1/a": "10.0.0.1", `#h323:\e\8001@h`: "8001",
	} {
		target, err := dial.Parse(text, here)
		if err != nil || target.Name() != want {
			t.Errorf("%s is called %q, %v", text, target.Name(), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range readable {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		first, err := dial.Parse(text, here)
		if err != nil {
			e, ok := err.(*dial.Error)
			if !ok || e.At < 0 || e.At > len(text) || dial.Texts[e.Code] == "" {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		if !first.PostDial.Valid() {
			t.Fatalf("%q would send %q", text, first.PostDial)
		}
		again, err := dial.Parse(first.String(), here)
		if err != nil || again != first || again.String() != first.String() {
			t.Fatalf("%q is %+v; printed and read again %+v, %v", text, first, again, err)
		}
	})
}
