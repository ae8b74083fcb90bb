package main

import (
	"bufio"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"
)

// The floor is what any program pays that seals a packet for each receiver with
// its own key and sends it, at the pace and in the shape of what we measure
// beside it: no receiving, no feedback, no book-keeping. Two ways:
//
//   - single: one WriteToUDPAddrPort per packet;
//   - joined: UDP_SEGMENT with 4 packets to each receiver, all of a burst in one
//     sendmmsg, so a quarter of the bursts.
//
// Sender and readers are processes of their own (this program again), so that
// the sender's user and system time is the floor's and nothing else.

const (
	floorPacket = 1200 // bytes on the wire, with the tag
	floorJoined = 4
	rtpHeader   = 12
	gcmTag      = 16
)

// shape is how packets leave: bursts a second, one packet to each receiver.
type shape struct {
	Bursts    int `json:"bursts"`
	Receivers int `json:"receivers"`
}

// floorTask is what the sending process is told on its standard input.
type floorTask struct {
	Shape   shape         `json:"shape"`
	Joined  bool          `json:"joined"`
	For     time.Duration `json:"for"`
	Targets []string      `json:"targets"`
}

// floorResult is what the sending process tells on its standard output.
type floorResult struct {
	Packets int           `json:"packets"`
	CPU     time.Duration `json:"cpu"`
	Wall    time.Duration `json:"wall"`
}

// perPacket is CPU microseconds.
func (r floorResult) perPacket() float64 {
	return r.CPU.Seconds() * 1e6 / float64(max(r.Packets, 1))
}

// measureFloor runs one window: readers in one process, the sender in another.
func measureFloor(ctx context.Context, s shape, joined bool, window time.Duration) (floorResult, error) {
	ctx, cancel := context.WithTimeout(ctx, window+20*time.Second)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return floorResult{}, err
	}
	readers := exec.CommandContext(ctx, self, "floor-readers", fmt.Sprint(s.Receivers))
	readers.Stderr = os.Stderr
	hold, err := readers.StdinPipe() // they end when it closes
	if err != nil {
		return floorResult{}, err
	}
	said, err := readers.StdoutPipe()
	if err != nil {
		return floorResult{}, err
	}
	if err := readers.Start(); err != nil {
		return floorResult{}, err
	}
	defer func() { _ = readers.Wait() }()
	defer hold.Close()
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		return floorResult{}, fmt.Errorf("floor: readers: %w", err)
	}

	task, err := json.Marshal(floorTask{Shape: s, Joined: joined, For: window, Targets: strings.Fields(line)})
	if err != nil {
		return floorResult{}, err
	}
	sender := exec.CommandContext(ctx, self, "floor-sender")
	sender.Stdin, sender.Stderr = strings.NewReader(string(task)), os.Stderr
	out, err := sender.Output()
	if err != nil {
		return floorResult{}, fmt.Errorf("floor: sender: %w", err)
	}
	var r floorResult
	return r, json.Unmarshal(out, &r)
}

// floorReaders is the reading process: n sockets, a goroutine each.
func floorReaders(n int, stdin io.Reader, stdout io.Writer) error {
	var addresses []string
	for range n {
		c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			return err
		}
		defer func() { _ = c.Close() }()
		addresses = append(addresses, c.LocalAddr().String())
		go func() {
			b := make([]byte, 2048)
			for {
				if _, _, err := c.ReadFromUDPAddrPort(b); err != nil {
					return
				}
			}
		}()
	}
	fmt.Fprintln(stdout, strings.Join(addresses, " "))
	_, err := io.Copy(io.Discard, stdin)
	return err
}

