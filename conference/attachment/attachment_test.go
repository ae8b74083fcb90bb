package attachment

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCleanName(t *testing.T) {
	long := strings.Repeat("я", 200)
	for sent, want := range map[string]string{
		"plan.pdf":           "plan.pdf",
		"../../etc/passwd":   "passwd",
		`C:\Users\a\sum.xls`: "sum.xls",
		"":                   "file",
		"..":                 "file",
		"/":                  "file",
		".htaccess":          "htaccess",
		"a\x00b\n.txt":       "ab.txt",
		"exe.\u202egpj":      "exe.gpj",
		`what "is" this?`:    "what _is_ this_",
		long + ".docx":       long[:2*(120-5)] + ".docx",
	} {
		if got := CleanName(sent); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", sent, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	f.Add("a/b\\c. ")
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, sent string) {
		got := CleanName(sent)
		if got == "" || !utf8.ValidString(got) || utf8.RuneCountInString(got) > maxName || strings.ContainsAny(got, "/\\\"\r\n\x00") || got[0] == '.' {
			t.Errorf("CleanName(%q) = %q", sent, got)
		}
		if again := CleanName(got); again != got {
			t.Errorf("cleaning %q again gives %q", got, again)
		}
	})
}

func TestNothingThatABrowserRunsKeepsItsType(t *testing.T) {
	for name, want := range map[string]string{
		"a.html": "application/octet-stream", "a.SVG": "application/octet-stream", "a.js": "application/octet-stream",
		"a.xhtml": "application/octet-stream", "a": "application/octet-stream", "a.png": "image/png", "a.pdf": "application/pdf",
	} {
		if got := TypeOf(name); got != want {
			t.Errorf("TypeOf(%q) = %q, want %q", name, got, want)
		}
	}
}
