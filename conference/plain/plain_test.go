package plain_test

import (
	"testing"

	"veche/conference/plain"
)

func TestWhatCanBeShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text, also string
		want             bool
	}{
		{"letters and signs", "Вече № 5 🔔", "", true},
		{"nothing", "", "", true},
		{"ten characters of many bytes", "колоколъня", "", true},
		{"eleven", "колокольная", "", false},
		{"a line end", "a\nb", "", false},
		{"a line end where it is allowed", "a\nb", "\n\t", true},
		{"another control", "a\x00b", "\n\t", false},
		{"a line separator", "a\u2028b", "\n\t", false},
		{"a direction mark", "a\u202eb", "", false},
		{"not UTF-8", "a\xff", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := plain.Text(c.text, 10, c.also); got != c.want {
				t.Errorf("Text(%q) = %v, want %v", c.text, got, c.want)
			}
			if c.also == "" && plain.Line(c.text, 10) != c.want {
				t.Errorf("Line(%q) is not %v", c.text, c.want)
			}
		})
	}
}
