package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Shelf is a folder of recordings for those who look at, fetch and delete what
// belongs to one session. Names come from people: the disk is reached through
// os.Root only, and of other sessions nothing is opened.
type Shelf struct {
	Folder string
	Place  *time.Location // time zone of the names; nil: that of the machine
}

func (s Shelf) place() *time.Location {
	if s.Place == nil {
		return time.Local
	}
	return s.Place
}

// Sessions are those that have recordings, also such as are being written.
func (s Shelf) Sessions() (map[string]bool, error) {
	names, err := recordings(s.Folder, s.place())
	sessions := make(map[string]bool)
	for _, n := range names {
		sessions[n.Session] = true
	}
	return sessions, err
}

// List is the recordings of a session, oldest first, as [List] has them.
func (s Shelf) List(session string) ([]Info, error) {
	names, err := recordings(s.Folder, s.place())
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(n Name) bool { return n.Session != session })
	if len(names) == 0 {
		return nil, nil // the folder may not be there
	}
	root, err := os.OpenRoot(s.Folder)
	if err != nil {
		return nil, diskError("list recordings", err)
	}
	defer root.Close() //nolint:errcheck // only looked at
	var list []Info
	for _, name := range names {
		if f, info, err := s.open(root, name); err == nil {
			f.Close()
			list = append(list, info)
		}
	}
	sortByStart(list)
	return list, nil
}

// Open opens a recording of a session for reading. The error is [fs.ErrNotExist]
// if the session has none of this name, [ErrRunning] for one that is not finished:
// finishing it would change what was read already.
func (s Shelf) Open(session, name string) (*os.File, Info, error) {
	f, info, err := s.find(session, name)
	if err != nil {
		return nil, Info{}, err
	}
	if info.Unfinished {
		f.Close()
		return nil, Info{}, ErrRunning
	}
	return f, info, nil
}

// Remove deletes a recording of a session. The errors are those of [Shelf.Open];
// one that is unfinished because nobody finished it goes, too.
func (s Shelf) Remove(session, name string) error {
	f, info, err := s.find(session, name)
	if err != nil {
		return err
	}
	defer f.Close()
	return s.remove(f, info)
}

// remove deletes what stands in f, unless it is being written or recovered.
func (s Shelf) remove(f *os.File, info Info) error {
	if err := (osDisk{f}).lock(false); err != nil {
		return ErrRunning
	}
	root, err := os.OpenRoot(s.Folder)
	if err != nil {
		return diskError("delete "+info.Name.String(), err)
	}
	defer root.Close() //nolint:errcheck // only looked at
	if err := root.Remove(info.Name.String()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return diskError("delete "+info.Name.String(), err)
	}
	return nil
}

// RemoveSession deletes all recordings of a session that is no more, also such as
// are being written.
func (s Shelf) RemoveSession(session string) error {
	names, err := recordings(s.Folder, s.place())
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(n Name) bool { return n.Session != session })
	if len(names) == 0 {
		return nil
	}
	root, err := os.OpenRoot(s.Folder)
	if err != nil {
		return diskError("delete recordings", err)
	}
	defer root.Close() //nolint:errcheck // only looked at
	var failed []error
	for _, name := range names {
		if err := root.Remove(name.String()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = append(failed, diskError("delete "+name.String(), err))
		}
	}
	return errors.Join(failed...)
}

// RemoveExpired deletes the recordings of all sessions that are [Expired], and
// returns those that are gone.
func (s Shelf) RemoveExpired(now time.Time, keep time.Duration) (gone []Info, err error) {
	if keep <= 0 {
		return nil, nil
	}
	all, err := List(s.Folder, s.place())
	if err != nil {
		return nil, err
	}
	var failed []error
	for _, info := range Expired(all, now, keep) {
		if err := s.Remove(info.Name.Session, info.Name.String()); err != nil {
			failed = append(failed, fmt.Errorf("record: %s has expired: %w", info.Name, err))
			continue
		}
		gone = append(gone, info)
	}
	return gone, errors.Join(failed...)
}

// find opens a file by the name that somebody gave.
func (s Shelf) find(session, name string) (*os.File, Info, error) {
	n, err := ParseName(name, s.place())
	if err != nil || n.Session != session || n.String() != name {
		return nil, Info{}, fs.ErrNotExist
	}
	root, err := os.OpenRoot(s.Folder)
	if err != nil {
		return nil, Info{}, err
	}
	defer root.Close() //nolint:errcheck // only looked at
	return s.open(root, n)
}

// open opens a file if it is a recording.
func (s Shelf) open(root *os.Root, name Name) (*os.File, Info, error) {
	if stat, err := root.Lstat(name.String()); err != nil || !stat.Mode().IsRegular() {
		return nil, Info{}, errors.Join(fs.ErrNotExist, err) // opening a pipe would wait
	}
	f, err := root.Open(name.String())
	if err != nil {
		return nil, Info{}, err
	}
	info, err := describe(f, name, s.place())
	if err != nil {
		f.Close()
		return nil, Info{}, err
	}
	info.Path = filepath.Join(s.Folder, name.String())
	return f, info, nil
}