// floorSend is the sending process.
func floorSend(stdin io.Reader, stdout io.Writer) error {
	var task floorTask
	if err := json.NewDecoder(stdin).Decode(&task); err != nil {
		return err
	}
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if err := c.SetWriteBuffer(4 << 20); err != nil {
		return err
	}
	receivers, err := floorReceivers(task.Targets)
	if err != nil {
		return err
	}
	if len(receivers) == 0 || task.Shape.Bursts <= 0 {
		return errors.New("floor: nothing to send")
	}
	every := time.Second / time.Duration(task.Shape.Bursts)
	burst, perBurst := func() error { return sendSingly(c, receivers) }, len(receivers)
	if task.Joined {
		joined := newJoinedBurst(c, receivers)
		burst, perBurst, every = joined.send, len(receivers)*floorJoined, every*floorJoined
	}

	// Caches and buffers as they will be.
	if _, err := pace(every, 500*time.Millisecond, burst); err != nil {
		return err
	}
	before, start := processorTime(), time.Now()
	bursts, err := pace(every, task.For, burst)
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(floorResult{
		Packets: bursts * perBurst, CPU: processorTime() - before, Wall: time.Since(start),
	})
}

// pace calls burst at a steady rate.
func pace(every, length time.Duration, burst func() error) (n int, err error) {
	start := time.Now()
	for at := start; at.Sub(start) < length; at = at.Add(every) {
		time.Sleep(time.Until(at))
		if err := burst(); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// processorTime is user and system time of this process.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// floorReceiver is one receiver with its key.
type floorReceiver struct {
	to   netip.AddrPort
	aead cipher.AEAD
	seq  uint32
	out  [floorJoined * floorPacket]byte
}

var floorPayload = make([]byte, floorPacket-rtpHeader-gcmTag)

func floorReceivers(targets []string) ([]*floorReceiver, error) {
	var all []*floorReceiver
	for i, target := range targets {
		to, err := netip.ParseAddrPort(target)
		if err != nil {
			return nil, err
		}
		key := make([]byte, 16)
		binary.BigEndian.PutUint32(key, uint32(i))
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		all = append(all, &floorReceiver{to: to, aead: aead})
	}
	return all, nil
}

// seal writes the next packet at the given place of the receiver's buffer.
func (r *floorReceiver) seal(place int) []byte {
	r.seq++
	p := r.out[place*floorPacket:]
	p[0], p[1] = 0x80, 96
	binary.BigEndian.PutUint16(p[2:], uint16(r.seq))
	binary.BigEndian.PutUint32(p[4:], r.seq)
	binary.BigEndian.PutUint32(p[8:], 1)
	var nonce [12]byte
	binary.BigEndian.PutUint32(nonce[8:], r.seq)
	r.aead.Seal(p[rtpHeader:rtpHeader], nonce[:], floorPayload, p[:rtpHeader])
	return p[:floorPacket]
}

func sendSingly(c *net.UDPConn, receivers []*floorReceiver) error {
	for _, r := range receivers {
		if _, err := c.WriteToUDPAddrPort(r.seal(0), r.to); err != nil {
			return err
		}
	}
	return nil
}

// joinedBurst is one sendmmsg with 4 packets to each receiver.
type joinedBurst struct {
	batch     *ipv4.PacketConn
	receivers []*floorReceiver
	messages  []ipv4.Message
}

func newJoinedBurst(c *net.UDPConn, receivers []*floorReceiver) *joinedBurst {
	b := &joinedBurst{batch: ipv4.NewPacketConn(c), receivers: receivers}
	for _, r := range receivers {
		b.messages = append(b.messages, ipv4.Message{
			Buffers: [][]byte{r.out[:]}, OOB: segmentControl(floorPacket), Addr: net.UDPAddrFromAddrPort(r.to),
		})
	}
	return b
}

func (b *joinedBurst) send() error {
	for _, r := range b.receivers {
		for place := range floorJoined {
			r.seal(place)
		}
	}
	for left := b.messages; len(left) > 0; {
		n, err := b.batch.WriteBatch(left, 0)
		if err != nil {
			return err
		}
		left = left[n:]
	}
	return nil
}

// segmentControl is the control message that cuts a send into packets of size.
func segmentControl(size uint16) []byte {
	b := make([]byte, unix.CmsgSpace(2))
	binary.NativeEndian.PutUint64(b, uint64(unix.CmsgLen(2)))
	binary.NativeEndian.PutUint32(b[8:], unix.IPPROTO_UDP)
	binary.NativeEndian.PutUint32(b[12:], unix.UDP_SEGMENT)
	binary.NativeEndian.PutUint16(b[unix.CmsgLen(0):], size)
	return b
}
