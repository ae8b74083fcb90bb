package onvif

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"veche/conference/camera"
)

// space is the range of one kind of movement, PTZ section 5.2.
type space struct {
	XRange, YRange span
}

type span struct{ Min, Max float64 }

// of is v, from -1 to 1, within s; a range that is none is the generic one.
func (s span) of(v float64) float64 {
	switch {
	case s.Min >= s.Max || s.Min < -1e6 || s.Max > 1e6:
		return v
	case s.Min < 0 && v < 0:
		return -v * s.Min
	case s.Min < 0:
		return v * s.Max
	}
	return s.Min + (v+1)/2*(s.Max-s.Min)
}

// spaces are the kinds of movement that there are; none: an empty list.
type spaces struct {
	AbsolutePanTiltPositionSpace    []space
	AbsoluteZoomPositionSpace       []space
	RelativePanTiltTranslationSpace []space
	RelativeZoomTranslationSpace    []space
	ContinuousPanTiltVelocitySpace  []space
	ContinuousZoomVelocitySpace     []space
}

// Optics is how the camera of a profile can be moved.
type Optics struct {
	profile string
	spaces  spaces
	presets int
}

// Optics finds out how the camera of p moves: what its node says (GetNodes).
func (d *Device) Optics(ctx context.Context, p Profile) (*Optics, error) {
	if !p.Moves {
		return nil, ErrNotOffered
	}
	var a struct {
		GetNodesResponse struct {
			PTZNode []struct {
				Token                  string `xml:"token,attr"`
				MaximumNumberOfPresets int
				SupportedPTZSpaces     spaces
			}
		}
	}
	if err := d.ask(ctx, d.ptz, element(nsPTZ, "GetNodes", ""), &a); err != nil {
		return nil, err
	}
	o := &Optics{profile: p.Token}
	for i, n := range a.GetNodesResponse.PTZNode {
		if i == 0 || n.Token == p.node {
			o.spaces, o.presets = n.SupportedPTZSpaces, n.MaximumNumberOfPresets
		}
	}
	return o, nil
}

// Movement says what of it can be done.
func (o *Optics) Movement() camera.Movement {
	s := &o.spaces
	return camera.Movement{
		PanTilt: len(s.ContinuousPanTiltVelocitySpace) > 0 || len(s.RelativePanTiltTranslationSpace) > 0,
		Zoom:    len(s.ContinuousZoomVelocitySpace) > 0 || len(s.RelativeZoomTranslationSpace) > 0,
		Steps:   len(s.RelativePanTiltTranslationSpace) > 0 || len(s.RelativeZoomTranslationSpace) > 0,
		Places:  len(s.AbsolutePanTiltPositionSpace) > 0 || len(s.AbsoluteZoomPositionSpace) > 0,
		Presets: o.presets > 0,
	}
}

// Move lets the camera move with a speed until Stop, for atMost at the longest: the
// device stops by itself then. One that cannot does a small step instead.
func (d *Device) Move(ctx context.Context, o *Optics, v camera.Vector, atMost time.Duration) error {
	s := &o.spaces
	inside := vector(v, s.ContinuousPanTiltVelocitySpace, s.ContinuousZoomVelocitySpace)
	if inside == "" {
		const step = 0.1
		return d.Step(ctx, o, camera.Vector{Pan: step * v.Pan, Tilt: step * v.Tilt, Zoom: step * v.Zoom})
	}
	timeout := strconv.FormatFloat(atMost.Seconds(), 'f', 3, 64)
	return d.order(ctx, o, "ContinuousMove", "<Velocity>"+inside+"</Velocity><Timeout>PT"+timeout+"S</Timeout>")
}

// Step moves the camera by a part of its range.
func (d *Device) Step(ctx context.Context, o *Optics, v camera.Vector) error {
	inside := vector(v, o.spaces.RelativePanTiltTranslationSpace, o.spaces.RelativeZoomTranslationSpace)
	if inside == "" {
		return ErrNotOffered
	}
	return d.order(ctx, o, "RelativeMove", "<Translation>"+inside+"</Translation>")
}

// Place moves the camera to where v says: pan and tilt from -1 to 1, zoom from 0 to 1.
func (d *Device) Place(ctx context.Context, o *Optics, v camera.Vector) error {
	v.Zoom = 2*v.Zoom - 1 // spaces of positions begin at 0
	inside := vector(v, o.spaces.AbsolutePanTiltPositionSpace, o.spaces.AbsoluteZoomPositionSpace)
	if inside == "" {
		return ErrNotOffered
	}
	return d.order(ctx, o, "AbsoluteMove", "<Position>"+inside+"</Position>")
}

// Stop ends every movement.
func (d *Device) Stop(ctx context.Context, o *Optics) error {
	return d.order(ctx, o, "Stop", "<PanTilt>true</PanTilt><Zoom>true</Zoom>")
}

// vector is v in the spaces that there are; "": in none.
func vector(v camera.Vector, panTilt, zoom []space) (inside string) {
	if len(panTilt) > 0 {
		inside += fmt.Sprintf(`<tt:PanTilt x="%.4f" y="%.4f"/>`, panTilt[0].XRange.of(v.Pan), panTilt[0].YRange.of(v.Tilt))
	}
	if len(zoom) > 0 {
		inside += fmt.Sprintf(`<tt:Zoom x="%.4f"/>`, zoom[0].XRange.of(v.Zoom))
	}
	return inside
}

// order has the PTZ service do something of which only success is told.
func (d *Device) order(ctx context.Context, o *Optics, name, content string) error {
	return d.ask(ctx, d.ptz, element(nsPTZ, name, "<ProfileToken>"+text(o.profile)+"</ProfileToken>"+content), &struct{}{})
}

// presetsMost is how many are shown of a device.
const presetsMost = 100

// Presets are the places that the camera has kept.
func (d *Device) Presets(ctx context.Context, o *Optics) ([]camera.Preset, error) {
	var a struct {
		GetPresetsResponse struct {
			Preset []struct {
				Token string `xml:"token,attr"`
				Name  string
			}
		}
	}
	if err := d.ask(ctx, d.ptz, element(nsPTZ, "GetPresets", "<ProfileToken>"+text(o.profile)+"</ProfileToken>"), &a); err != nil {
		return nil, err
	}
	all := []camera.Preset{}
	for _, p := range a.GetPresetsResponse.Preset {
		if p.Token != "" && len(p.Token) <= 64 && len(all) < presetsMost {
			all = append(all, camera.Preset{Token: p.Token, Name: readable(p.Name)})
		}
	}
	return all, nil
}

// GoTo moves the camera to a preset.
func (d *Device) GoTo(ctx context.Context, o *Optics, preset string) error {
	return d.order(ctx, o, "GotoPreset", "<PresetToken>"+text(preset)+"</PresetToken>")
}

// Keep makes a preset of where the camera looks.
func (d *Device) Keep(ctx context.Context, o *Optics, name string) (camera.Preset, error) {
	var a struct{ SetPresetResponse struct{ PresetToken string } }
	body := element(nsPTZ, "SetPreset", "<ProfileToken>"+text(o.profile)+"</ProfileToken><PresetName>"+text(name)+"</PresetName>")
	if err := d.ask(ctx, d.ptz, body, &a); err != nil {
		return camera.Preset{}, err
	}
	return camera.Preset{Token: a.SetPresetResponse.PresetToken, Name: name}, nil
}
