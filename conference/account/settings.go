package account

import (
	"context"
	"net/url"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/brand"
	"veche/conference/plain"
	"veche/conference/telephony"
)

// Settings of the server that its administrator changes while it runs.
type Settings struct {
	ServerName   string            `json:"serverName"`
	Brand        brand.Brand       `json:"brand"`
	Contacts     Contacts          `json:"contacts"`     // A6
	EquipmentURL string            `json:"equipmentUrl"` // A5; empty: no link
	Language     string            `json:"language"`     // of pages for those who chose none
	Lockout      Lockout           `json:"lockout"`
	Guests       Guests            `json:"guests"`
	Limits       Limits            `json:"limits"`
	Recording    Recording         `json:"recording"`
	Calls        Calls             `json:"calls"`
	Telephony    telephony.Gateway `json:"telephony"`
	Streams      Streams           `json:"streams"`
	Planning     Planning          `json:"planning"`
	People       PeopleList        `json:"people"`
	Mail         Mail              `json:"mail"`
	Messages     Messages          `json:"messages"`
	Instant      Instant           `json:"instant"`
	// Participation is who may take part in conferences (D6).
	Participation ParticipationPolicy `json:"participation"`
	// Zone is the IANA name of the zone in which people are shown times who chose none.
	Zone     string `json:"zone"`
	Revision int64  `json:"revision"` // grows by one with each stored change
}

// Contacts of the administrator (A6).
type Contacts struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	EMail string `json:"email"`
}

// Lockout is D2: so many wrong passwords in a row block for so many minutes.
type Lockout struct {
	Attempts int `json:"attempts"` // 0: off
	Minutes  int `json:"minutes"`
}

// Guests is the policy for people without an account.
type Guests struct {
	Allowed bool `json:"allowed"` // false: nobody joins a public conference as a guest
}

// PeopleList is what people may know of one another.
type PeopleList struct {
	ListAll bool `json:"listAll"` // everybody sees all accounts in the address book
}

// Limits of the server.
type Limits struct {
	Participants        int   `json:"participants"`        // in one conference (P1)
	ConferencesPerUser  int   `json:"conferencesPerUser"`  // owned by one person
	FileBytes           int64 `json:"fileBytes"`           // of one file; 0: no files at all
	UserFileBytes       int64 `json:"userFileBytes"`       // of all files one person sent
	ConferenceFileBytes int64 `json:"conferenceFileBytes"` // of all files in one conference
}

// Recording is what owners may record, and for how long it is kept (L2).
type Recording struct {
	Enabled  bool `json:"enabled"`
	MaxHours int  `json:"maxHours"` // of one recording, 1 to 24
	KeepDays int  `json:"keepDays"` // after its end; 0: for ever
}

// Keep is for how long a recording is kept after its end; 0: for ever.
func (r Recording) Keep() time.Duration { return time.Duration(r.KeepDays) * 24 * time.Hour }

// Policy is what conferences are told of it.
func (r Recording) Policy() conference.RecordingPolicy {
	return conference.RecordingPolicy{Enabled: r.Enabled, Limit: time.Duration(r.MaxHours) * time.Hour}
}

// Messages are what people write to one another outside conferences.
type Messages struct {
	KeepDays int `json:"keepDays"` // messages and their files; 0: for ever
}

// Instant is what becomes of meetings and calls that stand in no list (F7).
type Instant struct {
	// KeepDays is for how long after its end one can be found by its link; 0: for ever.
	// One with recordings or files stays as long as these.
	KeepDays int `json:"keepDays"`
}

// Keep is for how long one is kept after its end; 0: for ever.
func (i Instant) Keep() time.Duration { return time.Duration(i.KeepDays) * 24 * time.Hour }

// Calls are the rules on calls to terminals, telephones and cameras.
type Calls struct {
	Enabled bool `json:"enabled"`
	// Cameras may be taken into conferences, whether or not calls are enabled.
	Cameras bool `json:"cameras"`
	// Numbers that may be called, as patterns of [conference.CallPolicy]; none: no
	// telephone numbers, for they cost money.
	Numbers []string `json:"numbers"`
}

const maxNumberPatterns = 200

// Policy is what conferences are told of it.
func (c Calls) Policy() conference.CallPolicy {
	return conference.CallPolicy{Enabled: c.Enabled, NoCameras: !c.Cameras, Numbers: c.Numbers}
}

// validate tidies the patterns.
func (c *Calls) validate() error {
	numbers := []string{}
	for _, pattern := range c.Numbers {
		if pattern = strings.TrimSpace(pattern); pattern == "" {
			continue
		}
		if !conference.ValidNumberPattern(pattern) {
			return field(conference.Invalid, "calls.numbers", "pattern_invalid",
				`A pattern consists of digits, "x" for any digit, and "." at the end for any more digits.`)
		}
		numbers = append(numbers, pattern)
	}
	if len(numbers) > maxNumberPatterns {
		return field(conference.Invalid, "calls.numbers", "patterns_many", "There can be at most 200 patterns.")
	}
	c.Numbers = numbers
	return nil
}

