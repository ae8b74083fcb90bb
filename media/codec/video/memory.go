//go:build cgo && (avcodec || bsd)

package video

import "veche/media/codec/internal/malloc"

// Memory is how many bytes the C libraries of all coders hold, those of sound too.
func Memory() int { return malloc.InUse() }
