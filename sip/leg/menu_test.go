package leg

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"veche/media/compose"
	"veche/sip/leg/prompts"
)

// walk does what a line says, and tells what the menu wants: keys are pressed, "begin"
// and so on are events, "+10s" lets time pass.
type walk struct {
	m    Menu
	now  time.Duration
	last MenuStep
}

var answers = map[string]MenuAnswer{
	"askpin": MenuAskPIN, "nonumber": MenuWrongNumber, "nopin": MenuWrongPIN, "in": MenuEntered,
	"spent": MenuTooMany, "locked": MenuLocked, "fault": MenuFault, "odd": 200,
}

func (w *walk) next(e MenuEvent) { w.last = w.m.Next(e, w.now) }

func (w *walk) do(what string) {
	switch {
	case what == "begin":
		w.next(MenuEvent{Begin: true})
	case strings.HasPrefix(what, "for:"):
		w.next(MenuEvent{PINFor: what[4:]})
	case what == "said":
		w.next(MenuEvent{Said: true})
	case what == "late":
		w.next(MenuEvent{Late: true})
	case what[0] == '+':
		d, err := time.ParseDuration(what[1:])
		if err != nil {
			panic(err)
		}
		w.now += d
	case answers[what] != 0:
		w.next(MenuEvent{Answer: answers[what]})
	default:
		for i := range len(what) {
			w.next(MenuEvent{Digit: what[i]})
		}
	}
}

// string of a step, as the table has it.
func (w *walk) String() string {
	s, parts := w.last, []string{}
	if s.Hush {
		parts = append(parts, "hush")
	}
	for _, n := range s.Say {
		parts = append(parts, string(n))
	}
	if s.Show {
		parts = append(parts, fmt.Sprintf("[%d %s]", s.Slate, s.Detail))
	}
	if s.Try != nil {
		parts = append(parts, fmt.Sprintf("try %s/%s", s.Try.Number, s.Try.PIN))
	}
	if s.Hangup {
		parts = append(parts, "hangup")
	}
	if s.Deadline != 0 {
		parts = append(parts, fmt.Sprintf("by %v", s.Deadline-w.now))
	}
	return strings.Join(parts, " ")
}

