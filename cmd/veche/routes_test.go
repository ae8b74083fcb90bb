package main

import (
	"log/slog"
	"testing"

	"veche/conference"
	"veche/conference/dial"
	"veche/conference/telephony"
)

// A number at the provider's own host costs what it costs without the host: the
// patterns hold for it too.
func TestNumbersAtATrunkObeyThePatterns(t *testing.T) {
	t.Parallel()
	r := newRoutes(nil, nil, nil, slog.New(slog.DiscardHandler))
	r.trunks.Store(&[]telephony.Trunk{
		{ID: "one", Host: "sip.provider.example", Enabled: true}, {ID: "two", Host: "off.example"},
	})
	policy := conference.CallPolicy{Enabled: true, Numbers: []string{"8800."}}
	for text, permitted := range map[string]bool{
		"#sip:84951234567@sip.provider.example": false,
		"#sip:84951234567@SIP.provider.example": false,
		"#sip:88001234567@sip.provider.example": true,
		"#sip:84951234567@off.example":          true,
		"#sip:84951234567@198.51.100.7":         true,
		"#sip:bob@sip.provider.example":         true,
	} {
		target, err := dial.Parse(text, dial.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := policy.Permits(target, r.Charged(target)) == nil; got != permitted {
			t.Errorf("%s: permitted %v", text, got)
		}
	}
}
