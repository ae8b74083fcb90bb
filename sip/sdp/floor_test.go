package sdp

import "testing"

const videoLine = "m=video 4002 RTP/AVP 96\r\na=rtpmap:96 VP8/90000"

func slides() Local { return local(sound(pcma), picture(vp8), content(vp8), floorWish()) }

// Who is the floor control server, RFC 8856, section 5.1, and the older ways.
func TestRolesOfFloorControl(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		offered string
		answer  string
		server  bool
	}{
		{"a=floorctrl:c-only", "a=floorctrl:s-only", true},
		{"a=floorctrl:c-s", "a=floorctrl:s-only", true},
		{"a=floorctrl:c-only s-only", "a=floorctrl:s-only", true},
		{"a=floorctrl:s-only", "a=floorctrl:c-only", false},
		{"", "a=floorctrl:s-only", true}, // RFC 4583
		{"a=floorctrl:what", "a=floorctrl:s-only", true},
	} {
		_, text, agreed := answered(t, slides(), "m=audio 4000 RTP/AVP 8", videoLine, videoLine, "a=content:slides", "a=label:12",
			"m=application 5070 UDP/BFCP *", row.offered, "a=confid:9", "a=userid:17", "a=floorid:2 mstrm:12")
		wantLines(t, text, "a=floorctrl", row.answer)
		c := agreed.Line(Floor).Control
		want := ControlAgreed{Server: true, Conference: 4711, User: 2, Floor: 1}
		if !row.server {
			want = ControlAgreed{Conference: 9, User: 17, Floor: 2}
			wantLines(t, text, "a=floorid")
		} else {
			wantLines(t, text, "a=floorid", "a=floorid:1 mstrm:3")
			wantLines(t, text, "a=label", "a=label:3")
		}
		if c != want {
			t.Errorf("%q: got %+v", row.offered, c)
		}
	}
}

func TestRolesOfAnAcceptedFloor(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		answered string
		server   bool
	}{{"a=floorctrl:c-only", true}, {"a=floorctrl:s-only", false}, {"a=floorctrl:c-s", true}, {"", true}} {
		_, agreed := accepted(t, slides(), "m=audio 4000 RTP/AVP 8", "m=video 0 RTP/AVP 96", videoLine, "a=label:9",
			"m=application 5070 UDP/BFCP *", row.answered, "a=confid:7", "a=userid:1", "a=floorid:5 m-stream:9")
		c := agreed.Line(Floor).Control
		if c.Server != row.server || !row.server && (c.Conference != 7 || c.User != 1 || c.Floor != 5) {
			t.Errorf("%q: got %+v", row.answered, c)
		}
	}
}

func TestWhoConnectsForFloorControlOverTCP(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		offered string
		answer  string
		connect bool
	}{
		{"a=setup:actpass", "a=setup:passive", false},
		{"a=setup:active", "a=setup:passive", false},
		{"a=setup:passive", "a=setup:active", true},
		{"", "a=setup:passive", false},
	} {
		n, text, agreed := answered(t, slides(), "m=audio 4000 RTP/AVP 8", videoLine, videoLine, "a=content:slides",
			"m=application 5070 TCP/BFCP *", row.offered, "a=connection:new", "a=floorctrl:c-s")
		wantLines(t, text, "a=setup", row.answer)
		wantLines(t, text, "a=connection", "a=connection:new")
		if c := agreed.Line(Floor).Control; !c.TCP || c.Connect != row.connect || c.Existing {
			t.Errorf("%q: got %+v", row.offered, c)
		}
		offer := string(n.Offer(slides()))
		wantLines(t, offer, "m=application", "m=application 20006 TCP/BFCP *")
		wantLines(t, offer, "a=connection", "a=connection:existing")
	}
}

