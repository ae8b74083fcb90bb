// Command serve is a mail server for browser tests: its address is the first line of
// its output, and each letter that comes is a line of JSON after it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"

	"veche/signaling/mail/mailtest"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "where to listen")
	login := flag.String("login", "", "who may send; empty: everybody")
	password := flag.String("password", "", "of the login")
	flag.Parse()
	var mu sync.Mutex
	out := json.NewEncoder(os.Stdout)
	server, err := mailtest.New(mailtest.Options{
		Listen: *listen, Login: *login, Password: *password,
		Kept: func(l mailtest.Letter) {
			mu.Lock()
			defer mu.Unlock()
			read, err := l.Read()
			if err == nil {
				err = out.Encode(read)
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(server.Address())
	over := make(chan os.Signal, 1)
	signal.Notify(over, os.Interrupt)
	<-over
	server.Down()
}
