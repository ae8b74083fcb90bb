// Package brand is how a server looks that belongs to somebody: an accent colour and a
// logo in place of Veche's. Pure arithmetic and plain data.
//
// An administrator chooses one colour. What is drawn with it are the [Shades] of the two
// schemes, which are made from it so that text stays readable (WCAG 2.2, 1.4.3): the
// colour is made darker for light grounds and lighter for dark ones until it is.
package brand

// Brand is what an administrator has chosen; the zero Brand is Veche's own look.
type Brand struct {
	Accent   string `json:"accent"` // as Colour prints it; empty: Veche's
	Logo     *Logo  `json:"logo"`
	DarkLogo *Logo  `json:"darkLogo"` // on dark grounds; nil: Logo
}

// Logo is a picture that was made anew from what was sent, and the icons made from it.
// All are names of pictures, which never change: another logo has other names.
type Logo struct {
	Picture string `json:"picture"`
	Width   int    `json:"width"` // of Picture, in pixels
	Height  int    `json:"height"`
	Icons   []Icon `json:"icons"`
}

// Icon is a square picture for the installed application and for tabs.
type Icon struct {
	Picture  string `json:"picture"`
	Side     int    `json:"side"`
	Maskable bool   `json:"maskable"` // opaque, its middle is enough (W3C manifest, "maskable")
}

// Icon finds one.
func (l *Logo) Icon(side int, maskable bool) (Icon, bool) {
	for _, i := range l.Icons {
		if i.Side == side && i.Maskable == maskable {
			return i, true
		}
	}
	return Icon{}, false
}

// Pictures are the names of all pictures of l, which may be nil.
func (l *Logo) Pictures() []string {
	if l == nil {
		return nil
	}
	names := []string{l.Picture}
	for _, i := range l.Icons {
		names = append(names, i.Picture)
	}
	return names
}
