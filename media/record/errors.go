package record

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Why a recording did not begin or has ended. What was written until then is a
// whole file.
var (
	// ErrDiskFull: the disk has no room, or less than [Disk.Stop] is left.
	ErrDiskFull = errors.New("the disk is full")
	// ErrNotWritable: the folder is not there or may not be written to.
	ErrNotWritable = errors.New("the folder of recordings is not writable")
	// ErrDisk: the disk failed.
	ErrDisk = errors.New("the disk failed")
	// ErrSlowDisk: the disk has not taken anything for [Config.Stall].
	ErrSlowDisk = errors.New("the disk is too slow")
	// ErrLimit: the recording has reached its longest duration.
	ErrLimit = errors.New("the recording has reached its longest duration")
	// ErrPictureChanged: an H.264 picture has another size than before. One file
	// has one size; the caller begins the next file.
	ErrPictureChanged = errors.New("the picture has another size")
)

// Other things a caller decides by.
var (
	// ErrEnded: the recording has ended; [Writer.Err] says why.
	ErrEnded = errors.New("the recording has ended")
	// ErrEmpty: nothing was recorded, and there is no file.
	ErrEmpty = errors.New("nothing was recorded")
	// ErrDamaged: the file is not an unfinished or finished file of this package.
	ErrDamaged = errors.New("not a whole recording")
	// ErrRunning: the file is being written.
	ErrRunning = errors.New("the recording is still running")
)

// errFault: a mistake of ours has ended the recording.
var errFault = errors.New("a fault of the program")

// errNoPicture: what should be a coded picture is none. It is left out.
var errNoPicture = errors.New("no coded picture")

// diskError says by one of the errors above what an operation on the disk met.
func diskError(doing string, err error) error {
	if err == nil {
		return nil
	}
	kind := ErrDisk
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		kind = ErrDiskFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS),
		errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		kind = ErrNotWritable
	}
	return fmt.Errorf("record: %s: %w (%w)", doing, kind, err)
}
