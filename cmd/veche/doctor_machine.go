package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// disk looks at the space for accounts, files and recordings.
func (d *examination) disk(context.Context) {
	path := string(d.data)
	if _, err := os.Stat(path); err != nil {
		path = "."
	}
	free, err := diskFree(path)
	if err != nil {
		d.say(note, "", "free space on the disk of the data folder is not known: %v", err)
		return
	}
	switch free >>= 20; {
	case free < 300:
		d.say(wrong, "make room or move the data folder", "only %d MB are free on the disk of the data folder; files are refused", free)
	case free < 2048:
		d.say(note, "", "%d MB are free on the disk of the data folder: little", free)
	default:
		d.say(fine, "", "%d MB are free on the disk of the data folder", free)
	}
}

// addresses looks at what browsers will be told to send sound and picture to.
func (d *examination) addresses(ctx context.Context) {
	var local []string
	outside := false
	for _, ip := range localAddresses() {
		if !ip.IsLoopback() && !ip.IsLinkLocalUnicast() {
			local = append(local, ip.String())
			outside = outside || !ip.IsPrivate()
		}
	}
	if len(local) == 0 {
		d.say(note, "", "this machine has only loopback addresses: nobody else can reach it")
	} else {
		d.say(fine, "", "addresses of this machine: %s", strings.Join(local, ", "))
	}
	for _, name := range d.config.Media.Addresses {
		d.announced(ctx, name, &outside)
	}
	if host := d.config.publicHost(); host != "" {
		d.announced(ctx, host, &outside)
	}
	if !outside {
		d.say(note, "for people outside, name the public address in media.addresses and forward the ports of https.listen and media.listen (UDP and TCP)",
			"all known addresses are private: the server can be reached in this network only")
	}
}

// announced looks up a name or address that browsers are told.
func (d *examination) announced(ctx context.Context, name string, outside *bool) {
	found := []netip.Addr{}
	if ip, err := netip.ParseAddr(name); err == nil {
		found = append(found, ip)
	} else if found, err = net.DefaultResolver.LookupNetIP(ctx, "ip", name); err != nil {
		d.say(wrong, "correct the name or its DNS record", "the name %s cannot be resolved: %v", name, err)
		return
	}
	var names []string
	here := false
	for _, ip := range found {
		names = append(names, ip.Unmap().String())
		here = here || slices.Contains(localAddresses(), ip.Unmap())
		*outside = *outside || !ip.Unmap().IsPrivate() && !ip.IsLoopback()
	}
	where := "not one of this machine: a router must forward the ports to it"
	if here {
		where = "of this machine"
	}
	d.say(fine, "", "%s is %s, %s", name, strings.Join(names, ", "), where)
}

// certificate looks at what HTTPS will show.
func (d *examination) certificate(context.Context) {
	if d.config.HTTPS.Listen == off {
		d.say(note, "", "https.listen is off: somebody in front must do TLS, or browsers give no camera")
		return
	}
	if len(d.config.HTTPS.ACME.Names) > 0 {
		d.say(note, "", "certificates for %s come by ACME; the log of the server says how that goes", strings.Join(d.config.HTTPS.ACME.Names, ", "))
		return
	}
	if d.config.HTTPS.Certificate == "" {
		d.selfSigned()
		return
	}
	c, err := tls.LoadX509KeyPair(d.config.HTTPS.Certificate, d.config.HTTPS.Key)
	if err != nil {
		d.say(wrong, "correct https.certificate and https.key", "the certificate cannot be used: %v", err)
		return
	}
	if !d.validAt(c.Leaf) {
		return
	}
	if host := d.config.publicHost(); host != "" && c.Leaf.VerifyHostname(host) != nil {
		d.say(wrong, "get one for that name, or correct public_url", "the certificate is for %s, not for %s of public_url", strings.Join(namesOf(c.Leaf), ", "), host)
		return
	}
	if err := chainTrusted(&c, d.now); err != nil {
		d.say(note, "put the whole chain into https.certificate; with an authority of your own, install it on all devices",
			"this machine does not trust the certificate: %v", err)
		return
	}
	d.say(fine, "", "the certificate is for %s, until %s", strings.Join(namesOf(c.Leaf), ", "), c.Leaf.NotAfter.Format(time.DateOnly))
}

func (d *examination) selfSigned() {
	c, err := loadSelfSigned(d.data.tls())
	switch {
	case os.IsNotExist(err) || err != nil && !isFile(d.data.path("tls", "self-signed.key")):
		d.say(note, "", "the first start signs a certificate itself: browsers ask once whether to go on")
	case err != nil:
		d.say(wrong, "delete "+d.data.tls()+"; the next start makes a new one", "the self-signed certificate cannot be used: %v", err)
	case d.validAt(c.Leaf):
		d.say(note, "for one that browsers accept, set https.acme.names or https.certificate",
			"the certificate is self-signed, until %s, SHA-256 %s", c.Leaf.NotAfter.Format(time.DateOnly), fingerprint(c.Leaf))
	}
}

func (d *examination) validAt(c *x509.Certificate) bool {
	switch left := c.NotAfter.Sub(d.now); {
	case d.now.Before(c.NotBefore):
		d.say(wrong, "look at the clock of this machine", "the certificate is valid only from %s", c.NotBefore.Format(time.DateTime))
		return false
	case left <= 0:
		d.say(wrong, "renew it", "the certificate ended at %s", c.NotAfter.Format(time.DateTime))
		return false
	case left < 14*24*time.Hour:
		d.say(note, "renew it; no restart is needed", "the certificate ends in %d days", int(left.Hours()/24))
	}
	return true
}

// clock looks whether the time can be right: sessions, certificates and
// meetings depend on it.
func (d *examination) clock(context.Context) {
	if built := builtFrom(); d.now.Before(built) {
		d.say(wrong, "set the clock; timedatectl set-ntp true keeps it right", "the clock shows %s, but this program was made later", d.now.Format(time.DateTime))
		return
	}
	var t unix.Timex
	status, err := unix.Adjtimex(&t)
	const notSynchronised = 5 // TIME_ERROR
	switch {
	case err != nil:
		d.say(note, "", "the clock shows %s; whether it is kept right is not known", d.now.Format(time.DateTime))
	case status == notSynchronised || t.Status&unix.STA_UNSYNC != 0:
		d.say(note, "timedatectl set-ntp true, or the time service of the host when this is a container",
			"the clock shows %s, and nothing on this machine says that it is kept right", d.now.Format(time.DateTime))
	default:
		d.say(fine, "", "the clock shows %s and is synchronised", d.now.Format(time.DateTime))
	}
}

// limits looks at what the system allows that a large conference needs.
func (d *examination) limits(context.Context) {
	var files unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &files); err == nil && files.Max < 8192 {
		d.say(note, "LimitNOFILE=65536 in the service, or ulimit -n", "at most %d open files are allowed: enough for some %d participants", files.Max, files.Max/3)
	} else if err == nil {
		d.say(fine, "", "%d open files are allowed", files.Max)
	}
	content, err := os.ReadFile("/proc/sys/net/core/rmem_max")
	if size, convErr := strconv.Atoi(strings.TrimSpace(string(content))); err == nil && convErr == nil && size < 2<<20 {
		d.say(note, "sysctl -w net.core.rmem_max=4194304 net.core.wmem_max=4194304 (and in /etc/sysctl.d)",
			"the system allows receive buffers of %d kB: bursts of large conferences may be lost", size>>10)
	}
}
