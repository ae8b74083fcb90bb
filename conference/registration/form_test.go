package registration

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/schedule"
)

var (
	noon   = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	fields = []schedule.Field{
		{Key: "first_name", Required: true},
		{Key: "last_name"},
		{Key: "email", Required: true},
		{Key: "company"},
		{Key: "own1", Label: "Shoe size", Required: true},
	}
)

func TestForm(t *testing.T) {
	good := map[string]string{"first_name": "Anna", "email": "anna@example.org", "own1": "38"}
	for name, c := range map[string]struct {
		change      map[string]string
		field, code string
	}{
		"A11 what is mandatory is there":  {nil, "", ""},
		"A11 a mandatory field is empty":  {map[string]string{"own1": " \n"}, "own1", "answer_required"},
		"the name is always mandatory":    {map[string]string{"first_name": "\u202e"}, "first_name", "answer_required"},
		"the e-mail is always mandatory":  {map[string]string{"email": ""}, "email", "answer_required"},
		"an answer of 1,000 characters":   {map[string]string{"own1": strings.Repeat("я", 1000)}, "", ""},
		"an answer of 1,001 characters":   {map[string]string{"own1": strings.Repeat("я", 1001)}, "own1", "answer_long"},
		"a name of 51":                    {map[string]string{"last_name": strings.Repeat("я", 51)}, "last_name", "answer_long"},
		"no e-mail address":               {map[string]string{"email": "anna"}, "email", "email_invalid"},
		"an e-mail with a name":           {map[string]string{"email": "Anna <anna@example.org>"}, "email", "email_invalid"},
		"an e-mail with a second header":  {map[string]string{"email": "a@b.c\nBcc: d@e.f"}, "email", "email_invalid"},
		"two e-mail addresses":            {map[string]string{"email": "a@b.c, d@e.f"}, "email", "email_invalid"},
		"fields that the form has not":    {map[string]string{"phone": "+7", "__proto__": "x"}, "", ""},
		"an optional field is taken up":   {map[string]string{"company": "ACME"}, "", ""},
		"letters of the e-mail are small": {map[string]string{"email": " Anna@Example.ORG "}, "", ""},
	} {
		answers := map[string]string{}
		maps.Copy(answers, good)
		maps.Copy(answers, c.change)
		r, err := New("aa", fields, Form{Answers: answers, Language: "ru-RU", Zone: "Europe/Moscow"}, noon)
		e, _ := errors.AsType[*conference.Error](err)
		if (err == nil) != (c.code == "") || e != nil && (e.Code != c.code || e.Field != c.field || e.Kind != conference.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
		if err == nil && (r.EMail != "anna@example.org" || r.Name() != "Anna" || r.Token == "" || r.Answer("phone") != "") {
			t.Errorf("%s: got %+v", name, r)
		}
	}
}

func TestFormOfALine(t *testing.T) {
	r, err := New("aa", fields, Form{Answers: map[string]string{
		"first_name": " Anna\nMaria ", "last_name": "Ivanova", "email": "a@b.c", "own1": "one\ntwo",
	}, Language: "de", Zone: "Moon/Sea"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if r.Name() != "Anna Maria Ivanova" || r.Answer("own1") != "one\ntwo" || r.Language != "en" || r.Zone != "" {
		t.Errorf("got %+v", r)
	}
	r.ID, r.Token = "", ""
	want := Registrant{
		Conference: "aa", Created: noon, Asked: noon, EMail: "a@b.c", FirstName: "Anna Maria", LastName: "Ivanova",
		Answers: map[string]string{"own1": "one\ntwo"}, Language: "en",
	}
	if !reflect.DeepEqual(r, want) {
		t.Errorf("got %+v", r)
	}
}

// A13: what is in the link is told by no log, no JSON and no print.
func TestTokenIsHidden(t *testing.T) {
	r := Registrant{Token: NewToken()}
	raw, _ := json.Marshal(r)
	for _, text := range []string{string(raw), fmt.Sprint(r), fmt.Sprintf("%+v %#v", r, r.Token), r.Token.LogValue().String()} {
		if strings.Contains(text, string(r.Token)) {
			t.Errorf("told: %s", text)
		}
	}
	if got := r.Token.Link("https://host/c/1"); got != "https://host/c/1#r="+string(r.Token) {
		t.Errorf("got %s", got)
	}
	if _, ok := r.Token.Hash(); !ok || len(r.Token) != 43 {
		t.Error("no token")
	}
}

func FuzzToken(f *testing.F) {
	f.Add(string(NewToken()))
	f.Add("")
	f.Add(strings.Repeat("=", 43))
	f.Fuzz(func(t *testing.T, text string) {
		if _, ok := Token(text).Hash(); ok && len(text) != 43 {
			t.Errorf("%q is a token", text)
		}
	})
}

func FuzzForm(f *testing.F) {
	f.Add("Anna", "anna@example.org", "38")
	f.Add("\u202eanna", "a@[::1]", "\x00\xff")
	f.Add("", "\"a b\"@c", strings.Repeat("x", 1001))
	f.Fuzz(func(t *testing.T, name, email, own string) {
		r, err := New("aa", fields, Form{Answers: map[string]string{"first_name": name, "email": email, "own1": own}}, noon)
		if err != nil {
			return
		}
		if r.Name() == "" || strings.ContainsAny(r.Name()+r.EMail, "\r\n") || strings.ContainsAny(r.EMail, " <>,\"") {
			t.Errorf("%q, %q", r.Name(), r.EMail)
		}
		again, err := New("aa", fields, Form{Answers: map[string]string{"first_name": r.FirstName, "email": r.EMail, "own1": r.Answer("own1")}}, noon)
		if err != nil || again.Name() != r.Name() || again.EMail != r.EMail || again.Answer("own1") != r.Answer("own1") {
			t.Errorf("%+v filled in again becomes %+v, %v", r, again, err)
		}
	})
}
