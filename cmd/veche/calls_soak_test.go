//go:build soak

package main

import "time"

const (
	scanFor   = time.Minute
	manyCalls = 2000
)
