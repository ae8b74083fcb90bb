package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/history"
)

// historyKey sorts the history of a login newest first.
func historyKey(e *history.Entry) []byte {
	return append(append(historyTime(e.Login, e.Start), e.In...), numberKey(e.N)...)
}

func historyTime(login string, start time.Time) []byte {
	return append(pair(login, ""), numberKey(^uint64(start.UnixNano()))...)
}

// historyWords is what a history is searched by.
func historyWords(e *history.Entry) string {
	var words []string
	if w := e.With; w != nil {
		words = append(words, w.Name, w.Login, w.Dial)
	}
	if c := e.Conference; c != nil {
		words = append(words, c.Name, string(c.CID))
	}
	return strings.ToLower(strings.Join(words, "\n"))
}

// flagsOfKinds stand in front of what is stored, so that lists need not decode what
// they pass over.
var flagsOfKinds = map[history.Kind]byte{
	history.Missed: 'm', history.Outgoing: 'o', history.Incoming: 'i', history.Conference: 'c',
}

// encodeEntry is flag, length of the words, words, record.
func encodeEntry(e *history.Entry) ([]byte, error) {
	raw, err := encode(e)
	if err != nil {
		return nil, err
	}
	words := historyWords(e)
	value := append(make([]byte, 0, 3+len(words)+len(raw)), flagsOfKinds[e.Kind])
	value = binary.BigEndian.AppendUint16(value, uint16(min(len(words), 1<<16-1)))
	value = append(value, words[:min(len(words), 1<<16-1)]...)
	return append(value, raw...), nil
}

// splitEntry takes what encodeEntry made apart; ok is false for something else.
func splitEntry(value []byte) (flag byte, words, raw []byte, ok bool) {
	if len(value) < 3 {
		return 0, nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(value[1:]))
	if len(value) < 3+n {
		return 0, nil, nil, false
	}
	return value[0], value[3 : 3+n], value[3+n:], true
}

// History implements [history.Repository].
func (s *Store) History(ctx context.Context, q history.Query) (p history.Page, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return p, err
	}
	err = s.view(ctx, func(t *bolt.Tx) error {
		p, err = historyPage(t, q, after)
		return err
	})
	return p, err
}

func historyPage(t *bolt.Tx, q history.Query, after []byte) (history.Page, error) {
	p := history.Page{Entries: []history.Entry{}}
	text, limit := []byte(strings.ToLower(strings.TrimSpace(q.Text))), pageLimit(q.Limit)
	prefix := pair(q.Login, "")
	begin := append(bytes.Clone(prefix), after...)
	from := prefix
	if !q.To.IsZero() { // newest first: what begins at To or later is passed over
		from = historyTime(q.Login, q.To.Add(-1))
	}
	var last []byte
	c := t.Bucket(bucketHistory).Cursor()
	for k, v := c.Seek(from); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if !q.From.IsZero() && bytes.Compare(k[:min(len(k), len(prefix)+8)], historyTime(q.Login, q.From)) > 0 {
			break
		}
		flag, words, raw, ok := splitEntry(v)
		if !ok || q.Kind != "" && flag != flagsOfKinds[q.Kind] || !bytes.Contains(words, text) {
			continue
		}
		p.Total++
		if after != nil && bytes.Compare(k, begin) <= 0 {
			continue
		}
		if len(p.Entries) == limit {
			p.Next = writeCursor(last[len(prefix):])
			continue
		}
		e, err := decode[history.Entry](raw)
		if err != nil {
			return p, err
		}
		p.Entries = append(p.Entries, e)
		last = k
	}
	return p, nil
}

// removeHistory removes that of a person who is removed.
func (t *tx) removeHistory(login string) error {
	b, prefix := t.Bucket(bucketHistory), pair(login, "")
	var keys [][]byte
	c := b.Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		keys = append(keys, bytes.Clone(k))
	}
	for _, k := range keys {
		if err := t.remove(b, k); err != nil {
			return err
		}
	}
	return nil
}

// historyMemory is what the fold of one conference remembers, in the transaction that
// archives its events. The first error stays, and undoes the transaction.
type historyMemory struct {
	t   *tx
	id  conference.ID
	err error
}

var _ history.Memory = (*historyMemory)(nil)

const (
	historyRun  = "run"
	historyStay = "p" // before the id of a participant
)

func (m *historyMemory) now() *bolt.Bucket { return m.t.Bucket(bucketHistoryNow) }

func (m *historyMemory) key(part string) []byte { return pair(string(m.id), part) }

func (m *historyMemory) note(err error) {
	if m.err == nil {
		m.err = err
	}
}

// set stores v under key.
func (m *historyMemory) set(key string, v any) {
	raw, err := encode(v)
	if err == nil {
		err = m.t.put(m.now(), m.key(key), raw)
	}
	m.note(err)
}

func (m *historyMemory) drop(key string) {
	if m.now().Get(m.key(key)) != nil {
		m.note(m.t.remove(m.now(), m.key(key)))
	}
}

// Run implements [history.Memory].
func (m *historyMemory) Run() (r history.Run) {
	if raw := m.now().Get(m.key(historyRun)); raw != nil {
		var err error
		r, err = decode[history.Run](raw)
		m.note(err)
	}
	return r
}

// SetRun implements [history.Memory].
func (m *historyMemory) SetRun(r history.Run) { m.set(historyRun, r) }

// DropRun implements [history.Memory].
func (m *historyMemory) DropRun() { m.drop(historyRun) }

// Stay implements [history.Memory].
func (m *historyMemory) Stay(id conference.ParticipantID) (e history.Entry, ok bool) {
	raw := m.now().Get(m.key(historyStay + string(id)))
	if raw == nil {
		return e, false
	}
	e, err := decode[history.Entry](raw)
	m.note(err)
	return e, err == nil
}

// SetStay implements [history.Memory].
func (m *historyMemory) SetStay(id conference.ParticipantID, e history.Entry) {
	m.set(historyStay+string(id), e)
}

// DropStay implements [history.Memory].
func (m *historyMemory) DropStay(id conference.ParticipantID) { m.drop(historyStay + string(id)) }

// Stays implements [history.Memory].
func (m *historyMemory) Stays() (ids []conference.ParticipantID) {
	prefix := m.key(historyStay)
	c := m.now().Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		ids = append(ids, conference.ParticipantID(k[len(prefix):]))
	}
	return ids
}

// Put implements [history.Memory].
func (m *historyMemory) Put(e history.Entry) {
	value, err := encodeEntry(&e)
	if err == nil {
		err = m.t.put(m.t.Bucket(bucketHistory), historyKey(&e), value)
	}
	m.note(err)
}

// remember makes history of events that are new to the archive; over: the conference
// has no live state any more.
func (t *tx) remember(id conference.ID, events []conference.Event, over bool, now time.Time) error {
	m := &historyMemory{t: t, id: id}
	for i := range events {
		history.Fold(m, id, &events[i])
	}
	if over && (m.now().Get(m.key(historyRun)) != nil || len(m.Stays()) > 0) {
		history.End(m, id, now)
	}
	return m.err
}
