package schedule

import (
	"sync"
	"time"
)

// zones are those loaded before: reading one takes as long as a thousand looks at it.
// Only names that exist come in, so it stays small.
var zones sync.Map

// Zone finds a zone by its IANA name (ND3). "Local" is none: meetings do not depend on
// where the server stands.
func Zone(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	if name == "" || name == "Local" || len(name) > 64 {
		return nil, errZone
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, errZone
	}
	zones.Store(name, z)
	return z, nil
}
