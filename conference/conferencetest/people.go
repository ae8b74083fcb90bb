package conferencetest

import (
	"context"

	"veche/conference"
)

// People finds persons by login.
type People map[string]conference.Person

var _ conference.People = People(nil)

// Person implements conference.People.
func (p People) Person(_ context.Context, login string) (conference.Person, error) {
	if who, ok := p[login]; ok {
		return who, nil
	}
	return conference.Person{}, conference.Refuse(conference.NotFound, "not_found", "There is no such person.")
}

// User is a person with the rights of an ordinary account.
func User(login string) conference.Person {
	return conference.Person{Login: login, Name: "Name of " + login, Rights: map[string]bool{
		"share_desktop": true, "show_presentation": true, "send_files": true, "receive_files": true,
		"call": true,
	}}
}
