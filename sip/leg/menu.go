package leg

import (
	"strings"
	"time"

	"veche/media/compose"
	"veche/sip/leg/prompts"
)

const (
	// mostDigits bounds a number, and a PIN.
	mostDigits = 32
	// patience is how long a caller may take from one digit to the next.
	patience = 10 * time.Second
	// mostReminders is how often a caller is asked again who types nothing.
	mostReminders = 2
	// mostWrong is how often a caller may be wrong, numbers and PINs together.
	mostWrong = 3
	// menuTakes is how long a caller may take for all of it.
	menuTakes = 5 * time.Minute
)

// Menu asks a caller who has not said it in his dial string for the number of a
// conference and its PIN, by digits. It has no clock and does nothing: [Menu.Next] takes
// what has happened and says what is to be done. The zero Menu is ready; it is for one
// goroutine.
type Menu struct {
	asking   asking
	number   string // that is tried, or whose PIN is asked
	typed    []byte
	ahead    []byte // typed while trying
	trying   bool
	over     bool
	reminded int // since the last digit
	wrong    int

	begun    bool
	until    time.Duration // the end of menuTakes
	deadline time.Duration
}

// MenuEvent is what has happened: one of its fields is set.
type MenuEvent struct {
	Begin  bool   // the call has been answered, and nothing is known
	PINFor string // the call has been answered, and this conference wants a PIN
	Digit  byte   // 0 to 9, A to D, * or #; others do nothing
	Said   bool   // what was to be said has been said, or nobody hears it
	Late   bool   // the deadline has passed
	Answer MenuAnswer
}

// MenuAnswer is what has come of a [Try].
type MenuAnswer uint8

// The answers. Those from MenuEntered on end the menu.
const (
	_               MenuAnswer = iota
	MenuAskPIN                 // the conference has one; after a PIN: that was not it
	MenuWrongNumber            // there is no such conference
	MenuWrongPIN
	MenuEntered // into the conference, or its waiting room
	MenuTooMany // the budget of attempts is spent (P3)
	MenuNotStarted
	MenuRefused // by a moderator, or for a rule that only he can change
	MenuLocked
	MenuFull
	MenuEnded
	MenuFault
)

// Try is what a caller has entered.
type Try struct {
	Number string
	PIN    string // "" as long as none has been asked for
}

// MenuStep is what is to be done, in the order of its fields.
type MenuStep struct {
	Hush   bool           // what is being said ends
	Say    []prompts.Name // then comes the event Said
	Show   bool           // Slate and Detail replace the picture
	Slate  compose.Slate
	Detail string // what has been typed, of a PIN only stars
	Try    *Try   // is answered by an event
	Hangup bool   // when all has been said
	// Deadline is when the event Late is due, as it now stands; 0: never.
	Deadline time.Duration
}

// Next says what is to be done after something has happened at a time of any clock.
func (m *Menu) Next(e MenuEvent, now time.Duration) MenuStep {
	if m.over {
		return MenuStep{}
	}
	if !m.begun {
		m.begun, m.until = true, now+menuTakes
	}
	step := m.step(e, now)
	step.Deadline = m.deadline
	return step
}

func (m *Menu) step(e MenuEvent, now time.Duration) MenuStep {
	switch {
	case e.Begin:
		return m.ask(askingNumber, prompts.Welcome)
	case e.PINFor != "":
		m.number = e.PINFor
		return m.ask(askingPIN, prompts.Welcome)
	case e.Digit != 0:
		return m.press(e.Digit, now)
	case e.Answer != 0:
		return m.answer(e.Answer, now)
	case e.Said && m.deadline == 0 && !m.trying:
		m.wait(now)
	case e.Late && m.deadline != 0 && now >= m.deadline:
		return m.remind(now)
	}
	return MenuStep{}
}

// asking is what the caller is to type.
type asking uint8

const (
	askingNumber asking = iota
	askingPIN
)

// questions are how things are asked for, and asked for again.
var questions = [...]struct {
	say, wrong        prompts.Name
	slate, wrongSlate compose.Slate
}{
	askingNumber: {prompts.EnterNumber, prompts.WrongNumber, compose.SlateNumber, compose.SlateWrongNumber},
	askingPIN:    {prompts.EnterPIN, prompts.WrongPIN, compose.SlatePIN, compose.SlateWrongPIN},
}

