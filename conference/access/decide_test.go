package access

import (
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// arrivals are the rows of H9, with the variations that H2, H4 and H8 name.
var arrivals = map[string]Arrival{
	"owner":                        {Kind: KindUser, Owner: true},
	"moderator":                    {Kind: KindUser, Moderator: true},
	"operator":                     {Kind: KindUser, Operator: true},
	"own user, invited":            {Kind: KindUser, Invited: true},
	"own user, not invited":        {Kind: KindUser},
	"federated, invited":           {Kind: KindFederated, Invited: true},
	"federated, not invited":       {Kind: KindFederated},
	"registered":                   {Kind: KindRegistered},
	"guest":                        {Kind: KindGuest},
	"SIP calls in":                 {Kind: KindSIP},
	"H.323 calls in":               {Kind: KindH323},
	"SIP, invited, calls in":       {Kind: KindSIP, Invited: true},
	"H.323, invited, calls in":     {Kind: KindH323, Invited: true},
	"SIP dialled at the start":     {Kind: KindSIP, Invited: true, DialledAtStart: true},
	"H.323 dialled at the start":   {Kind: KindH323, Invited: true, DialledAtStart: true},
	"RTSP opened at the start":     {Kind: KindRTSP, Invited: true, DialledAtStart: true},
	"own user called at the start": {Kind: KindUser, Invited: true, DialledAtStart: true},
}

// h9 is the table as the requirements print it; the columns are All,
// Unplanned and guests, Unplanned other servers and guests, Only guests.
var h9 = []struct{ who, waits string }{
	{"owner", "–/–/–/–"},
	{"moderator", "–/–/–/–"},
	{"operator", "–/–/–/–"},
	{"own user, invited", "W/–/–/–"},
	{"own user, not invited", "W/W/–/–"},
	{"federated, invited", "W/–/–/–"},
	{"federated, not invited", "W/W/W/–"},
	{"registered", "W/–/–/–"},
	{"guest", "W/W/W/W"},
	{"SIP calls in", "W/W/W/–"},
	{"H.323 calls in", "W/W/W/–"},
	{"SIP, invited, calls in", "W/W/W/–"},     // H2, H8
	{"H.323, invited, calls in", "W/W/W/–"},   // H2, H8
	{"SIP dialled at the start", "W/W/W/–"},   // H8
	{"H.323 dialled at the start", "W/W/W/–"}, // H8
	{"RTSP opened at the start", "W/W/W/–"},   // H8
	{"own user called at the start", "W/–/–/–"},
}

// row runs who through the four categories and prints what H9 prints.
func row(r Rules, a Arrival) string {
	got := ""
	for i, c := range Categories(true) {
		if i > 0 {
			got += "/"
		}
		r.Category = c
		switch d := Decide(r, a, noon); d.Outcome {
		case Enter:
			got += "–"
		case Wait:
			got += "W"
		default:
			got += string(d.Outcome) + ":" + string(d.Reason)
		}
	}
	return got
}

func TestWaitingRoomOfAPublicConferenceIsTheTableH9(t *testing.T) {
	for _, want := range h9 {
		if got := row(Rules{Public: true, WaitingRoom: true}, arrivals[want.who]); got != want.waits {
			t.Errorf("%s: got %s, want %s", want.who, got, want.waits)
		}
	}
	if len(h9) != len(arrivals) {
		t.Errorf("%d arrivals, %d rows", len(arrivals), len(h9))
	}
}

func TestWaitingRoomOffHoldsNobody(t *testing.T) {
	for who, a := range arrivals {
		if got := row(Rules{Public: true}, a); got != "–/–/–/–" {
			t.Errorf("%s: got %s", who, got)
		}
	}
}

// H7: the same first three columns, minus guests and registered.
func TestWaitingRoomOfAnInternalConference(t *testing.T) {
	for _, want := range h9 {
		a := arrivals[want.who]
		for i, c := range Categories(false) {
			r := Rules{WaitingRoom: true, JoinUninvited: true, Category: c}
			wait := []rune(want.waits)[2*i] == 'W'
			got := Decide(r, a, noon)
			switch {
			case a.Kind == KindGuest || a.Kind == KindRegistered:
				if got != refuse(ReasonGuestsNotAllowed) {
					t.Errorf("%s, %s: got %v", want.who, c, got)
				}
			case wait && got.Outcome != Wait, !wait && got.Outcome != Enter:
				t.Errorf("%s, %s: got %v, want waiting %v", want.who, c, got, wait)
			}
		}
	}
}

// H1: with registration active everybody but owner and moderators waits, if
// the waiting room is on.
func TestActiveRegistrationIgnoresTheCategory(t *testing.T) {
	for who, a := range arrivals {
		want := "W/W/W/W"
		if a.staff() {
			want = "–/–/–/–"
		}
		r := Rules{Public: true, WaitingRoom: true, RegistrationActive: true}
		if got := row(r, a); got != want {
			t.Errorf("%s: got %s, want %s", who, got, want)
		}
		r.WaitingRoom = false
		if got := row(r, a); got != "–/–/–/–" {
			t.Errorf("%s, waiting room off: got %s", who, got)
		}
	}
}

// J2, J3, P4: who comes in while entry is locked.
func TestLock(t *testing.T) {
	may := map[string]bool{"owner": true, "moderator": true, "operator": true}
	for who, a := range arrivals {
		for _, waiting := range []bool{false, true} {
			r := Rules{Public: true, Locked: true, WaitingRoom: waiting, Category: CategoryAll}
			want := refuse(ReasonLocked)
			if may[who] {
				want = Decision{Outcome: Enter}
			}
			if got := Decide(r, a, noon); got != want {
				t.Errorf("%s, waiting room %v: got %v, want %v", who, waiting, got, want)
			}
			added := a
			added.AddedByModerator = true
			if got := Decide(r, added, noon); got.Outcome != Enter {
				t.Errorf("%s, added by a moderator: got %v", who, got)
			}
		}
	}
}

func TestDecide(t *testing.T) {
	public := Rules{Public: true}
	internal := Rules{}
	with := func(r Rules, change func(*Rules)) Rules { change(&r); return r }
	pin := with(public, func(r *Rules) { r.PIN = "756910" })
	spent := with(pin, func(r *Rules) { r.PINBudgetSpent = true })
	locked := with(pin, func(r *Rules) { r.Locked = true })
	room := with(public, func(r *Rules) { r.WaitingRoom = true })
	full := with(public, func(r *Rules) { r.MaxParticipants, r.Participants = 500, 500 })
	early := with(public, func(r *Rules) { r.Closed = ReasonNotBegun })
	over := with(public, func(r *Rules) { r.Closed = ReasonOver })
	led := with(public, func(r *Rules) { r.LeaderAway = true })
	fewGuests := with(public, func(r *Rules) { r.GuestLimit, r.Guests = 3, 3 })

	guest := Arrival{Kind: KindGuest}
	user := Arrival{Kind: KindUser}
	set := func(a Arrival, change func(*Arrival)) Arrival { change(&a); return a }
	right := func(a Arrival) Arrival { a.PIN = "756910"; return a }
	wrong := func(a Arrival) Arrival { a.PIN = "756911"; return a }
	back := func(a Arrival, after time.Duration) Arrival {
		a.Resuming, a.LeftAt = true, noon.Add(-after)
		return a
	}
	added := func(a Arrival) Arrival { a.AddedByModerator = true; return a }
	waiting := func(a Arrival) Arrival { a.WasWaiting = true; return a }
	forLeader := func(a Arrival) Arrival { a.WasWaiting, a.ForLeader = true, true; return a }
	owner, operator := arrivals["owner"], arrivals["operator"]
	moderator, invited := arrivals["moderator"], arrivals["own user, invited"]

	enter, wait := Decision{Outcome: Enter}, Decision{Outcome: Wait}
	ask, miss := Decision{Outcome: AskPIN}, Decision{Outcome: AskPIN, Wrong: true}
	notBegun, isOver := refuse(ReasonNotBegun), refuse(ReasonOver)
	waitLeader := Decision{Outcome: Wait, ForLeader: true}
	noSuch := Decision{Outcome: Refuse, Reason: ReasonUnknown, Wrong: true}

	for name, c := range map[string]struct {
		r    Rules
		a    Arrival
		want Decision
	}{
		"G11 guest without PIN is asked":             {pin, guest, ask},
		"G11 guest with a wrong PIN is asked again":  {pin, wrong(guest), miss},
		"G11 guest with the right PIN enters":        {pin, right(guest), enter},
		"G11 an invited user must give the PIN":      {pin, invited, ask},
		"G11 a moderator must give the PIN":          {pin, moderator, ask},
		"G11 a moderator with the PIN enters":        {pin, right(moderator), enter},
		"C26 a terminal must give the PIN":           {pin, arrivals["SIP calls in"], ask},
		"C26 a terminal with the PIN enters":         {pin, right(arrivals["SIP calls in"]), enter},
		"E10 an operator needs no PIN":               {pin, operator, enter},
		"E10 an operator enters under lock":          {locked, operator, enter},
		"the owner needs no PIN":                     {pin, owner, enter},
		"lesson 38 the owner is not in his lobby":    {room, owner, enter},
		"H8 dialled at the start gives no PIN":       {pin, arrivals["SIP dialled at the start"], enter},
		"H8 one-click dial-out enters past the room": {with(room, func(r *Rules) { r.Category = CategoryAll }), added(Arrival{Kind: KindSIP}), enter},
		"H8 one-click dial-out needs no PIN":         {pin, added(Arrival{Kind: KindH323}), enter},
		"G11 a PIN where there is none is no guess":  {public, wrong(guest), enter},

		"lesson 37 the PIN comes before the lock":         {locked, guest, ask},
		"lesson 37 the PIN comes before the lock, wrong":  {locked, wrong(guest), miss},
		"lesson 37 then the lock":                         {locked, right(guest), refuse(ReasonLocked)},
		"lesson 37 the PIN comes before the waiting room": {with(pin, func(r *Rules) { r.WaitingRoom = true }), guest, ask},
		"lesson 37 then the waiting room":                 {with(pin, func(r *Rules) { r.WaitingRoom = true }), right(guest), wait},
		"P3 full is not told before the PIN":              {with(pin, func(r *Rules) { r.MaxParticipants, r.Participants = 1, 1 }), guest, ask},
		"P3 internal is not told before the PIN":          {Rules{PIN: "1234"}, guest, ask},
		"K4 an old PIN does not do":                       {with(pin, func(r *Rules) { r.PIN = "123456" }), right(guest), miss},
		"K4 who is inside and reconnects is not asked":    {with(pin, func(r *Rules) { r.PIN = "123456" }), back(guest, time.Second), enter},

		"P3 unknown: a guest is asked for a PIN":       {Unknown(), guest, miss},
		"P3 unknown: a user is asked for a PIN":        {Unknown(), user, miss},
		"P3 unknown: answered like a wrong PIN":        {Unknown(), wrong(guest), miss},
		"P3 unknown: SIP is told and pays":             {Unknown(), arrivals["SIP calls in"], noSuch},
		"P3 unknown: H.323 is told and pays":           {Unknown(), arrivals["H.323 calls in"], noSuch},
		"P3 unknown: an operator is told":              {Unknown(), operator, noSuch},
		"P3 unknown: nobody resumes":                   {Unknown(), back(guest, 0), miss},
		"P3 budget spent: the right PIN waits":         {spent, right(guest), wait},
		"P3 budget spent: invited users wait too":      {spent, right(invited), wait},
		"P3 budget spent: a wrong PIN is wrong":        {spent, wrong(guest), miss},
		"P3 budget spent: the owner enters":            {spent, owner, enter},
		"P3 budget spent: a moderator with PIN enters": {spent, right(moderator), enter},
		"P3 budget spent: a moderator admits":          {spent, added(waiting(guest)), enter},
		"P3 budget spent: a reconnect is not a guess":  {spent, back(guest, time.Minute), enter},
		"P3 budget spent, no PIN: nobody cares":        {with(spent, func(r *Rules) { r.PIN = "" }), guest, enter},
		"P3 budget spent and locked: locked":           {with(spent, func(r *Rules) { r.Locked = true }), right(guest), refuse(ReasonLocked)},

		"P4 a reconnect within 2 minutes keeps the seat":      {locked, back(guest, 2*time.Minute), enter},
		"P4 later it does not":                                {with(locked, func(r *Rules) { r.PIN = "" }), back(guest, 2*time.Minute+1), refuse(ReasonLocked)},
		"P4 later the PIN is asked":                           {pin, back(guest, 3*time.Minute), ask},
		"P4 a loss not noticed yet":                           {locked, Arrival{Kind: KindGuest, Resuming: true}, enter},
		"P4 a clock set back does not cost the seat":          {locked, back(guest, -time.Hour), enter},
		"P4 a kept seat is there in a full conference":        {full, back(guest, time.Minute), enter},
		"P4 a lost seat may be gone":                          {full, back(guest, time.Hour), refuse(ReasonFull)},
		"a reconnect does not wait again":                     {room, back(guest, time.Second), enter},
		"a late reconnect does not wait again":                {room, back(guest, time.Hour), enter},
		"P4 those waiting stay waiting under lock":            {locked, waiting(guest), wait},
		"P4 those waiting may be admitted under lock":         {locked, added(waiting(guest)), enter},
		"P4 those waiting do not slip in as it is turned off": {public, waiting(guest), wait},
		"those waiting made moderator enter":                  {room, set(waiting(user), func(a *Arrival) { a.Moderator = true }), enter},
		"K6 invited in: as admitted, though locked and off":   {locked, added(waiting(guest)), enter},

		"G2 no guests in an internal conference":    {internal, guest, refuse(ReasonGuestsNotAllowed)},
		"G2 nor by a moderator":                     {internal, added(guest), refuse(ReasonGuestsNotAllowed)},
		"G2 nor registered":                         {internal, arrivals["registered"], refuse(ReasonGuestsNotAllowed)},
		"G12 off: not invited":                      {internal, user, refuse(ReasonNotInvited)},
		"G12 off: federated, not invited":           {internal, arrivals["federated, not invited"], refuse(ReasonNotInvited)},
		"G12 off: a terminal calls in":              {internal, arrivals["SIP calls in"], refuse(ReasonNotInvited)},
		"G12 off: not invited, waiting room on":     {with(internal, func(r *Rules) { r.WaitingRoom = true }), user, refuse(ReasonNotInvited)},
		"G12 off: invited":                          {internal, invited, enter},
		"G12 off: an invited terminal":              {internal, arrivals["SIP, invited, calls in"], enter},
		"G12 off: a terminal dialled at the start":  {internal, Arrival{Kind: KindSIP, DialledAtStart: true}, enter},
		"G12 off: called by a moderator":            {internal, added(user), enter},
		"G12 off: an operator":                      {internal, operator, enter},
		"G12 off: somebody admitted, back later":    {internal, back(user, time.Hour), enter},
		"G12 off: knowing the PIN is no invitation": {Rules{PIN: "756910"}, right(user), refuse(ReasonNotInvited)},
		"G12 on": {Rules{JoinUninvited: true}, user, enter},
		"G12 does not concern a public conference":             {public, user, enter},
		"H7 a category of public conferences holds everyone":   {Rules{WaitingRoom: true, Category: CategoryGuests}, invited, wait},
		"a category that does not exist holds everyone":        {Rules{Public: true, WaitingRoom: true, Category: "x"}, invited, wait},
		"the empty category is the default, invited":           {room, invited, enter},
		"the empty category is the default, not invited":       {room, user, wait},
		"a kind that does not exist is a stranger":             {room, Arrival{Kind: "x", Invited: true}, wait},
		"a kind that does not exist is not invited":            {internal, Arrival{Kind: "x"}, refuse(ReasonNotInvited)},
		"H8 added by a moderator, all wait":                    {with(room, func(r *Rules) { r.Category = CategoryAll }), added(user), enter},
		"H1 added by a moderator, registration active":         {with(room, func(r *Rules) { r.RegistrationActive = true }), added(user), enter},
		"H1 an own user put on the list late waits by default": {room, user, wait},

		"G16 no guest beyond the limit":                      {fewGuests, guest, refuse(ReasonGuestLimit)},
		"G16 nor by way of the waiting room":                 {with(fewGuests, func(r *Rules) { r.WaitingRoom = true }), guest, refuse(ReasonGuestLimit)},
		"G16 nor admitted":                                   {fewGuests, added(waiting(guest)), refuse(ReasonGuestLimit)},
		"G16 who waits goes on waiting":                      {fewGuests, waiting(guest), wait},
		"G16 users are no guests":                            {fewGuests, user, enter},
		"G16 registered are no guests":                       {fewGuests, arrivals["registered"], enter},
		"G16 one below the limit":                            {with(fewGuests, func(r *Rules) { r.Guests = 2 }), guest, enter},
		"G16 zero is no limit":                               {with(public, func(r *Rules) { r.Guests = 9999 }), guest, enter},
		"P1 full":                                            {full, user, refuse(ReasonFull)},
		"P1 full, though added":                              {full, added(user), refuse(ReasonFull)},
		"P1 full: the owner enters":                          {full, owner, enter},
		"P1 full: a moderator enters":                        {full, moderator, enter},
		"P1 full: an operator enters":                        {full, operator, enter},
		"P1 one place left":                                  {with(full, func(r *Rules) { r.Participants = 499 }), guest, enter},
		"G4 before the start a guest is told so":             {early, guest, notBegun},
		"G4 before the start invited users, too":             {early, invited, notBegun},
		"G4 before the start registered, too":                {early, arrivals["registered"], notBegun},
		"G4 before the start terminals, too":                 {early, arrivals["SIP calls in"], notBegun},
		"G4 after the end":                                   {over, guest, isOver},
		"G4 before the start the owner begins it":            {early, owner, enter},
		"G4 before the start a moderator begins it":          {early, moderator, enter},
		"G4 before the start an operator begins it":          {early, operator, enter},
		"G4 after the end the owner goes on":                 {over, owner, enter},
		"P3 when it begins is not told before the PIN":       {with(early, func(r *Rules) { r.PIN = "756910" }), guest, ask},
		"P3 nor with a wrong one":                            {with(early, func(r *Rules) { r.PIN = "756910" }), wrong(guest), miss},
		"P3 nor that it is over":                             {with(over, func(r *Rules) { r.PIN = "756910" }), guest, ask},
		"P3 with the right one it is":                        {with(early, func(r *Rules) { r.PIN = "756910" }), right(guest), notBegun},
		"P3 a moderator gives the PIN before the start, too": {with(early, func(r *Rules) { r.PIN = "756910" }), moderator, ask},
		"G12 before the start: not for him at all":           {Rules{Closed: ReasonNotBegun}, user, refuse(ReasonNotInvited)},
		"G2 before the start: no guests at all":              {Rules{Closed: ReasonNotBegun}, guest, refuse(ReasonGuestsNotAllowed)},
		"before the start is told before full":               {with(full, func(r *Rules) { r.Closed = ReasonNotBegun }), user, notBegun},

		"ND5 others wait for who leads":                     {led, guest, waitLeader},
		"ND5 invited, too":                                  {led, invited, waitLeader},
		"ND5 registered, too":                               {led, arrivals["registered"], waitLeader},
		"ND5 what is dialled at the start, too":             {led, arrivals["SIP dialled at the start"], waitLeader},
		"ND5 the owner does not":                            {led, owner, enter},
		"ND5 a moderator does not":                          {led, moderator, enter},
		"ND5 an operator does not":                          {led, operator, enter},
		"ND5 whom a moderator calls does not":               {led, added(user), enter},
		"ND5 who was inside does not, late":                 {led, back(guest, time.Hour), enter},
		"ND5 who waits goes on waiting":                     {led, forLeader(guest), waitLeader},
		"ND5 who waits enters when he comes":                {public, forLeader(guest), enter},
		"ND5 not under lock":                                {with(public, func(r *Rules) { r.Locked = true }), forLeader(guest), wait},
		"ND5 not when it is full":                           {full, forLeader(guest), wait},
		"ND5 not when the waiting room has been turned on":  {room, forLeader(guest), wait},
		"ND5 a new one is refused under lock":               {with(led, func(r *Rules) { r.Locked = true }), guest, refuse(ReasonLocked)},
		"ND5 who would wait anyway waits for a moderator":   {with(room, func(r *Rules) { r.LeaderAway = true }), guest, wait},
		"ND5 who waits for a moderator is not let in by it": {public, waiting(guest), wait},
		"ND5 the PIN comes first":                           {with(pin, func(r *Rules) { r.LeaderAway = true }), guest, ask},
		"ND5 then the leader":                               {with(pin, func(r *Rules) { r.LeaderAway = true }), right(guest), waitLeader},
		"ND5 no PIN is asked again":                         {pin, forLeader(guest), enter},
		"ND5 budget spent: waits for a moderator":           {with(spent, func(r *Rules) { r.LeaderAway = true }), right(guest), wait},
		"J3 locked is told before full":                     {with(full, func(r *Rules) { r.Locked = true }), user, refuse(ReasonLocked)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Decide(c.r, c.a, noon); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	for name, c := range map[string]struct {
		r    Rules
		want error
	}{
		"nothing set":                        {Rules{}, nil},
		"public, everything":                 {Rules{Public: true, PIN: "756910", Category: CategoryGuests, GuestLimit: 5}, nil},
		"H7 only guests, internal":           {Rules{Category: CategoryGuests}, ErrCategory},
		"no such category":                   {Rules{Public: true, Category: "some"}, ErrCategory},
		"G11 PIN and registration":           {Rules{Public: true, PIN: "756910", RegistrationActive: true}, ErrPINRegistration},
		"G12 public":                         {Rules{Public: true, JoinUninvited: true}, ErrJoinUninvited},
		"G16 internal":                       {Rules{GuestLimit: 5}, ErrGuestLimit},
		"G16 negative":                       {Rules{Public: true, GuestLimit: -1}, ErrGuestLimit},
		"P1 negative":                        {Rules{MaxParticipants: -1}, ErrMaxParticipants},
		"short PIN":                          {Rules{PIN: "123"}, ErrPIN},
		"a PIN that ends a dial string, C26": {Rules{PIN: "1234;transport=tcp"}, ErrPIN},
	} {
		if got := c.r.Validate(); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

// A13, G23: where one registers, who is on no list comes only by way of the waiting room.
func TestRegistrationIsAList(t *testing.T) {
	onList := map[string]bool{
		"owner": true, "moderator": true, "operator": true, "registered": true, "own user, invited": true,
		"federated, invited": true, "SIP, invited, calls in": true, "H.323, invited, calls in": true,
		"SIP dialled at the start": true, "H.323 dialled at the start": true, "RTSP opened at the start": true,
		"own user called at the start": true,
	}
	for who, a := range arrivals {
		for reason, active := range map[Reason]bool{ReasonRegister: true, ReasonRegistration: false} {
			want := Decision{Outcome: Enter}
			if !onList[who] {
				want = refuse(reason)
			}
			r := Rules{Public: true, ListOnly: true, RegistrationActive: active}
			if got := Decide(r, a, noon); got != want {
				t.Errorf("%s, active %v: got %v, want %v", who, active, got, want)
			}
			added := a
			added.AddedByModerator = true
			if got := Decide(r, added, noon); got.Outcome != Enter {
				t.Errorf("%s, added by a moderator: got %v", who, got)
			}
			r.WaitingRoom, r.Category = true, CategoryAll
			if got := Decide(r, a, noon); a.staff() != (got.Outcome == Enter) || !a.staff() && got.Outcome != Wait {
				t.Errorf("%s, waiting room on: got %v", who, got)
			}
		}
	}
}

// FuzzDecide plays every description of rules and arrival against what must hold for
// all of them.
func FuzzDecide(f *testing.F) {
	f.Add(uint32(0), uint32(0), uint8(0))
	f.Add(uint32(0b1_0000_0001), uint32(0b10), uint8(3))
	f.Add(^uint32(0), uint32(1<<9), uint8(7))
	f.Fuzz(func(t *testing.T, rules, arrival uint32, kind uint8) {
		r, a := fuzzedRules(rules), fuzzedArrival(arrival, kind)
		d := Decide(r, a, noon)
		if r.ParticipationAsked && a.Account && a.Participation.Kind == Never && !a.keepsSeat(noon) {
			if d != refuse(ReasonParticipation) {
				t.Errorf("%+v, %+v: D6: got %+v", r, a, d)
			}
			return
		}
		known := r.PIN == "" || a.PIN == r.PIN || a.Owner || a.Operator || a.AddedByModerator ||
			a.DialledAtStart || a.WasWaiting || a.keepsSeat(noon)
		switch {
		case !known && (d.Outcome != AskPIN || d.Reason != "" || d.ForLeader):
			t.Errorf("%+v, %+v: something is told before the PIN: %+v", r, a, d) // P3
		case d.Outcome == Enter && r.Closed != "" && !a.staff() && !a.keepsSeat(noon):
			t.Errorf("%+v, %+v: enters though it has not begun", r, a)
		case d.Outcome == Enter && r.LeaderAway && !a.staff() && !a.AddedByModerator && !a.Resuming:
			t.Errorf("%+v, %+v: enters before who leads", r, a)
		case (d.Outcome == Refuse) != (d.Reason != ""), d.ForLeader && (d.Outcome != Wait || !r.LeaderAway):
			t.Errorf("%+v, %+v: got %+v", r, a, d)
		}
		if !d.ForLeader || a.WasWaiting { // who waits already meets the lock and the limits anew
			return
		}
		r.LeaderAway = false
		a.WasWaiting, a.ForLeader = true, true
		if d := Decide(r, a, noon); d.Outcome != Enter {
			t.Errorf("%+v, %+v: waited for who leads, and now %+v", r, a, d)
		}
	})
}

func fuzzedRules(bits uint32) Rules {
	on := func(n int) bool { return bits>>n&1 == 1 }
	r := Rules{
		Public: on(0), WaitingRoom: on(1), Locked: on(2), JoinUninvited: on(3), RegistrationActive: on(4),
		PINBudgetSpent: on(5), LeaderAway: on(6), ListOnly: on(16), ParticipationAsked: on(17), Category: Categories(true)[bits>>7&3],
		MaxParticipants: int(bits >> 9 & 1), Participants: int(bits >> 10 & 1), GuestLimit: int(bits >> 11 & 1), Guests: int(bits >> 12 & 1),
		Closed: []Reason{"", ReasonNotBegun, ReasonOver, ""}[bits>>13&3],
	}
	if on(15) {
		r.PIN = "756910"
	}
	return r
}

func fuzzedArrival(bits uint32, kind uint8) Arrival {
	on := func(n int) bool { return bits>>n&1 == 1 }
	kinds := []Kind{KindUser, KindGuest, KindFederated, KindRegistered, KindSIP, KindH323, KindRTSP, "x"}
	a := Arrival{
		Kind: kinds[kind%8], Owner: on(0), Moderator: on(1), Operator: on(2), Invited: on(3), AddedByModerator: on(4),
		DialledAtStart: on(5), Resuming: on(6), WasWaiting: on(7) || on(8), ForLeader: on(8),
		PIN: []PIN{"", "756910", "123456", ""}[bits>>9&3],
	}
	if on(12) {
		a.Account, a.Participation.Kind = true, []Permission{Never, Permanent}[bits>>13&1]
	}
	if on(11) {
		a.LeftAt = noon.Add(-time.Hour)
	}
	return a
}
