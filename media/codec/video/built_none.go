//go:build !(cgo && (avcodec || bsd))

package video

import "veche/media/codec"

var (
	decoders = map[codec.Codec]openDecoder{}
	encoders = map[codec.Codec]openEncoder{}
)

// prepare has nothing to do: no coder of this build holds memory of C.
func prepare() {}
