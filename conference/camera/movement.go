package camera

// Movement is what of a camera can be moved.
type Movement struct {
	PanTilt bool `json:"panTilt"`
	Zoom    bool `json:"zoom"`
	Steps   bool `json:"steps"`   // by a part of the range
	Places  bool `json:"places"`  // to a place of the range
	Presets bool `json:"presets"` // places that it keeps
}

// Vector is a speed, a step or a place, each from -1 to 1: to the left and to the right,
// down and up, wide and near. The zoom of a place goes from 0 to 1.
type Vector struct {
	Pan  float64 `json:"pan"`
	Tilt float64 `json:"tilt"`
	Zoom float64 `json:"zoom"`
}

// Valid tells whether v is within its range.
func (v Vector) Valid() bool {
	for _, n := range []float64{v.Pan, v.Tilt, v.Zoom} {
		if !(n >= -1 && n <= 1) { // NaN, too
			return false
		}
	}
	return true
}

// Preset is a place that a camera keeps.
type Preset struct {
	Token string `json:"token"`
	Name  string `json:"name"`
}

// Found is a device that answered a search on the local network.
type Found struct {
	Address string `json:"address"` // of its device service, a URL
	Host    string `json:"host"`    // that it answered from
	Name    string `json:"name"`    // as it says
	Model   string `json:"model"`   // as it says
}
