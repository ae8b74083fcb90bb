package sip

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"veche/sip/transport"
)

// NAPTR is a record by which a domain says over what it likes to be called, and
// where that is found (RFC 3263, 4.1; RFC 3403).
type NAPTR struct {
	Order, Preference uint16
	Flags, Service    string
	Replacement       string // a name with SRV records, when Flags is "s"
}

// naptrServices are those of SIP.
var naptrServices = map[string]string{"SIP+D2U": transport.UDP, "SIP+D2T": transport.TCP, "SIPS+D2T": transport.TLS}

// usable are the records that we can follow, in the order of the domain.
func usable(list []NAPTR) []NAPTR {
	list = slices.DeleteFunc(slices.Clone(list), func(n NAPTR) bool {
		return naptrServices[strings.ToUpper(n.Service)] == "" || !strings.EqualFold(n.Flags, "s") || n.Replacement == ""
	})
	slices.SortStableFunc(list, func(a, b NAPTR) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Preference, b.Preference))
	})
	return list[:min(len(list), 4)]
}

const typeNAPTR dnsmessage.Type = 35

// systemLookup is the system's resolver, which knows no NAPTR, with those asked
// for at the name servers of /etc/resolv.conf.
type systemLookup struct{ *net.Resolver }

// LookupNAPTR implements [Lookup].
func (systemLookup) LookupNAPTR(ctx context.Context, name string) ([]NAPTR, error) {
	query, id, err := naptrQuery(name)
	if err != nil {
		return nil, err
	}
	for _, server := range nameServers("/etc/resolv.conf") {
		answer, err := askServer(ctx, server, query)
		if err == nil {
			return parseNAPTR(answer, id)
		}
	}
	return nil, errors.New("sip: no name server answers")
}

func naptrQuery(name string) (query []byte, id uint16, err error) {
	n, err := dnsmessage.NewName(strings.TrimSuffix(name, ".") + ".")
	if err != nil {
		return nil, 0, err
	}
	var b [2]byte
	_, _ = rand.Read(b[:])
	id = binary.BigEndian.Uint16(b[:])
	m := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: id, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: n, Type: typeNAPTR, Class: dnsmessage.ClassINET}},
	}
	query, err = m.Pack()
	return query, id, err
}

// nameServers are at most three, as the system's resolver takes them.
func nameServers(file string) []string {
	f, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()
	var list []string
	for lines := bufio.NewScanner(f); lines.Scan() && len(list) < 3; {
		if w := strings.Fields(lines.Text()); len(w) >= 2 && w[0] == "nameserver" {
			list = append(list, net.JoinHostPort(w[1], "53"))
		}
	}
	return list
}

// naptrPatience is short: without an answer there are SRV records.
const naptrPatience = time.Second

func askServer(ctx context.Context, server string, query []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, naptrPatience)
	defer cancel()
	c, err := (&net.Dialer{}).DialContext(ctx, "udp", server)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	deadline, _ := ctx.Deadline()
	if err := c.SetDeadline(deadline); err != nil {
		return nil, err
	}
	if _, err := c.Write(query); err != nil {
		return nil, err
	}
	buf := make([]byte, 4096)
	n, err := c.Read(buf)
	return buf[:n], err
}

// parseNAPTR reads the answer to a query.
func parseNAPTR(data []byte, id uint16) ([]NAPTR, error) {
	var p dnsmessage.Parser
	h, err := p.Start(data)
	if err != nil || h.ID != id || !h.Response || h.RCode != dnsmessage.RCodeSuccess {
		return nil, errors.New("sip: no NAPTR")
	}
	if err := p.SkipAllQuestions(); err != nil {
		return nil, err
	}
	all, err := p.AllAnswers()
	if err != nil {
		return nil, err
	}
	var list []NAPTR
	for _, r := range all[:min(len(all), 32)] {
		if body, ok := r.Body.(*dnsmessage.UnknownResource); ok && r.Header.Type == typeNAPTR {
			if n, ok := naptrData(body.Data); ok {
				list = append(list, n)
			}
		}
	}
	return list, nil
}

// naptrData reads RFC 3403, 4.1: two numbers, three strings and a name, which is
// not compressed (RFC 3597, section 4).
func naptrData(b []byte) (n NAPTR, ok bool) {
	if len(b) < 4 {
		return n, false
	}
	n.Order, n.Preference = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	b = b[4:]
	var regexp string
	for _, s := range []*string{&n.Flags, &n.Service, &regexp} {
		if *s, b, ok = cutString(b); !ok {
			return n, false
		}
	}
	var labels []string
	for len(b) > 0 && b[0] != 0 {
		var label string
		if b[0] > 63 {
			return n, false
		}
		if label, b, ok = cutString(b); !ok {
			return n, false
		}
		labels = append(labels, label)
	}
	n.Replacement = strings.Join(labels, ".")
	return n, len(b) > 0 && len(n.Replacement) < 254
}

func cutString(b []byte) (s string, rest []byte, ok bool) {
	if len(b) == 0 || len(b) < 1+int(b[0]) {
		return "", nil, false
	}
	return string(b[1 : 1+b[0]]), b[1+b[0]:], true
}
