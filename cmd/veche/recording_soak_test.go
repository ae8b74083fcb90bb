//go:build soak

package main

import "time"

const (
	killRounds = 50
	recordFor  = 10 * time.Minute
)
