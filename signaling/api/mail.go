package api

import (
	"context"
	"slices"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/post"
	"veche/signaling/auth"
	"veche/signaling/mail"
)

// Mail writes and sends letters.
type Mail interface {
	Status(ctx context.Context) (mail.Status, error)
	// TryNow tells that settings are others now, or that somebody waits.
	TryNow()
	Try(ctx context.Context, s *account.Settings, to post.Address, language string) (string, error)
	Sample(ctx context.Context, key post.TextKey, text *post.Text, name string) (subject, plain, html string, err error)
}

// mail is what administrators do with letters (NC4).
func (a *API) mail() {
	route(a, op{"GET", "/admin/mail", "How letters are sent, and how that goes", administrator, 0}, a.mailState)
	route(a, op{"PATCH", "/admin/mail", "Change how letters are sent", administrator, 0}, a.changeMail)
	route(a, op{"POST", "/admin/mail/test", "Send a letter at once, by settings that need not be stored", administrator, 0}, a.tryMail)
	route(a, op{"GET", "/admin/mail/letters", "Letters, the newest first", administrator, 0}, a.listLetters)
	route(a, op{"POST", "/admin/mail/letters/{id}/retry", "Send a letter now that waits or has failed", administrator, 204}, a.retryLetter)
	route(a, op{"DELETE", "/admin/mail/letters/{id}", "Forget a letter that waits or has failed", administrator, 0}, a.deleteLetter)
	route(a, op{"GET", "/admin/mail/texts", "What letters say, in all languages", administrator, 0}, a.listTexts)
	route(a, op{"PUT", "/admin/mail/texts/{occasion}/{language}", "Say something else in letters", administrator, 204}, a.setText)
	route(a, op{"DELETE", "/admin/mail/texts/{occasion}/{language}", "Go back to the text of the product", administrator, 0}, a.deleteText)
	route(a, op{"POST", "/admin/mail/texts/{occasion}/{language}/preview", "How a letter looks with a text", administrator, 0}, a.previewText)
}

// MailState is the settings of mail with how sending goes.
type MailState struct {
	Settings account.Mail `json:"settings" doc:"Without the password"`
	Revision int64        `json:"revision" doc:"Of the settings of the server"`
	Waiting  int          `json:"waiting"`
	Failed   int          `json:"failed"`
	Error    string       `json:"error,omitempty" doc:"Why nothing is sent at the moment, in the words of the mail server"`
	Since    *time.Time   `json:"since,omitempty" doc:"Of the error"`
	Next     *time.Time   `json:"next,omitempty" doc:"When it is tried again"`
}

func (a *API) mailState(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[MailState], error) {
	s, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	return a.answerMail(ctx, &s)
}

func (a *API) answerMail(ctx context.Context, s *account.Settings) (*body[MailState], error) {
	status, err := a.cfg.Mail.Status(ctx)
	if err != nil {
		return nil, err
	}
	state := MailState{Settings: s.Mail, Revision: s.Revision, Waiting: status.Waiting, Failed: status.Failed}
	if status.Error != "" && s.Mail.Ready() {
		state.Error, state.Since, state.Next = status.Error, &status.Since, &status.Next
	}
	return answer(state), nil
}

// MailInput is what may be said of how letters are sent; what is left out stays.
type MailInput struct {
	Enabled     *bool                 `json:"enabled,omitempty"`
	Host        *string               `json:"host,omitempty" doc:"Name or address of the mail server"`
	Port        *int                  `json:"port,omitempty" doc:"0: 587 with STARTTLS, 465 with TLS, 25 without"`
	Security    *account.MailSecurity `json:"security,omitempty" doc:"starttls, opportunistic, tls or none"`
	Certificate *string               `json:"certificate,omitempty" doc:"PEM, trusted beside those of the system"`
	Auth        *account.MailAuth     `json:"auth,omitempty" doc:"none, auto, plain, login, cram-md5 or xoauth2"`
	Login       *string               `json:"login,omitempty"`
	Password    *string               `json:"password,omitempty" doc:"Or a token, with xoauth2. Empty: none any more"`
	FromName    *string               `json:"fromName,omitempty" doc:"Empty: the name of the server"`
	FromAddress *string               `json:"fromAddress,omitempty"`
}

