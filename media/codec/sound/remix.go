package sound

// remix turns any number of channels into one or two. Of more than two, those are
// left, right and centre in front, and others that are not missed in a conference.
func remix(dst []int16, to int, src []int16, from int) {
	if from == to {
		copy(dst, src)
		return
	}
	for i := range len(src) / max(from, 1) {
		frame := src[i*from : (i+1)*from]
		left, right := int(frame[0]), int(frame[min(1, from-1)])
		if from > 2 {
			centre := int(frame[2]) * 7 / 10
			left, right = left+centre, right+centre
		}
		if to == 1 {
			dst[i] = clip((left + right) / 2)
		} else {
			dst[2*i], dst[2*i+1] = clip(left), clip(right)
		}
	}
}

func clip(v int) int16 { return int16(min(max(v, -32768), 32767)) }
