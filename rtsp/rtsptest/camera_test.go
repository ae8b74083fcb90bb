package rtsptest_test

import (
	"os/exec"
	"strings"
	"testing"

	"veche/rtsp/rtsptest"
)

func TestFFprobeReadsTheCameras(t *testing.T) {
	t.Parallel()
	camera := rtsptest.Start(t, rtsptest.Options{})
	if _, err := exec.LookPath("ffprobe"); err != nil {
		t.Skip("ffprobe is not installed")
	}
	for path, want := range map[string]string{
		"/h264": "h264 pcm_mulaw", "/h264b": "h264", "/h265": "hevc", "/mjpeg": "mjpeg", "/aac": "h264 aac", "/opus": "h264 opus",
		"/latm": "aac", "/l16": "pcm_s16be", "/alaw": "pcm_alaw",
	} {
		t.Run(strings.Trim(path, "/"), func(t *testing.T) {
			t.Parallel()
			out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-rtsp_transport", "tcp",
				"-show_entries", "stream=codec_name", "-of", "csv=p=0", camera.URL(path)).CombinedOutput()
			if got := strings.Join(strings.Fields(string(out)), " "); err != nil || got != want {
				t.Errorf("ffprobe says %q, %v; want %q", got, err, want)
			}
		})
	}
}
