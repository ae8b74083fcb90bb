// Command vechebench is what `make bench` runs: it starts bin/veche as a process
// of its own on loopback, puts it under load, and prints what the data plane
// costs beside what it has to reach. It reads figures and asserts nothing.
//
// The figures of one run belong together: the floor and the run without a
// server stand between the windows of the server, at the same pace, so that a
// slow machine or a busy one moves them all. docs/performance.md says how to
// read them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "vechebench:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	binary   string
	scratch  string
	profiles string // folder for CPU profiles; "": none
	folders  int
	lengths  lengths
	progress io.Writer
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	// The two other processes of the floor.
	switch {
	case len(args) == 2 && args[0] == "floor-readers":
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return floorReaders(n, os.Stdin, stdout)
	case len(args) == 1 && args[0] == "floor-sender":
		return floorSend(os.Stdin, stdout)
	}
	flags := flag.NewFlagSet("vechebench", flag.ExitOnError)
	b := &bench{progress: stderr, lengths: full}
	short := flags.Bool("quick", false, "one or two minutes instead of ten")
	var compared pairing
	flags.StringVar(&compared.against, "against", "", "compare with an older `program` instead: windows in turn, of a, b and record")
	flags.IntVar(&compared.pairs, "pairs", 8, "how many `pairs` of windows to compare")
	flags.DurationVar(&compared.window, "window", 4*time.Second, "`length` of the windows of a pair")
	only := flags.String("only", "", "comma-separated `parts` of: a, b, first, idle, start, record, sip, rtsp, lists")
	flags.StringVar(&b.binary, "veche", "bin/veche", "the `program` to measure")
	flags.StringVar(&b.profiles, "profile", "", "also save profiles of the server in this `folder`: CPU after the windows, heap with the listeners")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *short {
		b.lengths = quick
	}
	var err error
	if b.scratch, err = os.MkdirTemp("", "vechebench-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.scratch) }()
	parts := strings.Split(*only, ",")
	if compared.against != "" {
		return b.compare(ctx, compared, parts, stdout)
	}
	return b.all(ctx, parts, stdout)
}

// all measures the wanted parts and prints them as they are done.
func (b *bench) all(ctx context.Context, only []string, out io.Writer) error {
	wanted := func(part string) bool {
		return only[0] == "" || contains(only, part)
	}
	t := newTable(b.lengths)
	var failed []error
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"start", func() error { return b.start(ctx, t) }},
		{"first", func() error { return b.first(ctx, t) }},
		{"a", func() error { return b.forward(ctx, meeting, t) }},
		{"b", func() error { return b.forward(ctx, webinar, t) }},
		{"idle", func() error { return b.listeners(ctx, t) }},
		{"record", func() error { return b.records(ctx, t) }},
		{"sip", func() error { return errors.Join(b.telephony(ctx, t), b.gateway(ctx, t)) }},
		{"rtsp", func() error { return b.cameras(ctx, t) }},
		{"lists", func() error { return b.listing(ctx, t) }},
	} {
		if !wanted(part.name) {
			continue
		}
		// What one part cannot show, another may.
		if err := part.run(); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", part.name, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(append(failed, t.print(out))...)
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if strings.TrimSpace(s) == one {
			return true
		}
	}
	return false
}

// folder makes a data folder.
func (b *bench) folder() (string, error) {
	b.folders++
	dir := filepath.Join(b.scratch, strconv.Itoa(b.folders))
	return dir, os.Mkdir(dir, 0o700)
}

// fresh starts a server with an empty store but for the conference. It is the
// second start: the first makes the administrator, whose password costs memory
// that would hide what participants take.
func (b *bench) fresh(ctx context.Context) (*server, error) {
	data, err := b.folder()
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, data, 0); err != nil {
		return nil, err
	}
	first, err := startServer(ctx, b.binary, data)
	if err != nil {
		return nil, err
	}
	if err := first.stop(); err != nil {
		return nil, err
	}
	return startServer(ctx, b.binary, data)
}

func (b *bench) start(ctx context.Context, t *table) error {
	took, err := b.starts(ctx, 5)
	if err == nil {
		t.starts(took)
	}
	return err
}

func (b *bench) first(ctx context.Context, t *table) error {
	spaced, err := b.firstFrames(ctx, time.Second, b.lengths.spaced)
	if err != nil {
		return err
	}
	dense, err := b.firstFrames(ctx, 0, b.lengths.spaced)
	if err == nil {
		t.first(spaced, dense)
	}
	return err
}

func (b *bench) forward(ctx context.Context, sc scenario, t *table) error {
	f, err := b.forwarding(ctx, sc)
	if err == nil {
		t.forwarded(f)
	}
	return err
}

func (b *bench) listeners(ctx context.Context, t *table) error {
	i, err := b.idle(ctx)
	if err == nil {
		t.idle(i)
	}
	return err
}

func (b *bench) records(ctx context.Context, t *table) error {
	for _, sc := range recordings {
		c, err := b.recording(ctx, sc)
		if err != nil {
			return err
		}
		t.composed(c)
	}
	return nil
}

func (b *bench) listing(ctx context.Context, t *table) error {
	l, err := b.lists(ctx)
	if err == nil {
		t.listed(l)
	}
	return err
}
