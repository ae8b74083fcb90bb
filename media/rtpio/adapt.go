package rtpio

import "time"

// Below leastRate a picture is not worth sending.
const leastRate = 64_000

// adapted is the bit rate after a report: of the packets since the one before it, the
// fraction lost was lost. Some loss is a property of the line; much of it, or a path
// that has become slow, says that the line is full. limit is what the far end takes.
func adapted(rate int, lost float64, rtt time.Duration, limit int) int {
	switch {
	case lost > 0.10:
		rate = int(float64(rate) * (1 - lost/2))
	case rtt > time.Second:
		rate = rate * 17 / 20
	case lost < 0.02:
		rate = rate*27/25 + 1000
	}
	return max(min(rate, limit), min(leastRate, limit))
}

// pace is the rate of one picture. The zero pace has no limit and says nothing.
type pace struct {
	limit    int           // of the parameters; 0: none was told
	wish     int           // TMMBR, which holds until there is another (RFC 5104 section 4.2.1.2)
	estimate int           // REMB, which is repeated
	until    time.Duration // the estimate ends
	rate     int
	told     int // to the sink
}

const (
	// rateUnlimited is taken where the far end said nothing.
	rateUnlimited = 4_000_000
	// estimateTime is how long an estimate holds: who has stopped to make them has none.
	estimateTime = 10 * time.Second
)

func (p *pace) most(now time.Duration) int {
	most := p.limit
	if most == 0 {
		most = rateUnlimited
	}
	if p.wish > 0 {
		most = min(most, p.wish)
	}
	if p.estimate > 0 && now < p.until {
		most = min(most, p.estimate)
	}
	return most
}

// restrict takes in the limit of a negotiation.
func (p *pace) restrict(limit int, now time.Duration) {
	if limit != p.limit || p.rate == 0 {
		p.limit = limit
		p.rate = p.most(now)
	}
}

// wished takes in TMMBR.
func (p *pace) wished(bits int, now time.Duration) {
	p.wish = max(bits, leastRate)
	p.rate = min(p.rate, p.most(now))
}

// estimated takes in REMB.
func (p *pace) estimated(bits int, now time.Duration) {
	p.estimate, p.until = max(bits, leastRate), now+estimateTime
	p.rate = min(p.rate, p.most(now))
}

// heard takes in a report.
func (p *pace) heard(lost float64, rtt, now time.Duration) {
	p.rate = adapted(p.rate, lost, rtt, p.most(now))
}

// news is the rate if it differs from what was told last by a twentieth.
func (p *pace) news() (bits int, changed bool) {
	if d := p.rate - p.told; p.rate == 0 || d*20 < p.told && -d*20 < p.told {
		return 0, false
	}
	p.told = p.rate
	return p.rate, true
}
