package api

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/gif" // pictures that people send
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp" // and those of phones

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
	from, err := openPicture(raw)
	if err != nil {
		return nil, "", err
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

// openPicture decodes a picture, unless it has too many pixels.
func openPicture(raw []byte) (image.Image, error) {
	cfg, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || !fits(cfg) || format == "webp" && !webpFits(raw) {
		return nil, errPicture
	}
	from, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, errPicture
	}
	return from, nil
}

func fits(cfg image.Config) bool {
	return cfg.Width >= 1 && cfg.Height >= 1 && cfg.Width <= maxSide && cfg.Height <= maxSide &&
		cfg.Width*cfg.Height <= maxPixels
}

// webpFits looks at every picture inside a WebP file: the canvas may claim to
// be small while the picture on it is not, and the decoder believes the picture.
func webpFits(raw []byte) bool {
	const head = 12 // RIFF, size, WEBP
	if len(raw) < head {
		return false
	}
	for rest := raw[head:]; len(rest) >= 8; {
		size := int64(binary.LittleEndian.Uint32(rest[4:])) // of the chunk without its head
		chunk := rest[:min(8+size, int64(len(rest)))]
		switch string(rest[:4]) {
		case "VP8 ", "VP8L":
			var alone bytes.Buffer
			alone.WriteString("RIFF")
			_ = binary.Write(&alone, binary.LittleEndian, uint32(4+len(chunk)+len(chunk)%2))
			alone.WriteString("WEBP")
			alone.Write(chunk)
			if cfg, err := webp.DecodeConfig(&alone); err != nil || !fits(cfg) {
				return false
			}
		}
		if 8+size+size%2 >= int64(len(rest)) {
			return true
		}
		rest = rest[8+size+size%2:]
	}
	return true
}

// square is the largest one in the middle of r.
func square(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	corner := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}
}
