package record

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// Name is the name of a recording's file (requirement L5):
// 000000175849f54d_2022-10-09_15-27-15.mp4.
type Name struct {
	Session string    // of the conference: letters, digits and hyphens
	Start   time.Time // to the second; the name shows it in its own time zone
	// Part is set for a file beside the composed one, such as a participant's
	// own track: letters, digits and hyphens.
	Part string
	// Number is set when the name was taken: 2 and up.
	Number int
}

const nameTime = "2006-01-02_15-04-05"

func (n Name) String() string {
	s := n.Session + "_" + n.Start.Format(nameTime)
	if n.Part != "" {
		s += "_" + n.Part
	}
	if n.Number > 0 {
		s += "." + strconv.Itoa(n.Number)
	}
	return s + ".mp4"
}

var namePattern = regexp.MustCompile(`^([A-Za-z0-9-]{1,64})_(\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)(?:_([A-Za-z0-9-]{1,64}))?(?:\.([2-9]|[1-9]\d{1,3}))?\.mp4$`)

// ParseName reads a name; place is the time zone it was written in.
func ParseName(s string, place *time.Location) (Name, error) {
	m := namePattern.FindStringSubmatch(s)
	if m == nil {
		return Name{}, fmt.Errorf("record: %q is not the name of a recording", filepath.Base(s))
	}
	start, err := time.ParseInLocation(nameTime, m[2], place)
	if err != nil {
		return Name{}, fmt.Errorf("record: name of a recording: %w", err)
	}
	n := Name{Session: m[1], Start: start, Part: m[3]}
	n.Number, _ = strconv.Atoi(m[4]) // none is 0
	return n, nil
}
