package message

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"strings"
)

// maxParts bounds how many parts of a body are looked at.
const maxParts = 16

// Part is the first part of a multipart body that has the type; nil without one.
func Part(m *Message, contentType string) []byte {
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return nil
	}
	r := multipart.NewReader(bytes.NewReader(m.Body), params["boundary"])
	for range maxParts {
		p, err := r.NextRawPart()
		if err != nil {
			return nil
		}
		t, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
		if !strings.EqualFold(strings.TrimSpace(t), contentType) {
			continue
		}
		body, err := io.ReadAll(io.LimitReader(p, MaxSize))
		if err != nil {
			return nil
		}
		return body
	}
	return nil
}
