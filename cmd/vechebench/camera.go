package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"sync"
	"time"

	"github.com/bluenviron/gortsplib/v4"
	"github.com/bluenviron/gortsplib/v4/pkg/base"
	"github.com/bluenviron/gortsplib/v4/pkg/description"
	"github.com/bluenviron/gortsplib/v4/pkg/format"
	"github.com/pion/rtp"

	"veche/media/codec"
	"veche/media/codec/scene"
	"veche/media/load"
)

// simulatedCamera is an IP camera: an RTSP server that sends a film over and over, and a
// voice with it.
type simulatedCamera struct {
	server   *gortsplib.Server
	listener net.Listener
	stream   *gortsplib.ServerStream
	pack     func(nals [][]byte) ([]*rtp.Packet, error)
	film     [][]byte // Annex B
	voice    [][]byte // Opus
	stop     context.CancelFunc
	running  sync.WaitGroup
}

// pictureRate of cameras, a second.
const pictureRate = 25

// newCamera starts one at a port of its own. voice may be nil.
func newCamera(ctx context.Context, c codec.Codec, film, voice [][]byte) (*simulatedCamera, error) {
	k := &simulatedCamera{film: film, voice: voice}
	picture := &description.Media{Type: description.MediaTypeVideo}
	if err := k.packBy(c, picture); err != nil {
		return nil, err
	}
	medias := []*description.Media{picture}
	if voice != nil {
		medias = append(medias, &description.Media{
			Type: description.MediaTypeAudio, Formats: []format.Format{&format.Opus{PayloadTyp: 97, ChannelCount: 1}},
		})
	}
	var err error
	if k.listener, err = new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	k.server = &gortsplib.Server{
		Handler: k, RTSPAddress: k.listener.Addr().String(),
		Listen: func(string, string) (net.Listener, error) { return k.listener, nil },
	}
	if err := k.server.Start(); err != nil {
		return nil, err
	}
	k.stream = &gortsplib.ServerStream{Server: k.server, Desc: &description.Session{Medias: medias}}
	if err := k.stream.Initialize(); err != nil {
		k.server.Close()
		return nil, err
	}
	playing, stop := context.WithCancel(context.WithoutCancel(ctx))
	k.stop = stop
	k.running.Go(func() { k.play(playing) })
	return k, nil
}

// packBy makes packets of pictures in c.
func (k *simulatedCamera) packBy(c codec.Codec, m *description.Media) error {
	if c == codec.H265 {
		f := &format.H265{PayloadTyp: 96}
		m.Formats = []format.Format{f}
		e, err := f.CreateEncoder()
		if err == nil {
			k.pack = e.Encode
		}
		return err
	}
	f := &format.H264{PayloadTyp: 96, PacketizationMode: 1}
	m.Formats = []format.Format{f}
	e, err := f.CreateEncoder()
	if err == nil {
		k.pack = e.Encode
	}
	return err
}

// address is the dial string.
func (k *simulatedCamera) address() string {
	return "rtsp://" + k.listener.Addr().String() + "/film"
}

func (k *simulatedCamera) close() {
	k.stop()
	k.running.Wait()
	k.stream.Close()
	k.server.Close()
}

// OnDescribe implements [gortsplib.ServerHandlerOnDescribe].
func (k *simulatedCamera) OnDescribe(*gortsplib.ServerHandlerOnDescribeCtx) (*base.Response, *gortsplib.ServerStream, error) {
	return &base.Response{StatusCode: base.StatusOK}, k.stream, nil
}

// OnSetup implements [gortsplib.ServerHandlerOnSetup].
func (k *simulatedCamera) OnSetup(*gortsplib.ServerHandlerOnSetupCtx) (*base.Response, *gortsplib.ServerStream, error) {
	return &base.Response{StatusCode: base.StatusOK}, k.stream, nil
}

