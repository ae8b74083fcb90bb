package gateway

import (
	"fmt"
	"testing"

	"veche/media/rtpio"
)

// Ports that are all taken, or rest, are no fault: a caller may try again.
func TestNoPortsIsNoFault(t *testing.T) {
	t.Parallel()
	if status, _ := statusOf(fmt.Errorf("gateway: leg: %w", rtpio.ErrNoPorts)); status != 503 {
		t.Errorf("status %d, want 503", status)
	}
}
