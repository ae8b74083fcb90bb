//go:build cgo && avcodec

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"veche/conference/telephony"
	"veche/sip/siptest"
)

// outside is a server of its own process with its figures.
func outside(t *testing.T) *testServer {
	t.Helper()
	_, at := startChild(t, t.TempDir(), "--pprof-listen", "127.0.0.1:0")
	s := &testServer{t: t, addresses: at, client: insecureClient()}
	t.Cleanup(s.client.CloseIdleConnections)
	return s
}

// Issue 4: 200 messages a second to random numbers, with guessed passwords and of no
// sense. A call that runs meanwhile loses nothing, nothing stays in the memory, the
// source is shown as limited, and there is no conference more than before (lesson 28).
func TestSoakScannersAreLimited(t *testing.T) {
	s := outside(t)
	r := s.newRoom("770000040", nil)
	r.comes(t, anna)
	b := telephone(t)
	b.Establishes(s.uri("00"+r.cid, ""))
	listens(t, "the caller", b.Hears, anna.hertz)
	scan(t, s.addresses["sip"], 2*time.Second) // tables have grown
	before := footprint(t, s.client, s.addresses)
	b.Forget()
	scan(t, s.addresses["sip"], scanFor)
	if good, all := b.Heard(anna.hertz); all < int(scanFor/siptest.Moment)/2 || good < all*9/10 {
		t.Errorf("the caller heard %d moments of %d", good, all)
	} else {
		t.Logf("the caller heard %d moments of %d", good, all)
	}
	var state telephony.State
	if status := s.call(http.MethodGet, "/api/v1/admin/sip", r.token, nil, &state); status != http.StatusOK {
		t.Fatalf("state: %d", status)
	}
	if len(state.Limited) != 1 || state.Limited[0].Source != scanner || !state.Limited[0].Now {
		t.Errorf("limited are %+v", state.Limited)
	}
	if metrics := get(t, s.client, "http://"+s.addresses["http"]+"/metrics"); !strings.Contains(metrics, "\nveche_conferences_running 1\n") {
		t.Error("there are more conferences, or none")
	}
	if live := r.live(); live.caller() == nil {
		t.Error("the call is over")
	}
	returns(t, s.client, s.addresses, before, "scanning")
}

// scanner is where the bad messages come from, while the call comes from 127.0.0.1.
const scanner = "127.0.0.2"

// scan sends 200 messages a second.
func scan(t *testing.T, to string, length time.Duration) {
	t.Helper()
	address, err := net.ResolveUDPAddr("udp", to)
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.DialUDP("udp", &net.UDPAddr{IP: net.ParseIP(scanner)}, address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	random := rand.New(rand.NewPCG(4, 28))
	n := 0
	pace(ctx, 5*time.Millisecond, func() {
		_, _ = c.Write(badMessage(random, n, c.LocalAddr().String())) // an answer of the kernel, that nobody listens, is no matter
		n++
	})
	t.Logf("%d messages", n)
}

// badMessage is the n-th of a scanner.
func badMessage(random *rand.Rand, n int, from string) []byte {
	if n%3 == 2 {
		garbage := make([]byte, 1+random.IntN(400))
		for i := range garbage {
			garbage[i] = byte(random.Uint32())
		}
		return garbage
	}
	method, user := "INVITE", fmt.Sprintf("00%09d", random.IntN(1e9))
	if n%3 == 1 {
		method, user = "REGISTER", fmt.Sprint(100+random.IntN(900))
	}
	m := fmt.Sprintf("%[1]s sip:%[2]s@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP %[3]s;branch=z9hG4bK%[4]d;rport\r\n"+
		"From: <sip:%[2]s@127.0.0.1>;tag=%[4]d\r\nTo: <sip:%[2]s@127.0.0.1>\r\nCall-ID: scan%[4]d\r\nCSeq: 1 %[1]s\r\n"+
		"Contact: <sip:%[2]s@%[3]s>\r\nMax-Forwards: 70\r\nUser-Agent: friendly-scanner\r\n", method, user, from, random.Uint64())
	if method == "REGISTER" {
		m += fmt.Sprintf("Authorization: Digest username=%q, realm=\"veche\", nonce=\"guess\", uri=\"sip:127.0.0.1\", response=\"%032x\"\r\n",
			user, random.Uint64())
	}
	return []byte(m + "Content-Length: 0\r\n\r\n")
}
