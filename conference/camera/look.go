package camera

import (
	"context"
	"time"
)

// Look is what is known of a camera at one moment, for the administrator. What is not
// known is zero.
type Look struct {
	Status            // State is "" when nobody watches it
	Problem   string  `json:"problem" doc:"What was wrong when it was last tried, in technical English"`
	Watchers  int     `json:"watchers"`
	Video     string  `json:"video" doc:"Codec of the picture"`
	Width     int     `json:"width"`
	Height    int     `json:"height"`
	Sound     string  `json:"sound" doc:"Codec of the sound"`
	Rate      float64 `json:"rate" doc:"Pictures a second"`
	Bits      float64 `json:"bits" doc:"Bits a second, of all"`
	Transport string  `json:"transport" doc:"tcp, udp or tls"`
	// KeyAt is when its last picture came that can be looked at alone.
	KeyAt time.Time `json:"keyAt,omitzero"`
}

// Described is what a device says of itself and of its streams.
type Described struct {
	Manufacturer string    `json:"manufacturer"`
	Model        string    `json:"model"`
	Profiles     []Profile `json:"profiles" nullable:"false"`
}

// Profile is one stream of a device.
type Profile struct {
	Token  string `json:"token"`
	Name   string `json:"name"`
	Video  string `json:"video" doc:"Codec, as the device writes it"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Rate   int    `json:"rate" doc:"Pictures a second at most"`
	Sound  string `json:"sound"`
	Moves  bool   `json:"moves" doc:"The camera of it can be moved"`
}

// Way is how a camera is moved.
type Way string

// The ways.
const (
	BySpeed Way = "speed" // until it is stopped, or not told again for a while
	ByStep  Way = "step"  // by a part of its range
	ToPlace Way = "place" // to a place of its range
)

// Optics is what of a camera can be moved, and the places that it keeps.
type Optics struct {
	Movement Movement `json:"movement"`
	Presets  []Preset `json:"presets" nullable:"false"`
}

// Steering moves cameras of the book. Its methods wait for the camera, for some seconds
// at most; refusals are for people: camera_unknown, camera_fixed, camera_password,
// camera_silent.
type Steering interface {
	Optics(ctx context.Context, id ID) (Optics, error)
	Move(ctx context.Context, id ID, by Way, v Vector) error
	Stop(ctx context.Context, id ID) error
	// GoTo moves it to a preset, Keep makes one of where it looks.
	GoTo(ctx context.Context, id ID, preset string) error
	Keep(ctx context.Context, id ID, name string) (Preset, error)
}
