package record

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Info is what one wants to know of a recording's file (requirement L5). All of
// it stands in the file and its name; there is nothing beside it to get lost.
type Info struct {
	Name     Name
	Path     string
	Start    time.Time
	End      time.Time
	Duration time.Duration
	Size     int64
	// Track is the name of the first track, once the file is finished: see [Track].
	Track string
	// Unfinished: it is being written, or waits for [Recover]. It plays so far;
	// End is when it was last written to.
	Unfinished bool
}

// List is the recordings of a folder, oldest first. Files with other names and
// damaged ones are left out. place is the time zone of the names.
func List(folder string, place *time.Location) ([]Info, error) {
	names, err := recordings(folder, place)
	if err != nil {
		return nil, err
	}
	var list []Info
	for _, name := range names {
		info, err := Stat(filepath.Join(folder, name.String()), place)
		if err == nil {
			list = append(list, info)
		}
	}
	sortByStart(list)
	return list, nil
}

func sortByStart(list []Info) {
	slices.SortStableFunc(list, func(a, b Info) int { return a.Start.Compare(b.Start) })
}

// Stat describes one file. The error is [ErrDamaged] for one that is none of
// ours, [ErrEmpty] for one in which nothing stands yet.
func Stat(path string, place *time.Location) (Info, error) {
	name, err := ParseName(filepath.Base(path), place)
	if err != nil {
		return Info{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	info, err := describe(f, name, place)
	if err != nil {
		return Info{}, err
	}
	info.Path = path
	return info, nil
}

// describe is what stands in f, but for the path.
func describe(f *os.File, name Name, place *time.Location) (Info, error) {
	stat, err := f.Stat()
	if err != nil {
		return Info{}, err
	}
	if !stat.Mode().IsRegular() {
		return Info{}, ErrDamaged
	}
	info := Info{Name: name, Size: stat.Size()}
	unfinished := file{disk: osDisk{f}}
	switch err := unfinished.readHead(stat.Size()); {
	case errors.Is(err, errFinished):
		info.Start, info.Duration, info.Track, err = readFinished(f, stat.Size())
		if err != nil {
			return Info{}, err
		}
		info.End = info.Start.Add(info.Duration)
	case err != nil:
		return Info{}, err
	default:
		info.Unfinished = true
		info.Start, info.End = unfinished.started, stat.ModTime()
		info.Duration = max(info.End.Sub(info.Start), 0)
	}
	info.Start, info.End = info.Start.In(place), info.End.In(place)
	return info, nil
}

// recordings are the names of a folder that are those of recordings.
func recordings(folder string, place *time.Location) ([]Name, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, diskError("list recordings", err)
	}
	var names []Name
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		if n, err := ParseName(e.Name(), place); err == nil && n.String() == e.Name() {
			names = append(names, n)
		}
	}
	return names, nil
}

// Expired is the recordings that ended longer ago than keep. Unfinished ones are
// kept, and everything is if keep is 0.
func Expired(list []Info, now time.Time, keep time.Duration) []Info {
	if keep <= 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(list), func(i Info) bool {
		return i.Unfinished || now.Sub(i.End) <= keep
	})
}

// Recovered is what [Recover] made of an unfinished file.
type Recovered struct {
	Name Name
	Info Info // where Err is nil
	// Err: [ErrEmpty] for a file without a whole second, which is removed; the
	// file is untouched with all others, and may be recovered another time.
	Err error
}

// Recover finishes every unfinished recording of a folder. It is for the start
// of the server, and does no harm at any other time: files that are being
// written, finished or not ours are left alone and not reported. Done twice, it
// has nothing to do. It reads a kilobyte of each second of an unfinished file,
// and one file after the other.
func Recover(folder string, place *time.Location) ([]Recovered, error) {
	names, err := recordings(folder, place)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(names, func(a, b Name) int { return cmp.Compare(a.String(), b.String()) })
	var list []Recovered
	for _, name := range names {
		info, err := recoverFile(filepath.Join(folder, name.String()), place)
		if errors.Is(err, errFinished) || errors.Is(err, ErrRunning) {
			continue
		}
		list = append(list, Recovered{name, info, err})
	}
	return list, nil
}

func recoverFile(path string, place *time.Location) (Info, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return Info{}, diskError("open "+filepath.Base(path), err)
	}
	defer f.Close()
	d := osDisk{f}
	if err := d.lock(false); err != nil {
		return Info{}, ErrRunning
	}
	stat, err := f.Stat()
	if err != nil {
		return Info{}, diskError("open "+filepath.Base(path), err)
	}
	if err := finishUnfinished(d, stat.Size()); errors.Is(err, ErrEmpty) {
		return Info{}, errors.Join(err, os.Remove(path))
	} else if err != nil {
		return Info{}, fmt.Errorf("record: recover %s: %w", filepath.Base(path), err)
	}
	return Stat(path, place)
}

// finishUnfinished cuts what is behind the last whole fragment, and finishes.
func finishUnfinished(d disk, size int64) error {
	f, err := resume(d, size)
	if err != nil {
		return err
	}
	if f.end < size {
		if err := f.Truncate(f.end); err != nil {
			return diskError("cut", err)
		}
	}
	if err := f.finish(); err != nil {
		return diskError("finish", err)
	}
	return nil
}
