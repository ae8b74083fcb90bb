package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"veche/conference/reach"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/rtpio"
	"veche/sip"
	"veche/sip/sdp"
)

// phones are telephones and room systems: SIP and RTP of our own, in this process.
type phones struct {
	sip    *sip.Server
	ports  *rtpio.Ports
	epoch  time.Time
	target string // what they call
}

// nobody answers calls to the callers.
type nobody struct{}

func (nobody) Invite(context.Context, *sip.Call) {}

func newPhones(ctx context.Context, target string) (*phones, error) {
	ports, err := rtpio.NewPorts(0, 0)
	if err != nil {
		return nil, err
	}
	c := &phones{ports: ports, epoch: time.Now(), target: target}
	c.sip = sip.New(sip.Config{Handler: nobody{}, Reach: reach.Rule{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}})
	_, err = c.sip.Listen(ctx, "127.0.0.1:0")
	return c, err
}

func (c *phones) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c.sip.Close(ctx)
}

// phone is one call.
type phone struct {
	phones *phones
	call   *sip.Call
	codec  codec.Codec
	mouth  *rtpio.Stream
	screen *rtpio.Stream // nil for sound only
	took   time.Duration // from INVITE to the first packet of sound
	stop   chan struct{}
	done   sync.WaitGroup

	mu    sync.Mutex
	heard func(*rtpio.Packet, time.Time) // nil: nobody listens
	first chan struct{}
	once  sync.Once
}

// ear is the sink of a stream.
type ear struct {
	*phone
	sound bool
}

func (e ear) Packet(p *rtpio.Packet) {
	if !e.sound {
		return
	}
	e.once.Do(func() { close(e.first) })
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.heard != nil {
		e.heard(p, time.Now())
	}
}
func (ear) Digit(byte)      {}
func (ear) KeyFrameWanted() {}
func (ear) BitRate(int)     {}

var home = netip.MustParseAddr("127.0.0.1")

// dial calls, and returns when it is heard. With pictures a composed one is received.
func (c *phones) dial(ctx context.Context, with codec.Codec, pictures bool) (one *phone, err error) {
	one = &phone{phones: c, codec: with, stop: make(chan struct{}), first: make(chan struct{})}
	open := func(video bool) (*rtpio.Stream, error) {
		return rtpio.Open(rtpio.Config{Ports: c.ports, Local: home, Sink: ear{one, !video}, Epoch: c.epoch, CNAME: "bench", Video: video})
	}
	local := sdp.Local{Address: home}
	if one.mouth, err = open(false); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			one.close()
		}
	}()
	local.Lines = []sdp.Wish{{
		Kind: sdp.Sound, Port: one.mouth.Addr().Port(), RTCP: one.mouth.ControlAddr().Port(), Formats: []sdp.Format{{Codec: with}},
	}}
	if pictures {
		if one.screen, err = open(true); err != nil {
			return nil, err
		}
		h264 := sdp.Format{Codec: codec.H264, H264: sdp.H264{Profile: sdp.ConstrainedBaseline, Level: 31, Mode: 1}}
		local.Lines = append(local.Lines, sdp.Wish{
			Kind: sdp.Picture, Port: one.screen.Addr().Port(), RTCP: one.screen.ControlAddr().Port(), Formats: []sdp.Format{h264},
			Direction: sdp.RecvOnly,
		})
	}
	var n sdp.Negotiation
	began := time.Now()
	if one.call, err = c.sip.Dial(ctx, sip.Invitation{Target: c.target, Offer: n.Offer(local)}); err != nil {
		return nil, err
	}
	answer, err := answerOf(one.call)
	if err != nil {
		return nil, err
	}
	agreed, err := n.Accept(answer)
	if err != nil {
		return nil, err
	}
	if err := one.agree(&agreed); err != nil {
		return nil, err
	}
	select {
	case <-one.first:
	case <-ctx.Done():
		return nil, errors.New("the call is not heard")
	}
	one.took = time.Since(began)
	one.done.Go(func() {
		for range one.call.Events() { //nolint:revive // they are only to be taken
		}
	})
	return one, nil
}

func answerOf(call *sip.Call) ([]byte, error) {
	for e := range call.Events() {
		if a, ok := e.(sip.Answered); ok {
			return a.SDP, nil
		}
	}
	return nil, call.Cause()
}

func (one *phone) agree(a *sdp.Agreed) error {
	set := func(s *rtpio.Stream, l *sdp.Line) error {
		if s == nil || l == nil || len(l.Send) == 0 && len(l.Receive) == 0 {
			return nil
		}
		p := rtpio.Parameters{Remote: l.Remote, RemoteControl: l.RTCP, Mux: l.Mux, Send: l.Direction.Sends(), Receive: l.Direction.Receives()}
		for _, f := range l.Receive {
			p.Receiving = append(p.Receiving, rtpio.Format{Type: f.Type, Codec: f.Codec})
		}
		if len(l.Send) > 0 {
			p.Sending = rtpio.Format{Type: l.Send[0].Type, Codec: l.Send[0].Codec}
		}
		return s.Set(p)
	}
	return errors.Join(set(one.mouth, a.Line(sdp.Sound)), set(one.screen, a.Line(sdp.Picture)))
}

// speak sends these packets of 20 ms over and over, until close.
func (one *phone) speak(packets [][]byte) {
	one.done.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		begin := time.Since(one.phones.epoch)
		for n := 0; ; {
			select {
			case <-one.stop:
				return
			case <-tick.C:
			}
			for ; begin+time.Duration(n)*20*time.Millisecond <= time.Since(one.phones.epoch); n++ {
				one.mouth.Send(packets[n%len(packets)], begin+time.Duration(n)*20*time.Millisecond, false)
			}
		}
	})
}

// listen hands every packet of sound to heard.
func (one *phone) listen(heard func(*rtpio.Packet, time.Time)) {
	one.mu.Lock()
	defer one.mu.Unlock()
	one.heard = heard
}

func (one *phone) close() {
	close(one.stop)
	if one.call != nil {
		one.call.Hangup(sip.Cause{Kind: sip.HungUp})
		<-one.call.Done()
	}
	one.done.Wait()
	for _, s := range []*rtpio.Stream{one.mouth, one.screen} {
		if s != nil {
			_ = s.Close()
		}
	}
}

// murmur is a second of a voice, coded: bursts of a tone with pauses between.
func murmur(c codec.Codec) ([][]byte, error) {
	e, err := sound.NewEncoder(sound.EncoderConfig{Codec: c, Voice: true})
	if err != nil {
		return nil, fmt.Errorf("a voice: %w", err)
	}
	defer e.Close()
	pcm := make([]int16, e.FrameSize())
	var packets [][]byte
	for n := range 50 {
		for i := range pcm {
			pcm[i] = 0
			if n%25 < 18 {
				pcm[i] = int16(6000 * (2*triangle(220*float64(n*len(pcm)+i)/float64(e.Rate())) - 1))
			}
		}
		p, err := e.Encode(nil, pcm)
		if err != nil {
			return nil, err
		}
		packets = append(packets, slices.Clone(p))
	}
	return packets, nil
}

// triangle has the period 1 and goes from 0 to 1 and back.
func triangle(at float64) float64 {
	at -= float64(int(at))
	if at > 0.5 {
		at = 1 - at
	}
	return 2 * at
}
