//go:build !race

package main

// patience multiplies limits of time; see race_on_test.go.
const patience = 1