// DefaultSettings are those of a new server.
func DefaultSettings() Settings {
	return Settings{
		ServerName:    "Veche",
		Language:      "en",
		Lockout:       Lockout{Attempts: 5, Minutes: 15},
		Guests:        Guests{Allowed: true},
		Recording:     Recording{Enabled: true, MaxHours: 24},
		Instant:       Instant{KeepDays: 30},
		Calls:         Calls{Enabled: true, Cameras: true, Numbers: []string{}},
		Telephony:     telephony.DefaultGateway(),
		Streams:       Streams{Enabled: true, ReadersOfEach: 50, TTL: 1},
		Planning:      Planning{RemindersAllowed: true, Reminders: []int{15}},
		People:        PeopleList{ListAll: true},
		Mail:          DefaultMail(),
		Participation: DefaultParticipation(),
		Zone:          "UTC",
		Limits: Limits{
			Participants:        500,
			ConferencesPerUser:  100,
			FileBytes:           50 << 20,
			UserFileBytes:       2 << 30,
			ConferenceFileBytes: 2 << 30,
		},
	}
}

// Validate tidies what was typed and reports the first thing that cannot be
// stored, as an Invalid with its Field.
func (s *Settings) Validate() error {
	for _, t := range []struct {
		text  *string
		limit int
		field string
	}{
		{&s.ServerName, 100, "serverName"},
		{&s.Contacts.Name, 100, "contacts.name"},
		{&s.Contacts.Phone, 50, "contacts.phone"},
		{&s.Contacts.EMail, 254, "contacts.email"},
		{&s.EquipmentURL, 500, "equipmentUrl"},
	} {
		*t.text = strings.TrimSpace(*t.text)
		if !plain.Line(*t.text, t.limit) {
			return field(conference.Invalid, t.field, "text_invalid", "This text is too long or has characters that cannot be shown.")
		}
	}
	if s.ServerName == "" {
		return field(conference.Invalid, "serverName", "name_invalid", "The server needs a name.")
	}
	if accent := s.Brand.Accent; accent != "" {
		c, ok := brand.ParseColour(accent)
		if !ok {
			return field(conference.Invalid, "brand.accent", "colour_invalid", "A colour is written as # and six hexadecimal digits, as in #a34a14.")
		}
		s.Brand.Accent = c.String()
	}
	if s.Contacts.EMail != "" && !ValidEMail(s.Contacts.EMail) {
		return field(conference.Invalid, "contacts.email", "email_invalid", "This is not an e-mail address.")
	}
	if s.EquipmentURL != "" && !webAddress(s.EquipmentURL) {
		return field(conference.Invalid, "equipmentUrl", "url_invalid", "This is not an address beginning with https:// or http://.")
	}
	if !ValidLanguage(s.Language) {
		return field(conference.Invalid, "language", "language_invalid", "This is not a language code.")
	}
	if !ValidZone(s.Zone) {
		return field(conference.Invalid, "zone", "zone_invalid", "There is no such time zone.")
	}
	if err := s.Mail.Validate("mail."); err != nil {
		return err
	}
	if err := s.Calls.validate(); err != nil {
		return err
	}
	if err := s.Streams.validate(); err != nil {
		return err
	}
	if err := s.Planning.validate(); err != nil {
		return err
	}
	if err := s.Participation.validate(); err != nil {
		return err
	}
	if err := s.validateNumbers(); err != nil {
		return err
	}
	return s.Telephony.Validate("telephony.")
}

func (s *Settings) validateNumbers() error {
	for _, n := range []struct {
		value, low, high int64
		field            string
	}{
		{int64(s.Lockout.Attempts), 0, 1000, "lockout.attempts"},
		{int64(s.Lockout.Minutes), 1, 7 * 24 * 60, "lockout.minutes"},
		{int64(s.Limits.Participants), 2, 10_000, "limits.participants"}, // NB7
		{int64(s.Limits.ConferencesPerUser), 1, 100_000, "limits.conferencesPerUser"},
		{int64(s.Recording.MaxHours), 1, 24, "recording.maxHours"},
		{int64(s.Recording.KeepDays), 0, 36_500, "recording.keepDays"},
		{int64(s.Participation.InitialDays), 1, 3650, "participation.initialDays"},
		{int64(s.Messages.KeepDays), 0, 36_500, "messages.keepDays"},
		{int64(s.Instant.KeepDays), 0, 36_500, "instant.keepDays"},
		{int64(s.Streams.Readers), 0, 100_000, "streams.readers"},
		{int64(s.Streams.ReadersOfEach), 0, 10_000, "streams.readersOfEach"},
		{int64(s.Streams.TTL), 1, 255, "streams.ttl"},
		{s.Limits.FileBytes, 0, 10 << 30, "limits.fileBytes"},
		{s.Limits.UserFileBytes, 0, 1 << 50, "limits.userFileBytes"},
		{s.Limits.ConferenceFileBytes, 0, 1 << 50, "limits.conferenceFileBytes"},
	} {
		if n.value < n.low || n.value > n.high {
			return field(conference.Invalid, n.field, "number_range", "This number is out of range.")
		}
	}
	return nil
}

// webAddress keeps "javascript:" and the like out of a link on the start page.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// SettingsRepository keeps the settings of the server.
type SettingsRepository interface {
	// Settings returns the stored ones, or DefaultSettings with Revision 0.
	Settings(ctx context.Context) (Settings, error)
	// ChangeSettings stores s if the stored Revision is s.Revision, and returns
	// it with the next one; otherwise Conflict, code "changed_meanwhile".
	ChangeSettings(ctx context.Context, s Settings) (Settings, error)
}
