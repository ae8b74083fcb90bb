package calendar

import (
	"strings"
	"time"
	"unicode/utf8"

	"veche/conference/schedule"
)

// lines writes content lines (RFC 5545, 3.1). The library that we read them with in
// tests escapes values of parameters by backslashes, which no reader takes back.
type lines struct{ strings.Builder }

type param struct{ name, value string }

// octets is how long a line may be without its end.
const octets = 75

// line writes a value as it stands.
func (w *lines) line(name, value string, params ...param) {
	var l strings.Builder
	l.WriteString(name)
	for _, p := range params {
		l.WriteString(";" + p.name + "=" + parameter(p.value))
	}
	l.WriteString(":" + strings.Map(inOneLine, value))
	w.fold(l.String())
}

// text writes a value of type TEXT (RFC 5545, 3.3.11).
func (w *lines) text(name, value string) { w.line(name, escape.Replace(value)) }

var escape = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// parameter writes the value of one: quoted if it must be, with what cannot stand in
// quotes as RFC 6868 has it.
func parameter(s string) string {
	s = strings.Map(inOneLine, caret.Replace(s))
	if strings.ContainsAny(s, ":;,") {
		return `"` + s + `"`
	}
	return s
}

var caret = strings.NewReplacer("^", "^^", `"`, "^'", "\r\n", "^n", "\n", "^n")

// inOneLine drops control characters, of which only the tab may stand in a value.
func inOneLine(r rune) rune {
	if r < ' ' && r != '\t' || r == 0x7f || r == utf8.RuneError {
		return -1
	}
	return r
}

// fold breaks a long line between characters.
func (w *lines) fold(s string) {
	for room := octets; len(s) > room; room = octets - 1 {
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		w.WriteString(s[:cut] + "\r\n ")
		s = s[cut:]
	}
	w.WriteString(s + "\r\n")
}

const (
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
)

func (w *lines) utc(name string, t time.Time) { w.line(name, t.UTC().Format(utcForm)) }

// time writes what the clock of the zone shows; UTC needs no name.
func (w *lines) time(name, zone string, l schedule.Local) {
	if isUTC(zone) {
		w.utc(name, l.In(time.UTC))
		return
	}
	w.line(name, wall(l), param{"TZID", zone})
}

func wall(l schedule.Local) string { return l.In(time.UTC).Format(localForm) }

func isUTC(zone string) bool { return zone == "UTC" || zone == "Etc/UTC" }

// mailto makes a calendar address of an e-mail address (RFC 6068, 2).
func mailto(address string) string { return "mailto:" + addressEscape.Replace(address) }

var addressEscape = strings.NewReplacer("%", "%25", " ", "%20", `"`, "%22", "?", "%3F", "&", "%26", "#", "%23", "<", "%3C", ">", "%3E")
