//go:build !(cgo && (avcodec || bsd))

package video

// Memory is how many bytes the C libraries of all coders hold: this build has none.
func Memory() int { return 0 }
