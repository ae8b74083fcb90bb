package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// Config is everything that can be set where the server starts. What an
// administrator changes while it runs is account.Settings, in the store.
type Config struct {
	Data           string // folder
	PublicURL      string // "" means: what the browser asked for
	TrustedProxies []netip.Prefix
	HTTP           HTTPConfig
	HTTPS          HTTPSConfig
	Media          MediaConfig
	Recording      RecordingConfig
	WHIP           WHIPConfig
	SIP            SIPConfig
	RTP            RTPConfig
	RTSP           RTSPConfig
	Outbound       OutboundConfig
	Metrics        MetricsConfig
	PProf          PProfConfig
	Log            LogConfig
}

// HTTPConfig is the listener without TLS.
type HTTPConfig struct {
	Listen string // "off": none
}

// HTTPSConfig is the listener with TLS and its certificate: own files, ACME,
// or, with neither, one signed by ourselves.
type HTTPSConfig struct {
	Listen      string // "off": none
	Certificate string
	Key         string
	ACME        ACMEConfig
}

// ACMEConfig is a certificate from an authority such as Let's Encrypt.
type ACMEConfig struct {
	Names     []string // none: no ACME
	Email     string
	Directory string
	RootCA    string // file; "" means the system's authorities
}

// MediaConfig is the one port for sound and picture.
type MediaConfig struct {
	Listen    string
	Addresses []string
	FPS       int // pictures a second of what is composed
}

// RecordingConfig says where recordings are kept.
type RecordingConfig struct {
	Folder string // "": below the data folder
}

// WHIPConfig is about programs that publish and read.
type WHIPConfig struct {
	Origins []string // whose pages may do it beside our own
}

// SIPConfig is where telephones and room systems call.
type SIPConfig struct {
	Listen string // UDP and TCP; "off": none
	TLS    SIPTLSConfig
	// Silence is how long a far end may send nothing before its call is ended.
	Silence time.Duration
}

// SIPTLSConfig is the same with TLS.
type SIPTLSConfig struct {
	Listen string // "off": none
}

// RTPConfig is where the sound and the pictures of calls are received.
type RTPConfig struct {
	Ports string // "20000-24999"; "0": any
}

// RTSPConfig is where players read conferences as streams.
type RTSPConfig struct {
	Listen string // TCP; "off": none
}

// OutboundConfig says what may be reached from here because somebody typed its
// address (design.md section 8).
type OutboundConfig struct {
	Allow []netip.Prefix
}

// MetricsConfig says who may see how the server is.
type MetricsConfig struct {
	Allow []netip.Prefix
}

// PProfConfig is Go's profiler.
type PProfConfig struct {
	Listen string // "off": none
}

// LogConfig is the log on standard error.
type LogConfig struct {
	Level string
}

const off = "off"

// defaultConfig has the value of everything that nobody set.
func defaultConfig() Config {
	return Config{
		Data:  "./data",
		HTTP:  HTTPConfig{Listen: ":8080"},
		HTTPS: HTTPSConfig{Listen: ":8443", ACME: ACMEConfig{Directory: "https://acme-v02.api.letsencrypt.org/directory"}},
		Media: MediaConfig{Listen: ":8444", FPS: 25},
		SIP:   SIPConfig{Listen: ":5060", TLS: SIPTLSConfig{Listen: ":5061"}, Silence: 30 * time.Second},
		RTP:   RTPConfig{Ports: "20000-24999"},
		RTSP:  RTSPConfig{Listen: ":8554"},
		PProf: PProfConfig{Listen: off},
		Log:   LogConfig{Level: "info"},
	}
}

