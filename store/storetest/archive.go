package storetest

import (
	"encoding/json"
	"fmt"
	"slices"

	"veche/conference"
)

func event(seq uint64, clock *Clock) conference.Event {
	return conference.Event{
		Seq: seq, At: clock.Now(), Run: 1, Type: conference.ChatPosted,
		Data: json.RawMessage(fmt.Sprintf(`{"n":%d}`, seq)),
	}
}

func (c check) events() {
	t, s, clock := c.t, c.store, c.clock
	ctx := t.Context()
	if seq, err := s.LastSeq(ctx, "a"); seq != 0 || err != nil {
		t.Errorf("LastSeq of nothing: %d, %v", seq, err)
	}
	if got, err := s.Events(ctx, "a", 0, 10); len(got) != 0 || err != nil {
		t.Errorf("Events of nothing: %v, %v", got, err)
	}
	first := []conference.Event{event(1, clock), event(2, clock), event(3, clock)}
	must(t, s.Commit(ctx, "a", first, nil))
	must(t, s.Commit(ctx, "b", []conference.Event{event(1, clock)}, nil))
	must(t, s.Commit(ctx, "a", []conference.Event{event(4, clock)}, nil))
	must(t, s.Commit(ctx, "a", nil, json.RawMessage(`{}`)))
	must(t, s.Commit(ctx, "a", first[1:], nil)) // repeated

	if err := s.Commit(ctx, "a", []conference.Event{event(6, clock)}, nil); err == nil {
		t.Error("a gap was kept")
	}
	if err := s.Commit(ctx, "a", []conference.Event{event(2, clock)}, nil); err == nil {
		t.Error("an event was replaced")
	}
	if seq, err := s.LastSeq(ctx, "a"); seq != 4 || err != nil {
		t.Errorf("LastSeq: %d, %v", seq, err)
	}
	got, err := s.Events(ctx, "a", 1, 2)
	must(t, err)
	if len(got) != 2 || got[0].Seq != 2 || got[1].Seq != 3 || string(got[1].Data) != `{"n":3}` || !got[0].At.Equal(first[1].At) {
		t.Errorf("got %+v", got)
	}
	if got, err := s.Events(ctx, "a", ^uint64(0), 10); len(got) != 0 || err != nil {
		t.Errorf("after the last possible: %v, %v", got, err)
	}

	left := event(5, clock)
	left.Type = conference.ParticipantLeft
	must(t, s.Commit(ctx, "a", []conference.Event{left, event(6, clock), event(7, clock)}, nil))
	for _, q := range []struct {
		types []conference.EventType
		after uint64
		want  []uint64
	}{
		{[]conference.EventType{conference.ParticipantLeft}, 0, []uint64{5}},
		{[]conference.EventType{conference.ParticipantLeft, conference.ChatPosted}, 3, []uint64{4, 5, 6}},
		{[]conference.EventType{conference.ParticipantLeft}, 5, nil},
		{nil, 0, nil},
	} {
		got, err := s.EventsOf(ctx, "a", q.types, q.after, 3)
		must(t, err)
		var seqs []uint64
		for _, e := range got {
			seqs = append(seqs, e.Seq)
		}
		if !slices.Equal(seqs, q.want) {
			t.Errorf("%v after %d: %v, want %v", q.types, q.after, seqs, q.want)
		}
	}

	d := definition(1, "anna")
	must(t, s.CreateDefinition(ctx, d))
	must(t, s.Commit(ctx, d.ID, []conference.Event{event(1, clock)}, nil))
	must(t, s.DeleteDefinition(ctx, d.ID))
	if seq, err := s.LastSeq(ctx, d.ID); seq != 1 || err != nil {
		t.Errorf("archive of a deleted conference: %d, %v", seq, err)
	}
}

func (c check) live() {
	t, s, clock := c.t, c.store, c.clock
	ctx := t.Context()
	must(t, s.Commit(ctx, "a", []conference.Event{event(1, clock)}, json.RawMessage(`{"people":1}`)))
	must(t, s.Commit(ctx, "b", nil, json.RawMessage(`{"people":2}`)))
	must(t, s.Commit(ctx, "a", nil, json.RawMessage(`{"people":3}`)))
	got, err := s.Live(ctx)
	must(t, err)
	if len(got) != 2 || string(got["a"]) != `{"people":3}` || string(got["b"]) != `{"people":2}` {
		t.Errorf("got %s", got)
	}
	must(t, s.Commit(ctx, "a", nil, nil))
	got, err = s.Live(ctx)
	must(t, err)
	if len(got) != 1 || got["b"] == nil {
		t.Errorf("after the end: %s", got)
	}
}
