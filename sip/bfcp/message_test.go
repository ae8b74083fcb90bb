package bfcp

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// Messages and what they are on the wire, by the figures of RFC 8855, section 5.
var messages = []struct {
	name string
	m    Message
	hex  string
}{
	{
		"a hello over UDP",
		Message{Version: 2, Primitive: Hello, Conference: 0x01020304, Transaction: 7, User: 9},
		"400b0000 01020304 00070009",
	},
	{
		"what answers it",
		Message{
			Version: 2, Response: true, Primitive: HelloAck, Conference: 1, Transaction: 7, User: 9,
			SupportedPrimitives: []Primitive{FloorRequest, Hello}, SupportedAttributes: []uint8{attrFloorID, attrErrorCode, attrErrorInfo},
		},
		"500c0003 00000001 00070009 1704010b 1505040c 0e000000",
	},
	{
		"a request over TCP",
		Message{Version: 1, Primitive: FloorRequest, Conference: 1, Transaction: 2, User: 3, Floors: []uint16{1}, Beneficiary: 5},
		"20010002 00000001 00020003 05040001 03040005",
	},
	{
		"a request with words",
		Message{Version: 2, Primitive: FloorRequest, Conference: 1, Transaction: 2, User: 3, Floors: []uint16{1, 2}, Info: "abc"},
		"40010004 00000001 00020003 05040001 05040002 11056162 63000000",
	},
	{
		"a release",
		Message{Version: 2, Primitive: FloorRelease, Conference: 1, Transaction: 3, User: 3, RequestID: 513},
		"40020001 00000001 00030003 07040201",
	},
	{
		"a granted request",
		Message{
			Version: 2, Response: true, Primitive: FloorRequestStatus, Conference: 1, Transaction: 2, User: 3,
			Requests: []Request{{ID: 1, Status: Granted, Queue: 2, Floors: []uint16{4}, Beneficiary: 3, RequestedBy: 3}},
		},
		"50040006 00000001 00020003 1f180001 25080001 0b040302 23040004 1d040003 21040003",
	},
	{
		"a floor that nobody has",
		Message{Version: 1, Primitive: FloorStatus, Conference: 1, User: 3, Floors: []uint16{4}},
		"20080001 00000001 00000003 05040004",
	},
	{
		"an error",
		Message{Version: 2, Response: true, Primitive: ErrorReply, Conference: 1, Transaction: 2, User: 3, Error: InvalidFloor, Info: "no"},
		"500d0002 00000001 00020003 0d030600 0f046e6f",
	},
	{
		"an error about attributes",
		Message{
			Version: 2, Response: true, Primitive: ErrorReply, Conference: 1, Transaction: 2, User: 3,
			Error: UnknownMandatoryAttribute, Unknown: []byte{100, 101},
		},
		"500d0002 00000001 00020003 0d0504c8 ca000000",
	},
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMessagesOnTheWire(t *testing.T) {
	t.Parallel()
	for _, row := range messages {
		want := unhex(t, row.hex)
		if got := row.m.AppendTo(nil); !bytes.Equal(got, want) {
			t.Errorf("%s: wrote %x, want %x", row.name, got, want)
		}
		if got, err := Parse(want); err != nil || !reflect.DeepEqual(got, row.m) {
			t.Errorf("%s: read %+v, %v, want %+v", row.name, got, err, row.m)
		}
	}
}

func TestMessagesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, hex string
		want      error
	}{
		{"nothing", "", errShort},
		{"half a header", "400b0000 0102", errShort},
		{"version 3", "600b0000 00000001 00070009", errVersion},
		{"less than it says", "400b0001 00000001 00070009", errLength},
		{"more than it says", "400b0000 00000001 00070009 05040001", errLength},
		{"a fragment as a whole", "480b0000 00000001 00070009", errLength},
		{"far too long", "400bffff 00000001 00070009", errLength},
		{"an attribute without length", "40010001 00000001 00020003 05000001", errFields},
		{"an attribute longer than the message", "40010001 00000001 00020003 05080001", errFields},
		{"a floor of one byte", "40010001 00000001 00020003 05030000", errFields},
		{"an error without a code", "500d0001 00000001 00020003 0d020000", errFields},
		{"a request without an id", "40040001 00000001 00020003 1f020000", errFields},
		{"a broken group", "40040002 00000001 00020003 1f080001 25090001", errFields},
		{"an attribute that has to be understood", "40010001 00000001 00020003 c9040001", errUnknown},
	} {
		m, err := Parse(unhex(t, row.hex))
		if !errors.Is(err, row.want) {
			t.Errorf("%s: got %+v, %v, want %v", row.name, m, err, row.want)
		}
	}
	if m, _ := Parse(unhex(t, "40010001 00000001 00020003 c9040001")); !bytes.Equal(m.Unknown, []byte{100}) {
		t.Errorf("unknown are %v", m.Unknown)
	}
}

