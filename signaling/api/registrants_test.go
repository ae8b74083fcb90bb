package api_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"veche/conference/registration"
	"veche/signaling/api"
)

// registrants are those that a list has, by first name.
func registrants(t *testing.T, c client, at string) (names []string, next string, total int) {
	t.Helper()
	var list struct {
		Items []api.RegistrantView
		Next  string
		Total int
	}
	c.want(200, "GET", at, nil, &list)
	for i := range list.Items {
		names = append(names, list.Items[i].FirstName)
	}
	return names, list.Next, list.Total
}

// M3, M4: the list of owners is sorted, searched and filtered.
func TestListRegistrants(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	c := webinar(t, anna, time.Hour, nil)
	at := "/conferences/" + string(c.CID) + "/registrations"
	begin := time.Now().UTC().Add(-time.Hour)
	for i, r := range []registration.Registrant{
		{FirstName: "Clara", EMail: "a@example.org", Answers: map[string]string{"own1": "39"}},
		{FirstName: "anna", EMail: "c@example.org", Answers: map[string]string{"own1": "38, wide"}},
		{FirstName: "Boris", EMail: "b@example.org"},
	} {
		r.ID, r.Conference, r.Created = registration.NewID(), c.ID, begin.Add(time.Duration(i)*time.Minute)
		if _, _, err := s.store.CreateRegistrant(t.Context(), r, registration.Most); err != nil {
			t.Fatal(err)
		}
	}
	minute := begin.Add(time.Minute).Format(time.RFC3339Nano)
	for query, want := range map[string]string{
		"":                               "Clara anna Boris",
		"?order=desc":                    "Boris anna Clara",
		"?sort=name":                     "anna Boris Clara",
		"?sort=name&order=desc":          "Clara Boris anna",
		"?sort=email":                    "Clara Boris anna",
		"?q=AN":                          "anna",
		"?q=b@":                          "Boris",
		"?field=own1":                    "Clara anna",
		"?field=own1&answer=WIDE":        "anna",
		"?field=own1&answer=40":          "",
		"?took=no&sort=name":             "anna Boris Clara",
		"?took=yes":                      "",
		"?from=" + minute:                "anna Boris",
		"?to=" + minute:                  "Clara anna",
		"?from=" + minute + "&q=example": "anna Boris",
	} {
		names, _, total := registrants(t, anna, at+query)
		if got := strings.Join(names, " "); got != want || total != len(names) {
			t.Errorf("%s: got %s of %d", query, got, total)
		}
	}
	for _, query := range []string{"?limit=2&", "?limit=2&order=desc&", "?limit=2&sort=name&"} {
		first, next, _ := registrants(t, anna, at+query)
		second, end, total := registrants(t, anna, at+query+"cursor="+next)
		if all := slices.Concat(first, second); len(first) != 2 || len(all) != 3 || end != "" || total != 3 || first[1] == second[0] {
			t.Errorf("%s: got %s, %s", query, first, second)
		}
	}
	anna.want(422, "GET", at+"?sort=shoes", nil, nil)
}

// M7: all of them as a table, in which nothing is a formula.
func TestTableOfRegistrants(t *testing.T) {
	s := newServer(t)
	anna, guest := s.as("anna"), client{s: s}
	c := webinar(t, anna, time.Hour, nil)
	at := "/conferences/" + string(c.CID) + "/registrations"
	guest.want(201, "POST", at, m{"answers": m{"first_name": "=1+1", "email": "greta@example.org", "own1": "38, wide"}}, nil)
	res, raw := anna.do("GET", at+".csv?zone=Europe/Moscow&language=ru&q=nobody", nil)
	table := string(raw)
	if res.StatusCode != 200 || !strings.HasPrefix(table, "\uFEFF№,Имя,Эл. почта,Фамилия,Shoe size,Логин,Зарегистрирован (Europe/Moscow),") ||
		!strings.Contains(table, "1,'=1+1,greta@example.org,,\"38, wide\",,") || !strings.Contains(table, "через форму,нет,,00:00:00\r\n") || strings.Contains(table, "#r=") {
		t.Errorf("got %d %s", res.StatusCode, table)
	}
	if got := res.Header.Get("Content-Disposition"); !strings.Contains(got, string(c.CID)+"-registrations.csv") {
		t.Errorf("got %s", got)
	}
	if res, _ := guest.do("GET", at+".csv", nil); res.StatusCode != 401 {
		t.Errorf("a guest: %d", res.StatusCode)
	}
}

// G22: how it stands, for those who manage it.
func TestRegistrationNow(t *testing.T) {
	s := newServer(t)
	anna := s.as("anna")
	c := webinar(t, anna, time.Hour, m{"closeWhenFull": true})
	at := "/conferences/" + string(c.CID)
	anna.want(200, "PATCH", at, m{"revision": c.Revision, "maxParticipants": 1}, &c)
	if n := c.RegistrationNow; n == nil || !n.Open || n.Closes == nil || n.Places != 1 {
		t.Errorf("got %+v", n)
	}
	client{s: s}.want(201, "POST", at+"/registrations", answers("a@b.c"), nil)
	anna.want(200, "GET", at, nil, &c)
	if n := c.RegistrationNow; n == nil || n.Open || n.WhyNot != "full" || c.Registered != 1 {
		t.Errorf("got %+v", n)
	}
}
