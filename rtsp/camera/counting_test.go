//go:build soak

package camera_test

import (
	"sync/atomic"
	"time"

	conference "veche/conference/camera"
	"veche/media"
	"veche/media/codec"
)

// counting is a sink that counts pictures, and how long none came.
type counting struct {
	pictures atomic.Int64
	last     time.Time // of the camera's goroutine
	gap      atomic.Int64
}

func (c *counting) Picture(codec.Codec, []byte, time.Duration) {
	now := time.Now()
	if !c.last.IsZero() {
		c.gap.Store(max(c.gap.Load(), int64(now.Sub(c.last))))
	}
	c.last = now
	c.pictures.Add(1)
}

func (c *counting) longest() time.Duration { return time.Duration(c.gap.Load()) }

func (c *counting) State(conference.Status)                        {}
func (c *counting) ParameterSets([][]byte)                         {}
func (c *counting) Sound(media.SoundFormat, []byte, time.Duration) {}
func (c *counting) Watched() bool                                  { return true }
