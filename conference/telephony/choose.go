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
//	                       most closely; of equals the first in order
//	anything else          none
//
// A number is carried only by who has a pattern for it, the default server too:
// numbers cost money, and a dialling plan with a hole shows itself.
func Choose(trunks []Trunk, t dial.Target) (through Trunk, number string, ok bool) {
	switch {
	case t.Host != "":
	case t.Kind == dial.SIP:
		if d, found := defaultOf(trunks); found {
			return d, t.User, true
		}
	case t.Kind == dial.Telephone:
		return carrier(trunks, t.Number)
	}
	return Trunk{}, "", false
}

// defaultOf is the default SIP server.
func defaultOf(trunks []Trunk) (Trunk, bool) {
	for _, t := range trunks {
		if t.Enabled && t.Default {
			return t.Clone(), true
		}
	}
	return Trunk{}, false
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
