package onvif

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/xml"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/ipv4"

	"veche/conference/camera"
)

// group is where devices listen for probes (WS-Discovery 1.0 section 2.4).
var group = &net.UDPAddr{IP: net.IPv4(239, 255, 255, 250), Port: 3702}

const (
	foundMost   = 500     // devices of one search
	answersMost = 5_000   // datagrams that are looked at
	datagram    = 1 << 16 // bytes
	// searchFor is how long answers are waited for: a device waits up to 500 ms before it
	// answers, and the probe is sent again after half the time.
	searchFor = 3 * time.Second
)

// Interfaces are those of this machine that a search may go out by: what is up, can
// multicast and has an IPv4 address, without the loopback.
func Interfaces() ([]net.Interface, error) {
	all, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("onvif: interfaces: %w", err)
	}
	return slices.DeleteFunc(all, func(i net.Interface) bool {
		const needed = net.FlagUp | net.FlagMulticast
		return i.Flags&needed != needed || i.Flags&net.FlagLoopback != 0 || !addressOf(&i).IsValid()
	}), nil
}

// addressOf is the first IPv4 address of an interface.
func addressOf(i *net.Interface) netip.Addr {
	list, err := i.Addrs()
	if err != nil {
		return netip.Addr{}
	}
	for _, a := range list {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Is4() {
			return p.Addr()
		}
	}
	return netip.Addr{}
}

// Search probes the networks of these interfaces and gathers who answers, until ctx ends
// or three seconds have passed. Interfaces where a probe cannot be sent are passed over;
// when none can, that is the error.
func Search(ctx context.Context, on []net.Interface) ([]camera.Found, error) {
	ctx, cancel := context.WithTimeout(ctx, searchFor)
	defer cancel()
	var all gathered
	var wait sync.WaitGroup
	problems := make([]error, len(on))
	for i := range on {
		wait.Go(func() { problems[i] = all.search(ctx, &on[i]) })
	}
	wait.Wait()
	if err := errors.Join(problems...); err != nil && !slices.Contains(problems, nil) {
		return nil, err
	}
	return all.sorted(), nil
}

// gathered are the devices that have answered, each once.
type gathered struct {
	mu    sync.Mutex
	found map[string]camera.Found // by address
}

func (g *gathered) add(f camera.Found) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.found == nil {
		g.found = make(map[string]camera.Found)
	}
	if len(g.found) < foundMost {
		g.found[f.Address] = f
	}
}

func (g *gathered) sorted() []camera.Found {
	all := make([]camera.Found, 0, len(g.found))
	for _, f := range g.found {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b camera.Found) int { return strings.Compare(a.Address, b.Address) })
	return all
}

// search probes one network.
func (g *gathered) search(ctx context.Context, on *net.Interface) error {
	own := addressOf(on)
	if !own.IsValid() {
		return fmt.Errorf("onvif: %s has no address", on.Name)
	}
	socket, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(own, 0)))
	if err != nil {
		return fmt.Errorf("onvif: search: %w", err)
	}
	defer socket.Close() //nolint:errcheck // nothing is written back
	out := ipv4.NewPacketConn(socket)
	if err := errors.Join(out.SetMulticastInterface(on), out.SetMulticastTTL(1)); err != nil {
		return fmt.Errorf("onvif: search on %s: %w", on.Name, err)
	}
	id := "urn:uuid:" + newUUID()
	if _, err := socket.WriteTo(probe(id), group); err != nil {
		return fmt.Errorf("onvif: search on %s: %w", on.Name, err)
	}
	again := time.AfterFunc(searchFor/2, func() { _, _ = socket.WriteTo(probe(id), group) }) // datagrams get lost
	defer again.Stop()
	defer context.AfterFunc(ctx, func() { _ = socket.SetReadDeadline(time.Now()) })()
	g.gather(socket, id)
	return nil
}

// gather reads answers to the probe id until the socket's deadline.
func (g *gathered) gather(socket *net.UDPConn, id string) {
	buffer := make([]byte, datagram)
	for range answersMost {
		n, from, err := socket.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return
		}
		if f, ok := match(buffer[:n], id, from.Addr().Unmap()); ok {
			g.add(f)
		}
	}
}

const (
	nsDiscovery  = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
	nsAddressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
)

// probe asks for what transmits video (ONVIF Core section 7.3.3).
func probe(id string) []byte {
	header := `<a:MessageID xmlns:a="` + nsAddressing + `">` + id + `</a:MessageID>` +
		`<a:To xmlns:a="` + nsAddressing + `">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>` +
		`<a:Action xmlns:a="` + nsAddressing + `">` + nsDiscovery + `/Probe</a:Action>`
	return envelope(header, `<Probe xmlns="`+nsDiscovery+`"><Types xmlns:dn="http://www.onvif.org/ver10/network/wsdl">dn:NetworkVideoTransmitter</Types></Probe>`)
}

// match reads an answer to the probe id. The device is asked at the host that it answered
// from, whatever else it names.
func match(message []byte, id string, from netip.Addr) (camera.Found, bool) {
	if harmless(message) != nil {
		return camera.Found{}, false
	}
	var e struct {
		XMLName xml.Name `xml:"Envelope"`
		Header  struct{ RelatesTo string }
		Body    struct {
			ProbeMatches struct {
				ProbeMatch []struct{ Scopes, XAddrs string }
			}
		}
	}
	if xml.NewDecoder(bytes.NewReader(message)).Decode(&e) != nil || strings.TrimSpace(e.Header.RelatesTo) != id || len(e.Body.ProbeMatches.ProbeMatch) == 0 {
		return camera.Found{}, false
	}
	m := e.Body.ProbeMatches.ProbeMatch[0]
	address, ok := ownAddress(strings.Fields(m.XAddrs), from)
	return camera.Found{Address: address, Host: from.String(), Name: scope(m.Scopes, "name"), Model: scope(m.Scopes, "hardware")}, ok
}

// ownAddress is the address of a service at host.
func ownAddress(named []string, host netip.Addr) (string, bool) {
	for _, one := range named {
		u, err := url.Parse(one)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
			continue
		}
		if a, err := netip.ParseAddr(u.Hostname()); err == nil && a.Unmap() == host && len(one) <= 512 {
			return u.String(), true
		}
	}
	return "", false
}

// scope is the value of onvif://www.onvif.org/<kind>/<value> (ONVIF Core section
// 7.3.2.2).
func scope(scopes, kind string) string {
	for s := range strings.FieldsSeq(scopes) {
		if rest, ok := strings.CutPrefix(s, "onvif://www.onvif.org/"+kind+"/"); ok {
			if plain, err := url.PathUnescape(rest); err == nil {
				rest = plain
			}
			return readable(rest)
		}
	}
	return ""
}

// newUUID makes a random one (RFC 9562 section 5.4).
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
