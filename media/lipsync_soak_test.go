//go:build soak

package media_test

import "time"

const lipsyncFor = 30 * time.Minute
