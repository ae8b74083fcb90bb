package report_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"veche/conference/report"
)

// M7 to M9: what spreadsheets take for a formula gets an apostrophe; the rest stays.
func TestFieldsThatLookLikeFormulas(t *testing.T) {
	for field, want := range map[string]string{
		`=HYPERLINK("http://x","y")`: `"'=HYPERLINK(""http://x"",""y"")"`,
		"+7 916 000-00-00":           "'+7 916 000-00-00",
		"-1":                         "'-1",
		"@SUM(A1)":                   "'@SUM(A1)",
		"\tx":                        "'\tx",
		"\rx":                        "\"'\rx\"",
		"-":                          "-", // M8: is connected
		"Иванов, Иван":               `"Иванов, Иван"`,
		"a=b":                        "a=b",
		" =x":                        `" =x"`,
		"":                           "",
	} {
		var out strings.Builder
		s := report.NewSheet(&out, "Name")
		s.Row(field)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != "\uFEFFName\r\n"+want+"\r\n" {
			t.Errorf("%q: got %q, want %q", field, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	for seconds, want := range map[int64]string{0: "00:00:00", 61: "00:01:01", 3_660: "01:01:00", 360_000: "100:00:00"} {
		if got := report.Clock(seconds); got != want {
			t.Errorf("%d: %s, want %s", seconds, got, want)
		}
	}
}

// What was written is read back as it was, but for the apostrophe; nothing that is
// read begins like a formula.
func FuzzSheet(f *testing.F) {
	for _, s := range []string{"", "a", "=1+1", "-", "--", "a\"b", "a,b", "a\nb", "\r", "'=", " x ", "@", "\t\t", "\uFEFF"} {
		f.Add(s, "x")
		f.Add("y", s)
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		var out strings.Builder
		s := report.NewSheet(&out, "A", "B")
		s.Row(one, two)
		s.Row("last", "row")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		rows := readSheet(t, out.String())
		if len(rows) != 3 || len(rows[1]) != 2 || rows[2][1] != "row" {
			t.Fatalf("got %q", rows)
		}
		for i, want := range []string{one, two} {
			got := rows[1][i]
			if got != want && got != "'"+want {
				t.Errorf("wrote %q, read %q", want, got)
			}
			if got != "" && got != "-" && strings.ContainsAny(got[:1], "=+-@\t\r\n") {
				t.Errorf("%q is read as %q", want, got)
			}
		}
		if strings.ContainsRune(one+two, '\r') || !utf8.ValidString(one+two) { // the library changes these
			return
		}
		again, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\uFEFF"))).ReadAll()
		if err != nil || len(again) != 3 || again[1][0] != rows[1][0] || again[1][1] != rows[1][1] {
			t.Errorf("another reader: %q, %v", again, err)
		}
	})
}

// readSheet reads RFC 4180 to the letter, line ends within fields included.
func readSheet(t *testing.T, s string) (rows [][]string) {
	t.Helper()
	s, marked := strings.CutPrefix(s, "\uFEFF")
	if !marked {
		t.Fatal("no byte order mark")
	}
	var row []string
	for s != "" {
		field, rest := "", ""
		if strings.HasPrefix(s, `"`) {
			var b strings.Builder
			for s = s[1:]; ; {
				at := strings.IndexByte(s, '"')
				if at < 0 {
					t.Fatalf("a quote is not closed before %q", s)
				}
				b.WriteString(s[:at])
				if s = s[at+1:]; !strings.HasPrefix(s, `"`) {
					break
				}
				b.WriteByte('"')
				s = s[1:]
			}
			field, rest = b.String(), s
		} else {
			at := strings.IndexAny(s, ",\r")
			field, rest = s[:at], s[at:]
		}
		row = append(row, field)
		if after, end := strings.CutPrefix(rest, "\r\n"); end {
			rows, row, s = append(rows, row), nil, after
			continue
		}
		after, more := strings.CutPrefix(rest, ",")
		if !more {
			t.Fatalf("a field is followed by %q", rest)
		}
		s = after
	}
	return rows
}
