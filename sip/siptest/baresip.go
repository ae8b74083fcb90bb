package siptest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Baresip is a running baresip: a telephone with a camera that shows a yellow and a
// purple half, and a microphone that hears one tone.
type Baresip struct {
	*program
	// Port of SIP by UDP and TCP; by TLS it is the next one.
	Port int

	conn    net.Conn
	mu      sync.Mutex
	changed chan struct{} // closed and replaced when something has come
	events  []Event
	read    int // of events
	answers map[string]answer
	tokens  int
	shots   int
	// forgotten are samples that Heard does not look at.
	forgotten int
}

// Event is what baresip tells.
type Event struct {
	Type  string // such as CALL_ESTABLISHED
	Param string
}

type answer struct {
	OK   bool
	Data string
}

// Telephone is what kind of Baresip is started.
type Telephone struct {
	Account string // its line in the file of accounts; PORT is that of Telephone
	Camera  bool
	Hertz   float64 // of its tone; 0 is 660
}

// StartBaresip runs one until the test ends.
func StartBaresip(tb testing.TB, kind Telephone) *Baresip {
	tb.Helper()
	Needs(tb, "baresip", "baresip-core")
	b := &Baresip{Port: FreePorts(tb, 3), changed: make(chan struct{}), answers: make(map[string]answer)}
	dir := tb.TempDir()
	config := strings.NewReplacer(
		"MODULES", modules(tb), "SIPPORT", strconv.Itoa(b.Port), "CONTROL", strconv.Itoa(b.Port+2),
	).Replace(baresipConfig)
	if kind.Camera {
		config += cameraConfig
		if err := os.Link(testFilm(tb), filepath.Join(dir, "film.mp4")); err != nil {
			tb.Fatal(err)
		}
	}
	hertz := kind.Hertz
	if hertz == 0 {
		hertz = 660
	}
	write(tb, dir, "config", config)
	write(tb, dir, "accounts", strings.ReplaceAll(kind.Account, "PORT", strconv.Itoa(b.Port))+"\n")
	write(tb, dir, "contacts", "")
	write(tb, dir, "tone.wav", string(toneFile(hertz)))
	write(tb, dir, "cert.pem", certificate(tb))
	b.program = start(tb, dir, nil, func() {
		if b.conn != nil {
			b.conn.Close()
		}
	}, "baresip", "-4", "-f", dir, "-t", "600", "-s")
	Until(tb, "baresip is ready", func() bool {
		var d net.Dialer
		conn, err := d.DialContext(tb.Context(), "tcp", fmt.Sprintf("127.0.0.1:%d", b.Port+2))
		b.conn = conn
		return err == nil
	})
	go b.listen()
	return b
}

const baresipConfig = `sip_listen 127.0.0.1:SIPPORT
net_interface 127.0.0.1
sip_certificate cert.pem
module_path MODULES
audio_player aufile,play.wav
audio_source aufile,tone.wav
audio_alert aufile,/dev/null
ausrc_srate 48000
auplay_srate 48000
rtp_ports 25000-31998
module g711.so
module g722.so
module opus.so
opus_stereo no
opus_sprop_stereo no
module aufile.so
module sndfile.so
snd_path .
module srtp.so
module dtls_srtp.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
statmode_default off
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:CONTROL
`

const cameraConfig = `video_source avformat,film.mp4
video_display fakevideo,nil
video_size 640x360
video_fps 15
video_bitrate 512000
module avcodec.so
module vp8.so
module avformat.so
module fakevideo.so
module snapshot.so
`

// modules is the folder of baresip's modules.
var modules = func() func(testing.TB) string {
	find := sync.OnceValues(func() (string, error) {
		out, err := exec.Command("dpkg", "-L", "baresip-core").Output() //nolint:noctx // short
		if err != nil {
			return "", err
		}
		for line := range strings.Lines(string(out)) {
			if dir, is := strings.CutSuffix(strings.TrimSpace(line), "/account.so"); is {
				return dir, nil
			}
		}
		return "", errors.New("baresip has no modules")
	})
	return func(tb testing.TB) string {
		tb.Helper()
		dir, err := find()
		if err != nil {
			tb.Fatal(err)
		}
		return dir
	}
}()

// listen takes in netstrings of JSON.
func (b *Baresip) listen() {
	r := bufio.NewReader(b.conn)
	for {
		length, err := r.ReadString(':')
		n, err2 := strconv.Atoi(strings.TrimSuffix(length, ":"))
		if err != nil || err2 != nil {
			return
		}
		data := make([]byte, n+1)
		if _, err := io.ReadFull(r, data); err != nil {
			return
		}
		var m struct {
			Event    bool
			Response bool
			Type     string
			Param    string
			Token    string
			answer
		}
		if json.Unmarshal(data[:n], &m) != nil {
			continue
		}
		b.mu.Lock()
		switch {
		case m.Event:
			b.events = append(b.events, Event{m.Type, m.Param})
		case m.Response:
			b.answers[m.Token] = m.answer
		}
		close(b.changed)
		b.changed = make(chan struct{})
		b.mu.Unlock()
	}
}

