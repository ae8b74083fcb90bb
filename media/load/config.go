package load

import (
	"fmt"
	"time"
)

// Limits of a run: enough to find the end of one machine.
const (
	MaxPublishers  = 49
	MaxSubscribers = 2000
	MaxDuration    = time.Hour
)

// Config of a [Session].
type Config struct {
	// URL is the server's address; CID and PIN are of a conference that guests may
	// enter. Unused with Direct.
	URL, CID, PIN string
	// AllowRemote lets URL be another machine than this one.
	AllowRemote bool
	// Direct has no server: publishers send to each subscriber themselves.
	Direct bool

	// Publishers send and receive nothing, Subscribers receive all of them.
	Publishers, Subscribers int
	// Others are participants who send beside the publishers, such as cameras:
	// subscribers receive them too. Their pictures are timed if they bear a [Stamp].
	Others int
	// Silent publishers have no camera and only an open microphone with nothing to
	// hear: one Opus packet each 400 ms.
	Silent bool
	// Bitrate of a camera in bits per second; 0: 1 Mbit/s.
	Bitrate int
	// Film and Voice are sent over and over in place of the built-in clip, whose
	// pictures and sound cost a decoder next to nothing: VP8 frames, the first a key
	// frame, and Opus packets of 20 ms. See [Film], [Voice].
	Film, Voice [][]byte
	// Between joins, from the first picture of one to the start of the next.
	Between time.Duration
}

func (c *Config) check() error {
	switch {
	case c.Publishers < 0 || c.Others < 0 || c.Publishers+c.Others < 1 || c.Publishers+c.Others > MaxPublishers:
		return fmt.Errorf("load: publishers are 1 to %d", MaxPublishers)
	case c.Subscribers < 0 || c.Subscribers > MaxSubscribers:
		return fmt.Errorf("load: subscribers are 0 to %d", MaxSubscribers)
	case c.Bitrate < 0 || c.Bitrate > 20_000_000:
		return fmt.Errorf("load: a bit rate is at most 20 Mbit/s")
	case !c.Direct && c.CID == "":
		return fmt.Errorf("load: the conference is missing")
	}
	if c.Bitrate == 0 {
		c.Bitrate = 1_000_000
	}
	return nil
}

// videoSlots and audioSlots are the receiving m-lines of a subscriber: room for
// all who send. Pages offer as many for sound.
func (c *Config) videoSlots() int { return c.Publishers + c.Others }

func (c *Config) audioSlots() int { return min(c.videoSlots(), maxHeard) }

// maxHeard is how many voices a page takes at once.
const maxHeard = 5
