package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"veche/conference/reach"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/load"
	"veche/sip"
)

// calling is what calls from outside cost and how long they take to be set up.
type calling struct {
	setUp  []time.Duration // ascending; INVITE until the first packet of sound
	ended  int             // calls set up and hung up again
	cpu    time.Duration   // of the server, for these
	took   time.Duration
	legs   []legCost
	loads  []float64
	failed int
	why    error // of the first that failed
}

// legCost is what the legs of one codec cost in a meeting.
type legCost struct {
	name    string
	target  float64 // % of a core each
	percent []float64
}

const (
	// callers at once while calls come and go.
	callers = 16
	// legs that are measured together.
	measuredLegs = 10
)

// sounds are the codecs of legs, each as SDP has it.
var sounds = []struct {
	name   string
	codec  codec.Codec
	format int
	rtpmap string
	clock  uint32
	target float64
}{
	{"G.711", codec.PCMA, 8, "PCMA/8000", 8000, 0.8},
	{"G.722", codec.G722, 9, "G722/8000", 8000, 1.5},
	{"Opus", codec.Opus, 111, "opus/48000/2", 48000, 1.5},
}

// calls measures the gateway.
func (b *bench) calls(ctx context.Context) (c calling, err error) {
	srv, err := b.fresh(ctx)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, srv.stop()) }()
	g, err := newCaller(ctx, srv)
	if err != nil {
		return c, err
	}
	defer g.close()
	for range 20 * b.lengths.windows {
		k, err := g.call(ctx, 0)
		if err != nil {
			return c, err
		}
		c.setUp = append(c.setUp, k.setUp)
		k.hangup()
	}
	slices.Sort(c.setUp)
	c.loads = append(c.loads, load.LoadAverage())
	if err := b.comeAndGo(ctx, srv, g, &c); err != nil {
		return c, err
	}
	for i := range sounds {
		cost, err := b.legs(ctx, srv, g, i)
		if err != nil {
			return c, err
		}
		c.legs, c.loads = append(c.legs, cost), append(c.loads, load.LoadAverage())
		fmt.Fprintf(b.progress, "%s leg: %s %% of a core\n", cost.name, spread(cost.percent, "%.2f"))
	}
	return c, b.save(ctx, srv, "heap", "calls-heap")
}