// until waits for something that listen takes in. is is called under mu.
func (b *Baresip) until(what string, is func() bool) {
	b.tb.Helper()
	over := b.tb.Context().Done()
	late := timer()
	for {
		b.mu.Lock()
		done, changed := is(), b.changed
		b.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
			continue
		case <-late:
		case <-over:
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.tb.Fatalf("baresip: no %s; there were %v", what, b.events)
	}
}

// Do carries out a command, and returns what it says.
func (b *Baresip) Do(command string, params ...string) string {
	b.tb.Helper()
	b.mu.Lock()
	b.tokens++
	token := strconv.Itoa(b.tokens)
	b.mu.Unlock()
	m, _ := json.Marshal(map[string]string{"command": command, "params": strings.Join(params, " "), "token": token})
	if _, err := fmt.Fprintf(b.conn, "%d:%s,", len(m), m); err != nil {
		b.tb.Fatal(err)
	}
	var a answer
	b.until("answer to "+command, func() bool {
		var ok bool
		a, ok = b.answers[token]
		return ok
	})
	return a.Data
}

// Await waits for an event that has not been awaited yet, and forgets those before.
func (b *Baresip) Await(kinds ...string) (e Event) {
	b.tb.Helper()
	b.until(strings.Join(kinds, " or "), func() bool {
		for ; b.read < len(b.events); b.read++ {
			if e = b.events[b.read]; slices.Contains(kinds, e.Type) {
				b.read++
				return true
			}
		}
		return false
	})
	return e
}

// Events are all that were told so far.
func (b *Baresip) Events() []Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.events)
}

// Sees is the next picture that it receives.
func (b *Baresip) Sees() image.Image {
	b.tb.Helper()
	b.shots++
	path := filepath.Join(b.dir, fmt.Sprintf("seen%d.png", b.shots))
	b.Do("snapshot_recv", path)
	var seen image.Image
	Until(b.tb, "baresip has a picture", func() bool {
		f, err := os.Open(path)
		if err != nil {
			return false
		}
		defer f.Close()
		seen, err = png.Decode(f) // half written: again
		return err == nil
	})
	return seen
}

// Shows waits until the picture that it receives has colours at points of it, each by
// fractions of width and height.
func (b *Baresip) Shows(want map[[2]float64]Colour) {
	b.tb.Helper()
	Until(b.tb, fmt.Sprintf("baresip sees %v", want), func() bool {
		seen := b.Sees()
		size := seen.Bounds().Size()
		for at, colour := range want {
			x, y := int(at[0]*float64(size.X)), int(at[1]*float64(size.Y))
			if !colour.is(seen.At(x, y)) {
				return false
			}
		}
		return true
	})
}

// Hears is the loudness of a tone in the last half second that it has heard in its
// current call, 0 to 1.
func (b *Baresip) Hears(hertz float64) float64 {
	b.tb.Helper()
	pcm, rate := b.listened()
	if len(pcm) < rate/2 || rate == 0 {
		return 0
	}
	return Tone(pcm[len(pcm)-rate/2:], rate, hertz)
}

// listened is what it has heard in its current call.
func (b *Baresip) listened() (pcm []int16, rate int) {
	b.tb.Helper()
	all, err := filepath.Glob(filepath.Join(b.dir, "dump-*-dec.wav"))
	if err != nil || len(all) == 0 {
		return nil, 0
	}
	slices.Sort(all) // by time
	return readWAV(b.tb, all[len(all)-1])
}

// Moment is what Heard judges at a time.
const Moment = 100 * time.Millisecond

// Forget has Heard look only at what comes from now on.
func (b *Baresip) Forget() {
	b.tb.Helper()
	pcm, _ := b.listened()
	b.forgotten = len(pcm)
}

// Heard counts the moments since Forget, and those of them that have a tone.
func (b *Baresip) Heard(hertz float64) (good, all int) {
	b.tb.Helper()
	pcm, rate := b.listened()
	length := int(Moment * time.Duration(rate) / time.Second)
	for pcm = pcm[min(b.forgotten, len(pcm)):]; length > 0 && len(pcm) >= length; pcm = pcm[length:] {
		all++
		if Tone(pcm[:length], rate, hertz) > 0.05 {
			good++
		}
	}
	return good, all
}

// Establishes calls somebody, and waits until it is answered.
func (b *Baresip) Establishes(uri string) {
	b.tb.Helper()
	b.Do("dial", uri)
	if e := b.Await("CALL_ESTABLISHED", "CALL_CLOSED"); e.Type == "CALL_CLOSED" {
		b.tb.Fatalf("%s: the call was closed: %s", uri, e.Param)
	}
}

// Keys presses digits, as RFC 4733 has them. It returns when they are on their way.
func (b *Baresip) Keys(digits string) {
	b.tb.Helper()
	for _, d := range digits {
		b.Do("sndcode", string(d))
	}
}
