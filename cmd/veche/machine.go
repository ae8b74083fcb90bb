package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"veche/media"
	"veche/signaling/api"
)

// machine says how busy the machine is.
func (s *server) machine(engine *media.Engine) func() api.Machine {
	started := time.Now().UTC()
	return func() api.Machine {
		free, _ := diskFree(string(s.data)) // 0 where it is not known
		return api.Machine{
			Since: started, Cores: runtime.NumCPU(), Load: loadAverage(), CPU: cpuUsed().Seconds(),
			Memory: residentBytes(), Disk: free, Sent: engine.Stats().Sent,
		}
	}
}

// loadAverage is that of the last minute, 0 where /proc does not tell.
func loadAverage() (load float64) {
	raw, err := os.ReadFile("/proc/loadavg")
	if err == nil {
		_, _ = fmt.Sscan(string(raw), &load) // else it stays 0
	}
	return load
}

// cpuUsed is what this process has used.
func cpuUsed() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// residentBytes are those of this process, 0 where /proc does not tell.
func residentBytes() int64 {
	raw, err := os.ReadFile("/proc/self/statm")
	var size, resident int64
	if err == nil {
		_, _ = fmt.Sscan(string(raw), &size, &resident) // else it stays 0
	}
	return resident * int64(os.Getpagesize())
}

// diskFree is how many bytes are free for us on the disk of a folder.
func diskFree(folder string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * s.Bsize, nil
}
