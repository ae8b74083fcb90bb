package sdp

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestBoundsOfADescription(t *testing.T) {
	t.Parallel()
	line := "m=audio 4000 RTP/AVP 8"
	for _, row := range []struct {
		name string
		text string
		want Reason // 0: answered
	}{
		{"nothing", "", NothingOffered},
		{"no line", "v=0\r\n", NothingOffered},
		{"a line without formats", "m=audio 4000 RTP/AVP", Malformed},
		{"a port too large", "m=audio 65536 RTP/AVP 8", Malformed},
		{"a negative port", "m=audio -1 RTP/AVP 8", Malformed},
		{"control characters", "m=audio 4000 RTP/AVP 8\x01", Malformed},
		{"letters of other alphabets", "m=áudio 4000 RTP/AVP 8", Malformed},
		{"as many lines as there may be", strings.Repeat(line+"\n", maxLines), 0},
		{"one more", strings.Repeat(line+"\n", maxLines+1), TooLarge},
		{"as many formats as there may be", line + strings.Repeat(" 8", maxFormats-1), 0},
		{"one format more", line + strings.Repeat(" 8", maxFormats), TooLarge},
		{"as many bytes as there may be", line + "\n" + strings.Repeat("a", maxText-len(line)-1), 0},
		{"one byte more", line + "\n" + strings.Repeat("a", maxText-len(line)), TooLarge},
		{"attributes beyond the bound", line + "\n" + strings.Repeat("a=x\n", 2*maxAttributes), 0},
		{"only fax", "m=image 4000 udptl t38", NoCommonLine},
		{"all switched off", "m=audio 0 RTP/AVP 8", NothingOffered},
		{"no common codec", "m=audio 4000 RTP/AVP 18", NoCommonFormat},
		{"another family", "c=IN IP6 2001:db8::1\n" + line, IncompatibleAddress},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var n Negotiation
			_, _, err := n.Answer([]byte(row.text), local(sound(pcma)))
			if row.want == 0 {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantReason(t, err, row.want)
		})
	}
}

func TestEveryReasonHasAResponse(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for r := Malformed; r <= NoOffer; r++ {
		if r.Status() < 400 || r.Status() > 488 || r.Warning() < 300 || r.Warning() > 399 || seen[r.String()] {
			t.Errorf("%d: %d, %d %s", r, r.Status(), r.Warning(), r)
		}
		seen[r.String()] = true
	}
	if Reason(200).Status() != 500 || Reason(200).String() != "unknown" {
		t.Error("an unknown reason")
	}
	if !errors.Is(fail(NoCommonFormat, "x"), &Error{Reason: NoCommonFormat}) || errors.Is(fail(NoCommonFormat, "x"), &Error{Reason: NoOffer}) {
		t.Error("errors.Is does not ask for the reason")
	}
	if got := fail(NoCommonFormat, "audio, %d formats", 2).Error(); got != "sdp: no common codec: audio, 2 formats" {
		t.Error(got)
	}
}

func TestLinesWithBareLineFeedsAndSpacesAreRead(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\n", "\r\n", "\r", " \n", "\n\n"} {
		text := strings.Join([]string{"v=0", "c=IN IP4 198.51.100.7", "m=audio  4000   RTP/AVP  8 97", "a=rtpmap:97  opus/48000/2", ""}, end)
		var n Negotiation
		_, agreed, err := n.Answer([]byte(text), local(sound(pcma, opus)))
		if err != nil || len(agreed.Lines[0].Send) != 2 {
			t.Errorf("%q: %+v, %v", end, agreed, err)
		}
	}
}

// checkAnswer says what is wrong with an answer to an offer, by RFC 3264, section 6.
func checkAnswer(offer, answer []byte) error {
	o, err := parse(offer)
	if err != nil {
		return fmt.Errorf("the offer: %w", err)
	}
	a, err := parse(answer)
	if err != nil {
		return fmt.Errorf("the answer: %w", err)
	}
	if len(a.media) != len(o.media) {
		return fmt.Errorf("%d lines for %d", len(a.media), len(o.media))
	}
	for i := range a.media {
		if err := checkLine(o, a, i); err != nil {
			return fmt.Errorf("line %d: %w", i, err)
		}
	}
	return nil
}

func checkLine(o, a *description, i int) error {
	offered, answered := &o.media[i], &a.media[i]
	switch {
	case answered.kind != offered.kind, answered.written != offered.written:
		return fmt.Errorf("%s %s for %s %s", answered.kind, answered.written, offered.kind, offered.written)
	case offered.port == 0 && answered.port != 0:
		return fmt.Errorf("a line that was off is on")
	case answered.port == 0:
		return nil
	}
	at := 0
	for _, f := range answered.formats { // the offered ones, in their order
		next := slices.Index(offered.formats[at:], f)
		if next < 0 {
			return fmt.Errorf("format %s of %q is not, or not there, in %q", f, answered.formats, offered.formats)
		}
		at += next + 1
	}
	if answered.kind == "application" {
		return nil // a floor has no direction
	}
	theirs, ours := o.direction(offered), a.direction(answered)
	if ours.Sends() && !theirs.Receives() || ours.Receives() && !theirs.Sends() {
		return fmt.Errorf("%s is answered with %s", theirs, ours)
	}
	return checkKeys(offered, answered)
}

func checkKeys(offered, answered *media) error {
	for _, c := range answered.values("crypto") {
		tag, rest, _ := strings.Cut(c, " ")
		suite, _, _ := strings.Cut(rest, " ")
		if !slices.ContainsFunc(offered.values("crypto"), func(o string) bool {
			f := strings.Fields(o)
			return len(f) > 1 && f[0] == tag && strings.EqualFold(f[1], suite)
		}) {
			return fmt.Errorf("crypto %s %s was not offered", tag, suite)
		}
	}
	return nil
}