// apply takes up what was given. Who points us at another server must know the password:
// else it would be sent wherever a stolen session likes.
func (in *MailInput) apply(m *account.Mail) error {
	before := *m
	set(&m.Enabled, in.Enabled)
	set(&m.Host, in.Host)
	set(&m.Port, in.Port)
	set(&m.Security, in.Security)
	set(&m.Certificate, in.Certificate)
	set(&m.Auth, in.Auth)
	set(&m.Login, in.Login)
	set(&m.Password, in.Password)
	set(&m.FromName, in.FromName)
	set(&m.FromAddress, in.FromAddress)
	elsewhere := m.Host != before.Host || m.EffectivePort() != before.EffectivePort() || m.Security != before.Security || m.Certificate != before.Certificate
	if elsewhere && in.Password == nil && m.Password != "" {
		return errPasswordAgain
	}
	return nil
}

type changeMailRequest struct {
	Body struct {
		Revision int64 `json:"revision,omitempty" doc:"The change is refused if the settings have another one meanwhile; left out: whatever it is"`
		MailInput
	}
}

func (a *API) changeMail(ctx context.Context, _ auth.Identity, in *changeMailRequest) (*body[MailState], error) {
	s, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.Revision != 0 && in.Body.Revision != s.Revision {
		return nil, account.ErrChangedMeanwhile
	}
	if err := in.Body.apply(&s.Mail); err != nil {
		return nil, err
	}
	if err := s.Mail.Validate(""); err != nil {
		return nil, err
	}
	if s, err = a.cfg.Settings.ChangeSettings(ctx, s); err != nil {
		return nil, err
	}
	a.cfg.Mail.TryNow()
	return a.answerMail(ctx, &s)
}

type tryMailRequest struct {
	Body struct {
		To string `json:"to,omitempty" maxLength:"254" doc:"Left out: the own address"`
		MailInput
	}
}

// MailAnswer is what the mail server said.
type MailAnswer struct {
	Answer string `json:"answer"`
}

// trialTime is how long somebody waits for a letter that is sent at once.
const trialTime = 30 * time.Second

func (a *API) tryMail(ctx context.Context, who auth.Identity, in *tryMailRequest) (*body[MailAnswer], error) {
	s, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	if err := in.Body.apply(&s.Mail); err != nil {
		return nil, err
	}
	s.Mail.Enabled = true
	if err := s.Mail.Validate(""); err != nil {
		return nil, err
	}
	to := post.Address{Name: who.Account.Name, EMail: in.Body.To}
	if to.EMail == "" {
		to.EMail = who.Account.EMail
	}
	if !account.ValidEMail(to.EMail) {
		return nil, &conference.Error{Kind: conference.Invalid, Code: "email_invalid", Field: "to", Detail: "This is not an e-mail address."}
	}
	ctx, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	said, err := a.cfg.Mail.Try(ctx, &s, to, who.Account.Language)
	if err != nil {
		return nil, &conference.Error{Kind: conference.Unavailable, Code: "mail_refused", Detail: err.Error()}
	}
	return answer(MailAnswer{said}), nil
}

type listLettersRequest struct {
	Paging
	State post.State `query:"state" enum:"waiting,sent,failed" required:"true"`
}

// QueuedLetter is a letter without what it says.
type QueuedLetter struct {
	ID         post.LetterID `json:"id"`
	Occasion   post.Occasion `json:"occasion"`
	Conference conference.ID `json:"conference,omitempty"`
	Name       string        `json:"name" doc:"Of who gets it"`
	EMail      string        `json:"email"`
	Subject    string        `json:"subject"`
	Created    time.Time     `json:"created"`
	State      post.State    `json:"state"`
	Due        *time.Time    `json:"due,omitempty" doc:"Waiting: when it is tried"`
	Done       *time.Time    `json:"done,omitempty" doc:"When it was sent, or given up"`
	Tries      int           `json:"tries"`
	Error      string        `json:"error,omitempty" doc:"The last one, in the words of the mail server"`
}

func queued(l *post.Letter) QueuedLetter {
	q := QueuedLetter{
		ID: l.ID, Occasion: l.Occasion, Conference: l.Conference, Name: l.To.Name, EMail: l.To.EMail, Subject: l.Subject,
		Created: l.Created, State: l.State, Tries: l.Tries, Error: l.Error,
	}
	if l.State == post.Waiting {
		q.Due = &l.Due
	} else {
		q.Done = &l.Done
	}
	return q
}

