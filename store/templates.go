package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/template"
)

// templateEntry is the stored form: the secrets of the settings are sealed.
type templateEntry struct {
	template.Template
	Settings definition `json:"settings"`
}

// templatePlace is where the secrets of a template belong, in place of a conference's ID.
func templatePlace(id template.ID) conference.ID { return conference.ID("template " + string(id)) }

func (s *Store) encodeTemplate(v template.Template) ([]byte, error) {
	v.Settings.ID = templatePlace(v.ID)
	sealed, err := s.sealDefinition(v.Settings)
	if err != nil {
		return nil, err
	}
	v.Settings = conference.Definition{}
	return encode(templateEntry{v, sealed})
}

func (s *Store) decodeTemplate(raw []byte) (template.Template, error) {
	r, err := decode[templateEntry](raw)
	if err != nil {
		return template.Template{}, err
	}
	r.Settings.ID = templatePlace(r.ID)
	if r.Template.Settings, err = s.openDefinition(r.Settings); err != nil {
		return template.Template{}, err
	}
	r.Template.Settings.ID = ""
	return r.Template, nil
}

// Template implements [template.Templates].
func (s *Store) Template(ctx context.Context, owner string, id template.ID) (v template.Template, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		v, err = s.template(t, owner, id)
		return err
	})
	return v, err
}

func (s *Store) template(t *bolt.Tx, owner string, id template.ID) (template.Template, error) {
	raw := t.Bucket(bucketTemplates).Get([]byte(id))
	if raw == nil {
		return template.Template{}, template.ErrUnknown
	}
	v, err := s.decodeTemplate(raw)
	if err == nil && v.Owner != owner {
		return template.Template{}, template.ErrUnknown
	}
	return v, err
}

// Templates implements [template.Templates].
func (s *Store) Templates(ctx context.Context, q template.Query) (p template.Page, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return p, err
	}
	err = s.view(ctx, func(t *bolt.Tx) error {
		p, err = s.templates(t, q, after)
		return err
	})
	return p, err
}

func (s *Store) templates(t *bolt.Tx, q template.Query, after []byte) (template.Page, error) {
	p := template.Page{Templates: []template.Template{}}
	text := []byte(strings.ToLower(strings.TrimSpace(q.Text)))
	limit := pageLimit(q.Limit)
	var last []byte
	for _, k := range templateKeysOf(t, q.Owner, text) {
		place := k[len(q.Owner)+1:]
		p.Total++
		if after != nil && bytes.Compare(place, after) <= 0 {
			continue
		}
		if len(p.Templates) == limit {
			p.Next = writeCursor(last)
			continue
		}
		v, err := s.template(t, q.Owner, templateIn(k))
		if err != nil {
			return p, err
		}
		p.Templates = append(p.Templates, v)
		last = place
	}
	return p, nil
}

// templateKeysOf are the keys of those of owner whose words have text.
func templateKeysOf(t *bolt.Tx, owner string, text []byte) (keys [][]byte) {
	prefix := pair(owner, "")
	c := t.Bucket(bucketTemplatesOf).Cursor()
	for k, words := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, words = c.Next() {
		if bytes.Contains(words, text) {
			keys = append(keys, bytes.Clone(k))
		}
	}
	return keys
}

func templateIn(key []byte) template.ID { return template.ID(key[bytes.LastIndexByte(key, 0)+1:]) }

// sortedBy is how many bytes of a name count in lists, so that keys stay short.
const sortedBy = 96

func templateKey(v *template.Template) []byte {
	name := strings.ReplaceAll(strings.ToLower(v.Name), "\x00", "")
	return pair(v.Owner, name[:min(len(name), sortedBy)]+"\x00"+string(v.ID))
}

// CreateTemplate implements [template.Templates].
func (s *Store) CreateTemplate(ctx context.Context, v template.Template) (template.Template, error) {
	v.ID, v.Revision = template.ID(rand.Text()), 1
	if v.Created.IsZero() {
		v.Created = s.now().UTC()
	}
	v.Updated = v.Created
	err := s.update(ctx, func(t *tx) error {
		if len(templateKeysOf(t.Tx, v.Owner, nil)) >= template.Most {
			return template.ErrTooMany
		}
		return s.putTemplate(t, &v)
	})
	if err != nil {
		return template.Template{}, err
	}
	return v, nil
}

// ChangeTemplate implements [template.Templates].
func (s *Store) ChangeTemplate(ctx context.Context, v template.Template) (template.Template, error) {
	changed := v
	now := s.now().UTC()
	err := s.update(ctx, func(t *tx) error {
		changed = v
		old, err := s.template(t.Tx, v.Owner, v.ID)
		if err != nil {
			return err
		}
		if old.Revision != v.Revision {
			return template.ErrChangedMeanwhile
		}
		changed.Revision++
		changed.Created, changed.Updated = old.Created, now
		if err := t.remove(t.Bucket(bucketTemplatesOf), templateKey(&old)); err != nil {
			return err
		}
		return s.putTemplate(t, &changed)
	})
	if err != nil {
		return template.Template{}, err
	}
	return changed, nil
}

func (s *Store) putTemplate(t *tx, v *template.Template) error {
	raw, err := s.encodeTemplate(*v)
	if err != nil {
		return err
	}
	if err := t.put(t.Bucket(bucketTemplates), []byte(v.ID), raw); err != nil {
		return err
	}
	return t.put(t.Bucket(bucketTemplatesOf), templateKey(v), []byte(strings.ToLower(v.Name)))
}

// DeleteTemplate implements [template.Templates].
func (s *Store) DeleteTemplate(ctx context.Context, owner string, id template.ID) error {
	return s.update(ctx, func(t *tx) error {
		v, err := s.template(t.Tx, owner, id)
		if err != nil {
			return err
		}
		if err := t.remove(t.Bucket(bucketTemplatesOf), templateKey(&v)); err != nil {
			return err
		}
		return t.remove(t.Bucket(bucketTemplates), []byte(id))
	})
}

// removeTemplates removes those of owner.
func (s *Store) removeTemplates(t *tx, owner string) error {
	for _, k := range templateKeysOf(t.Tx, owner, nil) {
		if err := t.remove(t.Bucket(bucketTemplatesOf), k); err != nil {
			return err
		}
		if err := t.remove(t.Bucket(bucketTemplates), []byte(templateIn(k))); err != nil {
			return err
		}
	}
	return nil
}
