package camera

import (
	"time"

	"veche/media"
	"veche/media/codec"
)

// unit is what a connection brings: news of itself, a picture, or sound.
type unit struct {
	description *description
	playing     bool // the camera has said that it sends

	picture codec.Codec
	key     bool // of a picture: it can be decoded by itself
	sound   media.SoundFormat
	data    []byte
	pts     time.Duration
}

// description is what a camera has and how it sends it. Each connection has one.
type description struct {
	video       codec.Codec // of the first stream of pictures; None without
	sound       codec.Codec
	sets        [][]byte
	transport   Transport
	certificate string
}
