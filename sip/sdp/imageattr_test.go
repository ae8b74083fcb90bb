package sdp

import (
	"math"
	"testing"
)

// The examples of RFC 6236 section 4, and what devices write.
func TestWhichPictureIsLikedBest(t *testing.T) {
	for text, want := range map[string]float64{
		"send [x=[480:16:800],y=[320:16:640],par=[1.2-1.3],q=0.6] [x=[176:8:208],y=[144:8:176],par=[1.2-1.3]] recv *": 0,
		"send [x=176,y=144] recv [x=640,y=480]":                           4. / 3,
		"recv [x=1280,y=720] [x=640,y=480,q=0.6] send *":                  4. / 3,
		"recv [x=1280,y=720,q=0.7] [x=640,y=480,q=0.6]":                   16. / 9,
		"recv [x=800,y=640,sar=1.1,q=0.6] [x=480,y=320]":                  800. / 640 * 1.1,
		"send [x=330,y=250] recv [x=800,y=[600,480]] send [x=1280,y=720]": 800. / 600,
		"RECV [X=[480:16:640],Y=480]":                                     4. / 3,
		"recv [x=[640,320],y=[480,240],par=[1.3-1.4]]":                    1.4,
		"send [x=640,y=480]":                                              0,
		"recv *":                                                          0,
		"recv [x=640,y=0] [x=,y=480] [x=640":                              0,
		"recv [x=640,y=480,q=0] [x=1280,y=720,q=0.01]":                    16. / 9,
		"": 0,
	} {
		if got := receivedShape(text); math.Abs(got-want) > 1e-9 {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestNarrowPicturesAreSaidOfAPayload(t *testing.T) {
	for attribute, want := range map[string]bool{
		"a=imageattr:97 recv [x=640,y=480]":  true,
		"a=imageattr:* recv [x=640,y=480]":   true,
		"a=imageattr:97 recv [x=1280,y=720]": false,
		"a=imageattr:98 recv [x=640,y=480]":  false,
		"a=imageattr:97 send [x=640,y=480]":  false,
		"a=framerate:25":                     false,
	} {
		d, err := parse([]byte("v=0\r\nm=video 9 RTP/AVP 97\r\na=rtpmap:97 H264/90000\r\na=fmtp:97 profile-level-id=42e01f\r\n" + attribute + "\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := d.media[0].payload("97"); got.Narrow != want {
			t.Errorf("%s: %t", attribute, got.Narrow)
		}
	}
}

func FuzzImageAttribute(f *testing.F) {
	f.Add("send [x=[480:16:800],y=[320:16:640]] recv [x=640,y=[480,360],q=0.6] [par=[1.2-1.3]")
	f.Fuzz(func(t *testing.T, text string) {
		if s := receivedShape(text); s < 0 || math.IsNaN(s) || math.IsInf(s, 0) {
			t.Fatalf("%q: %v", text, s)
		}
	})
}
