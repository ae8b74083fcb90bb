package brand

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Colour is one of sRGB, without transparency.
type Colour struct{ R, G, B uint8 }

// ParseColour reads "#rrggbb" or "#rgb", with or without the #, in any letter case.
func ParseColour(s string) (Colour, bool) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "#")
	if len(s) == 3 {
		s = s[:1] + s[:1] + s[1:2] + s[1:2] + s[2:] + s[2:]
	}
	if len(s) != 6 || strings.Trim(s, "0123456789abcdefABCDEF") != "" {
		return Colour{}, false
	}
	n, err := strconv.ParseUint(s, 16, 32)
	return Colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, err == nil
}

// String is c as "#rrggbb".
func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Contrast is the contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
func Contrast(a, b Colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative one of WCAG 2.2.
func (c Colour) luminance() float64 {
	l := c.linear()
	return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
}

// linear is how much light there is of each part, 0 to 1 (IEC 61966-2-1).
func (c Colour) linear() [3]float64 {
	var l [3]float64
	for i, part := range [3]uint8{c.R, c.G, c.B} {
		v := float64(part) / 255
		if v <= 0.04045 {
			l[i] = v / 12.92
		} else {
			l[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return l
}

// towards goes part of the way, 0 to 1, from c to other, in light.
func (c Colour) towards(other Colour, part float64) Colour {
	from, to := c.linear(), other.linear()
	var mixed [3]uint8
	for i := range mixed {
		v := from[i] + (to[i]-from[i])*part
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		mixed[i] = uint8(math.Round(255 * min(max(v, 0), 1)))
	}
	return Colour{mixed[0], mixed[1], mixed[2]}
}

// over lays c over a ground with this opacity, as a browser does.
func (c Colour) over(ground Colour, opacity float64) Colour {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*opacity + float64(b)*(1-opacity))) }
	return Colour{mix(c.R, ground.R), mix(c.G, ground.G), mix(c.B, ground.B)}
}
