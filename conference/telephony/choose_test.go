package telephony_test

import (
	"testing"

	"veche/conference/dial"
	"veche/conference/telephony"
)

func carrying(id telephony.TrunkID, patterns ...telephony.Pattern) telephony.Trunk {
	return telephony.Trunk{ID: id, Name: string(id), Host: string(id) + ".example.org", Patterns: patterns, Enabled: true}
}

func TestATrunkIsChosenByWhatIsDialled(t *testing.T) {
	off := carrying("off", telephony.Pattern{Match: "112"})
	off.Enabled = false
	pbx := carrying("pbx", telephony.Pattern{Match: "xxx"}, telephony.Pattern{Match: "9.", Strip: 1})
	pbx.Default = true
	trunks := []telephony.Trunk{
		off, pbx,
		carrying("abroad", telephony.Pattern{Match: "810.", Strip: 3, Prepend: "+"}, telephony.Pattern{Match: "+."}),
		carrying("cheap", telephony.Pattern{Match: "8[2-4,9]xxxxxxxxx"}),
		carrying("country", telephony.Pattern{Match: "8.", Strip: 1, Prepend: "+7"}),
		carrying("moscow", telephony.Pattern{Match: "8495xxxxxxx", Strip: 1}, telephony.Pattern{Match: "*72#"}),
		carrying("twin", telephony.Pattern{Match: "8495xxxxxxx"}),
	}
	const none = telephony.TrunkID("")
	for _, c := range []struct {
		typed  string
		want   telephony.TrunkID
		number string
	}{
		{"#sip:james78", "pbx", "james78"}, // C8
		{"#sip:8001", "pbx", "8001"},
		{"#sip:james78@sip.company.com", none, ""},   // straight there
		{"#sip:james78@pbx.example.org", none, ""},   // no passwords of ours for who names a host
		{"#sip:@192.168.1.99", none, ""},             // C9
		{"#h323:james78", none, ""},                  // by a gatekeeper
		{"#tel:501", "pbx", "501"},                   // C10
		{"#tel:112", "pbx", "112"},                   // what is off carries nothing
		{"#tel:84951234567", "moscow", "4951234567"}, // the most exact; the first of equals
		{"#tel:8495123456", "country", "+7495123456"},
		{"#tel:82121234567", "cheap", "82121234567"}, // a choice is more exact than any digit
		{"#tel:85121234567", "country", "+75121234567"},
		{"#tel:81044123456", "abroad", "+44123456"},
		{"#tel:+7 (916) 123-45-67", "abroad", "+79161234567"},
		{"#tel:810", "country", "+710"}, // nothing is left of it for the other
		{"#tel:+1", "abroad", "+1"},
		{"#tel:*72#", "moscow", "*72#"},
		{"#tel:91", "pbx", "1"},
		{"#tel:9", "pbx", "9"},         // no pattern leaves something to dial: the default
		{"#tel:77777", "pbx", "77777"}, // no pattern
		{"james78", none, ""},
	} {
		target, err := dial.Parse(c.typed, dial.Options{})
		if err != nil {
			t.Fatal(c.typed, err)
		}
		got, number, ok := telephony.Choose(trunks, target)
		if got.ID != c.want || number != c.number || ok != (c.want != none) {
			t.Errorf("%s: %q %q %v, want %q %q", c.typed, got.ID, number, ok, c.want, c.number)
		}
	}
	for _, target := range []dial.Target{{Kind: dial.SIP, User: "a"}, {Kind: dial.Telephone, Number: "77777"}} {
		if _, _, ok := telephony.Choose(trunks[2:], target); ok {
			t.Errorf("%+v went through a trunk that is no default", target)
		}
	}
}

func TestTheHostOfATrunkIsKnownWhenDialledOutright(t *testing.T) {
	off := carrying("off")
	off.Enabled = false
	trunks := []telephony.Trunk{carrying("pbx"), off}
	for typed, want := range map[string]telephony.TrunkID{
		"#sip:8495@pbx.example.org": "pbx", "#sip:1@PBX.example.org:5070": "pbx",
		"#sip:1@off.example.org": "", "#sip:1": "", "#h323:1@pbx.example.org": "",
	} {
		target, err := dial.Parse(typed, dial.Options{})
		if err != nil {
			t.Fatal(typed, err)
		}
		if got, ok := telephony.AtTrunk(trunks, target); got != want || ok != (want != "") {
			t.Errorf("%s: %q %v, want %q", typed, got, ok, want)
		}
	}
}

func FuzzPattern(f *testing.F) {
	for _, s := range [][2]string{
		{"8.", "84951234567"}, {"[2-4,7]xx", "212"}, {"+7xxxxxxxxxx", "+79161234567"}, {".", ""}, {"[", "1"}, {"[9-0]", "5"}, {"x.", "x"},
	} {
		f.Add(s[0], s[1], 1, "+7")
		f.Add(s[0], s[1], 1, "")
	}
	f.Fuzz(func(t *testing.T, match, number string, strip int, prepend string) {
		k := carrying("k", telephony.Pattern{Match: match, Strip: strip, Prepend: prepend})
		k.Transport = dial.UDP
		if k.Validate() != nil {
			return
		}
		target, err := dial.Parse("#tel:"+number, dial.Options{})
		if err != nil {
			return
		}
		_, dialled, ok := telephony.Choose([]telephony.Trunk{k}, target)
		if ok != (dialled != "") {
			t.Errorf("%q chosen %v for %q, dialled %q", match, ok, number, dialled)
		}
		if _, err := dial.Parse("#tel:"+dialled, dial.Options{}); ok && err != nil && len(dialled) <= 40 {
			t.Errorf("%q with %+v gives %q: %v", number, k.Patterns, dialled, err)
		}
	})
}

func TestANumberIsDialledAsTheTrunkWantsIt(t *testing.T) {
	for _, c := range []struct {
		pattern telephony.Pattern
		number  string
		want    string
	}{
		{telephony.Pattern{}, "501", "501"},
		{telephony.Pattern{Strip: 1, Prepend: "+7"}, "84951234567", "+74951234567"},
		{telephony.Pattern{Prepend: "810"}, "+44123", "81044123"},
		{telephony.Pattern{Prepend: "+"}, "+44123", "+44123"},
		{telephony.Pattern{Strip: 3, Prepend: "+"}, "810", ""},
		{telephony.Pattern{Strip: 9}, "810", ""},
	} {
		if got := c.pattern.Dialled(c.number); got != c.want {
			t.Errorf("%+v of %s: %q, want %q", c.pattern, c.number, got, c.want)
		}
	}
}
