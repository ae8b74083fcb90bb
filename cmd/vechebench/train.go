package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"veche/media/load"
)

// lesson is what the server does while it is watched for the compiler: the shapes that
// are measured, with more people, for a profile takes a hundred samples a second of
// a whole core.
type lesson struct {
	name                    string
	publishers, subscribers int
	records                 bool
}

var lessons = []lesson{
	{"meeting", 4, 48, false},
	{"webinar", 1, 160, false},
	{"recording", 9, 0, true},
}

// train saves CPU profiles of all lessons in the folder; `make pgo` makes of them what
// the compiler reads.
func (b *bench) train(ctx context.Context, folder string) error {
	var err error
	if b.binary, err = b.copied(); err != nil {
		return err
	}
	for _, l := range lessons {
		fmt.Fprintf(b.progress, "%s: %d → %d\n", l.name, l.publishers, l.subscribers)
		if err := b.lesson(ctx, l, folder); err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}
	return nil
}

// copied is a copy of the program in the scratch folder: profiles name the file.
func (b *bench) copied() (string, error) {
	program, err := os.ReadFile(b.binary)
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.scratch, "veche")
	return path, os.WriteFile(path, program, 0o700)
}

func (b *bench) lesson(ctx context.Context, l lesson, folder string) (err error) {
	cfg := load.Config{CID: benchCID, Publishers: l.publishers, Subscribers: l.subscribers}
	if l.records {
		if cfg, err = (recorded{people: l.publishers, width: 640, height: 360, rate: 500_000}).load(); err != nil {
			return err
		}
	}
	s, err := b.side(ctx, b.binary, cfg, l.records)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	s.session.Resume()
	if err := wait(ctx, settle); err != nil {
		return err
	}
	const seconds = 60
	url := fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", s.srv.pprof, seconds)
	return saveProfile(ctx, filepath.Join(folder, l.name+".pprof"), url)
}
