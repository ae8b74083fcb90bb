//go:build !soak

package main

// churnJoins are ten times as many in `make soak`.
const churnJoins = 1_000
