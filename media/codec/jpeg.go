package codec

// jpegSize is the size in the frame header of a JPEG file, ITU-T T.81 section B.2.2;
// zeros if there is none.
func jpegSize(file []byte) (width, height int) {
	if len(file) < 4 || file[0] != 0xff || file[1] != 0xd8 {
		return 0, 0
	}
	for rest := file[2:]; len(rest) >= 4 && rest[0] == 0xff; {
		marker := rest[1]
		if marker == 0xff { // fill
			rest = rest[1:]
			continue
		}
		size := int(rest[2])<<8 | int(rest[3])
		if size < 2 || len(rest) < 2+size || marker == 0xda || marker == 0xd9 {
			return 0, 0
		}
		isFrame := marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
		if isFrame && size >= 7 {
			return int(rest[7])<<8 | int(rest[8]), int(rest[5])<<8 | int(rest[6])
		}
		rest = rest[2+size:]
	}
	return 0, 0
}
