// Package plain says which texts that people typed can be kept and shown to others.
package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line reports whether s is at most so many characters of readable text in one line.
func Line(s string, limit int) bool { return Text(s, limit, "") }

// Text is Line, with the controls of also.
func Text(s string, limit int, also string) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > limit {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		// Direction marks would let a name rearrange the text around it.
		return unicode.IsControl(r) && !strings.ContainsRune(also, r) ||
			r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
	})
}
