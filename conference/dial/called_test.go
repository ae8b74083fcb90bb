package dial_test

import (
	"slices"
	"testing"

	"veche/conference/dial"
)

var calls = []struct {
	user string
	want []dial.Called
}{
	// C25, C26
	{"001949195144", []dial.Called{{CID: "1949195144"}, {Login: "001949195144"}, {Login: "1949195144"}}},
	{"001949195144,756910", []dial.Called{{CID: "1949195144", PIN: "756910"}}},
	{"001949195144%2C756910", []dial.Called{{CID: "1949195144", PIN: "756910"}}},
	{"001949195144%2c756910", []dial.Called{{CID: "1949195144", PIN: "756910"}}},
	{"00webinar,aB12", []dial.Called{{CID: "webinar", PIN: "aB12"}}},
	{"001949195144@video.company.com", []dial.Called{{CID: "1949195144"}, {Login: "001949195144"}, {Login: "1949195144"}}},
	// C28, C30: a user may begin with 00 or be digits
	{"james78", []dial.Called{{Login: "james78"}}},
	{"James78", []dial.Called{{Login: "james78"}}},
	{"501", []dial.Called{{Login: "501"}}},
	{"007", []dial.Called{{Login: "007"}, {Login: "7"}}},
	{"00", []dial.Called{{Login: "00"}}},
	// C29
	{"##001949195144", []dial.Called{{CID: "1949195144"}, {Login: "001949195144"}, {Login: "1949195144"}}},
	{"##00james78", []dial.Called{{CID: "james78"}, {Login: "00james78"}, {Login: "james78"}}},
	{"192.168.1.99##001949195144,12", []dial.Called{{CID: "1949195144", PIN: "12"}}},
	{"%23%23001949195144,12", []dial.Called{{CID: "1949195144", PIN: "12"}}},
	// nobody's number
	{"", nil},
	{"##", nil},
	{",12", nil},
	{"james78,12", nil},
	{"ja mes", nil},
	{"a%zz", nil},
	{"a%00", nil},
	{"\xff", nil},
}

func TestCallersFindConferenceThenUser(t *testing.T) {
	t.Parallel()
	for _, c := range calls {
		if got := dial.ParseCalled(c.user); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %+v, want %+v", c.user, got, c.want)
		}
	}
}

func FuzzParseCalled(f *testing.F) {
	for _, c := range calls {
		f.Add(c.user)
	}
	f.Fuzz(func(t *testing.T, user string) {
		for _, c := range dial.ParseCalled(user) {
			if c.Login == "" && !dial.ValidCID(c.CID) || c.Login != "" && (c.CID != "" || c.PIN != "") {
				t.Fatalf("%q: %+v", user, c)
			}
		}
	})
}
