//go:build cgo && avcodec

package video

// beyondBuild names streams that the decoders of this build do not take, and why.
var beyondBuild = map[string]string{}
