package onvif

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Namespaces of what is asked for.
const (
	nsEnvelope = "http://www.w3.org/2003/05/soap-envelope"
	nsDevice   = "http://www.onvif.org/ver10/device/wsdl"
	nsMedia    = "http://www.onvif.org/ver10/media/wsdl"
	nsPTZ      = "http://www.onvif.org/ver20/ptz/wsdl"
	nsSchema   = "http://www.onvif.org/ver10/schema"
)

// answerMost bounds one answer, in bytes. A recorder with 64 channels of three profiles
// needs some 400 kB.
const answerMost = 1 << 20

// envelope is a SOAP 1.2 message; header and body are XML already.
func envelope(header, body string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` +
		`<s:Envelope xmlns:s="` + nsEnvelope + `" xmlns:tt="` + nsSchema + `"><s:Header>` + header + `</s:Header><s:Body>` + body + `</s:Body></s:Envelope>`)
}

// text is s as content of an element.
func text(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// element is <name xmlns=ns>content</name>; content is XML already.
func element(ns, name, content string) string {
	return "<" + name + ` xmlns="` + ns + `">` + content + "</" + name + ">"
}

// fault is a SOAP 1.2 fault (section 5.4), or what there is of it in 1.1.
type fault struct {
	Code struct {
		Value   string
		Subcode struct {
			Value   string
			Subcode struct{ Value string }
		}
	}
	Reason struct{ Text string }
	Old    string `xml:"faultstring"`
}

// err is f as an error; the words of the device are cut to what fits in a log.
func (f *fault) err() error {
	codes := f.Code.Value + " " + f.Code.Subcode.Value + " " + f.Code.Subcode.Subcode.Value
	for _, known := range []struct {
		code string
		err  error
	}{
		{"NotAuthorized", ErrPassword},
		{"FailedAuthentication", ErrPassword},
		{"OperationProhibited", ErrPassword},
		{"ActionNotSupported", ErrNotOffered},
		{"OptionalActionNotImplemented", ErrNotOffered},
		{"NoSuchService", ErrNotOffered},
	} {
		if strings.Contains(codes, known.code) {
			return known.err
		}
	}
	return fmt.Errorf("onvif: the device refuses: %q", short(f.Reason.Text+f.Old))
}

// short is at most 200 bytes of s.
func short(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "")
	}
	return s
}

var errNoEnvelope = errors.New("onvif: the answer is no SOAP message")

// readEnvelope reads what stands in the body of a message into each part whose name it
// has; into is a struct with the answers as its fields. A fault is an error.
func readEnvelope(r io.Reader, into any) error {
	raw, err := io.ReadAll(io.LimitReader(r, answerMost+1))
	if err != nil {
		return fmt.Errorf("onvif: read: %w", err)
	}
	if len(raw) > answerMost {
		return ErrTooLong
	}
	if err := harmless(raw); err != nil {
		return err
	}
	var f struct{ Fault *fault }
	if err := decode(raw, &f); err != nil {
		return err
	}
	if f.Fault != nil {
		return f.Fault.err()
	}
	return decode(raw, into)
}

// decode reads the Body of an envelope into what into points to.
func decode(raw []byte, into any) error {
	e := struct {
		XMLName xml.Name `xml:"Envelope"`
		Body    any
	}{Body: into}
	if err := xml.Unmarshal(raw, &e); err != nil {
		return fmt.Errorf("%w: %w", errNoEnvelope, err)
	}
	return nil
}

const (
	depthMost = 64
	nodesMost = 20_000
)

// harmless refuses what SOAP forbids (1.2 part 1, section 5): document types, with which
// entities come; and what is deeper or more than any device needs.
func harmless(raw []byte) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errNoEnvelope }
	depth := 0
	for n := 0; ; n++ {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil || n > nodesMost {
			return errNoEnvelope
		}
		switch t.(type) {
		case xml.Directive:
			return errNoEnvelope
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth > depthMost {
			return errNoEnvelope
		}
	}
}
