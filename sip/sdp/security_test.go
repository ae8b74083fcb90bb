package sdp

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const (
	crypto80  = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 " + theirKey
	crypto32  = "a=crypto:2 AES_CM_128_HMAC_SHA1_32 " + theirKey
	dtlsOffer = "a=fingerprint:" + theirPrint + "\r\na=setup:actpass"
)

// Each policy against each kind of offer: what the line is answered with, or why not.
func TestSecurityOfAnswers(t *testing.T) {
	t.Parallel()
	policies := []Security{
		{},
		{Policy: Optional, Suites: sdesSuites, Fingerprint: ourPrint},
		{Policy: Required, Suites: sdesSuites, Fingerprint: ourPrint},
	}
	const ok, keys, print = "plain", "keys", "fingerprint"
	for _, row := range []struct {
		proto, attributes string
		want              [3]string // by policy; a reason refuses
	}{
		{"RTP/AVP", "", [3]string{ok, ok, "encryption is required here"}},
		{"RTP/AVPF", "", [3]string{ok, ok, "encryption is required here"}},
		{"RTP/AVP", crypto80, [3]string{ok, keys, keys}}, // RFC 8643
		{"RTP/AVP", dtlsOffer, [3]string{ok, print, print}},
		{"RTP/SAVP", crypto80, [3]string{"encryption is not available here", keys, keys}},
		{"RTP/SAVPF", crypto32, [3]string{"encryption is not available here", keys, keys}},
		{"RTP/SAVP", dtlsOffer, [3]string{"encryption is not available here", print, print}},
		{"UDP/TLS/RTP/SAVP", dtlsOffer, [3]string{"encryption is not available here", print, print}},
		{"UDP/TLS/RTP/SAVPF", dtlsOffer, [3]string{"encryption is not available here", print, print}},
		{"UDP/TLS/RTP/SAVPF", crypto80, [3]string{"encryption is not available here", "encryption is not available here", "encryption is not available here"}},
		{"RTP/SAVP", "", [3]string{"encryption is not available here", "encryption is not available here", "encryption is not available here"}},
		{"RTP/SAVP", "a=crypto:1 F8_128_HMAC_SHA1_80 " + theirKey, [3]string{"encryption is not available here", "encryption is not available here", "encryption is not available here"}},
		{"RTP/AVP", "a=fingerprint:sha-1 00:11", [3]string{ok, ok, "encryption is required here"}},
		{"RTP/XYZ", "", [3]string{"no sound and no picture is offered", "no sound and no picture is offered", "no sound and no picture is offered"}},
	} {
		for i, s := range policies {
			var n Negotiation
			text, agreed, err := n.Answer(described("m=audio 4000 "+row.proto+" 8", row.attributes), local(sound(pcma)).with(s))
			got := outcome(string(text), agreed, err)
			if got != row.want[i] {
				t.Errorf("policy %d, %s %q: got %s, want %s", s.Policy, row.proto, row.attributes, got, row.want[i])
			}
			if err == nil {
				wantLines(t, string(text), "m=", "m=audio 20000 "+row.proto+" 8")
			}
		}
	}
}

func outcome(text string, agreed Agreed, err error) string {
	if err != nil {
		return err.(*Error).Reason.String()
	}
	p := agreed.Lines[0].Protection
	switch {
	case p.Send.Suite != 0 && p.Receive.Suite == p.Send.Suite && len(linesOf(text, "a=crypto:")) == 1:
		return "keys"
	case p.Fingerprint == theirPrint && !p.Client && strings.Contains(text, "a=fingerprint:"+ourPrint+"\r\na=setup:passive\r\n"):
		return "fingerprint"
	case !p.Sealed() && !strings.Contains(text, "crypto") && !strings.Contains(text, "fingerprint"):
		return "plain"
	}
	return fmt.Sprintf("%+v in %s", p, text)
}

