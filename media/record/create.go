package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Create begins a recording: when it returns, the file is there and its disk has
// room, or the error says why not ([ErrNotWritable], [ErrDiskFull], [ErrDisk]). It
// waits for the disk, so it is not for the loop of a conference.
func Create(c Config) (*Writer, error) {
	c = c.withDefaults()
	if err := check(c.Tracks); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	name := Name{Session: c.Session, Start: c.Start, Part: c.Part}
	if !namePattern.MatchString(name.String()) {
		return nil, fmt.Errorf("record: %q cannot be the name of a recording", name)
	}
	path, f, err := createFile(c.Folder, name)
	if err != nil {
		return nil, diskError("create "+name.String(), err)
	}
	d := osDisk{f}
	free, err := d.Free()
	if err == nil && free < c.Disk.Stop+2*ahead { // or it would end at once
		err = fmt.Errorf("%w: %d MiB left", ErrDiskFull, free>>20)
	}
	if err != nil {
		f.Close()
		return nil, errors.Join(fmt.Errorf("record: create %s: %w", name, err), os.Remove(path))
	}
	return start(c, path, d), nil
}

// createFile makes a file nobody else has, locked.
func createFile(folder string, name Name) (path string, f *os.File, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", nil, err
	}
	for number := range 1000 {
		if name.Number = number; number == 1 {
			continue // the second is .2
		}
		path = filepath.Join(folder, name.String())
		f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", nil, err
		}
		if ours, err := keep(f, path); err != nil {
			f.Close()
			return "", nil, errors.Join(err, os.Remove(path))
		} else if ours {
			return path, f, nil
		}
		f.Close()
	}
	return "", nil, err
}

// keep locks a new file, and makes its name last. It is not ours any more if
// [Recover] has taken it for one that was left behind empty.
func keep(f *os.File, path string) (ours bool, err error) {
	if err := (osDisk{f}).lock(true); err != nil {
		return false, err
	}
	opened, err := f.Stat()
	if err != nil {
		return false, err
	}
	if named, err := os.Stat(path); err != nil || !os.SameFile(opened, named) {
		return false, nil //nolint:nilerr // gone, or another's by now: the next name is tried
	}
	return true, syncFolder(filepath.Dir(path))
}
