package main

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"veche/media/load"
)

// putLoad is `veche load`: it shows what a server can take.
func putLoad(ctx context.Context, c *call) error {
	var cfg load.Config
	var length time.Duration
	var asJSON bool
	f := c.flags
	f.StringVar(&cfg.URL, "url", "http://127.0.0.1:8080", "`address` of the server")
	f.StringVar(&cfg.CID, "cid", "", "`ID` of a running public conference without a waiting room")
	f.StringVar(&cfg.PIN, "pin", "", "its PIN")
	f.IntVar(&cfg.Publishers, "publishers", 4, "how many send a camera and a microphone")
	f.IntVar(&cfg.Subscribers, "subscribers", 12, "how many receive all of them")
	f.IntVar(&cfg.Bitrate, "bitrate", 1_000_000, "of a camera in bits per second")
	f.DurationVar(&length, "duration", 20*time.Second, "how long to measure when everybody has joined, at most an hour")
	f.DurationVar(&cfg.Between, "between", 0, "pause between two joins")
	f.BoolVar(&cfg.Silent, "silent", false, "publishers have no camera and say nothing")
	f.BoolVar(&cfg.AllowRemote, "allow-remote-target", false,
		"let --url be another machine; it must be yours, and so must the network between")
	f.BoolVar(&asJSON, "json", false, "print the report as JSON")
	if _, err := c.parse(); err != nil {
		return err
	}
	if cfg.CID == "" {
		return wrongUse("load: --cid is missing: the conference to put under load")
	}
	progress := c.stderr
	if asJSON {
		progress = io.Discard
	}
	report, err := load.Run(ctx, cfg, length, progress)
	if err != nil {
		return err
	}
	if asJSON {
		e := json.NewEncoder(c.stdout)
		e.SetIndent("", "  ")
		return e.Encode(report)
	}
	return report.Print(c.stdout)
}
