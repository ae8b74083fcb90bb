package still_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"testing"

	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/still"
)

func TestKeyPicturesBecomeSmallPictures(t *testing.T) {
	t.Parallel()
	if !slices.Contains(video.Encoders(), codec.H264) {
		t.Skip("this build encodes nothing")
	}
	encoder, err := video.NewEncoder(video.EncoderConfig{Codec: codec.H264, Width: 640, Height: 360, FrameRate: 25, BitRate: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	defer encoder.Close()
	p := codec.NewPicture(640, 360)
	p.Fill(235, 128, 128) // white
	unit, err := encoder.Encode(nil, p)
	if err != nil {
		t.Fatal(err)
	}
	file, err := still.JPEG(codec.H264, unit.Data, 320)
	if err != nil {
		t.Fatal(err)
	}
	check(t, file, 320, 180)
}

func TestMotionJPEGIsEncodedAnew(t *testing.T) {
	t.Parallel()
	white := image.NewGray(image.Rect(0, 0, 800, 600))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, white, nil); err != nil {
		t.Fatal(err)
	}
	small, err := still.JPEG(codec.MJPEG, append(file.Bytes(), "<script>"...), 400)
	if err != nil || bytes.Contains(small, []byte("script")) {
		t.Fatalf("got %q, %v", small, err)
	}
	check(t, small, 400, 300)
}

func check(t *testing.T, file []byte, width, height int) {
	t.Helper()
	got, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil || got.Bounds().Dx() != width || got.Bounds().Dy() != height {
		t.Fatalf("got %v, %v", got.Bounds(), err)
	}
	if g, ok := color.GrayModel.Convert(got.At(width/2, height/2)).(color.Gray); !ok || g.Y < 245 {
		t.Errorf("white became %v", g)
	}
}

func FuzzJPEG(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := still.JPEG(codec.MJPEG, file, 320); err != nil && !errors.Is(err, still.ErrNoPicture) {
			t.Error(err)
		}
	})
}
