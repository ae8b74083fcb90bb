package forward

import (
	"testing"
	"time"

	"veche/media/codec"
)

// feedOf makes the packets of a feed.
type feedOf struct {
	feed      Feed
	sequence  uint16
	timestamp uint32
	picture   uint16
	tl0       uint8
}

func (f *feedOf) packet(key bool) *Packet {
	f.sequence++
	f.timestamp += 3000
	f.picture = (f.picture + 1) & 0x7fff
	f.tl0++
	return &Packet{
		Feed: f.feed, Sequence: f.sequence, Timestamp: f.timestamp, Newest: f.sequence, Marker: true,
		Frame: codec.Frame{
			Start: true, Key: key,
			VP8: codec.VP8Descriptor{Size: 5, PictureIDBits: 15, HasTL0: true, PictureID: f.picture, TL0: f.tl0},
		},
	}
}

func (f *feedOf) empty() *Packet {
	f.sequence++
	return &Packet{Feed: f.feed, Sequence: f.sequence, Timestamp: f.timestamp, Newest: f.sequence, Empty: true}
}

var (
	alice = Feed{1, 0}
	bob   = Feed{2, 1}
)

func TestRewriterSwitchesOnlyAtAKeyFrame(t *testing.T) { // lesson 15
	r := NewRewriter(90000, 65534, 1000)
	a := feedOf{feed: alice, sequence: 100, timestamp: 5, picture: 0x7ffe, tl0: 254}
	b := feedOf{feed: bob, sequence: 65535, timestamp: 1 << 31, picture: 77, tl0: 3}
	r.Want(alice)
	steps := []struct {
		name     string
		packet   *Packet
		before   func()
		ok       bool
		sequence uint16
		time     uint32
		picture  uint16
		tl0      uint8
		switched bool
	}{
		{"nothing before the key frame", a.packet(false), nil, false, 0, 0, 0, 0, false},
		{"the key frame", a.packet(true), nil, true, 65534, 1000, 1, 1, true},
		{"goes on", a.packet(false), nil, true, 65535, 4000, 2, 2, false},
		{"another is not wanted", b.packet(true), nil, false, 0, 0, 0, 0, false},
		{"the old one goes on while waiting", a.packet(false), func() { r.Want(bob) }, true, 0, 7000, 3, 3, false},
		{"no key frame of the new one", b.packet(false), nil, false, 0, 0, 0, 0, false},
		{"the old one's key frame means nothing", a.packet(true), nil, true, 1, 10000, 4, 4, false},
		{"the new one's key frame, 10 ms later", b.packet(true), nil, true, 2, 10000 + 900, 5, 5, true},
		{"the old one is out", a.packet(true), nil, false, 0, 0, 0, 0, false},
		{"the new one goes on", b.packet(false), nil, true, 3, 13900, 6, 6, false},
	}
	now := time.Duration(0)
	for _, s := range steps {
		if s.before != nil {
			s.before()
		}
		now += 10 * ms
		var out Out
		ok := r.Forward(s.packet, now, &out)
		if s.name == "the new one's key frame, 10 ms later" {
			out.Timestamp = s.time // looked at below: time goes by arrival
		}
		if s.name == "the new one goes on" {
			s.time = out.Timestamp
		}
		want := Out{Sequence: s.sequence, Timestamp: s.time, PictureID: s.picture, TL0: s.tl0, Marker: true, Switched: s.switched}
		out.From, out.To = 0, 0
		if ok != s.ok || ok && out != want {
			t.Errorf("%s: %v %+v, want %v %+v", s.name, ok, out, s.ok, want)
		}
	}
	if r.Current() != bob {
		t.Errorf("current is %v", r.Current())
	}
	if _, waits := r.Waiting(); waits {
		t.Error("still waits")
	}
}

