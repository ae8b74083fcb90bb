package record

import "time"

// input is one track on its way into the batch: it turns times into the track's
// own scale and sees to it that they rise.
type input struct {
	Track
	in      pictureIntake // nil for sound
	units   int64         // a second
	next    int64         // where the sample after the last one is expected
	last    int64         // time of the last one
	begun   bool
	settled bool  // time 0 is the beginning of the file, for sound with the priming on top
	offset  int64 // the priming, then
	usual   int64 // length of a sample when nothing follows it yet
	silence []byte
}

func newInput(t Track) *input {
	i := &input{Track: t, in: t.intake(), units: t.scale()}
	switch t.Format {
	case AAC:
		i.usual, i.silence = aacFrame, aacSilence[t.Channels]
	case Opus:
		i.usual = 960
	default:
		i.usual = pictureScale / 25
	}
	return i
}

// longestSilence is how long a gap in the sound is filled with silence, since
// players differ in what they make of gaps. In a longer one the last frame lasts.
const longestSilence = time.Minute

// sound appends a frame of sound to a run. Times of AAC may wander by half a
// frame; beyond that silence is put in, or the frame is left out.
func (i *input) sound(r *run, at time.Duration, frame []byte) (taken bool) {
	t := units(at, i.units) + i.offset
	length := i.usual
	if i.Format == Opus {
		if length = opusLength(frame); length == 0 {
			return false
		}
	}
	if i.settled && t < 0 {
		return false // older than the beginning of the file
	}
	if i.begun {
		if i.Format == AAC {
			if t < i.next-aacFrame/2 {
				return false
			}
			if t-i.next <= int64(longestSilence/time.Second)*i.units {
				for ; t >= i.next+aacFrame/2; i.next += aacFrame {
					r.put(i.next, true, aacFrame, i.silence)
				}
				t = i.next
			}
		} else if t < i.next && t > i.next-length/2 {
			t = i.next
		} else if t < i.next {
			return false
		}
	}
	i.begun = true
	i.last, i.next = t, t+length
	r.put(t, true, length, frame)
	return true
}

// picture appends what take left in r.data behind from as a sample.
func (i *input) picture(r *run, at time.Duration, key bool, from int) {
	t := units(at, i.units)
	if i.begun {
		t = max(t, i.last+1)
		i.usual = min(t-i.last, pictureScale)
	}
	i.begun = true
	i.last, i.next = t, t+i.usual
	r.samples = append(r.samples, sample{at: t, size: uint32(len(r.data) - from), key: key})
	r.tail = i.usual
}

// begins is when a waiting run is first seen or heard.
func (i *input) begins(r *run) time.Duration {
	return duration(r.samples[0].at+int64(i.Priming), i.units)
}

// settle makes a time the beginning of the file, also for the samples that wait.
func (i *input) settle(origin time.Duration, r *run) {
	i.settled, i.offset = true, int64(i.Priming)
	by := units(origin, i.units) - i.offset
	for j := range r.samples {
		r.samples[j].at -= by
	}
	i.next -= by
	i.last -= by
}

// put appends a sample.
func (r *run) put(at int64, key bool, length int64, data []byte) {
	r.samples = append(r.samples, sample{at: at, size: uint32(len(data)), key: key})
	r.data = append(r.data, data...)
	r.tail = length
}
