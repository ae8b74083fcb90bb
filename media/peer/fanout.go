package peer

// forward sends the media of a burst to the slots of its sources: one source
// after the other, and within it one subscriber after the other, so that packets
// of one size for one receiver lie side by side and leave in one send.
func (w *worker) forward() {
	media := w.media
	for len(media) > 0 {
		src := media[0].layer.source
		n := 1
		for n < len(media) && media[n].layer.source == src {
			n++
		}
		for _, slot := range src.Routed() {
			w.feed(slot, src, media[:n])
		}
		media = media[n:]
	}
	clear(w.media)
	w.media = w.media[:0]
}

// feed gives a run of one source's packets to one slot.
func (w *worker) feed(slot *Slot, src *Source, run []arrival) {
	p := slot.Owner
	p.out.Lock()
	defer p.out.Unlock()
	if p.sealer == nil || slot.closed || slot.source.Load() != src || p.path.Load() == nil {
		return
	}
	for i := range run {
		slot.forward(&run[i], w.now, w.out)
	}
}
