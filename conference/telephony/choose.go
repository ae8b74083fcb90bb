package telephony

import (
	"strings"

	"veche/conference/dial"
)

// Choose says which trunk carries a call to t, and whom it is asked for there: a
// number as the trunk wants it dialled, or a user name. Not ok: no trunk does.
//
//	what is dialled        goes through
//	#sip:user@host         none: straight to that host, without our passwords
//	#sip:user              the default SIP server (C8)
//	#tel:number            the trunk with the pattern that describes the number
//	                       most closely, of equals the first in order; if none
//	                       does, the default SIP server, as it was dialled
//	anything else          none
//
// Which numbers may be called at all is for [conference.CallPolicy] to say.
func Choose(trunks []Trunk, t dial.Target) (through Trunk, number string, ok bool) {
	switch {
	case t.Host != "":
	case t.Kind == dial.SIP:
		return byDefault(trunks, t.User)
	case t.Kind == dial.Telephone:
		if through, number, ok = carrier(trunks, t.Number); !ok {
			return byDefault(trunks, t.Number)
		}
	}
	return through, number, ok
}

// byDefault is the way through the default SIP server.
func byDefault(trunks []Trunk, whom string) (through Trunk, number string, ok bool) {
	for _, t := range trunks {
		if t.Enabled && t.Default {
			return t.Clone(), whom, true
		}
	}
	return Trunk{}, "", false
}

// carrier is the trunk that carries a telephone number.
func carrier(trunks []Trunk, number string) (through Trunk, dialled string, ok bool) {
	var best fit
	for _, t := range trunks {
		if !t.Enabled {
			continue
		}
		for _, p := range t.Patterns {
			f, fits := p.fits(number)
			if !fits || ok && !f.closer(best) || p.Dialled(number) == "" {
				continue
			}
			through, dialled, ok, best = t, p.Dialled(number), true, f
		}
	}
	return through.Clone(), dialled, ok
}

// AtTrunk tells whether t names the host of a trunk outright, as in
// "#sip:8495…@provider". A call there may cost money though it has a host, so
// whoever permits calls looks at it as at one through that trunk.
func AtTrunk(trunks []Trunk, t dial.Target) (TrunkID, bool) {
	if t.Kind != dial.SIP || t.Host == "" {
		return "", false
	}
	for _, k := range trunks {
		if k.Enabled && strings.EqualFold(k.Host, t.Host) {
			return k.ID, true
		}
	}
	return "", false
}