func TestTheAnswerTakesTheirFirstSuiteThatIsOurs(t *testing.T) {
	t.Parallel()
	gcm := "a=crypto:7 AEAD_AES_128_GCM inline:" + strings.Repeat("A", 38) + "=="
	for _, row := range []struct {
		name    string
		offered []string
		want    string // the beginning of our crypto line
	}{
		{"in their order", []string{crypto32, crypto80}, "a=crypto:2 AES_CM_128_HMAC_SHA1_32 "},
		{"RFC 7714", []string{gcm, crypto80}, "a=crypto:7 AEAD_AES_128_GCM "},
		{"one that is not ours first", []string{"a=crypto:9 AES_256_CM_HMAC_SHA1_80 inline:" + strings.Repeat("A", 62) + "==", crypto80}, "a=crypto:1 "},
		{"unencrypted RTCP is not taken", []string{crypto80 + " UNENCRYPTED_SRTCP", crypto32}, "a=crypto:2 "},
		{"a window hint is", []string{crypto80 + " WSH=128"}, "a=crypto:1 "},
		{"what is optional is passed over", []string{crypto80 + " -X"}, "a=crypto:1 "},
		{"with a lifetime", []string{crypto80 + "|2^48"}, "a=crypto:1 "},
		{"an MKI is not taken", []string{crypto80 + "|2^31|1:4", crypto80 + "|1:1", crypto32}, "a=crypto:2 "},
		{"without padding", []string{strings.TrimRight(gcm, "=")}, "a=crypto:7 "},
		{"a key too short", []string{"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA", crypto32}, "a=crypto:2 "},
		{"two keys in one", []string{crypto80 + ";" + theirKey, crypto32}, "a=crypto:2 "},
		{"a tag that is none", []string{"a=crypto:x AES_CM_128_HMAC_SHA1_80 " + theirKey, crypto32}, "a=crypto:2 "},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l := local(sound(pcma)).with(Security{Policy: Required, Suites: sdesSuites})
			_, text, agreed := answered(t, l, append([]string{"m=audio 4000 RTP/SAVP 8"}, row.offered...)...)
			got := linesOf(text, "a=crypto:")
			if len(got) != 1 || !strings.HasPrefix(got[0], row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
			if p := agreed.Lines[0].Protection; bytes.Equal(p.Send.Key, p.Receive.Key) || len(p.Send.Salt) != len(p.Receive.Salt) {
				t.Errorf("keys %d, %d", len(p.Send.Key), len(p.Receive.Key))
			}
		})
	}
}

// Answers to our offers, by policy.
func TestSecurityOfAcceptedAnswers(t *testing.T) {
	t.Parallel()
	optional := Security{Policy: Optional, Suites: sdesSuites}
	required := Security{Policy: Required, Suites: sdesSuites}
	dtls := Security{Policy: Required, Suites: sdesSuites, Fingerprint: ourPrint, OfferDTLS: true}
	answer80 := strings.Replace(crypto80, ":1", ":2", 1) // 1 is GCM
	for _, row := range []struct {
		name   string
		s      Security
		lines  []string
		reason Reason // 0: accepted
		sealed bool
		client bool
	}{
		{"optional, with keys", optional, []string{"m=audio 4000 RTP/AVP 8", answer80}, 0, true, false},
		{"optional, plain", optional, []string{"m=audio 4000 RTP/AVP 8"}, 0, false, false},
		{"optional, answered as encrypted", optional, []string{"m=audio 4000 RTP/SAVP 8", answer80}, 0, true, false},
		{"optional, encrypted without keys", optional, []string{"m=audio 4000 RTP/SAVP 8"}, EncryptionRefused, false, false},
		{"required", required, []string{"m=audio 4000 RTP/SAVP 8", answer80}, 0, true, false},
		{"required, a tag of its own", required, []string{"m=audio 4000 RTP/SAVP 8", crypto80}, 0, true, false},
		{"required, without keys", required, []string{"m=audio 4000 RTP/SAVP 8"}, EncryptionRequired, false, false},
		{"required, answered plain", required, []string{"m=audio 4000 RTP/AVP 8"}, EncryptionRequired, false, false},
		{"plain, answered as encrypted", Security{}, []string{"m=audio 4000 RTP/SAVP 8", crypto80}, EncryptionRefused, false, false},
		{"DTLS, they begin", dtls, []string{"m=audio 4000 UDP/TLS/RTP/SAVP 8", "a=fingerprint:" + theirPrint, "a=setup:active"}, 0, true, false},
		{"DTLS, we begin", dtls, []string{"m=audio 4000 UDP/TLS/RTP/SAVP 8", "a=fingerprint:" + theirPrint, "a=setup:passive"}, 0, true, true},
		{"DTLS without a fingerprint", dtls, []string{"m=audio 4000 UDP/TLS/RTP/SAVP 8", "a=setup:active"}, EncryptionRequired, false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var n Negotiation
			n.Offer(local(sound(pcma)).with(row.s))
			agreed, err := n.Accept(described(row.lines...))
			if row.reason != 0 {
				wantReason(t, err, row.reason)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if p := agreed.Lines[0].Protection; p.Sealed() != row.sealed || p.Client != row.client {
				t.Errorf("got %+v", p)
			}
		})
	}
}

