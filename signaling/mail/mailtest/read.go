package mailtest

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// Read is a letter as a mail program shows it.
type Read struct {
	From     string   `json:"from"`
	To       []string `json:"to"`
	ReplyTo  string   `json:"replyTo"`
	Subject  string   `json:"subject"`
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	HTML     string   `json:"html"`
	Calendar string   `json:"calendar"` // unfolded lines
	Method   string   `json:"method"`   // of its content type
	Files    []string `json:"files"`
}

// Read takes l apart.
func (l *Letter) Read() (Read, error) {
	m, err := mail.ReadMessage(strings.NewReader(l.Data))
	if err != nil {
		return Read{}, err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return Read{}, err
	}
	r := Read{
		From: m.Header.Get("From"), To: l.To, ReplyTo: m.Header.Get("Reply-To"), Subject: subject, ID: m.Header.Get("Message-ID"),
		Files: []string{},
	}
	return r, r.part(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), "", m.Body)
}

func (r *Read) part(contentType, encoding, disposition string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fmt.Errorf("%s: %w", contentType, err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		return r.parts(multipart.NewReader(body, params["boundary"]))
	}
	switch encoding {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	raw, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	switch _, file, _ := mime.ParseMediaType(disposition); {
	case file["filename"] != "":
		r.Files = append(r.Files, file["filename"])
	case kind == "text/plain":
		r.Text = string(raw)
	case kind == "text/html":
		r.HTML = string(raw)
	case kind == "text/calendar":
		r.Calendar, r.Method = strings.ReplaceAll(string(raw), "\r\n ", ""), params["method"]
	}
	return nil
}

func (r *Read) parts(all *multipart.Reader) error {
	for {
		p, err := all.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		h := p.Header
		if err := r.part(h.Get("Content-Type"), h.Get("Content-Transfer-Encoding"), h.Get("Content-Disposition"), p); err != nil {
			return err
		}
	}
}
