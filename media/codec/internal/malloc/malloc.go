//go:build cgo

// Package malloc tells how much memory C holds, for tests that look for leaks.
package malloc

/*
#include <malloc.h>

static size_t in_use(void) {
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}
*/
import "C"

// InUse is the number of bytes handed out and not freed, over all threads.
func InUse() int { return int(C.in_use()) }
