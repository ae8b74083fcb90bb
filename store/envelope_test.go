package store

import (
	"encoding/json"
	"testing"
	"time"

	"veche/conference"
)

// What is read without a decoder is what a decoder reads.
func FuzzEventRecord(f *testing.F) {
	f.Add(uint64(1), int64(0), uint64(1), "chat", `{"n":1}`)
	f.Add(uint64(1<<63), int64(1e18), uint64(0), `a","data":{`, `{"a":"}}"}`)
	f.Add(uint64(7), int64(-5), uint64(2), "", `null`)
	f.Add(uint64(7), int64(99), uint64(2), "é<\\", `[1,{"x":"\"type\":"}]`)
	f.Fuzz(func(t *testing.T, seq uint64, nanoseconds int64, run uint64, typ, data string) {
		e := conference.Event{Seq: seq, At: time.Unix(0, nanoseconds).UTC(), Run: run, Type: conference.EventType(typ), Data: json.RawMessage(data)}
		raw, err := encode(&e)
		if err != nil {
			return // the data is no JSON
		}
		want, err := decode[conference.Event](raw)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeEvent(raw)
		if err != nil || got.Seq != want.Seq || !got.At.Equal(want.At) || got.Run != want.Run || got.Type != want.Type || string(got.Data) != string(want.Data) {
			t.Errorf("%s\ngot  %+v, %v\nwant %+v", raw, got, err, want)
		}
	})
}

// FuzzEventOfAnything: whatever stands in the store, reading it ends.
func FuzzEventOfAnything(f *testing.F) {
	f.Add([]byte(`{"v":1,"d":{"seq":1,"at":"2026-11-24T10:00:00Z","run":1,"type":"chat","data":{}}}`))
	f.Add([]byte(`{"v":2,"d":{"seq":1,"at":"2026-11-24T10:00:00Z","run":1,"type":"chat","data":{}}}`))
	f.Add([]byte(`{"v":1,"d":{"seq":-1,"at":"x","run":1,"type":"chat","data":{}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if e, ok := splitEvent(raw); ok && len(e.Data) < 2 {
			t.Errorf("%s: got %+v", raw, e)
		}
	})
}
