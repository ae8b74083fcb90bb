package api

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation reads from a JPEG how its camera was held: 1 to 8 as in Exif 2.3,
// section 4.6.4, tag 0x0112; 1, upright, if it does not say. Telephones leave
// turning the picture to whoever shows it.
func orientation(jpeg []byte) int {
	if len(jpeg) < 2 || jpeg[0] != 0xff || jpeg[1] != 0xd8 {
		return 1
	}
	for rest := jpeg[2:]; len(rest) >= 4 && rest[0] == 0xff; {
		size := int(binary.BigEndian.Uint16(rest[2:])) // of the segment, with these two bytes
		if size < 2 || len(rest) < 2+size {
			return 1
		}
		const app1, startOfScan = 0xe1, 0xda
		if exif, ok := bytes.CutPrefix(rest[4:2+size], []byte("Exif\x00\x00")); ok && rest[1] == app1 {
			return exifOrientation(exif)
		}
		if rest[1] == startOfScan {
			return 1
		}
		rest = rest[2+size:]
	}
	return 1
}

// exifOrientation looks through the first directory of a TIFF header.
func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := order.Uint32(tiff[4:])
	if at > uint32(len(tiff)-2) {
		return 1
	}
	const entry, tag = 12, 0x0112
	entries := tiff[at:]
	count := int(order.Uint16(entries))
	for entries = entries[2:]; count > 0 && len(entries) >= entry; entries = entries[entry:] {
		if order.Uint16(entries) == tag {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
		count--
	}
	return 1
}

// upright turns and mirrors a square picture held as orientation says.
func upright(from *image.NRGBA, o int) *image.NRGBA {
	if o == 1 {
		return from
	}
	side := from.Rect.Dx()
	last := side - 1
	to := image.NewNRGBA(from.Rect)
	for y := range side {
		for x := range side {
			fx, fy := x, y
			if o >= 5 { // rows are columns
				fx, fy = fy, fx
			}
			if o == 2 || o == 3 || o == 7 || o == 8 {
				fx = last - fx
			}
			if o == 3 || o == 4 || o == 6 || o == 7 {
				fy = last - fy
			}
			to.SetNRGBA(x, y, from.NRGBAAt(fx, fy))
		}
	}
	return to
}
