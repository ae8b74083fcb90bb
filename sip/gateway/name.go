package gateway

import (
	"strings"
	"unicode"
)

// printable is a name without what nobody can see, and not too long.
func printable(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return -1
	}, name)
	name = strings.TrimSpace(name)
	if r := []rune(name); len(r) > nameMost {
		return strings.TrimSpace(string(r[:nameMost]))
	}
	return name
}
