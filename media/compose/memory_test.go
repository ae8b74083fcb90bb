package compose

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// residentMemory of this process in bytes, C's too.
func residentMemory(t testing.TB) int {
	t.Helper()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(data))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
