package sip

import (
	"strconv"
	"strings"
	"time"

	"veche/sip/transaction"
)

// informed is an INFO: digits and wishes for key frames are understood
// (lesson 26; RFC 5168), other kinds handed on.
func (c *Call) informed(tx *transaction.Server) {
	req := tx.Request()
	var e Event
	switch req.ContentType() {
	case "application/dtmf-relay", "application/dtmf":
		d, ok := parseDigit(req.ContentType(), string(req.Body))
		if !ok {
			tx.Respond(c.reply(tx, 400, "Bad Digit"))
			return
		}
		e = d
	case "application/media_control+xml":
		if wantsKeyFrame(req.Body) {
			e = KeyFrameWanted{}
		}
	case "":
	default:
		e = InfoReceived{req.ContentType(), req.Body}
	}
	if e != nil && !c.emit(e) {
		tx.Respond(c.reply(tx, 503, reasons[503]))
		return
	}
	tx.Respond(c.reply(tx, 200, "OK"))
}

// maxDigit bounds how long a digit can be said to last.
const maxDigit = 10 * time.Second

// parseDigit reads "Signal=5\r\nDuration=160" or a bare digit. Both bodies hold
// either in practice; 10 to 16 are the event numbers of RFC 4733.
func parseDigit(contentType, body string) (Digit, bool) {
	var d Digit
	body = strings.TrimSpace(body)
	if contentType == "application/dtmf" && !strings.Contains(body, "=") {
		key, ok := keyOf(body)
		return Digit{Key: key}, ok
	}
	for line := range strings.Lines(body) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "signal":
			var ok bool
			if d.Key, ok = keyOf(value); !ok {
				return Digit{}, false
			}
		case "duration":
			if n, err := strconv.ParseUint(value, 10, 32); err == nil {
				d.Duration = min(time.Duration(n)*time.Millisecond, maxDigit)
			}
		}
	}
	return d, d.Key != 0
}

func keyOf(s string) (rune, bool) {
	const keys = "0123456789*#ABCD!"
	s = strings.ToUpper(s)
	if len(s) == 1 && strings.Contains(keys, s) {
		return rune(s[0]), true
	}
	if n, err := strconv.ParseUint(s, 10, 8); err == nil && n < uint64(len(keys)) && len(s) == 2 {
		return rune(keys[n]), true
	}
	return 0, false
}

// wantsKeyFrame looks for picture_fast_update. The body is a handful of XML
// without content; nothing else of it is of interest.
func wantsKeyFrame(body []byte) bool {
	s := string(body)
	return strings.Contains(s, "picture_fast_update") && strings.Contains(s, "vc_primitive")
}

// KeyFrameRequest is the body of an INFO that asks for a key frame, and its type
// (RFC 5168).
func KeyFrameRequest() (contentType string, body []byte) {
	return "application/media_control+xml", []byte(`<?xml version="1.0" encoding="utf-8" ?>` +
		"<media_control><vc_primitive><to_encoder><picture_fast_update/></to_encoder></vc_primitive></media_control>\r\n")
}

// DigitInfo is the body of an INFO with a digit, and its type.
func DigitInfo(key rune, d time.Duration) (contentType string, body []byte) {
	return "application/dtmf-relay", []byte("Signal=" + string(key) + "\r\nDuration=" +
		strconv.FormatInt(d.Milliseconds(), 10) + "\r\n")
}
