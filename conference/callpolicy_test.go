package conference_test

import (
	"testing"

	"veche/conference"
	"veche/conference/dial"
)

func TestCallsThatCostMoneyNeedAPattern(t *testing.T) {
	t.Parallel()
	on := func(numbers ...string) conference.CallPolicy {
		return conference.CallPolicy{Enabled: true, Numbers: numbers}
	}
	for _, c := range []struct {
		name   string
		policy conference.CallPolicy
		dial   string
		want   string // code of the refusal
	}{
		{"nothing is called when calls are off", conference.CallPolicy{Numbers: []string{"."}}, "#sip:bob@host", "calls_off"},
		{"addresses need no pattern", on(), "#sip:bob@host", ""},
		{"nor do numbers at a host", on(), "#sip:8001@pbx.company.com", ""},
		{"but do at the server of a provider", on("5xx"), "#sip:84951234567@provider.org", "number_barred"},
		{"where they have one", on("5xx"), "#sip:501@provider.org", ""},
		{"and people there need none", on(), "#sip:bob@provider.org", ""},
		{"nor cameras", on(), "rtsp://10.0.0.1/live", ""},
		{"nor endpoints", on(), "#h323:@10.0.0.1", ""},
		{"nor people at the default server", on(), "#sip:james78", ""},
		{"no telephone number by default", on(), "#tel:501", "number_barred"},
		{"nor a number at the default server", on(), "#sip:8001", "number_barred"},
		{"however it is written", on(), "#sip:+7(495)123,12", "number_barred"},
		{"nor at the default gatekeeper", on(), `#h323:\e\8001`, "number_barred"},
		{"nor there without the mark", on(), `#h323:8001`, "number_barred"},
		{"an extension by its pattern", on("5xx"), "#tel:501", ""},
		{"of its length only", on("5xx"), "#tel:5012", "number_barred"},
		{"and its beginning", on("5xx"), "#tel:601", "number_barred"},
		{"no digit is no digit", on("5xx"), "#tel:5*1", "number_barred"},
		{"a country", on("5xx", "+7."), "#tel:+7 495 123-45-67", ""},
		{"and no other", on("5xx", "+7."), "#tel:+881 6 1234", "number_barred"},
		{"all", on("."), "#tel:13478783263", ""},
		{"what is dialled afterwards does not count", on("501"), "#tel:501,,99999", ""},
	} {
		target, err := dial.Parse(c.dial, dial.Options{})
		if err != nil {
			t.Fatal(c.dial, err)
		}
		err = c.policy.Permits(target, target.Host == "provider.org")
		if c.want == "" && err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.want != "" {
			refused(t, err, c.want)
		}
	}
}

func TestPatternsOfNumbers(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]bool{
		"8xxx": true, "+7.": true, ".": true, "*31#x.": true, "112": true,
		"": false, "8.x": false, "8-800": false, "7+": false, "..": false,
	} {
		if conference.ValidNumberPattern(pattern) != want {
			t.Errorf("%q: %v", pattern, !want)
		}
	}
}