// settings lists every key with what it means. File, environment, flags and
// the sample all read this list, so that they cannot differ.
func (c *Config) settings() []setting {
	return []setting{
		{"data", (*text)(&c.Data), "Folder for everything the server keeps: accounts, conferences, files, certificates."},
		{"public_url", (*webAddress)(&c.PublicURL), "Address under which people reach the server, such as https://meet.example.org.\nEmpty: links are made from the address a browser used."},
		{"trusted_proxies", (*networks)(&c.TrustedProxies), "Networks of reverse proxies in front of the server, whose X-Forwarded-For and\nX-Forwarded-Proto are believed. Without this, all people behind one proxy count as one source."},
		{"http.listen", (*address)(&c.HTTP.Listen), "Address of the listener without TLS; \"off\" for none. It serves this machine and\ntrusted proxies; everybody else is sent to HTTPS."},
		{"https.listen", (*address)(&c.HTTPS.Listen), "Address of the listener with TLS; \"off\" for none."},
		{"https.certificate", (*text)(&c.HTTPS.Certificate), "Own certificate, a PEM file with the whole chain; read again when it changes.\nEmpty, and no ACME: the server signs one itself at the first start."},
		{"https.key", (*text)(&c.HTTPS.Key), "Key of the own certificate, a PEM file."},
		{"https.acme.names", (*list)(&c.HTTPS.ACME.Names), "Names to get a certificate for by ACME, such as meet.example.org. The authority must\nreach this server at port 443 (or 80) of these names. Setting them accepts its terms."},
		{"https.acme.email", (*text)(&c.HTTPS.ACME.Email), "Where the authority may write to."},
		{"https.acme.directory", (*webAddress)(&c.HTTPS.ACME.Directory), "Address of the authority."},
		{"https.acme.root_ca", (*text)(&c.HTTPS.ACME.RootCA), "PEM file with what the authority's own certificate is checked against.\nEmpty: the authorities this machine trusts."},
		{"media.listen", (*address)(&c.Media.Listen), "Address of sound and picture: one port, both UDP and TCP."},
		{"media.addresses", (*list)(&c.Media.Addresses), "Addresses told to browsers beside those of this machine: public IP addresses or names\nwhen the server stands behind NAT."},
		{"media.fps", (*pictureRate)(&c.Media.FPS), "Pictures a second of recordings and of all that the server composes: 15, 25 or 30."},
		{"recording.folder", (*text)(&c.Recording.Folder), "Folder of recordings; they may need far more room than everything else.\nEmpty: recordings in the data folder."},
		{"whip.origins", (*origins)(&c.WHIP.Origins), "Origins of other sites whose pages may publish and play by WHIP and WHEP, such as\nhttps://player.example.org; \"*\" for all. They show a PIN or a token; cookies do not count."},
		{"sip.listen", (*address)(&c.SIP.Listen), "Address where telephones and room systems call by SIP, both UDP and TCP; \"off\" for none.\nIf another program has the usual port, the server starts without SIP and says so."},
		{"sip.tls.listen", (*address)(&c.SIP.TLS.Listen), "The same with TLS, with the certificate of HTTPS; \"off\" for none."},
		{"sip.silence", (*silence)(&c.SIP.Silence), "How long a far end that is not on hold may send neither sound nor picture before its\ncall is ended: 1s to 1h."},
		{"rtp.ports", (*portRange)(&c.RTP.Ports), "UDP ports for the sound and the pictures of calls, two to six each; 0 for any."},
		{"rtsp.listen", (*address)(&c.RTSP.Listen), "Address where players read conferences as RTSP streams; \"off\" for none.\nReaders by UDP are sent to from one pair of rtp.ports."},
		{"outbound.allow", (*networks)(&c.Outbound.Allow), "Networks that calls, cameras and hooks may reach although they are not allowed otherwise:\nthis machine itself, link-local and multicast addresses."},
		{"metrics.allow", (*networks)(&c.Metrics.Allow), "Networks beside this machine that may read /metrics, /healthz and /readyz."},
		{"pprof.listen", (*loopback)(&c.PProf.Listen), "Loopback address for Go's profiler, such as 127.0.0.1:6060; \"off\" for none."},
		{"log.level", (*logLevel)(&c.Log.Level), "How much is written to standard error: debug, info, warn or error."},
	}
}

// configured parses the command line, with the flags of all settings beside those of the
// command, and reads the configuration.
func (c *call) configured(names ...string) (Config, []string, error) {
	read := configFlags(c)
	args, err := c.parse(names...)
	if err != nil {
		return Config{}, nil, err
	}
	config, err := read()
	return config, args, err
}

