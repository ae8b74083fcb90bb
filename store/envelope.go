package store

import (
	"bytes"
	"strconv"
	"time"

	"veche/conference"
)

// This file reads the record of an event without a JSON decoder: of a conference with
// ten thousand comings and goings that is half of the time that a report takes.

// Between these stand the parts of the record of an event as encode writes them.
var (
	eventSeq  = []byte(`{"v":1,"d":{"seq":`)
	eventAt   = []byte(`,"at":"`)
	eventRun  = []byte(`","run":`)
	eventType = []byte(`,"type":"`)
	eventData = []byte(`","data":`)
	eventEnd  = []byte(`}}`)
)

// decodeEvent is decode[conference.Event]. Data is taken as it stands: whoever decodes
// it finds out whether it is JSON.
func decodeEvent(raw []byte) (conference.Event, error) {
	if e, ok := splitEvent(raw); ok {
		return e, nil
	}
	return decode[conference.Event](raw) // written otherwise, without data, or broken
}

func splitEvent(raw []byte) (e conference.Event, ok bool) {
	rest, ok := bytes.CutPrefix(raw, eventSeq)
	if !ok {
		return e, false
	}
	var parts [4][]byte
	for i, mark := range [][]byte{eventAt, eventRun, eventType, eventData} {
		if parts[i], rest, ok = bytes.Cut(rest, mark); !ok {
			return e, false
		}
	}
	data, ok := bytes.CutSuffix(rest, eventEnd)
	if !ok || len(data) < 2 || data[0] != '{' || data[len(data)-1] != '}' {
		return e, false
	}
	seq, err1 := strconv.ParseUint(string(parts[0]), 10, 64)
	at, err2 := time.Parse(time.RFC3339Nano, string(parts[1]))
	run, err3 := strconv.ParseUint(string(parts[2]), 10, 64)
	if err1 != nil || err2 != nil || err3 != nil || bytes.ContainsAny(parts[3], `"\`) {
		return e, false
	}
	return conference.Event{Seq: seq, At: at, Run: run, Type: conference.EventType(parts[3]), Data: bytes.Clone(data)}, true
}
