package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/load"
	"veche/media/rtpio"
)

// gateway measures what telephones and room systems hear and see.
func (b *bench) gateway(ctx context.Context, t *table) error {
	return errors.Join(b.mouthToEar(ctx, t), b.rooms(ctx, t))
}

// dialled is what calls the conference of the bench.
func (s *server) dialled() string { return "sip:00" + benchCID + "@" + s.sip }

// share is what the server takes of one core for half a window.
func (b *bench) share(ctx context.Context, srv *server) (float64, error) {
	if err := wait(ctx, settle); err != nil {
		return 0, err
	}
	before, err := srv.cpu()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := wait(ctx, b.lengths.window/2); err != nil {
		return 0, err
	}
	after, err := srv.cpu()
	return 100 * (after - before).Seconds() / time.Since(began).Seconds(), err
}

// hush is a packet of silence.
func hush(c codec.Codec) ([][]byte, error) {
	e, err := sound.NewEncoder(sound.EncoderConfig{Codec: c})
	if err != nil {
		return nil, fmt.Errorf("silence: %w", err)
	}
	defer e.Close()
	p, err := e.Encode(nil, make([]int16, e.FrameSize()))
	return [][]byte{p}, err
}

// mouthToEar is how long a sound takes from one telephone to another.
func (b *bench) mouthToEar(ctx context.Context, t *table) (err error) {
	srv, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	c, err := newPhones(ctx, srv.dialled())
	if err != nil {
		return err
	}
	defer c.close()
	speaker, err := c.dial(ctx, codec.PCMU, false)
	if err != nil {
		return err
	}
	defer speaker.close()
	listener, err := c.dial(ctx, codec.PCMU, false)
	if err != nil {
		return err
	}
	defer listener.close()
	quiet, err := hush(codec.PCMU)
	if err != nil {
		return err
	}
	listener.speak(quiet)
	loud := make(chan time.Time, 1)
	listener.listen(func(p *rtpio.Packet, at time.Time) {
		if loudest(p.Payload) > 2000 {
			select {
			case loud <- at:
			default:
			}
		}
	})
	voice, err := murmur(codec.PCMU)
	if err != nil {
		return err
	}
	var took []time.Duration
	begin, n := time.Since(c.epoch), 0
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	// A second of silence, then a shout, again and again.
	for len(took) < 5*b.lengths.windows {
		var shouted time.Time
		for i := range 75 {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return ctx.Err()
			}
			packet := quiet[0]
			if i >= 50 {
				packet = voice[1]
			}
			if i == 50 {
				select {
				case <-loud:
				default:
				}
				shouted = time.Now()
			}
			speaker.mouth.Send(packet, begin+time.Duration(n)*20*time.Millisecond, false)
			n++
		}
		select {
		case at := <-loud:
			// The mouth began 20 ms before its packet was whole.
			took = append(took, at.Sub(shouted)+20*time.Millisecond)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
			return errors.New("a shout was not heard")
		}
	}
	p50 := load.Quantile(took, 0.5)
	t.add("sound mouth to ear, telephone to telephone, p50 / p95",
		fmt.Sprintf("%d / %d ms", p50.Milliseconds(), load.Quantile(took, 0.95).Milliseconds()), "p50 ≤ 90 ms",
		p50 <= 90*time.Millisecond, load.LoadAverage())
	return nil
}

// loudest sample of a packet of PCMU.
func loudest(payload []byte) (most int16) {
	for _, u := range payload {
		u = ^u
		v := (int16(u&0x0f)<<3+0x84)<<(u>>4&7) - 0x84
		most = max(most, v)
	}
	return most
}

const roomsMeasured = 20

// rooms has room systems without cameras receive one View of four browsers.
func (b *bench) rooms(ctx context.Context, t *table) (err error) {
	cfg, err := recorded{people: 4, width: 640, height: 360, rate: 500_000}.load()
	if err != nil {
		return err
	}
	srv, err := b.fresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	cfg.URL = srv.url
	s, err := load.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := srv.podium(ctx); err != nil {
		return err
	}
	c, err := newPhones(ctx, srv.dialled())
	if err != nil {
		return err
	}
	defer c.close()
	quiet, err := hush(codec.PCMU)
	if err != nil {
		return err
	}
	var all []*phone
	defer func() {
		for _, one := range all {
			one.close()
		}
	}()
	for range roomsMeasured {
		one, err := c.dial(ctx, codec.PCMU, true)
		if err != nil {
			return err
		}
		all = append(all, one)
		one.speak(quiet)
	}
	var shares, loads []float64
	for range b.lengths.windows {
		share, err := b.share(ctx, srv)
		if err != nil {
			return err
		}
		shares, loads = append(shares, share), append(loads, load.LoadAverage())
	}
	t.add(fmt.Sprintf("%d rooms, one View of 4 browsers, in all", roomsMeasured), spread(shares, "%.1f")+" % of a core", "≤ 45 %",
		median(shares) <= 45, median(loads))
	return nil
}

// podium makes speakers of all who are here, and of nobody who comes.
func (s *server) podium(ctx context.Context) error {
	token, err := s.signIn(ctx)
	if err != nil {
		return err
	}
	live := "/api/v1/conferences/" + benchCID + "/live"
	if err := s.call(ctx, http.MethodPatch, live, token, map[string]string{"mode": "managed_selector"}, nil); err != nil {
		return err
	}
	var now struct {
		Participants []struct{ ID string }
	}
	if err := s.call(ctx, http.MethodGet, live, token, nil, &now); err != nil {
		return err
	}
	for _, p := range now.Participants {
		if err := s.call(ctx, http.MethodPatch, live+"/participants/"+p.ID, token, map[string]string{"podium": "approve"}, nil); err != nil {
			return err
		}
	}
	return nil
}
