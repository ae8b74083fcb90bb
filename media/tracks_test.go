//go:build cgo && avcodec

package media_test

import (
	"maps"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"

	"veche/conference"
	"veche/media/client"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/record"
)

// cameraOf publishes a grey picture whose height may be changed at any time.
func (g *guest) cameraOf(t *testing.T, l *client.Layer, c codec.Codec, height *atomic.Int32) {
	t.Helper()
	var payloader interface {
		Payload(mtu uint16, payload []byte) [][]byte
	} = &codecs.VP8Payloader{EnablePictureID: true}
	if c == codec.H264 {
		payloader = &codecs.H264Payloader{}
	}
	var encoder *video.Encoder
	var picture *codec.Picture
	t.Cleanup(func() {
		if encoder != nil {
			encoder.Close()
		}
	})
	began := time.Now()
	sequence := uint16(0)
	g.loop(t, 40*time.Millisecond, func(n int) {
		h := int(height.Load())
		if encoder == nil || picture.Height != h {
			if encoder != nil {
				encoder.Close()
			}
			var err error
			encoder, err = video.NewEncoder(video.EncoderConfig{
				Codec: c, Width: h * 16 / 9, Height: h, FrameRate: 25, BitRate: 200_000,
			})
			if err != nil {
				t.Error(err)
				return
			}
			picture = codec.NewPicture(h*16/9, h)
		}
		picture.Fill(byte(60+n%100), 128, 128)
		if l.TakeKey() {
			encoder.RequestKey()
		}
		coded, err := encoder.Encode(nil, picture)
		if err != nil {
			t.Error(err)
			return
		}
		timestamp := uint32(time.Since(began) * 90_000 / time.Second)
		parts := payloader.Payload(1100, coded.Data)
		for i, part := range parts {
			sequence++
			_ = l.Write(&rtp.Packet{Header: rtp.Header{
				Version: 2, SequenceNumber: sequence, Timestamp: timestamp, Marker: i == len(parts)-1,
			}, Payload: part})
		}
	})
}

// recordTracks makes the Plan want a recording with tracks, and returns how to end it.
func (h *house) recordTracks() (end func() []record.Info) {
	h.t.Helper()
	h.change(func(p *conference.Plan) {
		p.Recording = &conference.RecordingPlan{Started: time.Now(), Lines: 360, Tracks: true, View: conference.View{HearsAll: true}}
	})
	h.reported(conference.RecordingRuns)
	return func() []record.Info {
		h.t.Helper()
		h.change(func(p *conference.Plan) { p.Recording = nil })
		h.reported(conference.RecordingSaved)
		list, err := record.List(h.recordings, time.Local)
		if err != nil {
			h.t.Fatal(err)
		}
		return slices.DeleteFunc(list, func(i record.Info) bool { return i.Name.Part == "" })
	}
}

// heights are those of the pictures of a file, each once, in their order.
func heights(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "frame=height", "-of", "csv=p=0", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", path, err, out)
	}
	return strings.Join(slices.Compact(strings.Fields(strings.ReplaceAll(string(out), ",", " "))), " ")
}

// An H.264 file has one size of the picture: whose camera changed it was in no file from
// then on.
func TestATrackGoesOnInAnotherFileWhenThePictureChanges(t *testing.T) {
	t.Parallel()
	h := newStudio(t)
	h.together("anna")
	anna := h.join("anna", client.Config{Publish: []client.Publish{{Kind: conference.Camera, MimeType: "video/H264"}}})
	var height atomic.Int32
	height.Store(180)
	anna.cameraOf(t, anna.Sources()[0].Layers()[0], codec.H264, &height)
	end := h.recordTracks()
	lasts(t, 3*time.Second)
	height.Store(360)
	lasts(t, 4*time.Second)
	var got []string
	files := end()
	slices.SortFunc(files, func(a, b record.Info) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range files {
		got = append(got, heights(t, f.Path))
	}
	if !slices.Equal(got, []string{"180", "360"}) {
		t.Errorf("files with pictures of %q lines, want 180 and then 360", got)
	}
}

// Publishers begin with the smallest layer, which was then kept for good; and the
// timestamps of all layers, which have nothing to do with one another, were taken for
// one clock.
func TestATrackHasTheLargestLayerThatComes(t *testing.T) {
	t.Parallel()
	h := newStudio(t)
	h.together("anna")
	anna := h.join("anna", client.Config{Publish: []client.Publish{{Kind: conference.Camera, Layers: []string{"q", "h"}}}})
	layers := anna.Sources()[0].Layers()
	var small, large atomic.Int32
	small.Store(90)
	large.Store(180)
	anna.cameraOf(t, layers[0], codec.VP8, &small)
	end := h.recordTracks()
	lasts(t, 2*time.Second)
	anna.cameraOf(t, layers[1], codec.VP8, &large)
	lasts(t, 4*time.Second)
	files := end()
	if len(files) != 1 {
		t.Fatalf("%d files", len(files))
	}
	if got := heights(t, files[0].Path); got != "90 180" {
		t.Errorf("pictures of %s lines, want 90 and then 180", got)
	}
	if d := files[0].Duration; d < 4*time.Second || d > 20*time.Second {
		t.Errorf("the file lasts %v", d)
	}
}

// The point 4: each participant's own tracks beside the composed file, as they
// came.
func TestTracksAreKeptAsTheyCame(t *testing.T) {
	t.Parallel()
	h := newStudio(t)
	h.together("anna", "boris")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}}
	for id, p := range people {
		h.join(id, cfg).perform(t, p)
	}
	h.change(func(p *conference.Plan) {
		p.Recording = &conference.RecordingPlan{Started: time.Now(), Lines: 360, Tracks: true, View: conference.View{HearsAll: true}}
		p.Marks = map[conference.ParticipantID]conference.Marks{"anna": {Name: "Анна Петрова"}, "boris": {Name: "Boris"}}
	})
	h.reported(conference.RecordingRuns)
	lasts(t, 2*time.Second)
	// Who is muted is heard in no file meanwhile, and goes on in the same.
	h.change(func(p *conference.Plan) { p.Sends["anna"] = conference.Sends{Camera: true} })
	lasts(t, time.Second)
	h.change(func(p *conference.Plan) { p.Sends["anna"] = conference.Sends{Microphone: true, Camera: true} })
	lasts(t, time.Second)
	h.change(func(p *conference.Plan) { p.Recording = nil })
	h.reported(conference.RecordingSaved)
	list, err := record.List(h.recordings, time.Local)
	if err != nil {
		t.Fatal(err)
	}
	codecs := make(map[string]string)
	for _, i := range list {
		probe, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", i.Path).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v: %s", i.Path, err, probe)
		}
		codecs[i.Name.Part] = strings.Join(strings.Fields(string(probe)), " ")
		want := map[string]string{"": "", "anna": "Анна Петрова", "boris": "Boris"}
		if who, _, _ := strings.Cut(i.Name.Part, "-"); i.Track != want[who] {
			t.Errorf("%s is of %q", i.Path, i.Track)
		}
		if i.Name.Part != "" && i.Duration < 2*time.Second {
			t.Errorf("%s lasts %v", i.Path, i.Duration)
		}
	}
	want := map[string]string{
		"": "h264 aac", "anna-camera": "vp8", "anna-microphone": "opus", "boris-camera": "vp8", "boris-microphone": "opus",
	}
	if !maps.Equal(codecs, want) {
		t.Errorf("files %v, want %v", codecs, want)
	}
}
