//go:build !soak

package main

import "time"

// In `make soak` a minute of scanning and 2,000 calls.
const (
	scanFor   = 10 * time.Second
	manyCalls = 200
)
