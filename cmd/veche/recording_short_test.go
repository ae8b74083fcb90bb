//go:build !soak

package main

import "time"

// In `make soak` 50 kills and ten minutes.
const (
	killRounds = 4
	recordFor  = time.Second
)
