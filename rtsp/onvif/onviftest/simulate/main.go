// Command simulate is an ONVIF camera to try things out with: it answers on one address,
// prints how it is moved, and says that its stream is somewhere else. On an interface it
// can be found, too.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"veche/rtsp/onvif/onviftest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	var cfg onviftest.Config
	listen := flag.String("listen", "127.0.0.1:8000", "address to answer on")
	on := flag.String("interface", "", "network interface to be found on")
	flag.StringVar(&cfg.Name, "name", "Corridor", "name of the camera")
	flag.StringVar(&cfg.Model, "model", "Simulator 1", "model of the camera")
	flag.StringVar(&cfg.Login, "login", "cam", "user name; empty: everybody may ask")
	flag.StringVar(&cfg.Password, "password", "camsecret", "password")
	flag.BoolVar(&cfg.Digest, "digest", false, "ask for HTTP digest in place of a UsernameToken")
	flag.BoolVar(&cfg.Fixed, "fixed", false, "it cannot be moved")
	flag.DurationVar(&cfg.Clock, "clock", 0, "how far its clock goes ahead")
	flag.StringVar(&cfg.Stream, "stream", "rtsp://127.0.0.1:8555/h264", "address of its stream")
	flag.Parse()
	camera := onviftest.New(cfg)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *listen)
	if err != nil {
		return err
	}
	address := "http://" + listener.Addr().String() + "/onvif/device_service"
	fmt.Println(address)
	if *on != "" {
		network, err := net.InterfaceByName(*on)
		if err != nil {
			return err
		}
		go func() { _ = camera.Discoverable(ctx, network, address) }()
	}
	go report(ctx, camera)
	server := http.Server{Handler: camera, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// report prints every move.
func report(ctx context.Context, camera *onviftest.Camera) {
	for told := 0; ; {
		moves, next := camera.Moves()
		for ; told < len(moves); told++ {
			fmt.Printf("%+v\n", moves[told])
		}
		select {
		case <-next:
		case <-ctx.Done():
			return
		}
	}
}
