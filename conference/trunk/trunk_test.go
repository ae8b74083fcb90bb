package trunk

import (
	"errors"
	"testing"

	"veche/conference/dial"
)

var trunks = []Trunk{
	{ID: "pbx", Host: "pbx.company.com", Patterns: []Pattern{{Match: "5xx"}, {Match: "8001"}}},
	{ID: "city", Host: "sip.provider.ru", Port: 5070, Transport: dial.TCP, Default: true, Patterns: []Pattern{{Match: "+7*", Strip: 2, Prepend: "8"}}},
	{ID: "world", Host: "10.1.1.1", Domain: "world.test", Patterns: []Pattern{{Match: "00*"}}},
	{ID: "old", Host: "old.test", Disabled: true, Patterns: []Pattern{{Match: "00123"}}},
	{ID: "six", Host: "fd00::5", Patterns: []Pattern{{Match: "6xx"}}},
}

func TestChoose(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		target dial.Target
		uri    string
		trunk  string
		proxy  string
	}{
		{"an extension of the PBX", dial.Target{Kind: dial.Telephone, Number: "501"}, "sip:501@pbx.company.com", "pbx", ""},
		{"C12 #sip:8001", dial.Target{Kind: dial.SIP, User: "8001"}, "sip:8001@pbx.company.com", "pbx", ""},
		{"C8 a name goes to the default", dial.Target{Kind: dial.SIP, User: "james78"}, "sip:james78@sip.provider.ru:5070;transport=tcp", "city", ""},
		{"a number is rewritten", dial.Target{Kind: dial.Telephone, Number: "+74951234567"}, "sip:84951234567@sip.provider.ru:5070;transport=tcp", "city", ""},
		{"another domain goes through the server", dial.Target{Kind: dial.Telephone, Number: "00441"}, "sip:00441@world.test", "world", "sip:10.1.1.1"},
		{"a disabled one takes nothing", dial.Target{Kind: dial.Telephone, Number: "00123"}, "sip:00123@world.test", "world", "sip:10.1.1.1"},
		{"four digits are no extension", dial.Target{Kind: dial.Telephone, Number: "5011"}, "sip:5011@sip.provider.ru:5070;transport=tcp", "city", ""},
		{"IPv6", dial.Target{Kind: dial.Telephone, Number: "600"}, "sip:600@[fd00::5]", "six", ""},
		{"a server of its own", dial.Target{Kind: dial.SIP, User: "a b", Host: "x.test", Port: 5080, Transport: dial.TLS}, "sip:a%20b@x.test:5080;transport=tls", "", ""},
		{"the server of a trunk by name", dial.Target{Kind: dial.SIP, User: "bob", Host: "pbx.company.com"}, "sip:bob@pbx.company.com", "pbx", ""},
		{"the domain of a trunk by name", dial.Target{Kind: dial.SIP, User: "bob", Host: "world.test"}, "sip:bob@world.test", "world", "sip:10.1.1.1"},
		{"C9 an endpoint", dial.Target{Kind: dial.SIP, Host: "192.168.1.99", Transport: dial.TCP}, "sip:192.168.1.99;transport=tcp", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r, err := Choose(trunks, test.target)
			if err != nil {
				t.Fatal(err)
			}
			id := ""
			if r.Trunk != nil {
				id = r.Trunk.ID
			}
			if r.URI != test.uri || id != test.trunk || r.Proxy != test.proxy {
				t.Errorf("%q by %q through %q", r.URI, id, r.Proxy)
			}
		})
	}
}

func TestWithoutATrunkNoNumberGoesAnywhere(t *testing.T) {
	t.Parallel()
	for _, target := range []dial.Target{{Kind: dial.Telephone, Number: "112"}, {Kind: dial.H323, Host: "a"}} {
		if r, err := Choose(trunks[:1], target); !errors.Is(err, ErrNone) {
			t.Errorf("%+v: %+v, %v", target, r, err)
		}
	}
}
