package media_test

import (
	"net"
	"strconv"
	"strings"
)

// relayTCP passes one connection on until freeze is closed; then it reads nothing
// any more and keeps the connections open.
func relayTCP(l net.Listener, server string, freeze chan struct{}) {
	for {
		a, err := l.Accept()
		if err != nil {
			return
		}
		b, err := net.Dial("tcp", server)
		if err != nil {
			_ = a.Close()
			return
		}
		pass := func(to, from net.Conn) {
			buf := make([]byte, 4096)
			for {
				select {
				case <-freeze:
					return
				default:
				}
				n, err := from.Read(buf)
				if err != nil {
					_ = to.Close()
					return
				}
				if _, err := to.Write(buf[:n]); err != nil {
					return
				}
			}
		}
		go pass(a, b)
		go pass(b, a)
	}
}

// throughPort makes an answer's TCP candidates lead to another port.
func throughPort(sdp string, from uint16, to int) string {
	return strings.ReplaceAll(sdp, " "+strconv.Itoa(int(from))+" typ host tcptype", " "+strconv.Itoa(to)+" typ host tcptype")
}
