package camera

import "time"

// meter counts what comes, between looks at it.
type meter struct {
	since    time.Time
	pictures int
	bytes    uint64 // of the connection, at the last look
}

// window is over how long rates are taken.
const window = 2 * time.Second

// look gives the rates since it gave some last, every window.
func (m *meter) look(bytes uint64, now time.Time) (pictures, bits float64, ok bool) {
	took := now.Sub(m.since)
	if took < window {
		return 0, 0, false
	}
	pictures, bits = float64(m.pictures)/took.Seconds(), float64(bytes-m.bytes)*8/took.Seconds()
	m.since, m.pictures, m.bytes = now, 0, bytes
	return pictures, bits, true
}
