//go:build race

package main

// patience: the race detector makes everything several times slower.
const patience = 4
