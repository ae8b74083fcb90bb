package record

// visual writes the sample entry of a picture, ISO/IEC 14496-12 section 12.1.3.
func (w *boxes) visual(kind string, width, height uint16, config func()) {
	w.box(kind, func() {
		w.zeros(6)
		w.u16(1) // data_reference_index
		w.zeros(16)
		w.u16(width)
		w.u16(height)
		w.u32(0x00480000) // 72 dpi
		w.u32(0x00480000)
		w.u32(0)
		w.u16(1)    // frame_count
		w.zeros(32) // compressorname
		w.u16(0x18) // depth
		w.u16(0xffff)
		config()
	})
}

// audible writes the sample entry of sound, ISO/IEC 14496-12 section 12.2.3.
func (w *boxes) audible(kind string, channels uint8, rate int, config func()) {
	w.box(kind, func() {
		w.zeros(6)
		w.u16(1) // data_reference_index
		w.zeros(8)
		w.u16(uint16(channels))
		w.u16(16)
		w.u32(0)
		w.u32(uint32(rate) << 16)
		config()
	})
}
