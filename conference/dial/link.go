package dial

import "strings"

// parseLink reads the link of a conference page (C3) after the scheme.
func parseLink(p piece, o Options) (Target, error) {
	address, path := p.cut("/?#")
	var t Target
	if err := t.parseWholeAddress(address); err != nil {
		return Target{}, err
	}
	i := strings.LastIndex(path.s, "/c/")
	if i < 0 {
		return Target{}, path.wrong(BadCID, 0)
	}
	cid, _ := path.from(i + len("/c/")).cut("/?#")
	if !ValidCID(cid.s) {
		return Target{}, cid.wrong(BadCID, 0)
	}
	return conferenceAt(cid.s, t, o), nil
}

// parseConference reads C4 and C5 after \c\.
func parseConference(p piece, o Options) (Target, error) {
	cid, address := p.cut("@")
	if !ValidCID(cid.s) {
		return Target{}, cid.wrong(BadCID, 0)
	}
	if address.s == "" {
		return Target{Kind: Conference, CID: cid.s}, nil
	}
	address.s = strings.TrimSuffix(address.s, "#vcs")
	var t Target
	if err := t.parseWholeAddress(address.from(1)); err != nil {
		return Target{}, err
	}
	return conferenceAt(cid.s, t, o), nil
}

// conferenceAt is the conference cid at the address of t.
func conferenceAt(cid string, t Target, o Options) Target {
	if o.here(t.Host, t.Port) {
		return Target{Kind: Conference, CID: cid}
	}
	return Target{Kind: ConferenceElsewhere, CID: cid, Host: t.Host, Port: t.Port}
}

// ValidCID reports whether cid may be a conference ID (P2).
func ValidCID(cid string) bool {
	if len(cid) < 4 || len(cid) > 32 {
		return false
	}
	for _, b := range []byte(cid) {
		if !alphanumeric(b) && b != '-' {
			return false
		}
	}
	return true
}
