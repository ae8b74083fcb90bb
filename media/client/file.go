package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4/pkg/media"
	"github.com/pion/webrtc/v4/pkg/media/ivfreader"
	"github.com/pion/webrtc/v4/pkg/media/ivfwriter"
	"github.com/pion/webrtc/v4/pkg/media/oggreader"
	"github.com/pion/webrtc/v4/pkg/media/oggwriter"
)

// This file plays media that ffmpeg made: VP8 in IVF, Opus in Ogg, each again
// from the start until the context ends.

const packetBytes = 1200

// PlayIVF sends the VP8 pictures of r at their own pace.
func (l *Layer) PlayIVF(ctx context.Context, r io.ReadSeeker) error {
	packets := rtp.NewPacketizer(packetBytes, 0, 0, &codecs.VP8Payloader{EnablePictureID: true}, rtp.NewRandomSequencer(), 90000)
	for {
		ivf, header, err := ivfreader.NewWith(r)
		if err != nil {
			return fmt.Errorf("client: IVF: %w", err)
		}
		if header.FourCC != "VP80" || header.TimebaseDenominator == 0 || header.TimebaseNumerator == 0 {
			return fmt.Errorf("client: IVF of %q, want VP8", header.FourCC)
		}
		every := time.Second * time.Duration(header.TimebaseNumerator) / time.Duration(header.TimebaseDenominator)
		next := func() ([]*rtp.Packet, error) {
			frame, _, err := ivf.ParseNextFrame()
			return packets.Packetize(frame, uint32(every*90000/time.Second)), err
		}
		if err := l.play(ctx, every, next); err != nil {
			return err
		}
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("client: IVF: %w", err)
		}
	}
}

// PlayOgg sends the Opus packets of r, 20 ms each.
func (l *Layer) PlayOgg(ctx context.Context, r io.ReadSeeker) error {
	const every = 20 * time.Millisecond
	sequence, timestamp := uint16(rand.Uint32()), rand.Uint32()
	for {
		ogg, _, err := oggreader.NewWith(r)
		if err != nil {
			return fmt.Errorf("client: Ogg: %w", err)
		}
		next := func() ([]*rtp.Packet, error) {
			payload, _, err := ogg.ParseNextPage()
			p := &rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: sequence, Timestamp: timestamp}, Payload: payload}
			sequence, timestamp = sequence+1, timestamp+960
			return []*rtp.Packet{p}, err
		}
		if _, err := next(); err != nil && !errors.Is(err, io.EOF) { // the tags
			return fmt.Errorf("client: Ogg: %w", err)
		}
		if err := l.play(ctx, every, next); err != nil {
			return err
		}
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("client: Ogg: %w", err)
		}
	}
}

// play sends what next gives, until its end.
func (l *Layer) play(ctx context.Context, every time.Duration, next func() ([]*rtp.Packet, error)) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		packets, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("client: media file: %w", err)
		}
		for _, p := range packets {
			if err := l.Write(p); err != nil {
				return err
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// WriteIVF writes the VP8 pictures of a slot's packets to a file.
func WriteIVF(path string, packets []*rtp.Packet) error {
	w, err := ivfwriter.New(path)
	if err != nil {
		return fmt.Errorf("client: IVF: %w", err)
	}
	return writeAll(w, packets)
}

// WriteOgg writes the Opus packets of a slot to a file.
func WriteOgg(path string, packets []*rtp.Packet) error {
	w, err := oggwriter.New(path, 48000, 2)
	if err != nil {
		return fmt.Errorf("client: Ogg: %w", err)
	}
	return writeAll(w, packets)
}

func writeAll(w media.Writer, packets []*rtp.Packet) error {
	var err error
	for _, p := range packets {
		err = errors.Join(err, w.WriteRTP(p))
	}
	return errors.Join(err, w.Close())
}
