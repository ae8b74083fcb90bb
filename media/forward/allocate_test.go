package forward

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// simulcast is what a browser sends by default.
func simulcast() []Layer {
	return []Layer{
		{Bitrate: 150_000, Width: 320, Height: 180, Live: true},
		{Bitrate: 500_000, Width: 640, Height: 360, Live: true},
		{Bitrate: 1_700_000, Width: 1280, Height: 720, Live: true},
	}
}

func drawn(width, height uint16, current int) Want {
	return Want{Layers: simulcast(), Width: width, Height: height, Current: current}
}

func screen(current int) Want {
	return Want{
		Layers: []Layer{{Bitrate: 1_000_000, Width: 1920, Height: 1080, Live: true}},
		Width:  1600, Height: 900, Content: true, Current: current,
	}
}

func big(w Want) Want {
	w.Priority = true
	return w
}

func starved(w Want) Want {
	w.Starved = true
	return w
}

func dead(w Want, layers ...int) Want {
	for _, i := range layers {
		w.Layers[i].Live = false
	}
	return w
}

func TestAllocate(t *testing.T) {
	const plenty = 20_000_000
	none := Paused
	for name, test := range map[string]struct {
		budget, audio int
		wants         []Want
		want          []int
	}{
		"nothing wanted":                           {plenty, 0, nil, nil},
		"by drawn size":                            {plenty, 0, []Want{drawn(300, 170, none), drawn(640, 360, none), drawn(1280, 720, none), drawn(1920, 1080, none)}, []int{0, 1, 2, 2}},
		"enlarged a little is good enough":         {plenty, 0, []Want{drawn(400, 225, none), drawn(430, 242, none), drawn(800, 450, none), drawn(860, 484, none)}, []int{0, 1, 1, 2}},
		"shown whole: the shorter side counts":     {plenty, 0, []Want{drawn(1280, 180, none), drawn(300, 720, none)}, []int{0, 0}},
		"hidden is paused":                         {plenty, 0, []Want{drawn(0, 0, 2), drawn(640, 360, 1)}, []int{none, 1}},
		"layers that do not live":                  {plenty, 0, []Want{dead(drawn(1280, 720, none), 2), dead(drawn(300, 170, none), 0), dead(drawn(300, 170, none), 0, 1, 2)}, []int{1, 1, none}},
		"one layer for a small window":             {plenty, 0, []Want{{Layers: simulcast()[2:], Width: 200, Height: 100, Current: none}}, []int{0}},
		"sizes not known yet":                      {plenty, 0, []Want{{Layers: []Layer{{Live: true}, {Live: true}, {Live: true}}, Width: 640, Height: 360, Current: none}}, []int{1}},
		"fair: all get the smallest first":         {700_000, 0, []Want{drawn(1280, 720, none), drawn(1280, 720, none), drawn(1280, 720, none), drawn(1280, 720, none)}, []int{0, 0, 0, 0}},
		"fair: then the smallest are raised":       {1_300_000, 0, []Want{drawn(1280, 720, none), drawn(1280, 720, none), drawn(1280, 720, none)}, []int{1, 1, 0}},
		"no room for the last one":                 {400_000, 0, []Want{drawn(300, 170, none), drawn(300, 170, none), drawn(300, 170, none)}, []int{0, 0, none}},
		"sound goes first":                         {400_000, 150_000, []Want{drawn(300, 170, none), drawn(300, 170, none)}, []int{0, none}},
		"sound takes all":                          {100_000, 150_000, []Want{drawn(300, 170, none)}, []int{none}},
		"content before cameras":                   {1_100_000, 0, []Want{drawn(640, 360, none), screen(none)}, []int{none, 0}},
		"content, then cameras":                    {1_400_000, 0, []Want{drawn(640, 360, none), screen(none)}, []int{0, 0}},
		"content does not fit: cameras go on":      {900_000, 0, []Want{drawn(640, 360, none), screen(none)}, []int{1, none}},
		"the big window before the others":         {1_000_000, 0, []Want{drawn(640, 360, none), drawn(640, 360, none), big(drawn(640, 360, none))}, []int{0, 0, 1}},
		"up needs room to spare":                   {540_000, 0, []Want{drawn(640, 360, 0)}, []int{0}},
		"up with room to spare":                    {576_000, 0, []Want{drawn(640, 360, 0)}, []int{1}},
		"stays while it just fits":                 {500_000, 0, []Want{drawn(640, 360, 1)}, []int{1}},
		"down when it does not":                    {499_000, 0, []Want{drawn(640, 360, 1)}, []int{0}},
		"the first begins where it nearly fits":    {130_000, 0, []Want{drawn(300, 170, none)}, []int{0}},
		"others where they just fit":               {300_000, 0, []Want{drawn(300, 170, 0), drawn(300, 170, none)}, []int{0, 0}},
		"and not where they nearly fit":            {290_000, 0, []Want{drawn(300, 170, 0), drawn(300, 170, none)}, []int{0, none}},
		"begins again only with room to spare":     {160_000, 0, []Want{starved(drawn(300, 170, none))}, []int{none}},
		"a window just smaller keeps its layer":    {plenty, 0, []Want{drawn(400, 225, 1)}, []int{1}},
		"a window clearly smaller goes down":       {plenty, 0, []Want{drawn(340, 191, 1)}, []int{0}},
		"a window that shrank from the largest":    {plenty, 0, []Want{drawn(800, 450, 2), drawn(700, 394, 2)}, []int{2, 1}},
		"the last layer may be too large":          {105_000, 0, []Want{drawn(300, 170, 0)}, []int{0}},
		"but not by much more":                     {95_000, 0, []Want{drawn(300, 170, 0)}, []int{none}},
		"a layer not measured yet costs its guess": {600_000, 0, []Want{{Layers: []Layer{{Live: true, Width: 640, Height: 360}}, Width: 640, Height: 360, Current: none}}, []int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []int
			for i, c := range Allocate(test.budget, test.audio, test.wants, nil) {
				got = append(got, c.Layer)
				w := &test.wants[i]
				if c.Starved && (c.Layer != Paused || w.Width == 0) {
					t.Errorf("%d: starved, but %+v", i, c)
				}
				if c.Limited && !c.Starved && c.Layer == Paused {
					t.Errorf("%d: %+v", i, c)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// Whatever is wanted: the budget is kept, nothing dead or hidden is sent, and with
// the same budget and the choices made before nothing changes.
func TestAllocateKeepsTheBudgetAndRests(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		wants := make([]Want, random.IntN(12))
		for i := range wants {
			w := &wants[i]
			*w = drawn(uint16(random.IntN(1400)), uint16(random.IntN(800)), random.IntN(4)-1)
			w.Content, w.Priority = random.IntN(8) == 0, random.IntN(8) == 0
			for j := range w.Layers {
				w.Layers[j].Live = random.IntN(5) > 0
				w.Layers[j].Bitrate = random.IntN(1 << (18 + j))
			}
		}
		budget, audio := random.IntN(5_000_000), random.IntN(200_000)
		got := Allocate(budget, audio, wants, nil)
		if problem := check(budget-audio, wants, got); problem != "" {
			t.Fatal(problem)
		}
		for i, c := range got {
			wants[i].Current, wants[i].Starved = c.Layer, c.Starved
		}
		again := Allocate(budget, audio, wants, nil)
		for i, c := range again {
			wants[i].Current, wants[i].Starved = c.Layer, c.Starved
		}
		third := Allocate(budget, audio, wants, nil)
		for i := range third {
			if third[i].Layer != again[i].Layer {
				t.Fatalf("%d flaps: %d, %d, %d of %+v", i, got[i].Layer, again[i].Layer, third[i].Layer, wants[i])
			}
		}
	}
}

func check(budget int, wants []Want, got []Choice) string {
	total := 0
	for i, c := range got {
		if c.Layer == Paused {
			continue
		}
		if !wants[i].Layers[c.Layer].Live || wants[i].Width == 0 || wants[i].Height == 0 {
			return fmt.Sprintf("%d of %+v is sent", c.Layer, wants[i])
		}
		total += rateOf(&wants[i], c.Layer)
	}
	if float64(total) > float64(max(budget, 0))*(1+overdraft) {
		return fmt.Sprintf("%d of %d spent", total, budget)
	}
	return ""
}

func TestIdealIsWhatPlentyWouldGive(t *testing.T) {
	wants := []Want{drawn(300, 170, 0), drawn(0, 0, 0), drawn(1280, 720, 0), screen(0), dead(drawn(300, 170, 0), 0, 1, 2)}
	if got := Ideal(wants); got != 150_000+1_700_000+1_000_000 {
		t.Errorf("got %d", got)
	}
}

func TestAllocateAllocatesNothing(t *testing.T) {
	wants := make([]Want, 49)
	for i := range wants {
		wants[i] = drawn(640, 360, 0)
	}
	dst := make([]Choice, 0, len(wants))
	if n := testing.AllocsPerRun(20, func() { Allocate(10_000_000, 100_000, wants, dst) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