// configFlags registers --config and one flag for each setting, and returns
// what reads them all together after the flags are parsed.
func configFlags(c *call) func() (Config, error) {
	file := c.flags.String("config", "", "configuration `file`; see veche init")
	config := defaultConfig()
	given := make(map[string]string)
	for _, s := range config.settings() {
		name := s.flag()
		about := s.about
		if preset := s.value.get(); preset != "" {
			about += " (default " + preset + ")"
		}
		c.flags.Func(name, about, func(value string) error {
			given[name] = value
			return nil
		})
	}
	return func() (Config, error) {
		path := *file
		if path == "" {
			path = c.getenv("VECHE_CONFIG")
		}
		return readConfig(path, c.getenv, given)
	}
}

// readConfig puts the configuration together: defaults, then the file (none
// when path is ""), then the environment, then flags by their names.
func readConfig(path string, getenv func(string) string, flags map[string]string) (Config, error) {
	config := defaultConfig()
	settings := config.settings()
	if path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			return Config{}, fmt.Errorf("configuration: %w", err)
		}
		if err := readYAML(data, settings); err != nil {
			return Config{}, fmt.Errorf("configuration: %s: %w", path, err)
		}
	}
	for _, s := range settings {
		if value := getenv(s.environment()); value != "" {
			if err := s.value.set(value); err != nil {
				return Config{}, fmt.Errorf("configuration: %s: %w", s.environment(), err)
			}
		}
		if value, ok := flags[s.flag()]; ok {
			if err := s.value.set(value); err != nil {
				return Config{}, wrongUse("--%s: %w", s.flag(), err)
			}
		}
	}
	return config, config.check()
}

// check finds what does not fit together.
func (c *Config) check() error {
	switch {
	case c.Data == "":
		return errors.New("configuration: data: a folder is needed")
	case c.PublicURL != "" && strings.Count(c.PublicURL, "/") > 2:
		return errors.New("configuration: public_url: only the address of the server, without a path")
	case c.HTTP.Listen == off && c.HTTPS.Listen == off:
		return errors.New("configuration: http.listen and https.listen are both off")
	case c.Media.Listen == off:
		return errors.New("configuration: media.listen: sound and picture need a port")
	case (c.HTTPS.Certificate == "") != (c.HTTPS.Key == ""):
		return errors.New("configuration: https.certificate and https.key belong together")
	case c.HTTPS.Certificate != "" && len(c.HTTPS.ACME.Names) > 0:
		return errors.New("configuration: https.certificate and https.acme.names exclude each other")
	case c.HTTPS.ACME.RootCA != "" && !isFile(c.HTTPS.ACME.RootCA):
		return fmt.Errorf("configuration: https.acme.root_ca: %s is not a file", c.HTTPS.ACME.RootCA)
	}
	return nil
}

// recordings is the folder of recordings.
func (c *Config) recordings() string {
	if c.Recording.Folder != "" {
		return c.Recording.Folder
	}
	return dataFolder(c.Data).path("recordings")
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&fs.ModeType == 0
}

// The kinds of values.

type (
	text       string
	list       []string
	networks   []netip.Prefix
	origins    []string
	address    string
	loopback   string
	webAddress string
	logLevel   string

	pictureRate int
	portRange   string
	silence     time.Duration
)

func (v *text) set(s string) error { *v = text(s); return nil }
func (v *text) get() string        { return string(*v) }

func (v *pictureRate) set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n != 15 && n != 25 && n != 30 {
		return fmt.Errorf("%q is not 15, 25 or 30", s)
	}
	*v = pictureRate(n)
	return nil
}
func (v *pictureRate) get() string { return strconv.Itoa(int(*v)) }

func (v *portRange) set(s string) error {
	if _, _, err := parsePorts(s); err != nil {
		return err
	}
	*v = portRange(s)
	return nil
}

func (v *silence) set(s string) error {
	d, err := time.ParseDuration(s)
	if err != nil || d < time.Second || d > time.Hour {
		return fmt.Errorf("%q is not a time from 1s to 1h", s)
	}
	*v = silence(d)
	return nil
}
func (v *silence) get() string { return time.Duration(*v).String() }

func (v *portRange) get() string { return string(*v) }

