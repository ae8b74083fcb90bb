package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// recordedHour is how many bytes an hour of a recording takes: 720 lines, 1.2 Mbit/s.
const recordedHour = 1_200_000 / 8 * 3600

// Bytes that are left free, as in media/record: below the first people are warned,
// below the second no recording begins.
const (
	recordingsWarn = 2 << 30
	recordingsStop = 272 << 20
)

// recordings looks at who may write the folder of recordings, and for how long
// there is room.
func (d *examination) recordings(context.Context) {
	folder := d.config.recordings()
	there, err := nearest(folder)
	if err != nil {
		if d.config.Recording.Folder != "" { // else the data folder is what is wrong
			d.say(wrong, "choose another one with recording.folder", "the folder of recordings %s: %v", folder, err)
		}
		return
	}
	if err := unix.Access(there, unix.W_OK|unix.X_OK); err != nil {
		d.say(wrong, "chown it to the user who runs the server, or choose another one with recording.folder",
			"the folder of recordings %s cannot be written: %v", folder, err)
		return
	}
	free, err := diskFree(there)
	if err != nil {
		d.say(note, "", "free space for recordings is not known: %v", err)
		return
	}
	hours := max(free-recordingsStop, 0) / recordedHour
	switch {
	case free < recordingsStop:
		d.say(note, "make room, or choose another disk with recording.folder", "only %d MB are free for recordings: none begins", free>>20)
	case free < recordingsWarn:
		d.say(note, "", "%d MB are free for recordings, some %d hours: people are warned", free>>20, hours)
	default:
		d.say(fine, "", "the folder of recordings %s has room for some %d hours", folder, hours)
	}
}

// nearest is path, or the folder nearest to it above that is there already: the
// others are made when they are needed.
func nearest(path string) (string, error) {
	for {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist) && filepath.Dir(path) != path:
			path = filepath.Dir(path)
			continue
		case err != nil:
			return "", err
		case !info.IsDir():
			return "", &fs.PathError{Op: "open", Path: path, Err: unix.ENOTDIR}
		}
		return path, nil
	}
}
