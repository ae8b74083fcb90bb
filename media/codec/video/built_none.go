//go:build !(cgo && (avcodec || bsd))

package video

import "veche/media/codec"

var (
	decoders = map[codec.Codec]openDecoder{}
	encoders = map[codec.Codec]openEncoder{}
)
