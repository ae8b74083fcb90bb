package siptest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/binary"
	"encoding/pem"
	"image/color"
	"math"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Colour is one that tests look for in pictures.
type Colour struct{ R, G, B uint8 }

// The colours. Those of people differ from those of a Baresip's camera.
var (
	Red    = Colour{255, 0, 0}
	Blue   = Colour{0, 0, 255}
	Green  = Colour{0, 128, 0}
	Yellow = Colour{255, 255, 0} // the left half of a Baresip's picture
	Purple = Colour{255, 0, 255} // the right half
)

// near is how far each part of a colour may be off: coders are lossy, and full and
// narrow ranges are mixed up by some.
const near = 64

func (c Colour) is(seen color.Color) bool {
	r, g, b, _ := seen.RGBA()
	return c.Is(uint8(r>>8), uint8(g>>8), uint8(b>>8))
}

// Is reports whether something seen is of this colour.
func (c Colour) Is(r, g, b uint8) bool {
	off := func(a, b uint8) bool { return max(a, b)-min(a, b) > near }
	return !off(c.R, r) && !off(c.G, g) && !off(c.B, b)
}

// Tone is how loud a tone is in samples, 0 to 1.
func Tone(pcm []int16, rate int, hertz float64) float64 {
	var re, im float64
	for i, s := range pcm {
		sin, cos := math.Sincos(2 * math.Pi * hertz * float64(i) / float64(rate))
		re += float64(s) * cos
		im += float64(s) * sin
	}
	return 2 * math.Hypot(re, im) / float64(len(pcm)) / 32768
}

const (
	toneRate   = 48000
	toneLength = 150 // seconds; the file is not played again
)

// toneFile is a WAV of a tone.
func toneFile(hertz float64) []byte {
	const samples = toneRate * toneLength
	b := make([]byte, 0, 44+2*samples)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, 36+2*samples)
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	b = binary.LittleEndian.AppendUint32(b, toneRate)
	b = binary.LittleEndian.AppendUint32(b, 2*toneRate)
	b = append(b, "\x02\x00\x10\x00data"...)
	b = binary.LittleEndian.AppendUint32(b, 2*samples)
	second := make([]byte, 0, 2*toneRate) // tones are of whole periods in a second
	for i := range toneRate {
		s := int16(0.3 * 32767 * math.Sin(2*math.Pi*hertz*float64(i)/toneRate))
		second = binary.LittleEndian.AppendUint16(second, uint16(s))
	}
	for range toneLength {
		b = append(b, second...)
	}
	return b
}

// readWAV reads 16-bit samples, of a file that is still being written too.
func readWAV(tb testing.TB, path string) (pcm []int16, rate int) {
	tb.Helper()
	b, err := os.ReadFile(path)
	at := bytes.Index(b, []byte("data"))
	if err != nil || at < 0 || len(b) < at+8 || len(b) < 28 {
		return nil, 0
	}
	rate = int(binary.LittleEndian.Uint32(b[24:]))
	b = b[at+8:]
	pcm = make([]int16, len(b)/2)
	for i := range pcm {
		pcm[i] = int16(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return pcm, rate
}

// film makes the picture of cameras, once.
var film = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "siptest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder for a moment
	path := filepath.Join(dir, "film.mp4")
	cmd := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", //nolint:noctx // short
		"-i", "color=c=0xffff00:size=640x360:rate=15,drawbox=x=320:y=0:w=320:h=360:color=0xff00ff:t=fill", "-t", "10",
		"-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-g", "15", path)
	if err := cmd.Run(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// testFilm is a file with the film.
func testFilm(tb testing.TB) string {
	tb.Helper()
	Needs(tb, "ffmpeg", "ffmpeg")
	b, err := film()
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	write(tb, dir, "film.mp4", string(b))
	return filepath.Join(dir, "film.mp4")
}

// certificate is one for 127.0.0.1 with its key.
func certificate(tb testing.TB) string {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		tb.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		tb.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func timer() <-chan time.Time { return time.After(patience) }
