package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// doctor is `veche doctor`: it looks at everything that commonly goes wrong in
// an installation, and says in words what is wrong and what to do.
func doctor(ctx context.Context, c *call) error {
	config, _, err := c.configured()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	d := &examination{config: &config, data: dataFolder(config.Data), now: time.Now()}
	d.running = runningServer(ctx, d.data)
	for _, look := range []func(context.Context){
		d.server, d.folder, d.disk, d.recordings, d.prompts, d.ports, d.addresses, d.certificate, d.clock, d.limits, d.mail,
	} {
		look(ctx)
	}
	d.report(c.stdout)
	if n := d.count(wrong); n > 0 {
		return fmt.Errorf("%d of the things above are wrong", n)
	}
	return nil
}

// examination collects what the doctor finds.
type examination struct {
	config   *Config
	data     dataFolder
	now      time.Time
	running  addresses // of the server that runs on this data folder; nil if none does
	findings []finding
}

// finding is one thing that was looked at.
type finding struct {
	state  state
	what   string
	advice string // what to do about it; "" if nothing
}

type state string

const (
	fine  state = "ok"
	note  state = "note"
	wrong state = "WRONG"
)

func (d *examination) say(s state, advice, format string, values ...any) {
	d.findings = append(d.findings, finding{s, fmt.Sprintf(format, values...), advice})
}

func (d *examination) count(s state) int {
	n := 0
	for _, f := range d.findings {
		if f.state == s {
			n++
		}
	}
	return n
}

func (d *examination) report(w io.Writer) {
	for _, f := range d.findings {
		fmt.Fprintf(w, "%-5s  %s\n", f.state, f.what)
		if f.advice != "" {
			fmt.Fprintf(w, "       → %s\n", f.advice)
		}
	}
}

func (d *examination) server(context.Context) {
	if d.running != nil {
		d.say(fine, "", "a server runs on %s", d.data)
	} else {
		d.say(note, "", "no server runs on %s", d.data)
	}
}

// folder looks at who may read and write the data folder.
func (d *examination) folder(context.Context) {
	info, err := os.Stat(string(d.data))
	switch {
	case errors.Is(err, os.ErrNotExist):
		d.say(note, "", "the data folder %s is not there yet; the first start makes it", d.data)
		return
	case err != nil:
		d.say(wrong, "check the path and who may read it", "the data folder %s: %v", d.data, err)
		return
	case !info.IsDir():
		d.say(wrong, "choose another one with --data", "the data folder %s is not a folder", d.data)
		return
	}
	probe, err := os.CreateTemp(string(d.data), ".doctor-*")
	if err != nil {
		d.say(wrong, fmt.Sprintf("chown -R it to the user who runs the server (this is user id %d)", os.Geteuid()),
			"the data folder %s cannot be written: %v", d.data, err)
		return
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	if info.Mode().Perm()&0o022 != 0 {
		d.say(wrong, "chmod 700 "+string(d.data), "the data folder %s can be written by other users of this machine (%v)", d.data, info.Mode().Perm())
		return
	}
	if key, err := os.Stat(d.data.key()); err == nil && key.Mode().Perm()&0o077 != 0 {
		d.say(wrong, "chmod 600 "+d.data.key(), "the key file %s is open to other users of this machine", d.data.key())
		return
	}
	d.say(fine, "", "the data folder %s can be written, and by us alone", d.data)
}
