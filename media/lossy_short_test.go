//go:build !soak

package media_test

import "time"

// lossyFor is longer in `make soak`.
const lossyFor = 8 * time.Second