func TestOffersByPolicy(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		s      Security
		proto  string
		crypto int
		setup  int
	}{
		{Security{}, "RTP/AVP", 0, 0},
		{Security{Suites: sdesSuites}, "RTP/AVP", 0, 0},
		{Security{Policy: Optional, Suites: sdesSuites}, "RTP/AVP", 3, 0},
		{Security{Policy: Optional, Fingerprint: ourPrint}, "RTP/AVP", 0, 1},
		{Security{Policy: Required, Suites: sdesSuites, Fingerprint: ourPrint}, "RTP/SAVP", 3, 0},
		{Security{Policy: Required, Fingerprint: ourPrint}, "UDP/TLS/RTP/SAVP", 0, 1},
	} {
		var n Negotiation
		text := string(n.Offer(local(sound(pcma)).with(row.s)))
		wantLines(t, text, "m=", "m=audio 20000 "+row.proto+" 8 101")
		if len(linesOf(text, "a=crypto:")) != row.crypto || len(linesOf(text, "a=setup:actpass")) != row.setup {
			t.Errorf("%+v:\n%s", row.s, text)
		}
	}
}

func TestAHoldChangesNeitherKeysNorTransport(t *testing.T) {
	t.Parallel()
	l := local(sound(pcma)).with(Security{Policy: Optional, Suites: sdesSuites})
	n, agreed := accepted(t, l, "m=audio 4000 RTP/AVP 8", strings.Replace(crypto80, ":1", ":2", 1))
	key := agreed.Lines[0].Protection.Send.Key
	text := string(n.Offer(l))
	if lines := linesOf(text, "a=crypto:"); len(lines) != 1 || !strings.HasPrefix(lines[0], "a=crypto:1 AES_CM_128_HMAC_SHA1_80 ") {
		t.Errorf("offers %q", lines)
	}
	again, err := n.Accept(described("m=audio 4000 RTP/AVP 8", crypto80))
	if err != nil || !bytes.Equal(again.Lines[0].Protection.Send.Key, key) {
		t.Errorf("another key, %v", err)
	}
	answer, _, err := n.Answer(described("m=audio 4000 RTP/AVP 8", crypto80, "a=sendonly"), l)
	if err != nil || !bytes.Contains(answer, []byte(linesOf(text, "a=crypto:")[0])) {
		t.Errorf("answers with another key, %v", err)
	}
}

func TestRolesOfDTLSStay(t *testing.T) {
	t.Parallel()
	l := local(sound(pcma)).with(Security{Policy: Required, Fingerprint: ourPrint})
	n, agreed := accepted(t, l, "m=audio 4000 UDP/TLS/RTP/SAVP 8", "a=fingerprint:"+theirPrint, "a=setup:passive")
	if !agreed.Lines[0].Protection.Client {
		t.Fatal("we are not the client")
	}
	text, agreed, err := n.Answer(described("m=audio 4000 UDP/TLS/RTP/SAVP 8", dtlsOffer), l)
	if err != nil || !agreed.Lines[0].Protection.Client {
		t.Errorf("the role changed: %+v, %v", agreed, err)
	}
	wantLines(t, string(text), "a=setup:", "a=setup:active")
}

func TestTheSameSoundTwiceIsTakenOnce(t *testing.T) {
	t.Parallel()
	lines := []string{"m=audio 4000 RTP/AVP 8", "m=audio 4002 RTP/SAVP 8", crypto80}
	for _, row := range []struct {
		policy Policy
		want   []string
	}{
		{Plain, []string{"m=audio 20000 RTP/AVP 8", "m=audio 0 RTP/SAVP 8"}},
		{Optional, []string{"m=audio 0 RTP/AVP 8", "m=audio 20000 RTP/SAVP 8"}},
		{Required, []string{"m=audio 0 RTP/AVP 8", "m=audio 20000 RTP/SAVP 8"}},
	} {
		l := local(sound(pcma)).with(Security{Policy: row.policy, Suites: sdesSuites})
		n, text, _ := answered(t, l, lines...)
		wantLines(t, text, "m=", row.want...)
		for i, line := range linesOf(string(n.Offer(l)), "m=") { // and stays so when it is our turn
			if strings.Contains(line, " 0 ") != strings.Contains(row.want[i], " 0 ") {
				t.Errorf("policy %d: offers %q", row.policy, line)
			}
		}
	}
}

func TestKeysNeverAppearInLogs(t *testing.T) {
	t.Parallel()
	_, _, agreed := answered(t, local(sound(pcma)).with(Security{Policy: Required, Suites: sdesSuites}), "m=audio 4000 RTP/SAVP 8", crypto80)
	var log bytes.Buffer
	k := agreed.Lines[0].Protection.Send
	slog.New(slog.NewTextHandler(&log, nil)).Info("agreed", "key", k)
	fmt.Fprintf(&log, "%v %+v", k, agreed.Lines[0].Protection)
	if s := fmt.Sprint(k.Key[0], " ", k.Key[1]); strings.Contains(log.String(), s) || !strings.Contains(log.String(), "AES_CM_128") {
		t.Errorf("logged %s", log.String())
	}
}
