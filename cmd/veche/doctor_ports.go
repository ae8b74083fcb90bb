package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// runningServer returns the addresses of the server that runs on data, nil if
// none answers.
func runningServer(ctx context.Context, data dataFolder) addresses {
	content, err := os.ReadFile(data.addresses())
	if err != nil {
		return nil
	}
	var known addresses
	if json.Unmarshal(content, &known) != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if _, err := askSocket(ctx, data, http.MethodGet, "/version", nil); err != nil {
		return nil
	}
	return known
}

// ports tries every port that the server would take.
func (d *examination) ports(ctx context.Context) {
	for _, p := range []struct{ name, key, network, address string }{
		{"http", "http.listen", "tcp", d.config.HTTP.Listen},
		{"https", "https.listen", "tcp", d.config.HTTPS.Listen},
		{"media", "media.listen", "udp", d.config.Media.Listen},
		{"media", "media.listen", "tcp", d.config.Media.Listen},
		{"sip", "sip.listen", "udp", d.config.SIP.Listen},
		{"sip", "sip.listen", "tcp", d.config.SIP.Listen},
		{"sip_tls", "sip.tls.listen", "tcp", d.sipTLS()},
		{"rtsp", "rtsp.listen", "tcp", d.config.RTSP.Listen},
		{"pprof", "pprof.listen", "tcp", d.config.PProf.Listen},
	} {
		if p.address == off {
			continue
		}
		err := tryPort(ctx, p.network, p.address)
		switch {
		case err == nil && d.running[p.name] != "" && portOf(d.running[p.name]) == portOf(p.address):
			d.say(wrong, "look into its log and start it again", "%s: the server runs, but nobody listens at %s port %s", p.key, p.network, portOf(p.address))
		case err == nil:
			d.say(fine, "", "%s: %s port %s is free", p.key, p.network, portOf(p.address))
		case errors.Is(err, syscall.EADDRINUSE) && d.running[p.name] != "" && portOf(d.running[p.name]) == portOf(p.address):
			d.say(fine, "", "%s: %s port %s is held by the running server", p.key, p.network, portOf(p.address))
		case errors.Is(err, syscall.EADDRINUSE):
			d.say(wrong, "stop that program, or choose another port with "+p.key,
				"%s: %s port %s is taken by %s", p.key, p.network, portOf(p.address), portOwner(p.network, portOf(p.address)))
		case errors.Is(err, syscall.EACCES):
			d.say(wrong, "start as root, give the program CAP_NET_BIND_SERVICE, or choose a port above 1023",
				"%s: %s port %s is not allowed for this user", p.key, p.network, portOf(p.address))
		case errors.Is(err, syscall.EADDRNOTAVAIL):
			d.say(wrong, "use an address of this machine, or only the port",
				"%s: %s is no address of this machine", p.key, p.address)
		default:
			d.say(wrong, "check "+p.key, "%s: %v", p.key, err)
		}
	}
}

// sipTLS is the address of SIP by TLS, which needs the certificate of HTTPS.
func (d *examination) sipTLS() string {
	if d.config.HTTPS.Listen == off {
		return off
	}
	return d.config.SIP.TLS.Listen
}

func tryPort(ctx context.Context, network, address string) error {
	var config net.ListenConfig
	if network == "udp" {
		c, err := config.ListenPacket(ctx, network, address)
		if err == nil {
			_ = c.Close()
		}
		return err
	}
	l, err := config.Listen(ctx, network, address)
	if err == nil {
		_ = l.Close()
	}
	return err
}

// portOwner says in words which program holds a port, as far as this user may
// know it.
func portOwner(network, port string) string {
	number, err := strconv.Atoi(port)
	if err != nil {
		return "another program"
	}
	for _, table := range []string{"/proc/net/" + network, "/proc/net/" + network + "6"} {
		for _, inode := range socketInodes(table, number, network == "tcp") {
			if owner := inodeOwner(inode); owner != "" {
				return owner
			}
		}
	}
	return "another program (run this as root to see which)"
}

// socketInodes reads the inodes of the sockets at port from a table of
// proc(5); for TCP, of the listening ones.
func socketInodes(table string, port int, listening bool) []string {
	f, err := os.Open(table)
	if err != nil {
		return nil
	}
	defer f.Close()
	suffix := fmt.Sprintf(":%04X", port)
	var inodes []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		const tcpListen = "0A"
		if len(fields) > 9 && strings.HasSuffix(fields[1], suffix) && (!listening || fields[3] == tcpListen) {
			inodes = append(inodes, fields[9])
		}
	}
	return inodes
}

// inodeOwner finds the process with the socket open.
func inodeOwner(inode string) string {
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, link := range links {
		if target, err := os.Readlink(link); err != nil || target != "socket:["+inode+"]" {
			continue
		}
		pid := strings.Split(link, "/")[2]
		name, err := os.ReadFile("/proc/" + pid + "/comm")
		if err != nil {
			return "process " + pid
		}
		return fmt.Sprintf("%s (process %s)", strings.TrimSpace(string(name)), pid)
	}
	return ""
}
