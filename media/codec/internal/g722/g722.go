// Package g722 encodes and decodes G722 at 64 kbit/s (mode 1), sound of 16 kHz, a
// byte for two samples, as ITU-T recommendation G.722 (2012) says.
//
// The names of steps and tables are those of the recommendation. The band below 4
// kHz gets six bits and the one above two; each is predicted from its past (poles
// and zeros that adapt), and what the prediction missed is quantized with a step
// that adapts.
package g722

// The tables of section 6.2.
var (
	// quantizer levels of the lower band, and the codes of negative and positive ones
	q6  = [...]int32{0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919}
	iln = [...]byte{0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4}
	ilp = [...]byte{0, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32}
	// and of the upper band
	ihn = [...]byte{0, 1, 0}
	ihp = [...]byte{0, 3, 2}

	// what the codes stand for: two, four and six bits
	qm2 = [...]int32{-7408, -1616, 7408, 1616}
	qm4 = [...]int32{0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0}
	qm6 = [...]int32{
		-136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856,
		-7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
		24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
		4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
	}

	// how the logarithm of the step moves, by code
	wl = [...]int32{-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60}
	wh = [...]int32{798, -214, 798, -214}
	// powers of two between 1 and 2, times 2048
	ilb = [...]int32{
		2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
		2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
	}

	// one half of the filter that splits and joins the bands; the other is its mirror
	qmf = [...]int32{3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11}
)

// band is the state of one sub-band, the same in both directions.
type band struct {
	step    int32 // DET, of the quantizer
	log     int32 // NB, its logarithm
	predict int32 // S, the whole prediction
	zeros   int32 // SZ, the part of the zeros
	a       [2]int32
	b       [6]int32
	d       [6]int32 // the last differences
	r       [2]int32 // the last reconstructed values
	p       [2]int32 // the last partly reconstructed values
}

// scaleLower moves the step of the lower band (LOGSCL and SCALEL).
func (s *band) scaleLower(code byte) {
	s.log = clamp(s.log*127>>7+wl[code], 0, 18432)
	s.step = exponent(s.log, 8)
}

// scaleUpper moves the step of the upper band (LOGSCH and SCALEH).
func (s *band) scaleUpper(code byte) {
	s.log = clamp(s.log*127>>7+wh[code], 0, 22528)
	s.step = exponent(s.log, 10)
}

func exponent(log, shift int32) int32 {
	v := ilb[log>>6&31]
	if shift -= log >> 11; shift < 0 {
		return v << -shift << 2
	}
	return v >> shift << 2
}

// adapt takes the quantized difference into the predictor (block 4).
func (s *band) adapt(d int32) {
	r := saturate(s.predict + d) // RECONS
	p := saturate(s.zeros + d)   // PARREC

	// UPPOL2
	wd := saturate(s.a[0] << 2)
	if (p < 0) == (s.p[0] < 0) {
		wd = min(-wd, 32767)
	}
	wd >>= 7
	if (p < 0) == (s.p[1] < 0) {
		wd += 128
	} else {
		wd -= 128
	}
	a2 := clamp(wd+s.a[1]*32512>>15, -12288, 12288)

	// UPPOL1
	wd = -192
	if (p < 0) == (s.p[0] < 0) {
		wd = 192
	}
	limit := saturate(15360 - a2)
	a1 := clamp(saturate(wd+s.a[0]*32640>>15), -limit, limit)

	// UPZERO
	wd = 0
	if d != 0 {
		wd = 128
	}
	// together with DELAYA and FILTEZ, since all three go through d
	zeros, newer := int32(0), d
	for i := range s.b {
		sign := (d ^ s.d[i]) >> 31 // -1 where the signs differ
		s.b[i] = saturate((wd ^ sign - sign) + s.b[i]*32640>>15)
		zeros += s.b[i] * saturate(2*newer) >> 15
		s.d[i], newer = newer, s.d[i]
	}
	s.r[1], s.r[0] = s.r[0], r
	s.p[1], s.p[0] = s.p[0], p
	s.a = [2]int32{a1, a2}

	// FILTEP, PREDIC
	poles := saturate(a1*saturate(2*s.r[0])>>15 + a2*saturate(2*s.r[1])>>15)
	s.zeros = saturate(zeros)
	s.predict = saturate(poles + s.zeros)
}

func clamp(v, low, high int32) int32 { return min(max(v, low), high) }

func saturate(v int32) int32 { return clamp(v, -32768, 32767) }

// start has the steps at their smallest, section 6.2.
func start() [2]band { return [2]band{{step: 32}, {step: 8}} }

