package record

import "time"

// Config says what is recorded, and where to. Folder, Session, Start and Tracks
// are required; of the others zero means the default named beside them.
type Config struct {
	Folder  string // made if it is not there, for the server's user alone
	Session string // of the conference, for the name
	Start   time.Time
	Part    string // see [Name]
	Tracks  []Track

	// Fragment is how much is written at a time: what a crash costs is less than
	// two of them. A second.
	Fragment time.Duration
	// Limit ends the recording: 24 hours.
	Limit time.Duration
	// Backlog is how much waits in memory for a slow disk: ten seconds, and not
	// more than BacklogBytes, 16 MiB. What comes then is left out up to the next
	// key frame after the disk has caught up: the file has a gap, shown by the
	// last picture and silence.
	Backlog      time.Duration
	BacklogBytes int
	// Stall is how long such a gap may grow until the recording ends: 30 s.
	Stall time.Duration
	Disk  Disk

	// KeyFrame asks whoever codes the picture for a key frame: when the first
	// picture is none, and after a gap. May be nil.
	KeyFrame func()
	// Notify tells what somebody may want to do something about. May be nil.
	// Neither may block or call the Writer.
	Notify func(Notice)
}

// Disk is how much room there has to be.
type Disk struct {
	Warn int64 // bytes; below it Notify hears of [LowDisk]; 2 GiB
	Stop int64 // bytes; below it recordings end, and 8 MiB above it none begins any more; 256 MiB
}

// Notice is something to tell people about a running recording.
type Notice struct {
	Kind NoticeKind
	Free int64         // bytes, of LowDisk and EnoughDisk
	Lost time.Duration // of CaughtUp: how long the gap is
}

// NoticeKind is what a Notice is about.
type NoticeKind uint8

// The kinds of notices.
const (
	LowDisk    NoticeKind = iota + 1
	EnoughDisk            // after LowDisk: there is room again
	Behind                // the disk is too slow; frames are left out from now on
	CaughtUp              // after Behind
)

func (k NoticeKind) String() string {
	return [...]string{"", "low disk", "enough disk", "behind", "caught up"}[k]
}

func (c Config) withDefaults() Config {
	orDefault(&c.Fragment, time.Second)
	orDefault(&c.Limit, 24*time.Hour)
	orDefault(&c.Backlog, 10*time.Second)
	orDefault(&c.BacklogBytes, 16<<20)
	orDefault(&c.Stall, 30*time.Second)
	orDefault(&c.Disk.Warn, 2<<30)
	orDefault(&c.Disk.Stop, 256<<20)
	if c.KeyFrame == nil {
		c.KeyFrame = func() {}
	}
	if c.Notify == nil {
		c.Notify = func(Notice) {}
	}
	return c
}

func orDefault[T int | int64 | time.Duration](v *T, value T) {
	if *v == 0 {
		*v = value
	}
}
