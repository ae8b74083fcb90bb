//go:build soak

package media_test

import "time"

const lossyFor = 2 * time.Minute
