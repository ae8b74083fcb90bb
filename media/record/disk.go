package record

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// disk is a file as the operating system gives it. Tests put another one in its
// place, which fails, stalls or remembers.
type disk interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Truncate(size int64) error
	// Sync returns when what was written would survive a power cut.
	Sync() error
	// Allocate takes room on the disk without changing the size of the file.
	Allocate(offset, size int64) error
	// Free is how many bytes the disk has left.
	Free() (int64, error)
}

type osDisk struct{ *os.File }

// Sync leaves times out, which is all that fdatasync does less than fsync.
func (d osDisk) Sync() error {
	return again(func() error { return unix.Fdatasync(int(d.Fd())) })
}

func (d osDisk) Allocate(offset, size int64) error {
	err := again(func() error { return unix.Fallocate(int(d.Fd()), unix.FALLOC_FL_KEEP_SIZE, offset, size) })
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) {
		return nil // then room is found when it is needed
	}
	return err
}

func (d osDisk) Free() (int64, error) {
	var s unix.Statfs_t
	if err := again(func() error { return unix.Fstatfs(int(d.Fd()), &s) }); err != nil {
		return 0, err
	}
	return int64(min(s.Bavail, 1<<40) * uint64(s.Bsize)), nil
}

// lock keeps other processes, and the recovery of this one, from the file as
// long as it is open. Without wait it is an error if somebody has it.
func (d osDisk) lock(wait bool) error {
	how := unix.LOCK_EX
	if !wait {
		how |= unix.LOCK_NB
	}
	return again(func() error { return unix.Flock(int(d.Fd()), how) })
}

func again(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// syncFolder makes the name of a new file survive a power cut.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