func TestRewriterTimeGoesOnByArrival(t *testing.T) {
	r := NewRewriter(90000, 1, 1000)
	a, b := feedOf{feed: alice}, feedOf{feed: bob, timestamp: 1 << 31}
	var out Out
	r.Want(alice)
	r.Forward(a.packet(true), 0, &out)
	r.Want(bob)
	if !r.Forward(b.packet(true), 500*ms, &out) || out.Timestamp != 1000+45000 {
		t.Errorf("half a second later: %d", out.Timestamp)
	}
	r.Want(alice)
	if !r.Forward(a.packet(true), 500*ms, &out) || out.Timestamp != 46001 {
		t.Errorf("at the same moment: %d", out.Timestamp)
	}
	if got, ok := r.Timestamp(alice, a.timestamp+90); !ok || got != 46091 {
		t.Errorf("a source's time becomes %d", got)
	}
	if _, ok := r.Timestamp(bob, 0); ok {
		t.Error("has the time of a feed that does not go out")
	}
	if got, ok := r.TimestampAt(600 * ms); !ok || got != 46001+9000 {
		t.Errorf("by the wall %d", got)
	}
}

func TestRewriterClosesUpOverPadding(t *testing.T) {
	r := NewRewriter(90000, 10, 0)
	a := feedOf{feed: alice, sequence: 65530}
	var out Out
	r.Want(alice)
	r.Forward(a.packet(true), 0, &out) // 65531 -> 10
	for range 2 {
		if r.Forward(a.empty(), 0, &out) {
			t.Fatal("padding was forwarded")
		}
	}
	late := a.packet(false) // 65534 comes after the next ones
	last := a.packet(false)
	if !r.Forward(last, 0, &out) || out.Sequence != 12 {
		t.Errorf("after padding and a gap: %d, want 12", out.Sequence)
	}
	lost := a.packet(false) // 0
	if r.Forward(a.empty(), 0, &out) {
		t.Fatal("padding was forwarded")
	}
	if !r.Forward(a.packet(false), 0, &out) || out.Sequence != 14 { // 2
		t.Errorf("after a gap and padding: %d, want 14", out.Sequence)
	}
	if !r.Forward(late, 0, &out) || out.Sequence != 11 {
		t.Errorf("a late packet: %d, want 11", out.Sequence)
	}
	if !r.Forward(lost, 0, &out) || out.Sequence != 13 {
		t.Errorf("another late packet: %d, want 13", out.Sequence)
	}
	if r.Forward(lost, 0, &out) {
		t.Errorf("a number was given out twice: %d", out.Sequence)
	}
	for sequence, want := range map[uint16]uint16{10: 65531, 11: 65534, 12: 65535, 13: 0, 14: 2} {
		o, ok := r.Origin(sequence)
		if !ok || o.Sequence != want || o.Feed != alice {
			t.Errorf("%d comes from %+v, want %d", sequence, o, want)
		}
	}
	for _, sequence := range []uint16{9, 15, 40000} {
		if o, ok := r.Origin(sequence); ok {
			t.Errorf("%d was never given out, but comes from %+v", sequence, o)
		}
	}
}

func TestRewriterTakesTheWholeKeyFrame(t *testing.T) {
	r := NewRewriter(90000, 10, 0)
	a, b := feedOf{feed: alice, sequence: 500}, feedOf{feed: bob, sequence: 65533}
	var out Out
	r.Want(alice)
	r.Forward(a.packet(true), 0, &out)
	r.Want(bob)
	// Two packets with parameter sets, then the one that completes it; three
	// more of the frame have come already, since this one was sent again.
	lead := []*Packet{b.packet(false), b.packet(false)}
	key := b.packet(true)
	after := []*Packet{b.packet(false), b.packet(false), b.packet(false)}
	key.Frame.Lead = 2
	key.Newest = b.sequence
	for _, p := range append(lead, after...) {
		if r.Forward(p, 0, &out) {
			t.Fatal("went out before the key frame")
		}
	}
	if !r.Forward(key, 0, &out) || out.Sequence != 13 || !out.Replay() || out.From != 65534 || out.To != 3 {
		t.Fatalf("got %+v", out)
	}
	for i, p := range append(lead, after...) {
		p.Newest = b.sequence
		want := []uint16{11, 12, 14, 15, 16}[i]
		if !r.Forward(p, 0, &out) || out.Sequence != want || out.Switched {
			t.Errorf("packet %d: %+v, want %d", i, out, want)
		}
	}
	if r.Forward(key, 0, &out) {
		t.Error("the key frame goes out twice")
	}
}

