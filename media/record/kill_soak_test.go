//go:build soak

package record

import "testing"

func TestSoakARecorderKilledFiftyTimesLosesAtMostTwoSeconds(t *testing.T) {
	killAtRandomMoments(t, 50)
}
