//go:build !soak

package main

// churnJoins are fifty times as many in `make soak`.
const churnJoins = 200
