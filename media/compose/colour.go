package compose

import (
	"image/color"
	"math"
)

// The colours of the pages in the dark scheme, webui/src/styles/tokens.css and
// call.css; a test compares them.
var (
	ground   = color.RGBA{0x15, 0x17, 0x1b, 0xff}
	surface  = color.RGBA{0x1e, 0x21, 0x26, 0xff}
	surface3 = color.RGBA{0x34, 0x39, 0x40, 0xff}
	text     = color.RGBA{0xec, 0xee, 0xf1, 0xff}
	text2    = color.RGBA{0xb0, 0xb5, 0xbe, 0xff}
	good     = color.RGBA{0x5c, 0xc9, 0x8f, 0xff}
	warn     = color.RGBA{0xf0, 0xc0, 0x5a, 0xff}
	danger   = color.RGBA{0xf2, 0x77, 0x6d, 0xff}

	plate     = color.NRGBA{13, 15, 18, 199} // 78 %, under names and marks
	plateText = color.RGBA{0xf3, 0xf4, 0xf6, 0xff}
	mutedMark = color.RGBA{0xf2, 0xa5, 0x9f, 0xff}
	emblem    = color.RGBA{0xb4, 0x54, 0x1c, 0xff}
	white     = color.RGBA{0xff, 0xff, 0xff, 0xff}
)

// ink is a colour of I420. Cameras send ITU-R BT.601 in limited range, which goes
// through unconverted, so what we draw is of the same kind.
type ink struct{ y, u, v byte }

// toInk converts an opaque colour.
func toInk(c color.RGBA) ink {
	y, u, v := matrix(int(c.R), int(c.G), int(c.B), 255)
	return ink{y, u, v}
}

// matrix converts a colour that is multiplied with its alpha; the result is
// multiplied too.
func matrix(r, g, b, a int) (y, u, v byte) {
	const half = 1 << 15
	yy := (16829*r + 33039*g + 6416*b + 16*65536/255*a + half) >> 16
	uu := (-9714*r - 19071*g + 28784*b + 128*65536/255*a + half) >> 16
	vv := (28784*r - 24103*g - 4681*b + 128*65536/255*a + half) >> 16
	return limit(yy), limit(uu), limit(vv)
}

func limit(v int) byte { return byte(min(max(v, 0), 240)) }

// colourOf is the ground of the initials of a name, always the same one: as
// webui/src/ui/initials.ts has it, hsl(hue 38% 36%).
func colourOf(name string) color.RGBA {
	hue := 0
	for _, letter := range name {
		hue = (hue*31 + int(letter)) % 360
	}
	return hsl(float64(hue), 0.38, 0.36)
}

func hsl(hue, saturation, lightness float64) color.RGBA {
	spread := saturation * min(lightness, 1-lightness)
	channel := func(n float64) uint8 {
		k := math.Mod(n+hue/30, 12)
		return uint8(math.Round(255 * (lightness - spread*max(-1, min(k-3, 9-k, 1)))))
	}
	return color.RGBA{channel(0), channel(8), channel(4), 255}
}
