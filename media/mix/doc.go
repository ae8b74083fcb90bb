// Package mix mixes sound: out of the packets of many sources it makes, every
// 20 ms, what each leg hears.
//
// A [Mixer] has sources and legs. A [Source] is one incoming stream: packets are
// pushed into its jitter buffer, and it is decoded only while somebody hears it or
// its level is wanted. A [Leg] is one listener, or several who hear the same in the
// same format: it is told whom it hears, and gives a [Frame] to its [Sink] at each
// tick. There are no goroutines and no clocks here: whoever owns a Mixer calls
// [Mixer.Tick], and packets may be pushed from any goroutine meanwhile.
//
// How it stays cheap. Legs that hear nearly the same share one [total]; what a leg
// does not hear of it, itself above all, is subtracted. A total has a sum for each
// rate that sources have, and only these sums are resampled, so that their number
// depends neither on the sources nor on the legs. A leg whose own sound has the
// rate in which it listens is subtracted without a filter. Nothing is allocated by
// a tick or a packet in steady state.
//
// Times are a [time.Duration] since any fixed start of a monotonic clock, one for
// packets and ticks. Samples are float32, 1 being full scale, and 16-bit at the
// edges. "Sample numbers" count 48 kHz since the first tick, also through ticks that
// were skipped. Everything is mono: what meets here are voices, telephones and room
// systems; browsers get the stereo of shared content forwarded untouched.
//
// What bites: a Sink runs inside of the tick and must not block, and the samples
// that it gets are other legs' too: it may neither keep nor change them. A Source
// owns its [Decoder] and closes it, one tick after the Source itself was closed, so
// that it can fade out.
package mix
