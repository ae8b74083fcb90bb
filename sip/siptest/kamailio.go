package siptest

import (
	_ "embed" // its configuration
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

//go:embed kamailio.cfg
var kamailioConfig string

// StartKamailio runs a registrar and proxy for pbx.test until the test ends, and returns
// its port of UDP and TCP. Everybody registers with the password test1234. Numbers that
// begin with 00 go to who has registered as "veche". It may not be up yet.
func StartKamailio(tb testing.TB) (port int) {
	tb.Helper()
	Needs(tb, "kamailio", "kamailio")
	port = FreePorts(tb, 1)
	dir := tb.TempDir()
	write(tb, dir, "kamailio.cfg", strings.ReplaceAll(kamailioConfig, "PORT", strconv.Itoa(port)))
	start(tb, dir, nil, nil, "kamailio", "-DD", "-E", "-f", filepath.Join(dir, "kamailio.cfg"),
		"-P", filepath.Join(dir, "pid"), "-m", "32", "-M", "4", "-Y", dir)
	return port
}
