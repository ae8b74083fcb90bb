package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"veche/conference/account"
	"veche/signaling/api"
)

func (s *server) peopleGroup(name string) account.GroupID {
	s.t.Helper()
	var g account.PeopleGroup
	s.as("admin").want(201, "POST", "/people-groups", m{"name": name}, &g)
	return g.ID
}

// B3: an administrator puts people into groups, and finds them by these.
func TestGroupsOfPeople(t *testing.T) {
	s := newServer(t)
	boss := s.as("admin")
	sales, office := s.peopleGroup(" Sales "), s.peopleGroup("Office")
	boss.refused(409, "group_taken", "POST", "/people-groups", m{"name": "sales"})
	boss.refused(422, "name_invalid", "POST", "/people-groups", m{"name": " "})
	boss.refused(404, "group_unknown", "PATCH", "/people-groups/x", m{"name": "X"})
	boss.refused(404, "group_unknown", "DELETE", "/people-groups/x", nil)
	boss.want(200, "PATCH", "/people-groups/"+string(office), m{"name": "Back office"}, nil)
	var groups struct{ Items []account.PeopleGroup }
	boss.want(200, "GET", "/people-groups", nil, &groups)
	if want := []account.PeopleGroup{{ID: office, Name: "Back office"}, {ID: sales, Name: "Sales"}}; !slices.Equal(groups.Items, want) {
		t.Errorf("got %+v, want %+v", groups.Items, want)
	}

	var u api.User
	boss.want(200, "PATCH", "/users/anna", m{"groups": []account.GroupID{sales, office, sales}}, &u)
	if len(u.Groups) != 2 || !slices.Contains(u.Groups, sales) || !slices.Contains(u.Groups, office) {
		t.Errorf("each once: got %v", u.Groups)
	}
	boss.want(200, "PATCH", "/users/anna", m{"name": "Anna"}, &u)
	if len(u.Groups) != 2 {
		t.Errorf("left out they stay: got %v", u.Groups)
	}
	boss.refused(422, "group_unknown", "PATCH", "/users/boris", m{"groups": []string{"x"}})
	boss.refused(422, "group_unknown", "POST", "/users", m{"login": "clara", "groups": []string{"x"}})
	boss.want(201, "POST", "/users", m{"login": "clara", "groups": []account.GroupID{office}}, nil)
	for query, want := range map[string]string{
		"group=" + string(sales): "anna", "group=" + string(office): "anna clara", "group=" + string(office) + "&q=clar": "clara", "group=x": "",
	} {
		if got := s.users(query); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	boss.want(204, "DELETE", "/people-groups/"+string(office), nil, nil)
	boss.want(200, "GET", "/users/anna", nil, &u)
	if !slices.Equal(u.Groups, []account.GroupID{sales}) {
		t.Errorf("of a group that is gone: got %v", u.Groups)
	}
}

// users are the logins that a query finds.
func (s *server) users(query string) string {
	s.t.Helper()
	var page struct{ Items []api.User }
	s.as("admin").want(200, "GET", "/users?"+query, nil, &page)
	var logins []string
	for _, u := range page.Items {
		logins = append(logins, u.Login)
	}
	return strings.Join(logins, " ")
}

func TestSeveralPeopleChangeAtOnce(t *testing.T) {
	s := newServer(t)
	boss := s.as("admin")
	sales := s.peopleGroup("Sales")
	full := make([]account.GroupID, account.MostIn)
	for i := range full {
		full[i] = s.peopleGroup(fmt.Sprint(i))
	}
	boss.want(201, "POST", "/users", m{"login": "full", "groups": full}, nil)
	change := func(body m) (done struct {
		Changed       int
		Unknown, Full []string
	},
	) {
		t.Helper()
		boss.want(200, "PATCH", "/users", body, &done)
		return done
	}
	both := []string{"anna", "boris"}
	done := change(m{
		"logins": []string{"Anna", "boris", "full", "gone"}, "join": []account.GroupID{sales},
		"giveRights": []string{"operator"}, "takeRights": []string{"call"},
	})
	if done.Changed != 2 || !slices.Equal(done.Unknown, []string{"gone"}) || !slices.Equal(done.Full, []string{"full"}) {
		t.Errorf("got %+v", done)
	}
	if got := s.users("group=" + string(sales)); got != "anna boris" {
		t.Errorf("got %q", got)
	}
	if got := s.users("right=operator"); got != "anna boris" {
		t.Errorf("got %q", got)
	}
	if got := s.users("right=call"); strings.Contains(got, "anna") || strings.Contains(got, "boris") {
		t.Errorf("got %q", got)
	}
	if done = change(m{"logins": both, "leave": []account.GroupID{sales}}); done.Changed != 2 {
		t.Errorf("got %+v", done)
	}
	if got := s.users("group=" + string(sales)); got != "" {
		t.Errorf("got %q", got)
	}
	boss.refused(422, "group_unknown", "PATCH", "/users", m{"logins": both, "join": []string{"x"}})
	boss.refused(422, "right_unknown", "PATCH", "/users", m{"logins": both, "takeRights": []string{"root"}})
	boss.want(422, "PATCH", "/users", m{"logins": []string{}}, nil)
}

// D13: the address book has the groups of the people for everybody who sees these.
func TestGroupsOfPeopleInTheBook(t *testing.T) {
	s := newServer(t)
	boss, boris := s.as("admin"), s.as("boris")
	sales := s.peopleGroup("Sales")
	boss.want(200, "PATCH", "/users/anna", m{"groups": []account.GroupID{sales}}, nil)
	seen := func(c client) (groups, people string) {
		t.Helper()
		var g struct{ Items []api.ContactGroup }
		c.want(200, "GET", "/contact-groups", nil, &g)
		for _, one := range g.Items {
			groups += fmt.Sprintf("%s:%s ", one.Source, one.Name)
		}
		var p struct{ Items []api.ContactView }
		c.want(200, "GET", "/contacts?group="+string(sales), nil, &p)
		for _, one := range p.Items {
			people += fmt.Sprintf("%s:%s:%v ", one.Source, one.Login, len(one.Groups))
		}
		return groups, people
	}
	if groups, people := seen(boris); groups != "person:Sales " || people != "person:anna:1 " {
		t.Errorf("got %q, %q", groups, people)
	}
	boss.want(200, "PATCH", "/settings", m{"people": m{"listAll": false}}, nil)
	if groups, people := seen(boris); groups != "" || people != "" {
		t.Errorf("where people are not listed: got %q, %q", groups, people)
	}
	if groups, people := seen(boss); groups != "person:Sales " || people != "person:anna:1 " {
		t.Errorf("administrators see them: got %q, %q", groups, people)
	}
}
