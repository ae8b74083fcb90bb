package dial

// Code says what is wrong with a dial string; the list is closed. It is a stable
// word for translation.
type Code string

// The codes, with what people are told who have no translation.
const (
	Empty                Code = "empty"
	TooLong              Code = "too_long"
	Unprintable          Code = "unprintable"
	LeftOut              Code = "left_out"
	UnknownKind          Code = "unknown_kind"
	NoUser               Code = "no_user"
	BadLogin             Code = "bad_login"
	BadUser              Code = "bad_user"
	BadEscape            Code = "bad_escape"
	NoHost               Code = "no_host"
	BadHost              Code = "bad_host"
	NoBrackets           Code = "no_brackets"
	BadPort              Code = "bad_port"
	BadTransport         Code = "bad_transport"
	TransportTwice       Code = "transport_twice"
	TransportWithoutHost Code = "transport_without_host"
	BadParameter         Code = "bad_parameter"
	BadDigits            Code = "bad_digits"
	NoNumber             Code = "no_number"
	BadNumber            Code = "bad_number"
	BadCID               Code = "bad_cid"
	BadPath              Code = "bad_path"
	BadCamera            Code = "bad_camera"
)

// Texts has every Code with its sentence in English.
var Texts = map[Code]string{
	Empty:                "Nothing was given to dial.",
	TooLong:              "This is too long.",
	Unprintable:          "There is a character that cannot be shown.",
	LeftOut:              "A part of this address was left out when it was shown; it cannot be dialled.",
	UnknownKind:          "After # comes sip:, tel: or h323:.",
	NoUser:               "There is nobody named to call.",
	BadLogin:             `A user ID consists of letters, digits, ".", "_" and "-"; other addresses begin with #sip:, #tel: or #h323:.`,
	BadUser:              "This character cannot stand before the @.",
	BadEscape:            "After % come two hexadecimal digits.",
	NoHost:               "There is no host after the @.",
	BadHost:              "This is no host name and no IP address.",
	NoBrackets:           "An IPv6 address stands in brackets, as in [2001:db8::1].",
	BadPort:              "A port is a number from 1 to 65535.",
	BadTransport:         "The transport is udp, tcp or tls.",
	TransportTwice:       "The transport is given twice.",
	TransportWithoutHost: "A transport can be given only with a host.",
	BadParameter:         `After ";" comes "transport=", or digits to be sent after the answer.`,
	BadDigits:            `After the answer only 0-9, *, #, A-D and the pauses "," and ";" can be sent.`,
	NoNumber:             "There is no number.",
	BadNumber:            "This is not part of a number.",
	BadCID:               "A conference ID has 4 to 32 letters, digits or hyphens.",
	BadPath:              "There is a space in the address of the stream.",
	BadCamera:            "This is no camera of this server.",
}

// Error says what is wrong with a dial string, and where. Its text never quotes
// the string, which may hold a secret.
type Error struct {
	Code Code   `json:"code"`
	At   int    `json:"at"` // offset in bytes from the beginning of what was given
	Text string `json:"text"`
}

func (e *Error) Error() string { return e.Text }
