package compose

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"veche/conference"
	"veche/media/codec/video"
)

// Studio holds the composers of a conference: one for every picture that somebody
// wants, however many receive it. All its methods are for one goroutine, which
// thereby is also the bound of what a conference's pictures may take: one core.
type Studio struct {
	cfg   Config
	sets  []*set
	turn  int
	last  int // number of the newest set
	taken map[*set]bool
}

// Receiver names one that receives a composed picture: a leg, a stream, a recording.
type Receiver string

// Wish is what one receiver is to see.
type Wish struct {
	Receiver Receiver
	Scene    Scene
	Format   Format
	// Own: the receiver gets just this scene, and no other one that is made anyway.
	Own bool
}

// set is a composer and who receives its picture.
type set struct {
	number    int // see Number
	composer  *Composer
	format    Format // as wished
	receivers []Receiver
}

// NewStudio makes a studio; the Format of cfg does not count.
func NewStudio(cfg Config) *Studio {
	return &Studio{cfg: cfg, taken: make(map[*set]bool)}
}

// Arrange is the whole of what is wanted from now on. Receivers whose scenes look
// the same, in the same format, share a composer. Of the composers there are, each
// group takes the one that most of it have had, so that a change of the layout is
// seen as a change and not as another stream; whoever comes to a composer newly
// gets a key frame. Composers without receivers are closed.
//
// With an error those who wanted that picture receive none; the others do.
func (s *Studio) Arrange(wishes []Wish) error {
	groups := s.bound(group(wishes))
	old := s.sets
	s.sets = make([]*set, 0, len(groups))
	clear(s.taken)
	// Groups choose in the order of how much they have in common with a composer.
	type choice struct {
		group, set, common int
	}
	var choices []choice
	for g := range groups {
		for i, st := range old {
			if n := groups[g].common(st); n > 0 {
				choices = append(choices, choice{g, i, n})
			}
		}
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return cmp.Compare(b.common, a.common) })
	chosen := make([]*set, len(groups))
	for _, c := range choices {
		if chosen[c.group] == nil && !s.taken[old[c.set]] {
			chosen[c.group] = old[c.set]
			s.taken[old[c.set]] = true
		}
	}
	for _, st := range old {
		if !s.taken[st] {
			st.composer.Close()
		}
	}
	var failed error
	for g := range groups {
		if err := s.fulfil(&groups[g], chosen[g]); err != nil && failed == nil {
			failed = err
		}
	}
	return failed
}

// fulfil gives a group its composer, a new one if it has chosen none.
func (s *Studio) fulfil(g *wanted, st *set) error {
	if st == nil {
		cfg := s.cfg
		cfg.Format = g.format
		c, err := New(cfg)
		if err != nil {
			return fmt.Errorf("for %d receivers: %w", len(g.receivers), err)
		}
		s.last++
		st = &set{number: s.last, composer: c, format: g.format}
	}
	for _, r := range g.receivers {
		if !slices.Contains(st.receivers, r) {
			st.composer.RequestKey()
			break
		}
	}
	st.receivers = g.receivers
	st.composer.Show(g.scene)
	s.sets = append(s.sets, st)
	return nil
}

// wanted is one picture and who wants it.
type wanted struct {
	scene     Scene
	format    Format
	receivers []Receiver
	own       bool
}

// bound lets those who wish what few others do have the picture that most receive in
// the same format, when there would be more than [Config.MostPictures]: each picture
// takes its share of the one core.
func (s *Studio) bound(groups []wanted) []wanted {
	if s.cfg.MostPictures == 0 || len(groups) <= s.cfg.MostPictures {
		return groups
	}
	rank := func(a, b wanted) int {
		if a.own != b.own {
			if a.own {
				return -1
			}
			return 1
		}
		return cmp.Compare(len(b.receivers), len(a.receivers))
	}
	slices.SortStableFunc(groups, rank)
	kept := slices.Clone(groups[:s.cfg.MostPictures])
	for _, g := range groups[s.cfg.MostPictures:] {
		at := slices.IndexFunc(kept, func(k wanted) bool { return k.format == g.format && !k.own })
		if at < 0 || g.own {
			kept = append(kept, g) // nothing of the kind is made
			continue
		}
		kept[at].receivers = append(slices.Clip(kept[at].receivers), g.receivers...)
	}
	return kept
}

func (g *wanted) common(st *set) (n int) {
	if g.format != st.format {
		return 0
	}
	for _, r := range g.receivers {
		if slices.Contains(st.receivers, r) {
			n++
		}
	}
	return n
}

// group puts those together who see the same.
func group(wishes []Wish) (groups []wanted) {
next:
	for i := range wishes {
		w := &wishes[i]
		for g := range groups {
			if groups[g].format == w.Format && sameScene(&groups[g].scene, &w.Scene) {
				groups[g].receivers = append(groups[g].receivers, w.Receiver)
				groups[g].own = groups[g].own || w.Own
				continue next
			}
		}
		groups = append(groups, wanted{w.Scene, w.Format, []Receiver{w.Receiver}, w.Own})
	}
	return groups
}

// sameScene tells whether two scenes look the same. What is known of the people is
// the same for all of a conference.
func sameScene(a, b *Scene) bool {
	return !slateChanged(a, b) && a.View.Layout == b.View.Layout && slices.Equal(a.View.Windows, b.View.Windows)
}

// Tick lets every composer draw, and hands what there is to send to send, once for
// each picture, with its number (see [Studio.Number]). The data is valid until the next Tick. A fault of one picture does
// not keep the others from theirs; the first one is returned.
func (s *Studio) Tick(now time.Duration, send func(picture int, to []Receiver, coded video.Coded)) error {
	var failed error
	s.turn++ // under overload nobody is always the last
	for i := range s.sets {
		st := s.sets[(s.turn+i)%len(s.sets)]
		coded, err := st.composer.Tick(now)
		if err != nil && failed == nil {
			failed = err
		}
		if len(coded.Data) > 0 {
			send(st.number, st.receivers, coded)
		}
	}
	return failed
}

// RequestKey asks for a key frame of the picture that r receives.
func (s *Studio) RequestKey(r Receiver) {
	if st := s.find(r); st != nil {
		st.composer.RequestKey()
	}
}

// Number tells the picture that r receives from all others that the studio makes and
// has made; from 1, 0 if r receives none. Who shares a picture has the same number, and
// it stays while the layout changes.
func (s *Studio) Number(r Receiver) int {
	if st := s.find(r); st != nil {
		return st.number
	}
	return 0
}

// Composer is the composer of the picture that r receives; nil if it receives none.
func (s *Studio) Composer(r Receiver) *Composer {
	if st := s.find(r); st != nil {
		return st.composer
	}
	return nil
}

func (s *Studio) find(r Receiver) *set {
	for _, st := range s.sets {
		if slices.Contains(st.receivers, r) {
			return st
		}
	}
	return nil
}

// Pictures is how many different pictures are made.
func (s *Studio) Pictures() int { return len(s.sets) }

// Close closes all composers.
func (s *Studio) Close() {
	for _, st := range s.sets {
		st.composer.Close()
	}
	s.sets = nil
}

// Untouched tells whether a View is one window over the whole picture, whose source
// may be forwarded as it is to a receiver that takes its codec and size: there is
// nothing to compose. Name and marks are not drawn then; a recording, which wants
// them, is composed all the same.
func Untouched(v *conference.View) (conference.Window, bool) {
	if len(v.Windows) != 1 || v.Windows[0].Empty() {
		return conference.Window{}, false
	}
	return v.Windows[0], true
}
