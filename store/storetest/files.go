package storetest

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"veche/conference"
	"veche/conference/attachment"
)

func (c check) files() {
	t, s := c.t, c.store
	ctx := t.Context()
	quota := attachment.Quota{File: 10, Uploader: 25, Place: 35}
	save := func(in attachment.Place, by string, content string) (attachment.File, error) {
		f := attachment.File{Place: in, Name: "a.txt", Type: "text/plain", Uploader: by}
		return s.SaveFile(ctx, f, strings.NewReader(content), quota)
	}
	f, err := save("one", "anna", "0123456789")
	must(t, err)
	if f.Size != 10 || len(f.ID) < 16 || f.Created.IsZero() {
		t.Errorf("got %+v", f)
	}
	got, err := s.File(ctx, "one", f.ID)
	must(t, err)
	if !reflect.DeepEqual(got, f) {
		t.Errorf("got %+v, want %+v", got, f)
	}
	if text := content(t, s, f); text != "0123456789" {
		t.Errorf("content %q", text)
	}
	for in, id := range map[attachment.Place]string{"two": f.ID, "one": "nothing"} {
		_, err = s.File(ctx, in, id)
		refused(t, err, conference.NotFound, "file_unknown")
	}

	_, err = save("one", "anna", "0123456789a")
	refused(t, err, conference.Full, "file_too_large")
	other, err := save("two", "anna", "0123456789")
	must(t, err)
	_, err = save("two", "anna", "012345")
	refused(t, err, conference.Full, "user_quota")
	for _, by := range []string{"boris", "clara"} {
		_, err = save("one", by, "0123456789")
		must(t, err)
	}
	_, err = save("one", "boris", "012345")
	refused(t, err, conference.Full, "conference_quota")

	must(t, s.DeleteFiles(ctx, "one"))
	_, err = s.File(ctx, "one", f.ID)
	refused(t, err, conference.NotFound, "file_unknown")
	if _, err := s.OpenFile(ctx, f); err == nil {
		t.Error("the content of a deleted file is there")
	}
	if text := content(t, s, other); text != "0123456789" {
		t.Errorf("content of another conference %q", text)
	}
	_, err = save("one", "anna", "0123456789") // the quota is free again
	must(t, err)
}

func content(t *testing.T, s Store, f attachment.File) string {
	t.Helper()
	r, err := s.OpenFile(t.Context(), f)
	must(t, err)
	text, err := io.ReadAll(r)
	must(t, err)
	must(t, r.Close())
	return string(text)
}

func (c check) brokenFile() {
	t, s := c.t, c.store
	broken := errors.New("connection lost")
	quota := attachment.Quota{File: 10, Uploader: 10, Place: 10}
	f := attachment.File{Place: "one", Name: "a.txt", Uploader: "anna"}
	half := io.MultiReader(strings.NewReader("01234"), iotest.ErrReader(broken))
	if _, err := s.SaveFile(t.Context(), f, half, quota); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	_, err := s.SaveFile(t.Context(), f, strings.NewReader("0123456789"), quota)
	must(t, err)
}
