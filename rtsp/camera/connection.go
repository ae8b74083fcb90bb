package camera

import (
	"context"
	"sync/atomic"
	"time"

	"veche/conference/camera"
	"veche/conference/dial"
)

// connection is the network's side of one connection to a camera. Its goroutines put
// what comes into units and never wait for who takes it out.
type connection struct {
	cfg       *Config
	target    dial.Target
	transport Transport
	born      time.Time
	units     chan unit

	bytes, lost, dropped atomic.Uint64
}

func newConnection(d *device) *connection {
	return &connection{cfg: d.cfg, target: d.target, transport: d.transport, born: d.born, units: make(chan unit, unitsMost)}
}

// push hands a unit to the loop, or leaves it out.
func (c *connection) push(u unit) {
	select {
	case c.units <- u:
	default:
		c.dropped.Add(1)
	}
}

// run connects and stays until the connection ends or ctx does; nothing of it is left then.
func (c *connection) run(ctx context.Context) error {
	conn, err := c.cfg.connectTo(ctx, c.target)
	if err != nil {
		return err
	}
	conn.Close()
	return &trouble{camera.Unsupported, "this server cannot speak with cameras yet", nil}
}
