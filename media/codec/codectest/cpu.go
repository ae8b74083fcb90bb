// Package codectest measures coders in benchmarks.
package codectest

import (
	"syscall"
	"testing"
	"time"
)

// CPU reports what the benchmark has used of the processor from here to its end:
// with other work on the machine the time that `go test` reports says little. The
// unit is the time per operation, divided by scale, as in "ms/frame".
func CPU(b *testing.B, unit string, scale time.Duration) (done func()) {
	b.Helper()
	before := used(b)
	return func() {
		b.ReportMetric(float64(used(b)-before)/float64(scale)/float64(b.N), unit)
	}
}

func used(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
