package signaling

import (
	"context"

	"veche/conference"
	"veche/media"
)

func offer(ctx context.Context, s seat, r struct {
	SDP     string                           `json:"sdp"`
	Sources map[string]conference.SourceKind `json:"sources"`
},
) (any, error) {
	l, err := s.lineFor(r.SDP)
	if err != nil {
		return nil, err
	}
	sdp, err := l.peer.Offer(r.SDP, r.Sources)
	if err != nil {
		s.log.Debug("offer refused", "error", err)
		return nil, &conference.Error{Kind: conference.Invalid, Code: "sdp", Detail: err.Error(), Field: "sdp"}
	}
	return struct {
		SDP string `json:"sdp"`
	}{sdp}, nil
}

// lineFor is the media connection that the offer is about: the one there is, or
// a new one if the page has begun anew.
func (s seat) lineFor(sdp string) (*line, error) {
	origin, ok := originOf(sdp)
	if !ok {
		return nil, invalid("sdp", "This is not an offer.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conf == nil || !s.in {
		return nil, conference.ErrEnded
	}
	if l := s.line; l != nil && l.origin == origin {
		return l, nil
	}
	l := &line{origin: origin}
	l.session.Store(s.session)
	peer, err := s.srv.cfg.Media.Connect(s.conf.ID(), s.me, l) // takes the place of an older one
	if err != nil {
		return nil, err
	}
	l.peer, s.line = peer, l
	return l, nil
}

// peer is the page's media connection.
func (s seat) peer() (*media.Peer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.line == nil {
		return nil, conference.Refuse(conference.Conflict, "no_media", "There is no media connection yet: offer first.")
	}
	return s.line.peer, nil
}

func send(ctx context.Context, s seat, r struct {
	Microphone *bool `json:"microphone"`
	Camera     *bool `json:"camera"`
	Screen     *bool `json:"screen"`
},
) (any, error) {
	now, err := s.conf.Send(ctx, s.me, r.Microphone, r.Camera, r.Screen)
	if err != nil {
		return nil, err
	}
	return now, nil
}

func display(ctx context.Context, s seat, r conference.Display) (any, error) {
	v, err := s.conf.SetDisplay(ctx, s.me, r)
	if err != nil {
		return nil, err
	}
	return struct {
		View conference.View `json:"view"`
	}{v}, nil
}

// maxSide bounds a drawn size, in device pixels.
const maxSide = 8192

func sizes(_ context.Context, s seat, r struct {
	Slots map[string][2]int `json:"slots"`
},
) (any, error) {
	drawn := make(map[string]media.Size, len(r.Slots))
	for mid, wh := range r.Slots {
		if len(r.Slots) > 128 || min(wh[0], wh[1]) < 0 || max(wh[0], wh[1]) > maxSide {
			return nil, invalid("slots", "A size is out of range.")
		}
		drawn[mid] = media.Size{Width: uint16(wh[0]), Height: uint16(wh[1])}
	}
	peer, err := s.peer()
	if err != nil {
		return nil, err
	}
	peer.Sizes(drawn)
	return nil, nil
}

func quality(_ context.Context, s seat, r struct {
	MaxBitrate int `json:"maxBitrate"`
},
) (any, error) {
	if r.MaxBitrate < 0 {
		return nil, invalid("maxBitrate", "A bit rate is not negative.")
	}
	peer, err := s.peer()
	if err != nil {
		return nil, err
	}
	peer.Limit(r.MaxBitrate)
	return nil, nil
}
