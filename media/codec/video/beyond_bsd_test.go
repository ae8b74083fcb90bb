//go:build cgo && bsd && !avcodec

package video

// beyondBuild names streams that the decoders of this build do not take, and why.
var beyondBuild = map[string]string{
	"high-b.h264":          "OpenH264 decodes B pictures inexactly",
	"high-interlaced.h264": "OpenH264 does not decode interlaced pictures",
	"high-slices.h264":     "OpenH264 decodes it inexactly",
	"high-fullrange.h264":  "OpenH264 does not tell the range",
	"high10.h264":          "OpenH264 has 8 bits",
	"high422.h264":         "OpenH264 has 4:2:0",
	"high444.h264":         "OpenH264 has 4:2:0",
	"gray.h264":            "OpenH264 has 4:2:0",
}
