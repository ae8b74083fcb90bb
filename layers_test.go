// Package veche_test holds what is true of the module as a whole: which
// package may import which.
package veche_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "veche/"

// layers says what the packages of each top-level folder may import of this
// module beside their own folder: arrows point from adapters to media to
// conference, and adapters never know one another.
var layers = map[string][]string{
	"cmd":        {"conference", "media", "signaling", "sip", "rtsp", "store", "webui"},
	"signaling":  {"conference", "media"},
	"sip":        {"conference", "media"},
	"rtsp":       {"conference", "media"},
	"store":      {"conference"},
	"webui":      {},
	"media":      {"conference"},
	"conference": {},
}

// confined names imports that only one place may have. The longest prefix
// counts, so that a package cannot be reached through one of its parts.
var confined = map[string]string{
	// The server never has a second stack that holds SRTP keys: pion's peer
	// connection plays the browser in tests and in `veche load`.
	"github.com/pion/webrtc":              "media/client",
	"go.etcd.io/bbolt":                    "store",
	"github.com/caddyserver/certmagic":    "cmd/veche",
	"github.com/prometheus/client_golang": "cmd/veche",
	"github.com/emiago/sipgo":             "sip/message",
	// Only the coders call C.
	"C": "media/codec",
}

// pure are places without network, files, database and C, and the libraries that
// they may use beside the standard one. The forwarding path is built of these.
var pure = map[string][]string{
	"conference":    {"github.com/alexedwards/argon2id", "golang.org/x/text", "golang.org/x/net/idna", "github.com/teambition/rrule-go"},
	"media/codec":   {}, // without the coders below it
	"media/forward": {"github.com/pion/rtp", "github.com/pion/rtcp"},
	"media/mix":     {},
	"sip/sdp":       {},
}

// impure are the parts of the standard library that pure places do without.
// net/netip is arithmetic, not network.
var impure = []string{"C", "net", "net/http", "os", "os/exec", "syscall", "unsafe", "database/sql"}

// coders are below a pure place and are not pure: they call C libraries.
const coders = "media/codec/"

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		place, ok := strings.CutPrefix(p.ImportPath, module)
		if !ok {
			continue // the root, which holds only this test
		}
		top := firstElement(place)
		allowed, known := layers[top]
		if !known {
			t.Errorf("%s: the top-level folder %s has no place among the layers", p.ImportPath, top)
			continue
		}
		for _, imported := range p.Imports {
			other, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			if to := firstElement(other); to != top && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s: an arrow from %s to %s is not allowed", place, other, top, to)
			}
		}
	}
}

func TestConfinedLibrariesStayWhereTheyBelong(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		place := strings.TrimPrefix(p.ImportPath, module)
		for _, imported := range p.Imports {
			for library, home := range confined {
				if within(imported, library) && !within(place, home) {
					t.Errorf("%s imports %s, which only %s may", place, imported, home)
				}
			}
		}
	}
}

func TestPurePackagesKnowNoNetworkFilesOrDatabase(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		place := strings.TrimPrefix(p.ImportPath, module)
		for home, libraries := range pure {
			if !within(place, home) || strings.HasSuffix(place, "test") || strings.HasPrefix(place, coders) {
				continue
			}
			for _, imported := range p.Imports {
				switch {
				case strings.HasPrefix(imported, module+coders):
					t.Errorf("%s imports %s, but %s is pure", place, imported, home)
				case within(imported, strings.TrimSuffix(module, "/")):
				case !strings.Contains(firstElement(imported), "."):
					if slices.Contains(impure, imported) {
						t.Errorf("%s imports %s, but %s is pure", place, imported, home)
					}
				case !slices.ContainsFunc(libraries, func(l string) bool { return within(imported, l) }):
					t.Errorf("%s imports %s, which is not on the list of %s", place, imported, home)
				}
			}
		}
	}
}

// packages lists the packages of the module with the imports of their product code.
func packages(t *testing.T) []listedPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-tags", "avcodec", "-json=ImportPath,Imports", "./...")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1") // or what calls C is not seen
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var list []listedPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		list = append(list, p)
	}
}

func firstElement(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

func within(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}
