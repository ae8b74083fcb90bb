package main

import (
	"net"
	"os"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/signaling/api"
	"veche/signaling/calendar"
	"veche/signaling/mail"
	"veche/store"
)

// openMail makes what writes and sends letters; it begins with startMail, when our
// addresses are known.
func (s *server) openMail(kept *store.Store) {
	s.mail = mail.New(mail.Config{
		Outbox: kept, Replies: kept, Texts: kept, Accounts: kept, Registrants: kept, Pictures: kept,
		Settings: func() account.Settings { return s.settings(kept) },
		URL:      s.linkURL, Version: buildVersion(), Log: s.log.With("part", "mail"),
	})
}

// startMail begins to send, now that it is known where we are reached.
func (s *server) startMail() {
	base := s.linkBase()
	s.linksAt.Store(&base)
	s.mail.Start()
	s.stop.add("mail", stepLimit, s.mail.Close)
}

// linkURL is a conference's page with a host, for letters, which nobody completes.
func (s *server) linkURL(cid conference.CID) string {
	base := s.config.PublicURL
	if at := s.linksAt.Load(); base == "" && at != nil {
		base = *at
	}
	return base + "/c/" + string(cid)
}

// linkBase is where we are probably reached, without a public URL; see doctor.
func (s *server) linkBase() string {
	for _, way := range []struct{ name, scheme string }{{"https", "https"}, {"http", "http"}} {
		host, port, err := net.SplitHostPort(s.addresses[way.name])
		if err != nil {
			continue
		}
		if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
			if host, err = os.Hostname(); err != nil {
				host = "localhost"
			}
		}
		return way.scheme + "://" + net.JoinHostPort(host, port)
	}
	return ""
}

// linksOfCalendar are those of a conference whose page is at url.
func linksOfCalendar(d *conference.Definition, url string) api.CalendarLinks {
	o := calendar.Object{Conference: d, Link: url, Now: time.Now()}
	links, _ := o.WebLinks()
	return api.CalendarLinks{ICS: "/api/v1/conferences/" + string(d.CID) + "/calendar.ics", Google: links.Google, Outlook: links.Outlook}
}
