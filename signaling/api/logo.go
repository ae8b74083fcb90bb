package api

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"golang.org/x/image/draw"

	"veche/conference/brand"
)

// A logo is kept no larger than this: four times what the pages draw.
const (
	logoWidth  = 960
	logoHeight = 288
)

// icons are those that are made of a logo: for tabs and lists, for the start screen,
// and for one that is cut by the system, of which only the middle is seen for certain.
var icons = []brand.Icon{{Side: 192}, {Side: 512}, {Side: 192, Maskable: true}, {Side: 512, Maskable: true}}

// safe is how much of the side of a maskable icon is never cut off (W3C manifest,
// "safe zone": a circle of 80 %, into which a square of 56 % fits).
const safe = 0.6

// logoPicture is what was sent, made anew at a size that fits, as PNG.
func logoPicture(raw []byte) (image.Image, error) {
	from, err := openPicture(raw)
	if err != nil {
		return nil, err
	}
	bounds := from.Bounds()
	w, h := within(bounds.Dx(), bounds.Dy(), logoWidth, logoHeight)
	to := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(to, to.Bounds(), from, bounds, draw.Src, nil)
	return to, nil
}

// within is w by h made smaller, never larger, so that it fits.
func within(w, h, mostW, mostH int) (int, int) {
	part := min(1, float64(mostW)/float64(w), float64(mostH)/float64(h))
	return max(1, int(float64(w)*part)), max(1, int(float64(h)*part))
}

// iconOf puts the whole logo into the middle of a square. One that is cut by the system
// has a ground that the logo is seen on.
func iconOf(logo image.Image, icon brand.Icon) image.Image {
	to := image.NewNRGBA(image.Rect(0, 0, icon.Side, icon.Side))
	room := float64(icon.Side)
	if icon.Maskable {
		draw.Draw(to, to.Bounds(), image.NewUniform(groundOf(logo)), image.Point{}, draw.Src)
		room *= safe
	}
	bounds := logo.Bounds()
	part := min(room/float64(bounds.Dx()), room/float64(bounds.Dy()))
	w, h := max(1, int(float64(bounds.Dx())*part)), max(1, int(float64(bounds.Dy())*part))
	corner := image.Pt((icon.Side-w)/2, (icon.Side-h)/2)
	draw.CatmullRom.Scale(to, image.Rectangle{corner, corner.Add(image.Pt(w, h))}, logo, bounds, draw.Over, nil)
	return to
}

// groundOf is white or nearly black, whichever a logo is better seen on.
func groundOf(logo image.Image) color.Color {
	var sum, weight float64
	b := logo.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += max(1, b.Dy()/64) {
		for x := b.Min.X; x < b.Max.X; x += max(1, b.Dx()/64) {
			c := color.NRGBAModel.Convert(logo.At(x, y)).(color.NRGBA) //nolint:forcetypeassert // the model gives nothing else
			sum += float64(c.A) * (0.3*float64(c.R) + 0.6*float64(c.G) + 0.1*float64(c.B))
			weight += float64(c.A)
		}
	}
	if weight > 0 && sum/weight > 170 {
		return color.NRGBA{0x15, 0x17, 0x1b, 0xff}
	}
	return color.White
}

func pngOf(picture image.Image) ([]byte, error) {
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("api: logo: %w", err)
	}
	return out.Bytes(), nil
}
