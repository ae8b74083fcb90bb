// Command whip publishes a file into a conference by WHIP, or reads from one by
// WHEP: the smallest program that does either, for trying a server out.
//
//	ffmpeg -f lavfi -i testsrc2=size=640x360:rate=25 -t 20 -c:v libvpx -b:v 1M -g 25 clip.ivf
//	ffmpeg -f lavfi -i sine=frequency=440 -t 20 -c:a libopus -page_duration 20000 tone.ogg
//	go run ./media/client/whip publish --url http://localhost:8080/api/v1/conferences/CID/whip?name=Clip clip.ivf tone.ogg
//	go run ./media/client/whip read --url http://localhost:8080/api/v1/conferences/CID/whep?name=Reader seen.ivf heard.ogg
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/pion/rtp"

	"veche/conference"
	"veche/media/client"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "whip:", err)
		os.Exit(1)
	}
}

// job is what the command line asks for.
type job struct {
	endpoint client.Endpoint
	length   time.Duration
	video    string
	audio    string
	log      io.Writer
}

func run(ctx context.Context, args []string, log io.Writer) error {
	if len(args) == 0 {
		return errors.New("publish or read?")
	}
	j := job{log: log}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(log)
	flags.StringVar(&j.endpoint.URL, "url", "", "the WHIP or WHEP address of the conference")
	flags.StringVar(&j.endpoint.Bearer, "bearer", "", "token, API key or, for a guest, the PIN")
	flags.DurationVar(&j.length, "for", 20*time.Second, "how long")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return errors.New("name an IVF and an Ogg file")
	}
	j.video, j.audio = flags.Arg(0), flags.Arg(1)
	j.endpoint.Waiting = func(again time.Duration) { fmt.Fprintln(log, "in the waiting room; asking again in", again) }
	switch args[0] {
	case "publish":
		return j.publish(ctx)
	case "read":
		return j.read(ctx)
	}
	return fmt.Errorf("publish or read, not %q", args[0])
}

// publish plays the files into the conference.
func (j *job) publish(ctx context.Context) error {
	video, err := os.Open(j.video)
	if err != nil {
		return err
	}
	defer video.Close()
	audio, err := os.Open(j.audio)
	if err != nil {
		return err
	}
	defer audio.Close()
	c, err := client.New(client.Config{
		Loopback: true, Publish: []client.Publish{{Kind: conference.Microphone}, {Kind: conference.Camera}},
	})
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if err := j.connect(ctx, c); err != nil {
		return err
	}
	defer j.leave(ctx)
	ctx, cancel := context.WithTimeout(ctx, j.length)
	defer cancel()
	var playing sync.WaitGroup
	var sound, picture error
	playing.Go(func() { sound = c.Sources()[0].Layers()[0].PlayOgg(ctx, audio); cancel() })
	playing.Go(func() { picture = c.Sources()[1].Layers()[0].PlayIVF(ctx, video); cancel() })
	playing.Wait()
	return errors.Join(ended(sound), ended(picture))
}

// ended is err, unless it only says that the time is over.
func ended(err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// read writes what the conference shows and says into the files.
func (j *job) read(ctx context.Context) error {
	var mu sync.Mutex
	var video, audio []*rtp.Packet
	c, err := client.New(client.Config{Loopback: true, VideoSlots: 1, AudioSlots: 1, Packet: func(s client.Slot, p *rtp.Packet) {
		mu.Lock()
		defer mu.Unlock()
		if s.Video {
			video = append(video, p)
		} else {
			audio = append(audio, p)
		}
	}})
	if err != nil {
		return err
	}
	if err := j.connect(ctx, c); err != nil {
		return errors.Join(err, c.Close())
	}
	over := time.NewTimer(j.length)
	defer over.Stop()
	select {
	case <-over.C:
	case <-ctx.Done():
	}
	j.leave(ctx)
	err = c.Close()
	mu.Lock()
	defer mu.Unlock()
	return errors.Join(err, client.WriteIVF(j.video, video), client.WriteOgg(j.audio, audio))
}

func (j *job) connect(ctx context.Context, c *client.Client) error {
	return c.Connect(ctx, j.endpoint.Negotiate)
}

func (j *job) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := j.endpoint.Delete(ctx); err != nil {
		fmt.Fprintln(j.log, "the session was not ended:", err)
	}
}