// comeAndGo sets calls up and hangs them up, as fast as it goes.
func (b *bench) comeAndGo(ctx context.Context, srv *server, g *caller, c *calling) error {
	before, err := srv.cpu()
	if err != nil {
		return err
	}
	began := time.Now()
	var all sync.WaitGroup
	var mu sync.Mutex
	for range callers {
		all.Go(func() {
			for ctx.Err() == nil && time.Since(began) < b.lengths.window {
				k, err := g.call(ctx, 0)
				if err == nil {
					k.hangup()
				}
				mu.Lock()
				if err == nil {
					c.ended++
				} else if c.failed++; c.why == nil {
					c.why = err
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	c.took = time.Since(began)
	after, err := srv.cpu()
	c.cpu, c.loads = after-before, append(c.loads, load.LoadAverage())
	return err
}

// legs measures a meeting of callers who all send sound in one codec.
func (b *bench) legs(ctx context.Context, srv *server, g *caller, which int) (cost legCost, err error) {
	s := &sounds[which]
	cost = legCost{name: s.name, target: s.target}
	sending, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	var kept []*benchCall
	defer func() {
		stop()
		all.Wait()
		for _, k := range kept {
			k.hangup()
		}
	}()
	for range measuredLegs {
		k, err := g.call(ctx, which)
		if err != nil {
			return cost, err
		}
		kept = append(kept, k)
		all.Go(func() { k.speak(sending, which) })
	}
	for range b.lengths.windows {
		if err := wait(ctx, settle); err != nil {
			return cost, err
		}
		before, err := srv.cpu()
		if err != nil {
			return cost, err
		}
		began := time.Now()
		if err := wait(ctx, b.lengths.window/2); err != nil {
			return cost, err
		}
		after, err := srv.cpu()
		if err != nil {
			return cost, err
		}
		cost.percent = append(cost.percent, 100*(after-before).Seconds()/time.Since(began).Seconds()/measuredLegs)
	}
	return cost, nil
}

// caller makes calls with our own signalling, in this process.
type caller struct {
	server *sip.Server
	to     string
	avoid  map[uint16]bool // ports to which a server sends nothing, since it listens there, be it by TCP
	voices [][][]byte      // a second of speech for each of sounds
}

type refuses struct{}

// Invite implements [sip.Handler].
func (refuses) Invite(_ context.Context, c *sip.Call) { _ = c.Reject(404, "Not Found") }

func newCaller(ctx context.Context, srv *server) (*caller, error) {
	loopback := netip.MustParsePrefix("127.0.0.0/8")
	g := &caller{to: "sip:00" + benchCID + "@" + srv.sip, avoid: srv.own}
	for i := range sounds {
		v, err := voiceIn(sounds[i].codec)
		if err != nil {
			return nil, err
		}
		g.voices = append(g.voices, v)
	}
	g.server = sip.New(sip.Config{
		Handler: refuses{}, Reach: reach.Rule{Allow: []netip.Prefix{loopback}}, Trusted: func() []netip.Prefix { return []netip.Prefix{loopback} },
	})
	_, err := g.server.Listen(ctx, "127.0.0.1:0")
	return g, err
}

func (g *caller) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	g.server.Close(ctx)
}

// voiceIn is a second of something that coders and mixer take for speech.
func voiceIn(c codec.Codec) (packets [][]byte, err error) {
	e, err := sound.NewEncoder(sound.EncoderConfig{Codec: c, Voice: true})
	if err != nil {
		return nil, err
	}
	defer e.Close()
	pcm := make([]int16, e.Rate()/50)
	for n := range 50 {
		for i := range pcm {
			at := float64(n*len(pcm)+i) / float64(e.Rate())
			swell := 0.6 + 0.4*math.Sin(2*math.Pi*4*at)
			pcm[i] = int16(6000 * swell * (math.Sin(2*math.Pi*200*at) + 0.5*math.Sin(2*math.Pi*900*at)))
		}
		packet, err := e.Encode(nil, pcm)
		if err != nil {
			return nil, err
		}
		packets = append(packets, packet)
	}
	return packets, nil
}

// benchCall is one that is set up: packets of sound have come.
type benchCall struct {
	call   *sip.Call
	socket *net.UDPConn
	remote *net.UDPAddr
	setUp  time.Duration
	voice  [][]byte
	read   chan struct{} // closed when nobody reads the socket any more
}

var audioPort = regexp.MustCompile(`(?m)^m=audio (\d+) `)

// callLimit bounds the set-up of a call.
const callLimit = 20 * time.Second

// call sets one up, with sound in one of sounds.
func (g *caller) call(ctx context.Context, which int) (*benchCall, error) {
	socket, err := g.listen()
	if err != nil {
		return nil, err
	}
	k := &benchCall{socket: socket, voice: g.voices[which], read: make(chan struct{})}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	s := &sounds[which]
	offer := fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP %d\r\na=rtpmap:%d %s\r\na=rtcp-mux\r\n",
		socket.LocalAddr().(*net.UDPAddr).Port, s.format, s.format, s.rtpmap)
	began := time.Now()
	if k.call, err = g.server.Dial(ctx, sip.Invitation{Target: g.to, Offer: []byte(offer)}); err != nil {
		return nil, errors.Join(err, socket.Close())
	}
	if k.remote, err = answered(ctx, k.call); err != nil {
		return nil, errors.Join(err, k.over())
	}
	if err := k.first(); err != nil {
		return nil, errors.Join(err, k.over())
	}
	k.setUp = time.Since(began)
	go k.drain()
	return k, nil
}

// listen opens a socket for sound.
func (g *caller) listen() (*net.UDPConn, error) {
	for {
		socket, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil || !g.avoid[socket.LocalAddr().(*net.UDPAddr).AddrPort().Port()] {
			return socket, err
		}
		if err := socket.Close(); err != nil {
			return nil, err
		}
	}
}

// answered waits for the answer, and says where it wants the sound.
func answered(ctx context.Context, c *sip.Call) (*net.UDPAddr, error) {
	for {
		select {
		case e, ok := <-c.Events():
			if !ok {
				return nil, c.Cause()
			}
			a, ok := e.(sip.Answered)
			if !ok {
				continue
			}
			m := audioPort.FindSubmatch(a.SDP)
			if m == nil {
				return nil, errors.New("no sound in the answer")
			}
			port, err := strconv.Atoi(string(m[1]))
			return &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}, err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// first waits for a packet of RTP; RTCP comes here, too.
func (k *benchCall) first() error {
	if err := k.socket.SetReadDeadline(time.Now().Add(callLimit)); err != nil {
		return err
	}
	b := make([]byte, 1500)
	for {
		n, err := k.socket.Read(b)
		if err != nil {
			return err
		}
		if n > 12 && (b[1]&0x7f < 64 || b[1]&0x7f > 95) {
			return k.socket.SetReadDeadline(time.Time{})
		}
	}
}

// drain reads until the socket is closed, and follows the call.
func (k *benchCall) drain() {
	defer close(k.read)
	b := make([]byte, 1500)
	for {
		if _, err := k.socket.Read(b); err != nil {
			return
		}
	}
}

// speak sends sound until ctx is over.
func (k *benchCall) speak(ctx context.Context, which int) {
	s := &sounds[which]
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	head := []byte{0x80, byte(s.format), 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}
	began := time.Now()
	for n := 0; ; {
		for due := int(time.Since(began) / (20 * time.Millisecond)); n < due; n++ {
			t := uint32(n) * s.clock / 50
			head[2], head[3] = byte(n>>8), byte(n)
			head[4], head[5], head[6], head[7] = byte(t>>24), byte(t>>16), byte(t>>8), byte(t)
			_, _ = k.socket.WriteToUDP(append(slices.Clone(head), k.voice[n%len(k.voice)]...), k.remote) // a lost packet
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// hangup ends it, and returns when it is over.
func (k *benchCall) hangup() {
	_ = k.over()
	<-k.read
}

func (k *benchCall) over() error {
	k.call.Hangup(sip.Cause{Kind: sip.HungUp})
	for range k.call.Events() { // until it is over
	}
	return k.socket.Close()
}

func (b *bench) telephony(ctx context.Context, t *table) error {
	c, err := b.calls(ctx)
	if err == nil {
		t.called(&c)
	}
	return err
}

func (t *table) called(c *calling) {
	p95 := load.Quantile(c.setUp, 0.95)
	t.add("call set-up, INVITE to sound, p50 / p95", fmt.Sprintf("%d / %d ms", load.Quantile(c.setUp, 0.5).Milliseconds(), p95.Milliseconds()),
		"≤ 200 ms", p95 <= 200*time.Millisecond, c.loads[0])
	rate := float64(c.ended) / max(c.cpu.Seconds(), 0.01)
	t.add("calls up and down, sound, one core", fmt.Sprintf("%.0f /s", rate), "≥ 150 /s", rate >= 150 && c.failed == 0, c.loads[1])
	for i, l := range c.legs {
		t.add(fmt.Sprintf("%s leg, %d in a meeting", l.name, measuredLegs), spread(l.percent, "%.2f")+" % of a core each",
			fmt.Sprintf("≤ %.1f %%", l.target), median(l.percent) <= l.target, c.loads[2+i])
	}
	fmt.Fprintf(&t.details, "\ncalls: %d up and down in %.1f s by %d callers; the server took %.1f s of CPU\n",
		c.ended, c.took.Seconds(), callers, c.cpu.Seconds())
	if c.why != nil {
		fmt.Fprintf(&t.details, "  %d failed, the first: %v\n", c.failed, c.why)
	}
}