func TestRewriterRepeatsWhatItSent(t *testing.T) {
	r := NewRewriter(90000, 10, 0)
	a, b := feedOf{feed: alice}, feedOf{feed: bob, timestamp: 99, picture: 500}
	sent := map[uint16]Out{}
	packets := map[Feed]map[uint16]*Packet{alice: {}, bob: {}}
	for i := range 60 {
		f := &a
		if i/20%2 == 1 {
			f = &b
		}
		r.Want(f.feed)
		p := f.packet(i%20 == 0)
		packets[f.feed][p.Sequence] = p
		var out Out
		if !r.Forward(p, time.Duration(i)*30*ms, &out) {
			t.Fatalf("packet %d did not go out", i)
		}
		out.Switched, out.From, out.To = false, 0, 0
		sent[out.Sequence] = out
	}
	for sequence, want := range sent {
		o, ok := r.Origin(sequence)
		if !ok {
			t.Fatalf("%d is not found", sequence)
		}
		if past := sequence < 10+40; o.Past != past {
			t.Errorf("%d, with the last switch at 50: past is %v", sequence, o.Past)
		}
		if got := o.Out(packets[o.Feed][o.Sequence]); got != want {
			t.Errorf("%d again: %+v, want %+v", sequence, got, want)
		}
	}
}

func TestRewriterWaitsAfterABreak(t *testing.T) {
	r := NewRewriter(90000, 10, 0)
	a := feedOf{feed: alice}
	var out Out
	r.Want(alice)
	r.Forward(a.packet(true), 0, &out)
	a.sequence += jumpMost + 1
	if r.Forward(a.packet(false), 0, &out) {
		t.Error("goes on after a break without a key frame")
	}
	if f, waits := r.Waiting(); !waits || f != alice {
		t.Error("does not wait")
	}
	if !r.Forward(a.packet(true), 0, &out) || out.Sequence != 11 {
		t.Errorf("after the break: %+v", out)
	}
}

func TestRewriterStopsAtOnce(t *testing.T) {
	r := NewRewriter(90000, 10, 0)
	a, b := feedOf{feed: alice}, feedOf{feed: bob}
	var out Out
	r.Want(alice)
	r.Forward(a.packet(true), 0, &out)
	r.Want(bob)
	r.Cut()
	if r.Forward(a.packet(true), 0, &out) {
		t.Error("a feed that was cut goes on")
	}
	if !r.Forward(b.packet(true), 0, &out) {
		t.Error("the wanted feed does not come")
	}
	r.Want(Feed{})
	if r.Forward(b.packet(true), 0, &out) {
		t.Error("goes on after nothing was wanted")
	}
	if _, waits := r.Waiting(); waits {
		t.Error("waits for nothing")
	}
	r.Want(bob)
	if !r.Forward(b.packet(true), 0, &out) || out.Sequence != 12 {
		t.Errorf("again: %+v", out)
	}
}

// resume takes a run of a feed's packets, of which the first is a key frame, to a
// rewriter that comes late, and gives what goes out.
func resume(t *testing.T, r *Rewriter, run []*Packet, at time.Duration) (sent []Out) {
	t.Helper()
	last := run[len(run)-1]
	key := *run[0]
	key.Newest = last.Sequence
	var out Out
	if !r.Resume(&key, last.Timestamp, at, &out) {
		t.Fatal("does not begin with the key frame")
	}
	if !out.Switched || out.From != run[0].Sequence || out.To != last.Sequence {
		t.Fatalf("is to replay %d to %d", out.From, out.To)
	}
	sent = append(sent, out)
	for _, p := range run[1:] {
		if r.Forward(p, at, &out) {
			sent = append(sent, out)
		}
	}
	return sent
}

