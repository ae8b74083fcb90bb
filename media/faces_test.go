package media

import (
	"image"
	"log/slog"
	"testing"
	"time"
)

// A picture that a slow disk takes long to give held up those of all conferences.
func TestASlowFaceHoldsUpNobodyElse(t *testing.T) {
	slow := make(chan struct{})
	began := make(chan struct{})
	f := faces{load: func(path string) (image.Image, error) {
		if path == "slow" {
			close(began)
			<-slow
		}
		return image.NewGray(image.Rect(0, 0, 1, 1)), nil
	}}
	log := slog.New(slog.DiscardHandler)
	done := make(chan struct{})
	go func() { defer close(done); f.of("slow", log) }()
	<-began
	other := make(chan image.Image)
	go func() { other <- f.of("other", log) }()
	select {
	case img := <-other:
		if img != f.of("other", log) {
			t.Error("the same path gives another image")
		}
	case <-time.After(30 * time.Second):
		t.Error("it waits for the slow one")
	}
	close(slow)
	<-done
}