func (a *API) listLetters(ctx context.Context, _ auth.Identity, in *listLettersRequest) (*body[list[QueuedLetter]], error) {
	found, err := a.cfg.Outbox.Letters(ctx, post.Query{State: in.State, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	page := list[QueuedLetter]{Items: []QueuedLetter{}, Next: found.Next, Total: found.Total}
	for i := range found.Letters {
		page.Items = append(page.Items, queued(&found.Letters[i]))
	}
	return answer(page), nil
}

// LetterPath names a letter.
type LetterPath struct {
	ID post.LetterID `path:"id" maxLength:"64"`
}

func (a *API) retryLetter(ctx context.Context, _ auth.Identity, in *LetterPath) (*struct{}, error) {
	if err := a.cfg.Outbox.RetryLetter(ctx, in.ID, time.Now()); err != nil {
		return nil, err
	}
	a.cfg.Mail.TryNow()
	return nil, nil
}

func (a *API) deleteLetter(ctx context.Context, _ auth.Identity, in *LetterPath) (*struct{}, error) {
	return nil, a.cfg.Outbox.RemoveLetter(ctx, in.ID)
}

// LetterText is what letters of one occasion say in one language.
type LetterText struct {
	Occasion post.Occasion `json:"occasion"`
	Language string        `json:"language"`
	Subject  string        `json:"subject"`
	Body     string        `json:"body"`
	Own      bool          `json:"own" doc:"It is not that of the product"`
}

// LetterTexts are all of them.
type LetterTexts struct {
	Items  []LetterText `json:"items" nullable:"false"`
	Places []string     `json:"places" nullable:"false" doc:"What can stand in {{ }}"`
}

func (a *API) listTexts(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[LetterTexts], error) {
	own, err := a.cfg.Texts.Texts(ctx)
	if err != nil {
		return nil, err
	}
	all := LetterTexts{Places: post.Places}
	for _, o := range post.Occasions {
		for _, l := range mail.Languages() {
			text, changed := own[post.TextKey{Occasion: o, Language: l}]
			if !changed {
				text = mail.Texts(l)[o]
			}
			all.Items = append(all.Items, LetterText{o, l, text.Subject, text.Body, changed})
		}
	}
	return answer(all), nil
}

// TextPath names a text.
type TextPath struct {
	Occasion post.Occasion `path:"occasion" maxLength:"32"`
	Language string        `path:"language" maxLength:"16"`
}

func (p *TextPath) key() (post.TextKey, error) {
	if !slices.Contains(post.Occasions, p.Occasion) || !slices.Contains(mail.Languages(), p.Language) {
		return post.TextKey{}, conference.Refuse(conference.NotFound, "text_unknown", "There is no such text.")
	}
	return post.TextKey{Occasion: p.Occasion, Language: p.Language}, nil
}

type textRequest struct {
	TextPath
	Body struct {
		Subject string `json:"subject" maxLength:"2000"`
		Text    string `json:"body" maxLength:"50000"`
	}
}

// text is what was given, if it can be one.
func (in *textRequest) text() (post.TextKey, post.Text, error) {
	t := post.Text{Subject: in.Body.Subject, Body: in.Body.Text}
	key, err := in.key()
	if err == nil {
		err = t.Validate()
	}
	return key, t, err
}

func (a *API) setText(ctx context.Context, _ auth.Identity, in *textRequest) (*struct{}, error) {
	key, text, err := in.text()
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Texts.SetText(ctx, key, &text)
}

func (a *API) deleteText(ctx context.Context, _ auth.Identity, in *TextPath) (*struct{}, error) {
	key, err := in.key()
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Texts.SetText(ctx, key, nil)
}

// LetterPreview is a letter as people would get it.
type LetterPreview struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html" doc:"To be shown in a frame without rights"`
}

func (a *API) previewText(ctx context.Context, who auth.Identity, in *textRequest) (*body[LetterPreview], error) {
	key, text, err := in.text()
	if err != nil {
		return nil, err
	}
	subject, plain, html, err := a.cfg.Mail.Sample(ctx, key, &text, who.Account.Name)
	if err != nil {
		return nil, err
	}
	return answer(LetterPreview{subject, plain, html}), nil
}
