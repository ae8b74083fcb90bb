package camera

import (
	"time"

	"veche/conference/camera"
	"veche/media/codec"
)

// Info is what is known of a camera, for the administrator. What is not known yet is zero.
type Info struct {
	// Status; its State is "" when nobody watches the camera.
	camera.Status
	// Problem is what was wrong when it was last tried, in technical English and without
	// secrets; "" when nothing was.
	Problem string
	// Watchers of it.
	Watchers int

	Video         codec.Codec
	Width, Height int
	Sound         codec.Codec
	Rate          float64 // pictures a second
	Bits          float64 // a second, of all
	Lost          uint64  // packets of this connection that did not come
	Dropped       uint64  // packets of this connection that were too many
	Transport     Transport
	// Certificate is the SHA-256 fingerprint of the camera's certificate; "" without TLS.
	Certificate string

	// Key is the last picture that can be decoded by itself, of codec Video: its parameter
	// sets are in front of it. KeyAt is when it came.
	Key   []byte
	KeyAt time.Time

	tried uint64 // how many attempts have ended
}

// Transport is how sound and pictures come.
type Transport string

// The transports.
const (
	TCP Transport = "tcp" // interleaved with the dialogue, RFC 2326 section 10.12
	UDP Transport = "udp"
	TLS Transport = "tls" // interleaved, RTSP over TLS
)

// other is what is tried when a transport does not work.
func (t Transport) other() Transport {
	switch t {
	case TCP:
		return UDP
	case UDP:
		return TCP
	case TLS:
	}
	return TLS
}
