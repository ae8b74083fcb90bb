package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
	"veche/conference/attachment"
)

// SaveFile implements [attachment.Repository].
func (s *Store) SaveFile(ctx context.Context, f attachment.File, content io.Reader, q attachment.Quota) (attachment.File, error) {
	if err := s.roomForFiles(0); err != nil {
		return f, err
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id) // never fails since Go 1.24
	f.ID, f.Created = hex.EncodeToString(id), s.now()
	size, err := s.writeFile(path.Join(filesDir, f.ID), content, q.File)
	f.Size = size
	if err == nil {
		err = s.saveFile(ctx, f, q)
	}
	if err != nil {
		return f, errors.Join(err, s.removeContent(path.Join(filesDir, f.ID)))
	}
	return f, nil
}

// writeFile keeps content under name; more than limit bytes are too many.
func (s *Store) writeFile(name string, content io.Reader, limit int64) (int64, error) {
	f, err := s.dir.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, fmt.Errorf("store: file: %w", err)
	}
	size, err := io.Copy(f, io.LimitReader(content, limit+1))
	if err == nil && size > limit {
		err = attachment.ErrTooLarge
	}
	if err == nil {
		err = s.roomForFiles(0) // several may have been written side by side
	}
	if err == nil {
		err = f.Sync()
	}
	if errors.Is(err, syscall.ENOSPC) {
		err = attachment.ErrDiskFull
	}
	return size, errors.Join(err, f.Close())
}

// roomForFiles refuses when the disk is so full that the database needs the
// rest.
func (s *Store) roomForFiles(more int64) error {
	d, err := s.dir.Open(".")
	if err != nil {
		return fmt.Errorf("store: disk: %w", err)
	}
	var st syscall.Statfs_t
	err = errors.Join(syscall.Fstatfs(int(d.Fd()), &st), d.Close())
	if err != nil {
		return fmt.Errorf("store: disk: %w", err)
	}
	if int64(st.Bavail)*st.Bsize-more < s.minFree {
		return attachment.ErrDiskFull
	}
	return nil
}

func (s *Store) saveFile(ctx context.Context, f attachment.File, q attachment.Quota) error {
	raw, err := encode(&f)
	if err != nil {
		return err
	}
	ofPlace, ofUploader := []byte("c"+string(f.Place)), []byte("u"+f.Uploader)
	_, conversing := f.Place.Conversation()
	return s.update(ctx, func(t *tx) error {
		bytesOf := t.Bucket(bucketFileBytes)
		inPlace := int64(number(bytesOf.Get(ofPlace))) + f.Size
		byUploader := int64(number(bytesOf.Get(ofUploader))) + f.Size
		switch {
		case byUploader > q.Uploader:
			return attachment.ErrUserQuota
		case inPlace > q.Place && conversing:
			return attachment.ErrConversationQuota
		case inPlace > q.Place:
			return attachment.ErrConferenceQuota
		}
		if err := t.put(bytesOf, ofPlace, numberKey(uint64(inPlace))); err != nil {
			return err
		}
		if err := t.put(bytesOf, ofUploader, numberKey(uint64(byUploader))); err != nil {
			return err
		}
		if err := t.put(t.Bucket(bucketFilesOf), pair(string(f.Place), f.ID), nil); err != nil {
			return err
		}
		if conversing {
			if err := t.put(t.Bucket(bucketLooseFiles), looseKey(&f), nil); err != nil {
				return err
			}
		}
		return t.put(t.Bucket(bucketFiles), []byte(f.ID), raw)
	})
}

// File implements [attachment.Repository].
func (s *Store) File(ctx context.Context, in attachment.Place, id string) (f attachment.File, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		f, err = readFile(t, in, id)
		return err
	})
	return f, err
}

func readFile(t *bolt.Tx, in attachment.Place, id string) (attachment.File, error) {
	raw := t.Bucket(bucketFiles).Get([]byte(id))
	if raw == nil {
		return attachment.File{}, attachment.ErrUnknown
	}
	f, err := decode[attachment.File](raw)
	if err == nil && f.Place != in {
		return attachment.File{}, attachment.ErrUnknown
	}
	return f, err
}

// OpenFile implements [attachment.Repository].
func (s *Store) OpenFile(_ context.Context, f attachment.File) (io.ReadSeekCloser, error) {
	return s.openContent(path.Join(filesDir, f.ID), attachment.ErrUnknown)
}

func (s *Store) openContent(name string, unknown error) (io.ReadSeekCloser, error) {
	f, err := s.dir.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, unknown
	case err != nil:
		return nil, fmt.Errorf("store: file: %w", err)
	}
	return f, nil
}

// DeleteFiles implements [attachment.Repository].
func (s *Store) DeleteFiles(ctx context.Context, in attachment.Place) error {
	var gone []attachment.File
	err := s.update(ctx, func(t *tx) error {
		gone = gone[:0]
		prefix := pair(string(in), "")
		c := t.Bucket(bucketFilesOf).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			f, err := decode[attachment.File](t.Bucket(bucketFiles).Get(k[len(prefix):]))
			if err != nil {
				return err
			}
			gone = append(gone, f)
		}
		for i := range gone {
			if err := t.removeFile(&gone[i]); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range gone {
		if err == nil {
			err = s.removeContent(path.Join(filesDir, gone[i].ID))
		}
	}
	return err
}

func (t *tx) removeFile(f *attachment.File) error {
	bytesOf := t.Bucket(bucketFileBytes)
	for _, key := range []string{"c" + string(f.Place), "u" + f.Uploader} {
		left := max(int64(number(bytesOf.Get([]byte(key))))-f.Size, 0)
		if err := t.put(bytesOf, []byte(key), numberKey(uint64(left))); err != nil {
			return err
		}
	}
	if err := t.remove(t.Bucket(bucketFilesOf), pair(string(f.Place), f.ID)); err != nil {
		return err
	}
	if _, conversing := f.Place.Conversation(); conversing {
		if err := t.remove(t.Bucket(bucketLooseFiles), looseKey(f)); err != nil {
			return err
		}
	}
	return t.remove(t.Bucket(bucketFiles), []byte(f.ID))
}

// looseKey sorts files that no message has sent yet by when they came.
func looseKey(f *attachment.File) []byte {
	return append(numberKey(uint64(f.Created.UnixNano())), f.ID...)
}

func (s *Store) removeContent(name string) error {
	if err := s.dir.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("store: file: %w", err)
	}
	return nil
}

// SaveAvatar implements [account.Avatars].
func (s *Store) SaveAvatar(_ context.Context, name string, picture []byte) error {
	if err := s.roomForFiles(int64(len(picture))); err != nil {
		return err
	}
	_, err := s.writeFile(path.Join(avatarsDir, path.Base(name)), bytes.NewReader(picture), int64(len(picture)))
	return err
}

// OpenAvatar implements [account.Avatars].
func (s *Store) OpenAvatar(_ context.Context, name string) (io.ReadSeekCloser, error) {
	if name != path.Base(name) || name == "." || name == ".." {
		return nil, account.ErrAvatarUnknown
	}
	return s.openContent(path.Join(avatarsDir, name), account.ErrAvatarUnknown)
}

// DeleteAvatar implements [account.Avatars].
func (s *Store) DeleteAvatar(_ context.Context, name string) error {
	return s.removeContent(path.Join(avatarsDir, path.Base(name)))
}