// parsePorts reads a range such as 20000-24999, or 0 for any ports.
func parsePorts(s string) (first, last int, err error) {
	if s == "0" {
		return 0, 0, nil
	}
	from, to, _ := strings.Cut(s, "-")
	first, err = strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	if err != nil || err2 != nil || first < 1 || last > 65535 || last-first < 1 {
		return 0, 0, fmt.Errorf("%q is not a range of ports such as 20000-24999", s)
	}
	return first, last, nil
}

func (v *list) set(s string) error { *v = split(s); return nil }
func (v *list) get() string        { return strings.Join(*v, ", ") }
func (v *list) isList()            {}

func (v *networks) set(s string) error {
	*v = nil
	for _, entry := range split(s) {
		prefix, err := parseNetwork(entry)
		if err != nil {
			return fmt.Errorf("%q is not an address or a network such as 10.0.0.0/8", entry)
		}
		*v = append(*v, prefix)
	}
	return nil
}

func (v *networks) get() string {
	names := make([]string, len(*v))
	for i, n := range *v {
		names[i] = n.String()
	}
	return strings.Join(names, ", ")
}
func (v *networks) isList() {}

func (v *origins) set(s string) error {
	*v = nil
	for _, entry := range split(s) {
		origin, err := parseOrigin(entry)
		if err != nil {
			return err
		}
		*v = append(*v, origin)
	}
	return nil
}
func (v *origins) get() string { return strings.Join(*v, ", ") }
func (v *origins) isList()     {}

// parseOrigin writes an origin as browsers do (RFC 6454 6.2): in lower case, without
// the port that everybody knows.
func parseOrigin(s string) (string, error) {
	if s == "*" {
		return s, nil
	}
	var address webAddress
	if err := address.set(strings.ToLower(s)); err != nil {
		return "", err
	}
	u, err := url.Parse(string(address))
	if err != nil || u.Path != "" {
		return "", fmt.Errorf("%q is not an origin such as https://player.example.org, without a path", s)
	}
	if u.Scheme == "https" && u.Port() == "443" || u.Scheme == "http" && u.Port() == "80" {
		u.Host = strings.TrimSuffix(u.Host, ":"+u.Port())
	}
	return u.Scheme + "://" + u.Host, nil
}

func (v *address) set(s string) error {
	if s != off {
		host, port, err := net.SplitHostPort(s)
		if err != nil {
			return fmt.Errorf("%q is not an address such as :8080 or 127.0.0.1:8080", s)
		}
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return fmt.Errorf("%q is not a port", port)
		}
		if host != "" && host != "localhost" {
			if _, err := netip.ParseAddr(host); err != nil {
				return fmt.Errorf("%q is not an IP address of this machine", host)
			}
		}
	}
	*v = address(s)
	return nil
}
func (v *address) get() string { return string(*v) }

func (v *loopback) set(s string) error {
	if err := (*address)(v).set(s); err != nil || s == off {
		return err
	}
	host, _, _ := net.SplitHostPort(s)
	ip, err := netip.ParseAddr(host)
	if host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return fmt.Errorf("%q is not a loopback address such as 127.0.0.1:6060", s)
	}
	return nil
}
func (v *loopback) get() string { return string(*v) }

func (v *webAddress) set(s string) error {
	s = strings.TrimSuffix(s, "/")
	if s != "" {
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") || u.RawQuery != "" || u.Fragment != "" {
			return fmt.Errorf("%q is not an address beginning with https:// or http://", s)
		}
	}
	*v = webAddress(s)
	return nil
}
func (v *webAddress) get() string { return string(*v) }

func (v *logLevel) set(s string) error {
	if _, err := parseLevel(s); err != nil {
		return err
	}
	*v = logLevel(s)
	return nil
}
func (v *logLevel) get() string { return string(*v) }

// split reads a list as the environment and flags have it: with commas or spaces.
// An empty one is nil.
func split(s string) []string {
	entries := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	if len(entries) == 0 {
		return nil
	}
	return entries
}

// parseNetwork reads a network, or an address as the network of it alone.
func parseNetwork(s string) (netip.Prefix, error) {
	if ip, err := netip.ParseAddr(s); err == nil {
		ip = ip.Unmap()
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(s)
	return prefix.Masked(), err
}
