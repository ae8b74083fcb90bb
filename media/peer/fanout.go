package peer

// forward sends the media of a burst to the slots of its sources, one source
// after the other.
func (w *worker) forward() {
	media := w.media
	for len(media) > 0 {
		src := media[0].layer.source
		n := 1
		for n < len(media) && media[n].layer.source == src {
			n++
		}
		src.forward(media[:n], w.now, w.out)
		media = media[n:]
	}
	clear(w.media)
	w.media = w.media[:0]
}
