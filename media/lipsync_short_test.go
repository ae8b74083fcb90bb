//go:build !soak

package media_test

import "time"

// lipsyncFor is half an hour in `make soak`.
const lipsyncFor = time.Minute
