package layout

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func login(s string) Seat {
	if s == "-" {
		return Seat{}
	}
	return Seat{Login: s}
}

func seats(names string) (all []Seat) {
	for s := range strings.FieldsSeq(names) {
		all = append(all, login(s))
	}
	return all
}

// A layout as it was stored before people could be placed is read as it was, and one
// without people is written the same.
func TestArrangementsAreWrittenAsLayoutsWere(t *testing.T) {
	const before = `{"type":"grid","windows":16,"content":true,"names":"top"}`
	var a Arrangements
	if err := json.Unmarshal([]byte(before), &a); err != nil {
		t.Fatal(err)
	}
	want := Arrangements{Arrangement: Arrangement{Spec: Spec{Grid, 16, true, NamesTop}}}
	if !reflect.DeepEqual(a, want) {
		t.Errorf("got %+v", a)
	}
	if raw, err := json.Marshal(a); err != nil || string(raw) != before {
		t.Errorf("got %s, %v", raw, err)
	}
}

func TestArrangementsAreChecked(t *testing.T) {
	grid := func(n int, names string) Arrangement {
		return Arrangement{Spec: Spec{Type: Grid, Windows: n}, Seats: seats(names)}
	}
	for name, c := range map[string]struct {
		a  Arrangements
		ok bool
	}{
		"nobody placed":            {Arrangements{Arrangement: grid(0, "")}, true},
		"somebody placed":          {Arrangements{Arrangement: grid(4, "a - b")}, true},
		"in a window there is not": {Arrangements{Arrangement: grid(2, "a - b")}, false},
		"without a number":         {Arrangements{Arrangement: grid(0, "a")}, false},
		"kept without a number":    {Arrangements{Arrangement: Arrangement{Spec: Spec{Type: Grid}, Manual: true}}, false},
		"twice":                    {Arrangements{Arrangement: grid(4, "a b a")}, false},
		"in two ways":              {Arrangements{Arrangement: Arrangement{Spec: Spec{Type: Grid, Windows: 4}, Seats: []Seat{{Login: "a", EMail: "a@b"}}}}, false},
		"browsers of no type":      {Arrangements{Arrangement: grid(4, ""), Browsers: &Arrangement{}}, false},
		"terminals of their own":   {Arrangements{Arrangement: grid(4, ""), Terminals: &Arrangement{Spec: Spec{Type: Corner, Windows: 2}}}, true},
		"one person's own":         {Arrangements{Arrangement: grid(4, ""), Individual: []Individual{{login("a"), grid(4, "b")}}}, true},
		"two of one person":        {Arrangements{Arrangement: grid(4, ""), Individual: []Individual{{login("a"), grid(4, "b")}, {login("a"), grid(4, "")}}}, false},
		"nobody's own":             {Arrangements{Arrangement: grid(4, ""), Individual: []Individual{{Seat{}, grid(4, "b")}}}, false},
		"too many":                 {Arrangements{Arrangement: grid(4, ""), Individual: make([]Individual, MaxIndividual+1)}, false},
	} {
		if err := c.a.Validate(); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhoIsNotInvitedAnyMoreHasNoWindow(t *testing.T) {
	a := Arrangements{
		Arrangement: Arrangement{Spec: Spec{Type: Grid, Windows: 4}, Seats: seats("a b c -")},
		Browsers:    &Arrangement{Spec: Spec{Type: Grid, Windows: 4}, Seats: seats("b c")},
		Individual:  []Individual{{Of: login("b")}, {Of: login("a"), Arrangement: Arrangement{Seats: seats("- c")}}},
	}
	got := a.Keep(func(s Seat) bool { return s.Login == "a" })
	if !reflect.DeepEqual(got.Seats, seats("a")) || got.Browsers.Seats != nil || len(got.Individual) != 1 || got.Individual[0].Seats != nil {
		t.Errorf("got %+v, %+v", got, got.Browsers)
	}
	if len(a.Seats) != 4 || len(a.Browsers.Seats) != 2 || len(a.Individual) != 2 {
		t.Errorf("the given one was changed: %+v", a)
	}
}

// G9: who is placed has the window while he is there; what becomes of it meanwhile is
// for Manual to say.
func TestSeated(t *testing.T) {
	for name, c := range map[string]struct {
		seats  string
		manual bool
		inside string
		want   string // window=who
	}{
		"all here":                        {"a b c", false, "abc", "0=a 1=b 2=c"},
		"the others have his window":      {"a b c", false, "ac", "0=a 2=c"},
		"some windows fill by themselves": {"- b", false, "ab", "1=b"},
		"nobody placed":                   {"", false, "ab", ""},
		"kept for him, with his name":     {"a b c", true, "ac", "0=a 1=(b) 2=c 3="},
		"kept empty":                      {"- b", true, "b", "0= 1=b 2= 3="},
		"all kept empty":                  {"", true, "ab", "0= 1= 2= 3="},
	} {
		a := Arrangement{Spec: Spec{Type: Grid, Windows: 4}, Seats: seats(c.seats), Manual: c.manual}
		var got []string
		for _, p := range Seated(&a, func(s Seat) (string, bool) {
			if strings.Contains(c.inside, s.Login) {
				return s.Login, true
			}
			return "(" + s.Login + ")", false
		}) {
			got = append(got, string(rune('0'+p.Window))+"="+p.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", name, strings.Join(got, " "), c.want)
		}
	}
}

// A spotlight or a pin takes the first window; two people change places.
func TestForemost(t *testing.T) {
	at := func(pairs ...any) (placed []Placed[string]) {
		for i := 0; i < len(pairs); i += 2 {
			placed = append(placed, Placed[string]{pairs[i].(int), pairs[i+1].(string)})
		}
		return placed
	}
	for name, c := range map[string]struct{ before, want []Placed[string] }{
		"has it":               {at(0, "x", 1, "b"), at(0, "x", 1, "b")},
		"changes places":       {at(0, "a", 1, "x"), at(0, "x", 1, "a")},
		"from the others":      {at(0, "a", 1, "b"), at(0, "x", 1, "b")},
		"into a free one":      {at(1, "b"), at(0, "x", 1, "b")},
		"leaves a free one":    {at(1, "b", 2, "x"), at(1, "b", 0, "x")},
		"nobody placed":        {nil, at(0, "x")},
		"from one kept for it": {at(0, "", 1, "x"), at(0, "x", 1, "")},
	} {
		if got := Foremost(c.before, "x"); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func FuzzArrangements(f *testing.F) {
	f.Add([]byte(`{"type":"grid","windows":4,"content":false,"names":"","seats":[{"login":"a"},{}],"browsers":{"type":"corner","windows":2},"individual":[{"of":{"login":"a"},"type":"grid","windows":1}]}`))
	f.Add([]byte(`{"type":"grid","windows":0}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var a Arrangements
		if json.Unmarshal(raw, &a) != nil || a.Validate() != nil {
			return
		}
		kept := a.Keep(func(Seat) bool { return true })
		if err := kept.Validate(); err != nil {
			t.Errorf("%+v became %+v: %v", a, kept, err)
		}
		again, err := json.Marshal(kept)
		if err != nil {
			t.Fatal(err)
		}
		var back Arrangements
		if err := json.Unmarshal(again, &back); err != nil || !reflect.DeepEqual(back, kept) {
			t.Errorf("%+v came back as %+v, %v", kept, back, err)
		}
		for _, one := range kept.all() {
			for _, p := range Seated(one, func(s Seat) (Seat, bool) { return s, true }) {
				if p.Window < 0 || p.Window >= one.Windows {
					t.Errorf("window %d of %d", p.Window, one.Windows)
				}
			}
		}
	})
}
