package api

import (
	"context"
	"net/netip"
	"strings"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/conference/telephony"
	"veche/signaling/auth"
)

// settings of the server, and what of them everybody may know.
func (a *API) settings() {
	route(a, op{"GET", "/settings", "Settings of the server", administrator, 0}, a.readSettings)
	route(a, op{"PATCH", "/settings", "Change settings of the server", administrator, 0}, a.changeSettings)
	route(a, op{"GET", "/server", "What the server is", anybody, 0}, a.server)
}

func (a *API) readSettings(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[account.Settings], error) {
	s, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	return answer(s), nil
}

type changeSettingsRequest struct {
	Body struct {
		Revision   int64   `json:"revision,omitempty" doc:"The change is refused if the settings have another one meanwhile; left out: whatever it is"`
		ServerName *string `json:"serverName,omitempty"`
		Brand      *struct {
			Accent *string `json:"accent,omitempty" maxLength:"20" doc:"As #rrggbb; empty: that of Veche. Where it could not be read, a lighter or darker one is drawn"`
		} `json:"brand,omitempty"`
		Contacts *struct {
			Name  *string `json:"name,omitempty"`
			Phone *string `json:"phone,omitempty"`
			EMail *string `json:"email,omitempty"`
		} `json:"contacts,omitempty"`
		EquipmentURL *string `json:"equipmentUrl,omitempty"`
		Language     *string `json:"language,omitempty"`
		Zone         *string `json:"zone,omitempty" doc:"IANA name of the time zone for those who chose none"`
		Lockout      *struct {
			Attempts *int `json:"attempts,omitempty" doc:"0 turns the lock-out off"`
			Minutes  *int `json:"minutes,omitempty"`
		} `json:"lockout,omitempty"`
		Guests *struct {
			Allowed *bool `json:"allowed,omitempty"`
		} `json:"guests,omitempty"`
		People *struct {
			ListAll *bool `json:"listAll,omitempty" doc:"Everybody sees all accounts in the address book"`
		} `json:"people,omitempty"`
		Limits *struct {
			Participants        *int   `json:"participants,omitempty"`
			ConferencesPerUser  *int   `json:"conferencesPerUser,omitempty"`
			FileBytes           *int64 `json:"fileBytes,omitempty"`
			UserFileBytes       *int64 `json:"userFileBytes,omitempty"`
			ConferenceFileBytes *int64 `json:"conferenceFileBytes,omitempty"`
		} `json:"limits,omitempty"`
		Recording *struct {
			Enabled  *bool `json:"enabled,omitempty"`
			MaxHours *int  `json:"maxHours,omitempty" doc:"Of one recording, 1 to 24"`
			KeepDays *int  `json:"keepDays,omitempty" doc:"After its end; 0: for ever"`
		} `json:"recording,omitempty"`
		Messages *struct {
			KeepDays *int `json:"keepDays,omitempty" doc:"Messages outside conferences and their files; 0: for ever"`
		} `json:"messages,omitempty"`
		Instant *struct {
			KeepDays *int `json:"keepDays,omitempty" doc:"Instant conferences and calls without recordings and files, after their end; 0: for ever"`
		} `json:"instant,omitempty"`
		Streams *struct {
			Enabled       *bool   `json:"enabled,omitempty" doc:"Conferences can be read as RTSP streams"`
			Readers       *int    `json:"readers,omitempty" doc:"Of all conferences together; 0: no limit"`
			ReadersOfEach *int    `json:"readersOfEach,omitempty" doc:"Of one, where its owner sets none; 0: no limit"`
			Group         *string `json:"group,omitempty" doc:"Group address and ports of multicast, such as 224.0.1.224:4000-6000; empty: none"`
			TTL           *int    `json:"ttl,omitempty" doc:"How many routers multicast passes"`
		} `json:"streams,omitempty"`
		Calls *struct {
			Enabled *bool     `json:"enabled,omitempty" doc:"To terminals and telephones"`
			Cameras *bool     `json:"cameras,omitempty" doc:"May be taken into conferences"`
			Numbers *[]string `json:"numbers,omitempty" maxItems:"200" doc:"Telephone numbers that may be called, as patterns: x is any digit, . at the end any more digits, as in 8xxx or +7."`
		} `json:"calls,omitempty"`
		Participation *struct {
			Required    *bool              `json:"required,omitempty" doc:"Only accounts with permission take part in conferences"`
			Prolong     *bool              `json:"prolong,omitempty" doc:"Whose permission is temporary may prolong it by a day"`
			Shown       *bool              `json:"shown,omitempty" doc:"People see their permission in the cabinet"`
			Initial     *access.Permission `json:"initial,omitempty" enum:"permanent,until,none" doc:"What new accounts get"`
			InitialDays *int               `json:"initialDays,omitempty" doc:"With until: for so many days"`
		} `json:"participation,omitempty"`
		Planning *struct {
			RemindersAllowed *bool  `json:"remindersAllowed,omitempty" doc:"People are reminded of scheduled conferences by mail"`
			Reminders        *[]int `json:"reminders,omitempty" maxItems:"4" doc:"How many minutes before the start, where the owner sets none"`
		} `json:"planning,omitempty"`
		Telephony *struct {
			Encryption *telephony.Encryption `json:"encryption,omitempty" doc:"off, optional or required"`
			Trusted    *[]string             `json:"trusted,omitempty" maxItems:"500" doc:"Networks or addresses that are never limited"`
			Blocked    *[]string             `json:"blocked,omitempty" maxItems:"500" doc:"Networks or addresses that are never answered"`
		} `json:"telephony,omitempty"`
	}
}

