package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
)

// Sheet writes a table as CSV (RFC 4180) in UTF-8 with a byte order mark, so that
// spreadsheets read it rightly. What people typed cannot become a formula: a field
// that begins like one gets an apostrophe before it. The first error stops all writing
// and is what Close returns.
type Sheet struct{ w *bufio.Writer }

const byteOrderMark = "\uFEFF"

// NewSheet begins a table with its headings.
func NewSheet(w io.Writer, headings ...string) *Sheet {
	s := &Sheet{bufio.NewWriter(w)}
	_, _ = s.w.WriteString(byteOrderMark) // bufio keeps the first error
	s.Row(headings...)
	return s
}

// Row writes one row.
func (s *Sheet) Row(fields ...string) {
	for i, f := range fields {
		if i > 0 {
			_ = s.w.WriteByte(',')
		}
		s.field(harmless(f))
	}
	_, _ = s.w.WriteString("\r\n")
}

// Close writes what is left.
func (s *Sheet) Close() error {
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("report: csv: %w", err)
	}
	return nil
}

// field is quoted if it holds what would end it (RFC 4180, 2.6), or begins or ends
// with space, which some readers cut off.
func (s *Sheet) field(f string) {
	if !strings.ContainsAny(f, ",\"\r\n") && strings.TrimSpace(f) == f {
		_, _ = s.w.WriteString(f)
		return
	}
	_ = s.w.WriteByte('"')
	_, _ = s.w.WriteString(strings.ReplaceAll(f, `"`, `""`))
	_ = s.w.WriteByte('"')
}

// harmless is f with an apostrophe before what a spreadsheet would take for a formula.
// A "-" alone is what stands for no time (M8).
func harmless(f string) string {
	if f == "" || f == "-" || !strings.ContainsRune("=+-@\t\r\n", rune(f[0])) {
		return f
	}
	return "'" + f
}

// Clock is a duration as HH:MM:SS (M8); hours may have more digits.
func Clock(seconds int64) string {
	return fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

const stampForm = "2006-01-02 15:04:05"

// stamp is a time as in the tables; none if it is zero.
func stamp(t time.Time, zone *time.Location, none string) string {
	if t.IsZero() {
		return none
	}
	return t.In(zone).Format(stampForm)
}
