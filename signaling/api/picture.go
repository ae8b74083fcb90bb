package api

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif" // pictures that people send
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // and those of phones

	"veche/conference"
)

const (
	avatarSide = 256
	avatarJPEG = 88         // quality
	maxPixels  = 25_000_000 // decoded up to 200 MB; one at a time
	maxSide    = 20_000
)

var errPicture = &conference.Error{
	Kind: conference.Invalid, Code: "picture_invalid", Field: "file",
	Detail: "This is not a JPEG, PNG, GIF or WebP picture, or it has too many pixels.",
}

// squarePicture cuts the middle out of a picture and makes it anew, so that
// nothing of what was sent is ever served: a JPEG, or a PNG if one can see
// through it. The pixels are counted before any is decoded.
func squarePicture(raw []byte) (picture []byte, ending string, err error) {
	cfg, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || cfg.Width < 1 || cfg.Height < 1 ||
		cfg.Width > maxSide || cfg.Height > maxSide || cfg.Width*cfg.Height > maxPixels {
		return nil, "", errPicture
	}
	from, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, "", errPicture
	}
	to := image.NewNRGBA(image.Rect(0, 0, avatarSide, avatarSide))
	draw.CatmullRom.Scale(to, to.Bounds(), from, square(from.Bounds()), draw.Src, nil)
	to = upright(to, orientation(raw))
	var out bytes.Buffer
	if to.Opaque() {
		err, ending = jpeg.Encode(&out, to, &jpeg.Options{Quality: avatarJPEG}), ".jpg"
	} else {
		err, ending = png.Encode(&out, to), ".png"
	}
	if err != nil {
		return nil, "", fmt.Errorf("api: picture: %w", err)
	}
	return out.Bytes(), ending, nil
}

// square is the largest one in the middle of r.
func square(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	corner := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}
}