// apply takes up what was given.
func (in *changeSettingsRequest) apply(s *account.Settings) error {
	given := &in.Body
	set(&s.ServerName, given.ServerName)
	if b := given.Brand; b != nil {
		set(&s.Brand.Accent, b.Accent)
	}
	set(&s.EquipmentURL, given.EquipmentURL)
	set(&s.Language, given.Language)
	set(&s.Zone, given.Zone)
	if c := given.Contacts; c != nil {
		set(&s.Contacts.Name, c.Name)
		set(&s.Contacts.Phone, c.Phone)
		set(&s.Contacts.EMail, c.EMail)
	}
	if l := given.Lockout; l != nil {
		set(&s.Lockout.Attempts, l.Attempts)
		set(&s.Lockout.Minutes, l.Minutes)
	}
	if g := given.Guests; g != nil {
		set(&s.Guests.Allowed, g.Allowed)
	}
	if p := given.People; p != nil {
		set(&s.People.ListAll, p.ListAll)
	}
	if l := given.Limits; l != nil {
		set(&s.Limits.Participants, l.Participants)
		set(&s.Limits.ConferencesPerUser, l.ConferencesPerUser)
		set(&s.Limits.FileBytes, l.FileBytes)
		set(&s.Limits.UserFileBytes, l.UserFileBytes)
		set(&s.Limits.ConferenceFileBytes, l.ConferenceFileBytes)
	}
	if r := given.Recording; r != nil {
		set(&s.Recording.Enabled, r.Enabled)
		set(&s.Recording.MaxHours, r.MaxHours)
		set(&s.Recording.KeepDays, r.KeepDays)
	}
	if m := given.Messages; m != nil {
		set(&s.Messages.KeepDays, m.KeepDays)
	}
	if i := given.Instant; i != nil {
		set(&s.Instant.KeepDays, i.KeepDays)
	}
	if c := given.Calls; c != nil {
		set(&s.Calls.Enabled, c.Enabled)
		set(&s.Calls.Cameras, c.Cameras)
		set(&s.Calls.Numbers, c.Numbers)
	}
	if c := given.Streams; c != nil {
		set(&s.Streams.Enabled, c.Enabled)
		set(&s.Streams.Readers, c.Readers)
		set(&s.Streams.ReadersOfEach, c.ReadersOfEach)
		set(&s.Streams.Group, c.Group)
		set(&s.Streams.TTL, c.TTL)
	}
	if p := given.Participation; p != nil {
		set(&s.Participation.Required, p.Required)
		set(&s.Participation.MayProlong, p.Prolong)
		set(&s.Participation.Shown, p.Shown)
		set(&s.Participation.Initial, p.Initial)
		set(&s.Participation.InitialDays, p.InitialDays)
	}
	if c := given.Planning; c != nil {
		set(&s.Planning.RemindersAllowed, c.RemindersAllowed)
		set(&s.Planning.Reminders, c.Reminders)
	}
	t := given.Telephony
	if t == nil {
		return nil
	}
	set(&s.Telephony.Encryption, t.Encryption)
	if err := setNetworks(&s.Telephony.Trusted, t.Trusted, "telephony.trusted"); err != nil {
		return err
	}
	return setNetworks(&s.Telephony.Blocked, t.Blocked, "telephony.blocked")
}

// setNetworks takes up what was given, as people type it.
func setNetworks(to *[]netip.Prefix, given *[]string, field string) error {
	if given == nil {
		return nil
	}
	networks := make([]netip.Prefix, 0, len(*given))
	for _, text := range *given {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		n, err := telephony.ParseNetwork(text)
		if err != nil {
			return &conference.Error{
				Kind: conference.Invalid, Code: "network_invalid", Field: field,
				Detail: "A network is an address with or without a length, as in 192.0.2.0/24.",
			}
		}
		networks = append(networks, n)
	}
	*to = networks
	return nil
}

func (a *API) changeSettings(ctx context.Context, _ auth.Identity, in *changeSettingsRequest) (*body[account.Settings], error) {
	s, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.Revision != 0 && in.Body.Revision != s.Revision {
		return nil, account.ErrChangedMeanwhile
	}
	if err := in.apply(&s); err != nil {
		return nil, err
	}
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if s, err = a.cfg.Settings.ChangeSettings(ctx, s); err != nil {
		return nil, err
	}
	a.telephonyChanged()
	return answer(s), nil
}

// Server is what the start page shows.
type Server struct {
	Name          string           `json:"name"`
	Version       string           `json:"version"`
	Contacts      account.Contacts `json:"contacts"`
	EquipmentURL  string           `json:"equipmentUrl" doc:"Empty: no link"`
	Language      string           `json:"language" doc:"For those who chose none"`
	Zone          string           `json:"zone" doc:"For those who chose none"`
	Mail          bool             `json:"mail" doc:"This server sends letters"`
	Languages     []string         `json:"languages" nullable:"false"`
	GuestsAllowed bool             `json:"guestsAllowed"`
	Recording     bool             `json:"recording" doc:"This server can record, and its settings allow it"`
}

func (a *API) server(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[Server], error) {
	s, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	return answer(Server{
		Name: s.ServerName, Version: a.cfg.Version, Contacts: s.Contacts, EquipmentURL: s.EquipmentURL,
		Language: s.Language, Zone: s.Zone, Mail: s.Mail.Ready(), Languages: a.cfg.Languages, GuestsAllowed: s.Guests.Allowed,
		Recording: a.cfg.Directory.Features().Recording,
	}), nil
}
