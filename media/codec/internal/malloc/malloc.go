//go:build cgo

// Package malloc makes the allocator of C fit for coders that come and go, and
// tells how much memory C holds.
package malloc

/*
#include <malloc.h>

static void tune(void) {
	mallopt(M_MMAP_THRESHOLD, 128 << 10);
	mallopt(M_ARENA_MAX, 4);
}

static size_t in_use(void) {
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}
*/
import "C"

import "sync"

// Tune makes pictures go back to the system when they are freed. By itself glibc
// learns from the first one freed to keep such sizes, in a heap for each thread:
// after a hundred coders of 720p had been closed, a process held a gigabyte of
// which 1 MB was in use; so it holds 50 MB. Whoever opens a coder calls this first.
var Tune = sync.OnceFunc(func() { C.tune() })

// InUse is the number of bytes handed out and not freed, over all threads.
func InUse() int { return int(C.in_use()) }
