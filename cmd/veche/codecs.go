package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/codec/video"
)

// What a full build has. A codec that is not forwarded as it comes, but mixed or composed,
// needs a decoder; what we send, an encoder.
var (
	wantDecoders = []codec.Codec{
		codec.Opus, codec.VP8, codec.H264, codec.VP9, codec.AV1, codec.H265, codec.MJPEG,
		codec.PCMU, codec.PCMA, codec.G722, codec.G726, codec.AAC,
	}
	wantEncoders = []codec.Codec{
		codec.Opus, codec.VP8, codec.H264, codec.PCMU, codec.PCMA, codec.G722, codec.AAC,
	}
)

// printCodecs says what this build decodes and encodes, and what is missing.
func printCodecs(w io.Writer) {
	decoders := append(video.Decoders(), sound.Decoders()...)
	encoders := append(video.Encoders(), sound.Encoders()...)
	fmt.Fprintf(w, "decodes: %s\n", codecNames(wantDecoders, decoders, true))
	fmt.Fprintf(w, "encodes: %s\n", codecNames(wantEncoders, encoders, true))
	if missing := codecNames(wantDecoders, decoders, false); missing != "" {
		fmt.Fprintf(w, "cannot decode: %s (not in this build)\n", missing)
	}
	if missing := codecNames(wantEncoders, encoders, false); missing != "" {
		fmt.Fprintf(w, "cannot encode: %s (not in this build)\n", missing)
	}
	if slices.Contains(decoders, codec.H265) {
		fmt.Fprintln(w, "contains parts of FFmpeg: to be passed on under the terms of the GPL, version 3")
	}
}

// codecNames lists those of all that are in has, or those that are not.
func codecNames(all, has []codec.Codec, in bool) string {
	var names []string
	for _, c := range all {
		if slices.Contains(has, c) == in {
			names = append(names, codecTitle(c))
		}
	}
	return strings.Join(names, ", ")
}

// codecTitle is what people call a codec.
func codecTitle(c codec.Codec) string {
	switch c {
	case codec.AAC:
		return "AAC"
	case codec.MJPEG:
		return "Motion JPEG"
	case codec.Opus:
		return "Opus"
	case codec.PCMU:
		return "G711 µ-law"
	case codec.PCMA:
		return "G711 A-law"
	case codec.G726:
		return "G726"
	default:
		return c.String()
	}
}
