package client

import "github.com/pion/webrtc/v4"

// Slots are the receiving m-lines, in the order in which they were offered. They
// are known once Connect hands the offer over.
func (c *Client) Slots() []Slot {
	var slots []Slot
	for _, t := range c.pc.GetTransceivers() {
		if t.Direction() == webrtc.RTPTransceiverDirectionRecvonly {
			slots = append(slots, Slot{MID: t.Mid(), Video: t.Kind() == webrtc.RTPCodecTypeVideo})
		}
	}
	return slots
}

// Extension is the negotiated id of a header extension of the source; 0 if it
// was not agreed.
func (s *Source) Extension(uri string) uint8 {
	for _, e := range s.transceiver.Sender().GetParameters().HeaderExtensions {
		if e.URI == uri {
			return uint8(e.ID)
		}
	}
	return 0
}

// AudioLevel is the header extension of RFC 6464.
const AudioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
