package account_test

import (
	"testing"
	"time"

	"veche/conference/access"
	"veche/conference/account"
)

func TestStandingOf(t *testing.T) {
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		p    access.Participation
		want account.Standing
	}{
		{access.Participation{}, account.StandingPermanent},
		{access.Participation{Kind: access.Permanent}, account.StandingPermanent},
		{access.Participation{Kind: access.Temporary, Until: now.Add(1)}, account.StandingTemporary},
		{access.Participation{Kind: access.Temporary, Until: now}, account.StandingOver},
		{access.Participation{Kind: access.Never}, account.StandingNone},
	} {
		if got := account.StandingOf(c.p, now); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.p, got, c.want)
		}
	}
}

func TestParticipationOfNewAccounts(t *testing.T) {
	now := time.Date(2026, 3, 14, 12, 0, 0, 5, time.UTC)
	p := account.DefaultParticipation()
	if p.Required || p.Of(now).Kind != access.Permanent {
		t.Errorf("got %+v", p)
	}
	p.Initial, p.InitialDays = access.Temporary, 10
	if got := p.Of(now); got != (access.Participation{Kind: access.Temporary, Until: time.Date(2026, 3, 24, 12, 0, 0, 0, time.UTC)}) {
		t.Errorf("got %+v", got)
	}
}
