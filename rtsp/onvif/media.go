package onvif

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode"
)

// Profile is one of the streams of a device.
type Profile struct {
	Token         string
	Name          string
	Video         string // "H264", "H265" or "JPEG", as the device writes it
	Width, Height int
	Rate          int // pictures a second at most
	Sound         string
	Moves         bool // the camera of it can be moved

	node string // of PTZ
}

// profilesMost is how many are taken of a device.
const profilesMost = 256

// Profiles lists them in the order of the device, which begins with the best.
func (d *Device) Profiles(ctx context.Context) ([]Profile, error) {
	var a struct {
		GetProfilesResponse struct {
			Profiles []struct {
				Token                     string `xml:"token,attr"`
				Name                      string
				VideoEncoderConfiguration struct {
					Encoding    string
					Resolution  struct{ Width, Height int }
					RateControl struct{ FrameRateLimit float64 }
				}
				AudioEncoderConfiguration struct{ Encoding string }
				PTZConfiguration          *struct{ NodeToken string }
			}
		}
	}
	if err := d.ask(ctx, d.media, element(nsMedia, "GetProfiles", ""), &a); err != nil {
		return nil, err
	}
	all := []Profile{}
	for _, p := range a.GetProfilesResponse.Profiles {
		if p.Token == "" || len(p.Token) > 128 || len(all) == profilesMost {
			continue
		}
		v := p.VideoEncoderConfiguration
		one := Profile{
			Token: p.Token, Name: readable(p.Name), Video: readable(v.Encoding), Width: bounded(v.Resolution.Width), Height: bounded(v.Resolution.Height),
			Rate: bounded(int(v.RateControl.FrameRateLimit)), Sound: readable(p.AudioEncoderConfiguration.Encoding),
		}
		if p.PTZConfiguration != nil && d.ptz != "" {
			one.Moves, one.node = true, p.PTZConfiguration.NodeToken
		}
		all = append(all, one)
	}
	return all, nil
}

// bounded is n if it can be a size or a rate.
func bounded(n int) int {
	if n < 0 || n > 1<<15 {
		return 0
	}
	return n
}

type mediaURI struct {
	URI string `xml:"Uri"`
}

// StreamURI is where a profile is had by RTSP. It is a device's word: it goes through the
// checks of every address that somebody typed.
func (d *Device) StreamURI(ctx context.Context, profile string) (string, error) {
	var a struct {
		GetStreamURIResponse struct {
			MediaURI mediaURI `xml:"MediaUri"`
		} `xml:"GetStreamUriResponse"`
	}
	body := element(nsMedia, "GetStreamUri", "<StreamSetup><tt:Stream>RTP-Unicast</tt:Stream><tt:Transport><tt:Protocol>RTSP</tt:Protocol></tt:Transport></StreamSetup>"+
		"<ProfileToken>"+text(profile)+"</ProfileToken>")
	if err := d.ask(ctx, d.media, body, &a); err != nil {
		return "", err
	}
	uri := strings.TrimSpace(a.GetStreamURIResponse.MediaURI.URI)
	if lower := strings.ToLower(uri); !strings.HasPrefix(lower, "rtsp://") && !strings.HasPrefix(lower, "rtsps://") {
		return "", fmt.Errorf("onvif: the device names no stream: %q", short(uri))
	}
	return uri, nil
}

// snapshotMost bounds a picture, in bytes.
const snapshotMost = 8 << 20

// Snapshot is a picture of a profile as a JPEG file, fetched from the device's own host.
func (d *Device) Snapshot(ctx context.Context, profile string) ([]byte, error) {
	var a struct {
		GetSnapshotURIResponse struct {
			MediaURI mediaURI `xml:"MediaUri"`
		} `xml:"GetSnapshotUriResponse"`
	}
	if err := d.ask(ctx, d.media, element(nsMedia, "GetSnapshotUri", "<ProfileToken>"+text(profile)+"</ProfileToken>"), &a); err != nil {
		return nil, err
	}
	from := d.at(a.GetSnapshotURIResponse.MediaURI.URI)
	if from == "" {
		return nil, ErrNotOffered
	}
	return d.fetch(ctx, from)
}

func (d *Device) fetch(ctx context.Context, from string) ([]byte, error) {
	response, err := d.client.exchange(ctx, http.MethodGet, from, d.login, nil)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // only read
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, ErrPassword
	default:
		return nil, fmt.Errorf("onvif: the device answers %s", response.Status)
	}
	file, err := io.ReadAll(io.LimitReader(response.Body, snapshotMost+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("onvif: snapshot: %w", err)
	case len(file) > snapshotMost:
		return nil, ErrTooLong
	case !bytes.HasPrefix(file, []byte{0xff, 0xd8}):
		return nil, errors.New("onvif: the snapshot is no JPEG")
	}
	return file, nil
}

// readable is a text of a device as people may be shown it: one line, 100 characters.
func readable(s string) string {
	n := 0
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if n++; n > 100 || !unicode.IsGraphic(r) || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s))
}