func TestMenu(t *testing.T) {
	t.Parallel()
	number := fmt.Sprintf("hush enter-number [%d ]", compose.SlateNumber)
	goodbye := fmt.Sprintf("hush goodbye [%d ] hangup", compose.SlateGoodbye)
	for _, test := range []struct{ do, want string }{
		{"begin", fmt.Sprintf("hush welcome enter-number [%d ]", compose.SlateNumber)},
		{"begin said", "by 10s"},
		{"begin 1", fmt.Sprintf("hush [%d 1] by 10s", compose.SlateNumber)},
		{"begin 12 said", "by 10s"},
		{"begin 12 +3s 34", fmt.Sprintf("hush [%d 1234] by 10s", compose.SlateNumber)},
		{"begin 12 +3s x", "by 7s"}, // not a key
		{"begin 12*", fmt.Sprintf("hush [%d ] by 10s", compose.SlateNumber)},
		{"begin 12*34#", "hush try 34/"},
		{"begin " + strings.Repeat("7", 40) + "#", "hush try " + strings.Repeat("7", 32) + "/"},
		{"begin #", number},

		// The number, then the PIN.
		{"begin 1234# said", ""},
		{"begin 1234# late", ""},
		{"begin 1234# askpin", fmt.Sprintf("hush enter-pin [%d ]", compose.SlatePIN)},
		{"begin 1234# askpin 56", fmt.Sprintf("hush [%d **] by 10s", compose.SlatePIN)},
		{"begin 1234# askpin 567#", "hush try 1234/567"},
		{"begin 1234# askpin 567# in", ""},
		{"begin 1234# in 5", ""}, // what is pressed in the conference is not for the menu
		{"for:99 5#", "hush try 99/5"},
		{"for:99", fmt.Sprintf("hush welcome enter-pin [%d ]", compose.SlatePIN)},

		// Typed ahead.
		{"begin 1234#567#", ""},
		{"begin 1234#567# askpin", "hush try 1234/567"},
		{"begin 1234#56 askpin", fmt.Sprintf("hush [%d **] by 10s", compose.SlatePIN)},
		{"begin 1234#567#8 askpin nopin", fmt.Sprintf("hush wrong-pin enter-pin [%d ]", compose.SlateWrongPIN)},
		{"begin 1234#567# nonumber", fmt.Sprintf("hush wrong-number enter-number [%d ]", compose.SlateWrongNumber)},
		{"begin 1#" + strings.Repeat("2", 50) + " askpin #", "hush try 1/" + strings.Repeat("2", 32)},

		// Wrong.
		{"begin 1# nonumber 2", fmt.Sprintf("hush [%d 2] by 10s", compose.SlateNumber)},
		{"begin 1# nonumber 2# nonumber 3#", "hush try 3/"},
		{"begin 1# nonumber 2# nonumber 3# nonumber", fmt.Sprintf("hush too-many-attempts [%d ] hangup", compose.SlateTooManyAttempts)},
		{"begin 1# nonumber 2# askpin 3# nopin 4# nopin", fmt.Sprintf("hush too-many-attempts [%d ] hangup", compose.SlateTooManyAttempts)},
		{"begin 1# askpin 2# askpin", fmt.Sprintf("hush wrong-pin enter-pin [%d ]", compose.SlateWrongPIN)},
		{"for:1 2# askpin 3# askpin 4# askpin", fmt.Sprintf("hush too-many-attempts [%d ] hangup", compose.SlateTooManyAttempts)},
		{"begin 1# spent", fmt.Sprintf("hush too-many-attempts [%d ] hangup", compose.SlateTooManyAttempts)},
		{"begin 1# locked", fmt.Sprintf("hush locked [%d ] hangup", compose.SlateLocked)},
		{"begin 1# locked 1", ""},
		{"begin 1# odd", fmt.Sprintf("hush fault [%d ] hangup", compose.SlateFault)},
		{"begin locked", ""}, // an answer to nothing

		// Silence.
		{"begin said +9s late", "by 1s"},
		{"begin said +10s late", number},
		{"begin said +10s late said +10s late", number},
		{"begin said +10s late said +10s late said +10s late", goodbye},
		{"begin said +10s late said +10s late 1 +10s late", number},
		{"begin # # #", goodbye},
		{"begin 1 +4m59s 2", fmt.Sprintf("hush [%d 12] by 1s", compose.SlateNumber)},
		{"begin 1 +5m late", goodbye},
	} {
		var w walk
		for what := range strings.FieldsSeq(test.do) {
			w.do(what)
		}
		if got := w.String(); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.do, got, test.want)
		}
	}
}

func FuzzMenu(f *testing.F) {
	f.Add("b123#a567#p5#")
	f.Add("bs>l>l>l")
	f.Add("b1#n2#n3#n")
	f.Fuzz(func(t *testing.T, keys string) {
		var w walk
		tries := 0
		for i := range len(keys) {
			over := w.m.over
			walkOne(&w, keys[i])
			if over && len(w.last.Say) > 0 {
				t.Fatal("the menu speaks after its end")
			}
			if try := w.last.Try; try != nil {
				tries++
				if len(try.Number) > mostDigits || len(try.PIN) > mostDigits || strings.ContainsAny(try.Number+try.PIN, "*#") {
					t.Fatalf("tries %+v", try)
				}
			}
			if w.last.Hangup && len(w.last.Say) != 1 || w.last.Deadline > w.m.until {
				t.Fatalf("%+v", w.last)
			}
			for _, n := range w.last.Say {
				if prompts.Text("en", n) == "" {
					t.Fatalf("there is no prompt %s", n)
				}
			}
		}
		if w.m.wrong > mostWrong {
			t.Fatalf("wrong %d times", w.m.wrong)
		}
	})
}

func walkOne(w *walk, key byte) {
	switch key {
	case 'b':
		w.do("begin")
	case 's':
		w.do("said")
	case 'l':
		w.do("late")
	case '>':
		w.now += patience
	case 'a':
		w.do("askpin")
	case 'n':
		w.do("nonumber")
	case 'p':
		w.do("nopin")
	case 'i':
		w.do("in")
	default:
		w.next(MenuEvent{Digit: key})
	}
}
