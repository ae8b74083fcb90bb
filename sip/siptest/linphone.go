package siptest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Linphone is a running linphonec: a telephone with Opus and VP8, whose camera shows
// one colour and whose microphone hears one tone.
type Linphone struct {
	*program
	commands *os.File
}

// StartLinphone runs one until the test ends.
func StartLinphone(tb testing.TB, c Colour, hertz float64) *Linphone {
	tb.Helper()
	Needs(tb, "linphonec", "linphone-cli")
	dir := tb.TempDir()
	port, media := FreePorts(tb, 1), FreePorts(tb, 4)&^1
	write(tb, dir, "rc", strings.NewReplacer("SIPPORT", strconv.Itoa(port), "SOUND", strconv.Itoa(media), "PICTURE", strconv.Itoa(media+2)).Replace(linphoneConfig))
	write(tb, dir, "tone.wav", string(toneFile(hertz)))
	write(tb, dir, "camera.jpg", string(plain(tb, c)))
	in, out, err := os.Pipe()
	if err != nil {
		tb.Fatal(err)
	}
	l := &Linphone{commands: out}
	l.program = start(tb, dir, in, func() { _ = out.Close() }, "linphonec", "-c", "rc", "-V", "-C", "-d", "6", "-l", "log")
	_ = in.Close() // the program has its own
	l.Do("ipv6 disable")
	l.Do("soundcard use files")
	l.Do("staticpic set " + filepath.Join(dir, "camera.jpg"))
	return l
}

const linphoneConfig = `[sip]
bind_address=127.0.0.1
sip_port=SIPPORT
sip_tcp_port=SIPPORT
contact="Carol" <sip:carol@127.0.0.1:SIPPORT>
use_ipv6=0
[rtp]
bind_address=127.0.0.1
audio_rtp_port=SOUND
video_rtp_port=PICTURE
[video]
capture=1
display=0
automatically_initiate=1
automatically_accept=1
size=cif
device=StaticImage: Static picture
`

// plain is a picture of one colour.
func plain(tb testing.TB, c Colour) []byte {
	tb.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 352, 288))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{c.R, c.G, c.B, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// Do gives a command.
func (l *Linphone) Do(command string) {
	l.tb.Helper()
	if _, err := fmt.Fprintln(l.commands, command); err != nil {
		l.tb.Fatal(err)
	}
}

// Logged reports whether a text is in its log.
func (l *Linphone) Logged(text string) bool {
	b, _ := os.ReadFile(filepath.Join(l.dir, "log"))
	return bytes.Contains(b, []byte(text))
}

// Establishes calls somebody, with a tone and the camera.
func (l *Linphone) Establishes(uri string) {
	l.tb.Helper()
	l.Do("call " + uri)
	Until(l.tb, "linphone is connected", func() bool { return l.Said("Media streams established") })
	l.Do("play " + filepath.Join(l.dir, "tone.wav"))
	l.Do("record " + filepath.Join(l.dir, "heard.wav"))
}

// Heard is the loudness of a tone in the half second in which it was loudest, 0 to 1. It
// writes down what it has heard when its call is over.
func (l *Linphone) Heard(hertz float64) (most float64) {
	l.tb.Helper()
	pcm, rate := readWAV(l.tb, filepath.Join(l.dir, "heard.wav"))
	for half := rate / 2; half > 0 && len(pcm) >= half; pcm = pcm[half:] {
		most = max(most, Tone(pcm[:half], rate, hertz))
	}
	return most
}