// OnPlay implements [gortsplib.ServerHandlerOnPlay].
func (k *simulatedCamera) OnPlay(*gortsplib.ServerHandlerOnPlayCtx) (*base.Response, error) {
	return &base.Response{StatusCode: base.StatusOK}, nil
}

// play sends until ctx ends: two packets of sound for each picture.
func (k *simulatedCamera) play(ctx context.Context) {
	tick := time.NewTicker(time.Second / (2 * pictureRate))
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if k.voice != nil {
			k.say(n)
		}
		if n%2 == 0 {
			k.show(n / 2)
		}
	}
}

func (k *simulatedCamera) say(n int) {
	p := &rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 97, SequenceNumber: uint16(n), Timestamp: uint32(n) * 960, SSRC: 2}}
	p.Payload = k.voice[n%len(k.voice)]
	_ = k.stream.WritePacketRTP(k.stream.Desc.Medias[1], p) // to who listens, if anybody
}

func (k *simulatedCamera) show(n int) {
	var nals [][]byte
	for nal := range codec.NALs(k.film[n%len(k.film)]) {
		nals = append(nals, nal)
	}
	if len(nals) == 0 {
		return
	}
	last := &nals[len(nals)-1]
	*last = append(bytes.Clone(*last), make([]byte, load.StampSize)...)
	load.Stamp(*last, time.Now())
	packets, err := k.pack(nals)
	if err != nil {
		return
	}
	for _, p := range packets {
		p.Timestamp = uint32(n) * (90_000 / pictureRate)
		_ = k.stream.WritePacketRTP(k.stream.Desc.Medias[0], p)
	}
}

// fill brings pictures of H.264 to a rate by filler data, ITU-T H.264 section 7.3.2.7:
// the scene is easier than what cameras see.
func fill(film [][]byte, rate int) {
	for i, unit := range film {
		size := rate / 8 / pictureRate
		if i == 0 {
			size *= 4 // as key frames are
		}
		if missing := size - len(unit) - 6; missing > 0 {
			unit = append(append(unit, 0, 0, 0, 1, 12), bytes.Repeat([]byte{0xff}, missing)...)
			film[i] = append(unit, 0x80)
		}
	}
}

// film265 is the scene of [load.Film] in H.265, which only FFmpeg codes.
func film265(ctx context.Context, width, height, rate int) ([][]byte, error) {
	const pictures = 4 * pictureRate
	coder := exec.CommandContext(ctx, "ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p",
		"-s", fmt.Sprintf("%dx%d", width, height), "-r", fmt.Sprint(pictureRate), "-i", "-",
		"-c:v", "libx265", "-preset", "fast", "-b:v", fmt.Sprint(rate), "-x265-params", "bframes=0:aud=1:repeat-headers=1:log-level=error:keyint=50",
		"-f", "hevc", "-")
	var raw bytes.Buffer
	p := codec.NewPicture(width, height)
	for i := range pictures {
		scene.Draw(p, min(i, pictures-i))
		for y := range height {
			raw.Write(p.Y[y*p.YStride:][:width])
		}
		for _, plane := range [][]byte{p.U, p.V} {
			for y := range height / 2 {
				raw.Write(plane[y*p.UVStride:][:width/2])
			}
		}
	}
	coder.Stdin = &raw
	coded, err := coder.Output()
	if err != nil {
		return nil, fmt.Errorf("H.265 is made by ffmpeg: %w", err)
	}
	return unitsOf(coded)
}

// unitsOf cuts a stream before each access unit delimiter, ITU-T H.265 section 7.4.2.4.4.
func unitsOf(stream []byte) (units [][]byte, err error) {
	const delimiter = 35
	for nal := range codec.NALs(stream) {
		if nal[0]>>1&0x3f == delimiter {
			units = append(units, nil)
			continue
		}
		if len(units) == 0 {
			return nil, errors.New("H.265 without delimiters")
		}
		last := &units[len(units)-1]
		*last = append(append(*last, 0, 0, 0, 1), nal...)
	}
	return units, nil
}