// What is said to whom sends such (section 13.8).
func TestRefusalsOfMessages(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		hex  string
		want ErrorCode
	}{
		{"600b0000 00000001 00070009", UnsupportedVersion},
		{"400b0001 00000001 00070009", WrongLength},
		{"40010001 00000001 00020003 05030000", NotParsed},
		{"40010001 00000001 00020003 c9040001", UnknownMandatoryAttribute},
	} {
		m, err := Parse(unhex(t, row.hex))
		if got := refusal(m, err).reply.Error; got != row.want {
			t.Errorf("%s: got %d, want %d", row.hex, got, row.want)
		}
	}
}

func TestWhatNeedNotBeUnderstoodIsPassedOver(t *testing.T) {
	t.Parallel()
	m, err := Parse(unhex(t, "40010003 00000001 00020003 c8040001 09044000 05040001"))
	if err != nil || len(m.Floors) != 1 {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestAStatusMayStandWithTheFloorAlone(t *testing.T) {
	t.Parallel()
	m, err := Parse(unhex(t, "20040004 00000001 00020003 1f100001 230a0004 0b040300 00000000"))
	if err == nil {
		t.Fatalf("the padding is no attribute: %+v", m)
	}
	m, err = Parse(unhex(t, "20040003 00000001 00020003 1f0c0001 23080004 0b040300"))
	if err != nil || m.Requests[0].Status != Granted || m.Requests[0].Floors[0] != 4 {
		t.Errorf("got %+v, %v", m, err)
	}
}

// Whatever comes, nothing breaks, and what was understood is the same when it is
// written and read again.
func FuzzParse(f *testing.F) {
	for _, row := range messages {
		f.Add(unhex(f, row.hex))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Parse(b)
		if err != nil {
			return
		}
		again, err := Parse(m.AppendTo(nil))
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("%x\n%+v\n%+v, %v", b, m, again, err)
		}
	})
}

func TestFragmentsBecomeOneMessage(t *testing.T) {
	t.Parallel()
	whole := unhex(t, messages[3].hex) // four words of payload
	first := unhex(t, "48010004 00000001 00020003 00000001 05040001")
	middle := unhex(t, "48010004 00000001 00020003 00010002 05040002 11056162")
	last := unhex(t, "48010004 00000001 00020003 00030001 63000000")
	other := unhex(t, "48010004 00000001 00990003 00000001 05040001")
	for _, row := range []struct {
		name  string
		parts [][]byte
		whole bool
	}{
		{"in order", [][]byte{first, middle, last}, true},
		{"out of order and twice", [][]byte{last, last, first, middle}, true},
		{"one is missing", [][]byte{first, last}, false},
		{"another message comes between", [][]byte{first, middle, other, last}, false},
		{"a part beyond the end", [][]byte{unhex(t, "48010004 00000001 00020003 00030002 63000000 63000000")}, false},
		{"a part shorter than it says", [][]byte{unhex(t, "48010004 00000001 00020003 00000004 63000000")}, false},
		{"a part of nothing", [][]byte{unhex(t, "48010004 00000001 00020003 00000000")}, false},
		{"no fragment", [][]byte{whole}, true},
	} {
		var f fragments
		var got []byte
		for _, p := range row.parts {
			got = f.add(p)
		}
		if row.whole != bytes.Equal(got, whole) {
			t.Errorf("%s: got %x", row.name, got)
		}
	}
}

// Fragments of anything never break anything and never give what cannot be read on.
func FuzzFragments(f *testing.F) {
	f.Add(unhex(f, "48010004 00000001 00020003 00000001 05040001"), unhex(f, "48010004 00000001 00020003 00010003 05040002 11056162 63000000"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		var fs fragments
		for _, part := range [][]byte{a, b, a} {
			if whole := fs.add(part); len(whole) > 0 {
				_, _ = Parse(whole)
			}
		}
		if len(fs.message) > header+maxPayload {
			t.Fatalf("holds %d bytes", len(fs.message))
		}
	})
}
