// Command veche is the whole server, and the tools to look after it.
//
// main.go has the commands, config.go what can be set, and serve.go puts the
// parts of the server together, from top to bottom.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	_ "time/tzdata" // meetings have zones, which not every machine knows
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(exitStatus(err, os.Stderr))
}
