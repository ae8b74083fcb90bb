package sdp

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
)

// Profile of H.264. The zero Profile is none.
type Profile uint8

// The profiles that are agreed on. ConstrainedBaseline is also what devices mean
// by Baseline: none sends the slice groups by which the two differ.
const (
	ConstrainedBaseline Profile = iota + 1
	Main
	High
)

// H264 are the parameters of H.264 by which formats differ (RFC 6184, section 8.1).
type H264 struct {
	Profile Profile
	Level   uint8 // level_idc: 31 is level 3.1; 9 is level 1b
	Mode    uint8 // packetization-mode: 0, a NAL unit a packet, or 1, with aggregation and fragments

	// Sprop are the parameter sets of what the peer sends, as it wrote them
	// (sprop-parameter-sets); see [H264.Sets]. We say none: ours come with key frames.
	Sprop string

	// said are profile_idc and profile-iop as the peer wrote them. They are
	// repeated to it to the bit: they have to be the same in offer and answer.
	said uint16
	// asymmetric: the level may differ by direction.
	asymmetric bool
}

// spropMost bounds parameter sets in base64; real ones have 30 to 100 bytes.
const spropMost = 2000

// Sets are the parameter sets of Sprop that can be read, as NAL units.
func (h H264) Sets() (all [][]byte) {
	for text := range strings.SplitSeq(h.Sprop, ",") {
		set, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
		if err == nil && len(set) > 0 {
			all = append(all, set)
		}
	}
	return all
}

// levels of H.264, Annex A, table A-1: macroblocks a second, macroblocks in a
// picture, kbit/s.
var levels = []struct {
	level                   uint8
	blockRate, blocks, kbit int
}{
	{9, 1485, 99, 128},
	{10, 1485, 99, 64},
	{11, 3000, 396, 192},
	{12, 6000, 396, 384},
	{13, 11880, 396, 768},
	{20, 11880, 396, 2000},
	{21, 19800, 792, 4000},
	{22, 20250, 1620, 4000},
	{30, 40500, 1620, 10000},
	{31, 108000, 3600, 14000},
	{32, 216000, 5120, 20000},
	{40, 245760, 8192, 20000},
	{41, 245760, 8192, 50000},
	{42, 522240, 8704, 50000},
	{50, 589824, 22080, 135000},
	{51, 983040, 36864, 240000},
	{52, 2073600, 36864, 240000},
}

// limit of the level alone. An unknown one counts as the next lower.
func (h H264) limit() Limit {
	found := levels[1]
	for _, l := range levels {
		if l.level <= h.Level {
			found = l
		}
	}
	return Limit{Blocks: found.blocks, BlockRate: found.blockRate, BitRate: found.kbit * 1000}
}

// unsaidLevel stands for a missing profile-level-id. RFC 6184 would have level 1,
// a stamp of 176×144; no decoder in use is so small, and who says nothing is
// software that decodes anything.
const unsaidLevel = 30

// parseH264 reads the parameters of a format; Profile is 0 if it is none of ours.
func parseH264(p parameters) H264 {
	h := H264{Profile: ConstrainedBaseline, Level: unsaidLevel, said: 0x4200}
	if id, ok := p["profile-level-id"]; ok {
		h.Profile, h.Level, h.said = parseProfileLevel(id)
	}
	switch p["packetization-mode"] {
	case "", "0":
	case "1":
		h.Mode = 1
	default: // interleaved: nobody has it
		h.Profile = 0
	}
	h.asymmetric = p["level-asymmetry-allowed"] == "1"
	if sets := p["sprop-parameter-sets"]; len(sets) <= spropMost {
		h.Sprop = sets
	}
	return h
}

func parseProfileLevel(id string) (Profile, uint8, uint16) {
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) != 3 {
		return 0, 0, 0
	}
	idc, constraints, level := raw[0], raw[1], raw[2]
	if level == 11 && constraints&0x10 != 0 && idc != 0x64 {
		level = 9 // level 1b is written as 1.1 with constraint_set3
	}
	return profileOf(idc, constraints), level, uint16(idc)<<8 | uint16(constraints)
}

// profileOf is RFC 6184, table 5, read generously.
func profileOf(idc, constraints byte) Profile {
	const set0, set1 = 0x80, 0x40
	switch {
	case idc == 0x42:
		return ConstrainedBaseline
	case idc == 0x4d && constraints&set0 != 0:
		return ConstrainedBaseline
	case idc == 0x58 && constraints&set0 != 0 && constraints&set1 != 0:
		return ConstrainedBaseline
	case idc == 0x4d:
		return Main
	case idc == 0x64:
		return High
	}
	return 0
}

// profileBytes are profile_idc and profile-iop of our own formats.
var profileBytes = map[Profile]uint16{ConstrainedBaseline: 0x42e0, Main: 0x4d00, High: 0x6400}

// same tells whether two formats can be one on the wire: profile and mode have to
// be equal, the level not (RFC 6184, section 8.2.2).
func (h H264) same(other H264) bool {
	return h.Profile == other.Profile && h.Mode == other.Mode && h.Profile != 0
}

// answer is how we say what we take in reply to the offered format: its profile to
// the bit, our level where the offerer allows two, else the lower one.
func (h H264) answer(offered H264) H264 {
	h.said, h.asymmetric = offered.said, offered.asymmetric
	if !offered.asymmetric {
		h.Level = min(h.Level, offered.Level)
	}
	return h
}

// appendTo writes the parameters. receives is what this side really takes: where
// that is beyond the level it is said.
func (h H264) appendTo(b []byte, receives Limit) []byte {
	said := h.said
	if said == 0 {
		said = profileBytes[h.Profile]
	}
	level := h.Level
	if level == 9 && said>>8 != 0x64 { // High has a number for 1b, the others a bit
		level, said = 11, said|0x10
	}
	b = hex.AppendEncode(append(b, "profile-level-id="...), []byte{byte(said >> 8), byte(said), level})
	if h.Mode != 0 {
		b = strconv.AppendUint(append(b, ";packetization-mode="...), uint64(h.Mode), 10)
	}
	if h.asymmetric {
		b = append(b, ";level-asymmetry-allowed=1"...)
	}
	l := h.limit()
	b = appendBeyond(b, "max-fs", receives.Blocks, l.Blocks)
	b = appendBeyond(b, "max-mbps", receives.BlockRate, l.BlockRate)
	return appendBeyond(b, "max-br", receives.BitRate/1000, l.BitRate/1000)
}

func appendBeyond(b []byte, name string, n, level int) []byte {
	if n <= level {
		return b
	}
	return strconv.AppendInt(append(append(append(b, ';'), name...), '='), int64(n), 10)
}

// beyond raises the limit of a level to what max-fs, max-mbps and max-br say. Each
// may only raise it (RFC 6184, section 8.1).
func (l Limit) beyond(other Limit) Limit {
	l.Blocks = max(l.Blocks, other.Blocks)
	l.BlockRate = max(l.BlockRate, other.BlockRate)
	l.BitRate = max(l.BitRate, other.BitRate)
	l.FrameRate = other.FrameRate // max-fps of Cisco; a level knows none
	return l
}