// What of the lines of an offer is the camera and what is content.
func TestWhichPictureIsContent(t *testing.T) {
	t.Parallel()
	floor := "m=application 5070 UDP/BFCP *"
	for _, row := range []struct {
		name  string
		lines []string
		want  []Kind // of the m-lines after the sound
	}{
		{"one", []string{videoLine}, []Kind{Picture}},
		{"by name", []string{videoLine, "a=content:slides", videoLine, "a=content:main"}, []Kind{Content, Picture}},
		{"content alone", []string{videoLine, "a=content:slides"}, []Kind{Content}},
		{"speaker", []string{videoLine, "a=content:speaker"}, []Kind{Picture}},
		{"other cameras", []string{videoLine, "a=content:main", videoLine, "a=content:alt"}, []Kind{Picture, None}},
		{"by the label of the floor", []string{videoLine, "a=label:7", videoLine, floor, "a=floorid:1 mstrm:7"}, []Kind{Content, Content, Floor}},
		{"the second beside a floor", []string{videoLine, floor, videoLine}, []Kind{Picture, Floor, Content}},
		{"the same again, encrypted", []string{videoLine, "m=video 4004 RTP/SAVP 96", floor}, []Kind{Picture, Picture, Floor}},
		{"the second without a floor", []string{videoLine, videoLine}, []Kind{Picture, Picture}},
		{"floor control by TLS is not ours", []string{"m=application 5070 TCP/TLS/BFCP *"}, []Kind{Floor}},
		{"other applications", []string{"m=application 5 UDP/UDT/IX *", "m=text 6 RTP/AVP 98"}, []Kind{None, None}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			d, err := parse(described(append([]string{"m=audio 4000 RTP/AVP 8"}, row.lines...)...))
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range row.want {
				if got := d.kind(i + 1); got != want {
					t.Errorf("line %d: got %s, want %s", i+1, got, want)
				}
			}
		})
	}
}

func TestAFloorBeforeItsContentIsKept(t *testing.T) {
	t.Parallel()
	// Poly offers two floors, the first switched off, and content only later.
	n, text, agreed := answered(t, slides(), "m=audio 4000 RTP/AVP 8", videoLine,
		"m=application 0 UDP/BFCP *", "m=application 22164 TCP/BFCP *", "a=setup:actpass", "a=floorctrl:c-s", "a=floorid:1 mstrm:3")
	wantLines(t, text, "m=application", "m=application 0 UDP/BFCP *", "m=application 20006 TCP/BFCP *")
	if agreed.Line(Floor) == nil || agreed.Line(Content) != nil {
		t.Fatalf("got %+v", agreed)
	}
	wantLines(t, text, "a=floorid", "a=floorid:1")
	offer := string(n.Offer(slides())) // content is added by us
	wantLines(t, offer, "m=", "m=audio 20000 RTP/AVP 8 101", "m=video 20002 RTP/AVP 96",
		"m=application 0 UDP/BFCP *", "m=application 20006 TCP/BFCP *", "m=video 20004 RTP/AVP 96")
}

// RFC 4796: with two pictures both say what they are.
func TestOfTwoPicturesEachSaysWhatItIs(t *testing.T) {
	t.Parallel()
	n, text, _ := answered(t, slides(), "m=audio 4000 RTP/AVP 8", videoLine, videoLine, "a=content:slides")
	wantLines(t, text, "a=content", "a=content:main", "a=content:slides")
	wantLines(t, string(n.Offer(slides())), "a=content", "a=content:main", "a=content:slides")
	wantLines(t, string(n.Offer(local(sound(pcma), picture(vp8)))), "a=content")
	_, text, _ = answered(t, slides(), "m=audio 4000 RTP/AVP 8", videoLine)
	wantLines(t, text, "a=content")
}

func TestAFloorNeedsContentThatWeWant(t *testing.T) {
	t.Parallel()
	_, text, _ := answered(t, local(sound(pcma), picture(vp8), floorWish()), "m=audio 4000 RTP/AVP 8", "m=application 5070 UDP/BFCP *")
	wantLines(t, text, "m=application", "m=application 0 UDP/BFCP *")
}
