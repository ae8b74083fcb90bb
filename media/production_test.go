package media

import (
	"bytes"
	"log/slog"
	"net/netip"
	"strings"
	"testing"

	"veche/conference"
	"veche/media/codec"
	"veche/media/mix"
	"veche/media/peer"
)

// A source that this build cannot decode was warned of, and its decoder tried, each time
// that anything changed in the conference.
func TestASourceThatCannotBeDecodedIsSaidOnce(t *testing.T) {
	t.Parallel()
	board, err := peer.Open(peer.Config{
		Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler),
		Addresses: func() []netip.Addr { return []netip.Addr{netip.MustParseAddr("127.0.0.1")} },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = board.Close() })
	var log bytes.Buffer
	p := &production{
		log: slog.New(slog.NewTextHandler(&log, nil)), mixer: mix.New(mix.Config{}),
		refused: make(map[*peer.Source]codec.Codec), hearing: make(map[conference.ParticipantID]string),
	}
	p.feeds.Store(new(map[key]*feed))
	microphone := key{"anna", conference.Microphone}
	const unknown codec.Codec = 99
	arrange := func(src *peer.Source) {
		sources := map[key]*peer.Source{microphone: src}
		p.refeed(&arrangement{sources: sources, here: sources, plan: &conference.Plan{}}, []hearing{{"all", []key{microphone}}})
	}
	src := board.NewOutput(unknown, nil).Source
	arrange(src)
	arrange(src)
	if n := strings.Count(log.String(), "cannot be composed"); n != 1 {
		t.Errorf("it was said %d times:\n%s", n, log.String())
	}
	arrange(board.NewOutput(unknown, nil).Source) // she comes again
	if n := strings.Count(log.String(), "cannot be composed"); n != 2 {
		t.Errorf("of another source it was said %d times", n-1)
	}
	if len(p.refused) != 1 {
		t.Errorf("%d sources are remembered", len(p.refused))
	}
}
