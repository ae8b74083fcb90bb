package camera_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	conference "veche/conference/camera"
	"veche/media"
	"veche/media/codec"
	"veche/rtsp/camera"
)

// role is set where this program is not the tests but a camera of 4 Mbit/s: its cost must
// not be counted with ours.
const role = "VECHE_TEST_CAMERA"

func TestMain(m *testing.M) {
	if os.Getenv(role) == "" {
		os.Exit(m.Run())
	}
	f, err := startFake("127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	f.play = (*caller).fourMbit
	fmt.Println(f.url())
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// fourMbit sends 25 pictures a second of 20 kB, in packets of 1400 bytes.
func (c *caller) fourMbit() {
	p := still{small.sps, small.pps, append([]byte{0x65, 0x88}, make([]byte, 20000)...)}
	for i := range p.idr[2:] {
		p.idr[2+i] = byte(2 + i%200)
	}
	for n := uint32(0); c.wait(40 * time.Millisecond); n++ {
		c.picture(p, n*3600)
	}
}

func startFourMbit(b *testing.B) (url string) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), role+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// nobody takes no notice.
type nobody struct{ live chan struct{} }

func (n nobody) State(s conference.Status) {
	if s.State == conference.Live {
		close(n.live)
	}
}
func (nobody) Picture(codec.Codec, []byte, time.Duration)     {}
func (nobody) ParameterSets([][]byte)                         {}
func (nobody) Sound(media.SoundFormat, []byte, time.Duration) {}
func (nobody) Watched() bool                                  { return false }

// BenchmarkCamera is what a camera of 4 Mbit/s costs that is connected and whose pictures
// nobody looks at: to reach is 0.2 % of a core. It is one of ten, since a program that is
// woken for one thing only pays for that more than a server does. Each round is a second.
func BenchmarkCamera(b *testing.B) {
	const many = 10
	url := startFourMbit(b)
	cameras := camera.New(camera.Config{Rule: open})
	defer cameras.Close()
	for i := range many {
		sink := nobody{make(chan struct{})}
		defer cameras.Watch(target(b, fmt.Sprint(url, i)), sink)()
		<-sink.live
	}
	before, began := used(b), time.Now()
	for b.Loop() {
		<-time.After(time.Second)
	}
	took := time.Since(began)
	b.ReportMetric(100*(used(b)-before).Seconds()/took.Seconds()/many, "%core")
	b.ReportMetric(cameras.Info(target(b, url+"0")).Bits/1e6, "Mbit/s")
}

// used is the time that this process has had of the processors.
func used(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
