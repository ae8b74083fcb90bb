package account_test

import (
	"testing"

	"veche/conference/account"
)

// I16: the group address as the administrator writes it.
func TestGroups(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "224.0.1.224:4000-6000": "224.0.1.224:4000-6000", " 239.1.2.3:5004-5007 ": "239.1.2.3:5004-5007",
		"224.0.1.224": "?", "192.0.2.1:4000-6000": "?", "224.0.1.224:4000": "?", "224.0.1.224:4000-4002": "?",
		"224.0.1.224:6000-4000": "?", "224.0.1.224:80-90": "?", "[ff02::1]:4000-6000": "?", "224.0.1.224:4000-70000": "?", "x:1-2": "?",
	} {
		g, err := account.ParseGroup(text)
		got := g.String()
		if err != nil {
			got = "?"
		}
		if got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
}

func FuzzGroup(f *testing.F) {
	f.Add("224.0.1.224:4000-6000")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := account.ParseGroup(text)
		if err != nil {
			return
		}
		if again, err := account.ParseGroup(g.String()); err != nil || again != g {
			t.Errorf("%q is %v, and then %v, %v", text, g, again, err)
		}
	})
}