func TestRewriterResumesWithAPastKeyFrame(t *testing.T) {
	a, b := feedOf{feed: alice, sequence: 65530}, feedOf{feed: bob, timestamp: 1<<32 - 20_000}
	run := func(f *feedOf) []*Packet {
		packets := []*Packet{f.packet(true)}
		for range 4 {
			packets = append(packets, f.packet(false))
		}
		packets = append(packets, f.empty())
		return append(packets, f.packet(false), f.packet(false))
	}
	for name, test := range map[string]struct {
		before time.Duration // since the last packet of another feed; 0: none came
		live   uint32        // timestamp of the newest, from that of the other feed
	}{
		"at the beginning":                             {0, 0},
		"instead of another feed":                      {500 * ms, 45_000},
		"at once after another feed":                   {1, 6*3000/squeeze + 1},
		"the newest came before the other feed's last": {-10 * ms, 6*3000/squeeze + 1},
	} {
		t.Run(name, func(t *testing.T) {
			const start = 1000
			a, b := a, b
			r := NewRewriter(90000, 65534, start)
			at := time.Second
			wantFirst := uint16(65534)
			if test.before != 0 {
				r.Want(alice)
				var out Out
				r.Forward(a.packet(true), at-test.before, &out)
				wantFirst++
			}
			r.Want(bob)
			packets := run(&b)
			sent := resume(t, &r, packets, at)
			if len(sent) != 7 {
				t.Fatalf("%d packets went out, want 7", len(sent))
			}
			for i, o := range sent {
				if o.Sequence != wantFirst+uint16(i) {
					t.Errorf("packet %d has number %d", i, o.Sequence)
				}
				if i > 0 && int32(o.Timestamp-sent[i-1].Timestamp) <= 0 {
					t.Errorf("packet %d has time %d after %d", i, o.Timestamp, sent[i-1].Timestamp)
				}
				if want := sent[0].PictureID + uint16(i); o.PictureID != want {
					t.Errorf("packet %d is picture %d, want %d", i, o.PictureID, want)
				}
			}
			first, last := sent[0], sent[len(sent)-1]
			if test.before == 0 {
				if first.Timestamp != start-6*3000/squeeze {
					t.Errorf("begins at %d", first.Timestamp)
				}
			} else if int32(first.Timestamp-start) <= 0 || last.Timestamp != start+test.live {
				t.Errorf("goes from %d to %d, want from after %d to %d", first.Timestamp, last.Timestamp, start, start+test.live)
			}
			if first.Timestamp+6*3000/squeeze+1 < last.Timestamp {
				t.Errorf("takes from %d to %d", first.Timestamp, last.Timestamp)
			}
			if _, waits := r.Waiting(); waits {
				t.Error("still waits")
			}
			var out Out
			next := b.packet(false)
			if !r.Forward(next, at+33*ms, &out) || out.Timestamp != last.Timestamp+3000 || out.Sequence != last.Sequence+1 {
				t.Errorf("what is live goes on with %+v after %+v", out, last)
			}
			for _, p := range packets { // they come live as well, as others got them
				if r.Forward(p, at+33*ms, &out) {
					t.Errorf("%d goes out again as %d", p.Sequence, out.Sequence)
				}
			}
			for _, o := range sent {
				origin, ok := r.Origin(o.Sequence)
				if !ok {
					t.Fatalf("%d is not found", o.Sequence)
				}
				again := origin.Out(packets[origin.Sequence-packets[0].Sequence])
				o.Switched, o.From, o.To = false, 0, 0
				if again != o {
					t.Errorf("again %+v, first %+v", again, o)
				}
			}
		})
	}
}

func TestRewriterResumesOnlyWhatIsWaitedFor(t *testing.T) { // lesson 15
	a, b := feedOf{feed: alice}, feedOf{feed: bob}
	r := NewRewriter(90000, 1, 1)
	r.Want(alice)
	var out Out
	if r.Resume(a.packet(false), 0, 0, &out) {
		t.Error("began without a key frame")
	}
	if r.Resume(b.packet(true), 0, 0, &out) {
		t.Error("began with what is not wanted")
	}
	key := a.packet(true)
	r.Forward(key, 0, &out)
	if r.Resume(key, key.Timestamp+3000, 0, &out) {
		t.Error("began again while it goes on")
	}
}

// The squeezed time must not come round with the timestamps, 2^31 later.
func TestRewriterForgetsThatItCameLate(t *testing.T) {
	a := feedOf{feed: alice}
	r := NewRewriter(90000, 1, 1)
	r.Want(alice)
	sent := resume(t, &r, []*Packet{a.packet(true), a.packet(false)}, 0)
	offset := sent[1].Timestamp - a.timestamp
	var out Out
	for hour := range 24 {
		a.timestamp += 3600 * 90000
		if !r.Forward(a.packet(false), time.Duration(hour)*time.Hour, &out) || out.Timestamp != a.timestamp+offset {
			t.Fatalf("after %d hours: %d, want %d", hour+1, out.Timestamp, a.timestamp+offset)
		}
	}
}

