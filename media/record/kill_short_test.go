package record

import "testing"

func TestARecorderKilledTenTimesLosesAtMostTwoSeconds(t *testing.T) {
	t.Parallel()
	killAtRandomMoments(t, 10)
}
