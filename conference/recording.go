package conference

// Recording implements [Facts].
func (c *Conference) Recording(r RecordingReport) {
	go func() {
		select {
		case c.tasks <- func(s *state) { s.recordingReported(r) }:
		case <-c.stopped:
		}
	}()
}

func (s *state) recordingReported(RecordingReport) {}