// FuzzRewriter: whatever comes in, no number goes out twice within 2^15, none is
// left out but those of packets that are missing on the way in, and every number
// leads back to its packet.
func FuzzRewriter(f *testing.F) {
	f.Add([]byte{0x80, 0, 0, 0x40, 1, 2, 0x90, 9, 3})
	f.Add([]byte{0x81, 0x11, 0x20, 0xa0, 0x60, 0xff, 0x31, 0x72})
	f.Fuzz(func(t *testing.T, steps []byte) {
		r := NewRewriter(90000, 65500, 0)
		feeds := [3]feedOf{{feed: Feed{1, 0}, sequence: 65000}, {feed: Feed{1, 1}, sequence: 100}, {feed: Feed{2, 0}, sequence: 30000}}
		var held []*Packet
		used := map[uint64]*Packet{}
		highest := uint64(1<<16 | 65500 - 1)
		skipped := uint64(0) // numbers that may be missing on the way out
		now := time.Duration(0)
		for _, step := range steps {
			now += time.Duration(step&7) * ms
			feed := &feeds[int(step)%len(feeds)]
			var p *Packet
			switch step >> 5 {
			case 0:
				r.Want(feed.feed)
				continue
			case 1:
				held = append(held, feed.packet(step&8 != 0)) // comes late, or never
				skipped++
				continue
			case 2:
				if len(held) == 0 {
					continue
				}
				p = held[int(step)%len(held)]
				p.Newest = feeds[0].sequence
				for _, f := range feeds {
					if f.feed == p.Feed {
						p.Newest = f.sequence
					}
				}
			case 3:
				p = feed.empty()
			case 4:
				feed.sequence += uint16(step & 31)
				skipped += uint64(step & 31)
				continue
			case 5:
				p = feed.packet(true)
				p.Frame.Lead = step & 3
				skipped += uint64(step & 3)
			default:
				p = feed.packet(step&16 != 0)
			}
			var out Out
			if step>>5 == 5 && step&16 != 0 { // out of the Ring, so many numbers later
				late := uint16(step & 7)
				feed.sequence += late
				feed.timestamp += 3000 * uint32(late)
				skipped += uint64(late)
				p.Newest = feed.sequence
				if !r.Resume(p, feed.timestamp, now, &out) {
					skipped++
					continue
				}
			} else if !r.Forward(p, now, &out) {
				continue
			}
			if p.Empty {
				t.Fatal("padding went out")
			}
			if out.Switched { // what is in the Ring is not sent here
				skipped += uint64(out.To - out.From)
			}
			number := highest + uint64(int64(int16(out.Sequence-uint16(highest))))
			if used[number] != nil {
				t.Fatalf("%d was given out twice", number)
			}
			used[number] = p
			highest = max(highest, number)
			if missing := highest - (1<<16 | 65500) + 1 - uint64(len(used)); missing > skipped {
				t.Fatalf("%d numbers were left out, %d packets", missing, skipped)
			}
			o, ok := r.Origin(out.Sequence)
			if !ok || o.Feed != p.Feed || o.Sequence != p.Sequence {
				t.Fatalf("%d comes from %+v, but found was %v %+v", out.Sequence, *p, ok, o)
			}
			out.Switched, out.From, out.To = false, 0, 0
			if again := o.Out(p); again != out {
				t.Fatalf("again %+v, first %+v", again, out)
			}
		}
	})
}

func TestRewriterGoesRoundAllNumbers(t *testing.T) {
	r := NewRewriter(90000, 30000, 0)
	a := feedOf{feed: alice, sequence: 7}
	r.Want(alice)
	var out Out
	for i := range 200_000 {
		p := a.packet(i == 0)
		if i%50 == 49 {
			continue // lost
		}
		if !r.Forward(p, time.Duration(i)*ms, &out) || out.Sequence != uint16(30000+i) {
			t.Fatalf("packet %d: %+v", i, out)
		}
	}
	if o, ok := r.Origin(out.Sequence - 300); !ok || o.Sequence != a.sequence-300 {
		// the last packet of the loop was lost
		if o.Sequence != a.sequence-301 {
			t.Errorf("comes from %+v", o)
		}
	}
}
