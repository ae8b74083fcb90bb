package conference

import "context"

var errPersonal = Refuse(Conflict, "personal_room", "A personal room belongs to one person for as long as the account exists.")

// PersonalRoom returns the permanent room of owner, and makes it when there is none
// yet (ND5).
func (d *Directory) PersonalRoom(ctx context.Context, owner Person) (Definition, error) {
	room, err := d.cfg.Definitions.PersonalRoom(ctx, owner.Login)
	if KindOf(err) != NotFound {
		return room, err
	}
	room, err = d.Create(ctx, owner, Definition{
		Name: owner.Name, Personal: true, WaitForOwner: true,
		Access: Public, Guests: AllowGuestsAll(),
	})
	if errorCode(err) == "personal_room_exists" { // another page was faster
		return d.cfg.Definitions.PersonalRoom(ctx, owner.Login)
	}
	return room, err
}
