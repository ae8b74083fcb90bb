package conference_test

import (
	"testing"

	"veche/conference"
)

// I12: the sensitivity of a microphone.
func TestAModeratorTurnsAMicrophoneUpAndDown(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna", "boris")
	set := func(by string, decibels int) error {
		return m.conf.SetGain(t.Context(), m.by(by), m.id("anna"), decibels)
	}
	m.ok(set("owner", 6))
	if got := m.person("anna").Gain; got != 6 {
		t.Errorf("anna has %d dB", got)
	}
	if got := m.plan().Gains; len(got) != 1 || got[m.id("anna")] != 6 {
		t.Errorf("the plan has %v", got)
	}
	refused(t, set("boris", 3), "not_moderator")
	for _, wrong := range []int{15, -15, 1, -2, 1 << 40} {
		refused(t, set("owner", wrong), "invalid")
	}
	m.ok(set("owner", -12))
	m.ok(set("owner", 0))
	if got := m.plan().Gains; len(got) != 0 {
		t.Errorf("the plan still has %v", got)
	}
}