// splitter is the filter between the bands: the last 24 samples, in a buffer in
// which they wander, so that they are moved only now and then.
type splitter struct {
	x  [24 + 128]int32
	at int
}

// shift takes in two samples.
func (s *splitter) shift(a, b int32) {
	if s.at+24 == len(s.x) {
		copy(s.x[:22], s.x[s.at+2:])
		s.at = 0
	} else {
		s.at += 2
	}
	s.x[s.at+22], s.x[s.at+23] = a, b
}

// sums are those over the odd and the even taps.
func (s *splitter) sums() (odd, even int32) {
	x := s.x[s.at : s.at+24]
	for i, c := range qmf {
		odd += x[2*i] * c
		even += x[23-2*i] * c
	}
	return odd, even
}

// Encoder turns samples into bytes.
type Encoder struct {
	bands [2]band
	past  splitter
}

// NewEncoder is at the start of a stream.
func NewEncoder() *Encoder { return &Encoder{bands: start()} }

// Encode appends a byte for each two samples; an odd one at the end is left out.
func (e *Encoder) Encode(dst []byte, pcm []int16) []byte {
	for ; len(pcm) >= 2; pcm = pcm[2:] {
		e.past.shift(int32(pcm[0]), int32(pcm[1]))
		odd, even := e.past.sums()
		dst = append(dst, e.upper((even-odd)>>14)<<6|e.lower((even+odd)>>14))
	}
	return dst
}

func (e *Encoder) lower(x int32) byte {
	s := &e.bands[0]
	diff := saturate(x - s.predict) // SUBTRA
	wd := diff
	if diff < 0 {
		wd = -(diff + 1)
	}
	i := 1 // QUANTL
	for i < 30 && wd >= q6[i]*s.step>>12 {
		i++
	}
	code := ilp[i]
	if diff < 0 {
		code = iln[i]
	}
	d := s.step * qm4[code>>2] >> 15 // INVQAL
	s.scaleLower(code >> 2)
	s.adapt(d)
	return code
}

func (e *Encoder) upper(x int32) byte {
	s := &e.bands[1]
	diff := saturate(x - s.predict) // SUBTRA
	wd := diff
	if diff < 0 {
		wd = -(diff + 1)
	}
	i := 1 // QUANTH
	if wd >= 564*s.step>>12 {
		i = 2
	}
	code := ihp[i]
	if diff < 0 {
		code = ihn[i]
	}
	d := s.step * qm2[code] >> 15 // INVQAH
	s.scaleUpper(code)
	s.adapt(d)
	return code
}

// Decoder turns bytes into samples.
type Decoder struct {
	bands [2]band
	past  splitter
	heard splitter // what has come out, for Follow
}

// NewDecoder is at the start of a stream.
func NewDecoder() *Decoder { return &Decoder{bands: start()} }

// Decode writes two samples for each byte, as far as pcm has room, and gives how many.
func (d *Decoder) Decode(pcm []int16, data []byte) int {
	n := 0
	for _, code := range data {
		if len(pcm)-n < 2 {
			break
		}
		low, high := d.lower(code&63), d.upper(code>>6)
		d.past.shift(low+high, low-high)
		odd, even := d.past.sums()
		pcm[n], pcm[n+1] = int16(saturate(even>>11)), int16(saturate(odd>>11))
		d.heard.shift(int32(pcm[n]), int32(pcm[n+1]))
		n += 2
	}
	return n
}

// Follow tells the decoder what was played in the place of lost bytes, so that
// its steps and predictions are about where the encoder's are when bytes come
// again; else it would overshoot. (The idea is that of appendix IV.)
func (d *Decoder) Follow(pcm []int16) {
	e := Encoder{bands: d.bands, past: d.heard}
	var code [1]byte
	var out [2]int16
	for ; len(pcm) >= 2; pcm = pcm[2:] {
		d.Decode(out[:], e.Encode(code[:0], pcm[:2]))
	}
	d.heard = e.past
}

func (d *Decoder) lower(code byte) int32 {
	s := &d.bands[0]
	r := clamp(s.predict+s.step*qm6[code]>>15, -16384, 16383) // block 5L and LIMIT
	diff := s.step * qm4[code>>2] >> 15
	s.scaleLower(code >> 2)
	s.adapt(diff)
	return r
}

func (d *Decoder) upper(code byte) int32 {
	s := &d.bands[1]
	diff := s.step * qm2[code] >> 15
	r := clamp(s.predict+diff, -16384, 16383)
	s.scaleUpper(code)
	s.adapt(diff)
	return r
}
