package dial

import (
	"strconv"
	"strings"
)

// Kind of a Target.
type Kind string

const (
	User                Kind = "user"                 // of this server (C1)
	Federated           Kind = "federated"            // user of another server (C2)
	Conference          Kind = "conference"           // on this server (C3, C4)
	ConferenceElsewhere Kind = "conference_elsewhere" // on a federated server (C5)
	SIP                 Kind = "sip"                  // C6 to C9
	Telephone           Kind = "tel"                  // C10
	H323                Kind = "h323"                 // C13 to C16
	RTSP                Kind = "rtsp"                 // camera or stream (C19)
)

// Transport that a string asks for (C11).
type Transport string

const (
	UDP Transport = "udp" // the default
	TCP Transport = "tcp"
	TLS Transport = "tls"
)

// Target is whom a dial string names. Two strings that mean the same have equal
// Targets.
type Target struct {
	Kind Kind

	// User is a login (C1, C2), the user part of a SIP address, an H.323 alias or
	// the user name for a camera; not escaped. Empty: the endpoint itself (C9, C13).
	User string
	// Number is a telephone number (C10: digits, "*", "#", "+" at the beginning) or
	// an E.164 alias (C15).
	Number string
	// CID of a conference.
	CID string
	// Camera of the server's own book, by its ID; all other fields but Kind, which is
	// RTSP, are then empty.
	Camera string

	// Host is a name in lower case and ASCII, or an IP address without brackets.
	// Empty: here, or the default SIP server (C8) or gatekeeper (C16).
	Host string
	// Port; 0: none was given, and the default of the kind applies (C11, C17).
	Port int
	// Transport of SIP with a host, and TLS for rtsps; else empty.
	Transport Transport

	// PostDial is sent after the answer (C21 to C24).
	PostDial PostDial

	// Password for a camera.
	Password string
	// Path of a camera with its query, exactly as given: cameras sign it.
	Path string
}

// String is the canonical form: Parse makes the same Target of it. It holds
// what is secret, see [Target.Redacted].
func (t Target) String() string { return t.print(false) }

// hidden stands where something secret was left out. No dial string has it, so
// that what is redacted cannot be dialled by mistake.
const hidden = "…"

// Redacted is String without passwords and PINs, for people and logs: post-dial
// digits and what follows a comma in the user part (C26) are PINs often enough,
// and many cameras take the password in the query or even in the path.
func (t Target) Redacted() string { return t.print(true) }

func (t Target) print(redact bool) string {
	switch t.Kind {
	case User:
		return t.User
	case Federated:
		return t.User + "@" + t.address()
	case Conference:
		return `\c\` + t.CID
	case ConferenceElsewhere:
		return `\c\` + t.CID + "@" + t.address() + "#vcs"
	case SIP:
		return "#sip:" + t.printUser(redact) + t.at() + t.transport() + t.PostDial.print(redact)
	case Telephone:
		return "#tel:" + t.Number + t.PostDial.print(redact)
	case H323:
		if t.Number != "" {
			return `#h323:\e\` + t.Number + t.at() + t.PostDial.print(redact)
		}
		return "#h323:" + t.printUser(redact) + t.at() + t.PostDial.print(redact)
	case RTSP:
		return t.printRTSP(redact)
	}
	return ""
}

func (t Target) printUser(redact bool) string {
	user := t.User
	if number, _, pin := strings.Cut(user, ","); pin && redact {
		user = number + "," + hidden
	}
	return escape(user, t.Host == "")
}

// at is the address with its "@", if there is one.
func (t Target) at() string {
	if t.Host == "" {
		return ""
	}
	return "@" + t.address()
}

func (t Target) transport() string {
	if t.Transport == "" || t.Transport == UDP {
		return ""
	}
	return ";transport=" + string(t.Transport)
}

// address is host and port as they are typed.
func (t Target) address() string {
	host := t.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if t.Port == 0 {
		return host
	}
	return host + ":" + strconv.Itoa(t.Port)
}

// Name is what the target may be called while nobody has given a better name.
func (t Target) Name() string {
	user, _, _ := strings.Cut(t.User, ",")
	switch {
	case t.Kind == RTSP:
		return t.Host
	case t.Number != "":
		return t.Number
	case t.CID != "":
		return t.CID
	case user != "":
		return user
	}
	return t.Host
}
