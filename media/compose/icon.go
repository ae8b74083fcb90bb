package compose

// The marks, our own drawings on a square of 24, in the manner of the icons of
// the pages: strokes of two with round ends.

const pen = 2

func iconMuted() distance {
	microphone := union(
		rim(box(9, 3, 6, 11.5, 3), pen),
		both(rim(disc(12, 11, 7), pen), func(_, y float64) float64 { return 11 - y }),
		line(12, 18, 12, 21, pen), line(8.5, 21, 15.5, 21, pen),
	)
	return crossed(microphone)
}

func iconNoVideo() distance {
	camera := union(
		rim(box(3, 6, 12, 12, 2.5), pen),
		strokes(pen, [2]float64{15, 10.5}, [2]float64{20.5, 7.5}, [2]float64{20.5, 16.5}, [2]float64{15, 13.5}),
	)
	return crossed(camera)
}

// crossed strikes a shape through, with a gap beside the stroke.
func crossed(d distance) distance {
	return union(without(d, line(1, 0, 24, 23, pen+2.4)), line(3, 3, 21, 21, pen))
}

func iconScreen() distance {
	return union(
		rim(box(3, 4, 18, 12.5, 1.8), pen),
		line(8, 20, 16, 20, pen), line(12, 16.5, 12, 20, pen),
	)
}

// iconHand is an open hand, held up.
func iconHand() distance {
	return union(
		line(7.4, 6.8, 7.4, 13, 2.6), line(10.6, 3.8, 10.6, 12, 2.6),
		line(13.8, 3.4, 13.8, 12, 2.6), line(17, 6, 17, 14, 2.6),
		line(3.6, 12.6, 7.4, 17.4, 2.6),
		box(6.1, 11, 12.2, 11, 5),
	)
}

func iconRecord() distance { return disc(12, 12, 7) }