// endings are what is said and shown to those who do not come in.
var endings = map[MenuAnswer]struct {
	say   prompts.Name
	slate compose.Slate
}{
	MenuTooMany:    {prompts.TooManyAttempts, compose.SlateTooManyAttempts},
	MenuNotStarted: {prompts.NotStarted, compose.SlateNotStarted},
	MenuRefused:    {prompts.Refused, compose.SlateRefused},
	MenuLocked:     {prompts.Locked, compose.SlateLocked},
	MenuFull:       {prompts.Full, compose.SlateFull},
	MenuEnded:      {prompts.Ended, compose.SlateEnded},
	MenuFault:      {prompts.Fault, compose.SlateFault},
}

func (m *Menu) ask(what asking, first ...prompts.Name) MenuStep {
	m.asking, m.typed, m.trying, m.deadline = what, nil, false, 0
	q := &questions[what]
	return MenuStep{Hush: true, Say: append(first, q.say), Show: true, Slate: q.slate}
}

// wait begins to be impatient.
func (m *Menu) wait(now time.Duration) { m.deadline = min(now+patience, m.until) }

// press takes a key. While an answer is awaited it is kept: who knows the way types
// ahead.
func (m *Menu) press(key byte, now time.Duration) MenuStep {
	switch {
	case strings.IndexByte("0123456789ABCD*#", key) < 0:
		return MenuStep{}
	case m.trying:
		if len(m.ahead) <= mostDigits {
			m.ahead = append(m.ahead, key)
		}
		return MenuStep{}
	case key == '#':
		return m.enter(now)
	case key == '*':
		m.typed = nil
	case len(m.typed) < mostDigits:
		m.typed = append(m.typed, key)
	}
	m.reminded = 0
	m.wait(now)
	return MenuStep{Hush: true, Show: true, Slate: questions[m.asking].slate, Detail: m.shown()}
}

// shown is what the slate says of what has been typed.
func (m *Menu) shown() string {
	if m.asking == askingPIN {
		return strings.Repeat("*", len(m.typed))
	}
	return string(m.typed)
}

// enter tries what has been typed.
func (m *Menu) enter(now time.Duration) MenuStep {
	if len(m.typed) == 0 {
		return m.remind(now)
	}
	try := &Try{Number: m.number, PIN: string(m.typed)}
	if m.asking == askingNumber {
		m.number = string(m.typed)
		try = &Try{Number: m.number}
	}
	m.trying, m.reminded, m.ahead, m.deadline = true, 0, nil, 0
	return MenuStep{Hush: true, Try: try}
}

// remind asks once more, or gives up.
func (m *Menu) remind(now time.Duration) MenuStep {
	if m.reminded++; m.reminded > mostReminders || now >= m.until {
		return m.end(prompts.Goodbye, compose.SlateGoodbye)
	}
	return m.ask(m.asking)
}

func (m *Menu) end(say prompts.Name, show compose.Slate) MenuStep {
	m.over, m.deadline, m.typed, m.ahead = true, 0, nil, nil
	return MenuStep{Hush: true, Say: []prompts.Name{say}, Show: true, Slate: show, Hangup: true}
}

func (m *Menu) answer(a MenuAnswer, now time.Duration) MenuStep {
	if !m.trying {
		return MenuStep{}
	}
	switch a {
	case MenuEntered:
		m.over, m.deadline = true, 0
		return MenuStep{}
	case MenuAskPIN:
		if m.asking == askingPIN {
			return m.wrongly(askingPIN) // to the door a wrong PIN is none (P3)
		}
		return m.replay(m.ask(askingPIN), now)
	case MenuWrongNumber:
		return m.wrongly(askingNumber)
	case MenuWrongPIN:
		return m.wrongly(askingPIN)
	}
	e, ok := endings[a]
	if !ok {
		e = endings[MenuFault]
	}
	return m.end(e.say, e.slate)
}

// wrongly asks again for what was wrong.
func (m *Menu) wrongly(what asking) MenuStep {
	if m.wrong++; m.wrong >= mostWrong {
		e := endings[MenuTooMany]
		return m.end(e.say, e.slate)
	}
	step := m.ask(what, questions[what].wrong)
	step.Slate = questions[what].wrongSlate
	return step
}

// replay takes the keys that were typed ahead. Each step replaces the one before.
func (m *Menu) replay(step MenuStep, now time.Duration) MenuStep {
	keys := m.ahead
	m.ahead = nil
	for _, key := range keys {
		step = m.press(key, now)
	}
	return step
}
