//go:build soak

package main

const churnJoins = 10_000
