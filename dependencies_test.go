package veche_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryDependencyHasItsReason compares docs/dependencies.md with what go.mod
// and package.json name directly, and finds versions that are not exact.
func TestEveryDependencyHasItsReason(t *testing.T) {
	t.Parallel()
	document := read(t, "docs/dependencies.md")
	modules := read(t, "go.mod")
	direct := goDependencies(modules)
	for name, version := range npmDependencies(t) {
		if !regexp.MustCompile(`^\d+\.\d+\.\d+`).MatchString(version) {
			t.Errorf("package.json: %s is %q: not an exact version", name, version)
		}
		direct = append(direct, name)
	}
	for _, name := range direct {
		if !strings.Contains(document, "`"+name+"`") {
			t.Errorf("%s stands without a reason in docs/dependencies.md", name)
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*`)[^|]*\\|").FindAllStringSubmatch(document, -1) {
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[1], -1) {
			if name[1] != "golangci-lint" && !slices.Contains(direct, name[1]) && !strings.Contains(modules, name[1]+" v") {
				t.Errorf("docs/dependencies.md names %s, which is not there any more", name[1])
			}
		}
	}
}

func goDependencies(modules string) []string {
	var names []string
	for line := range strings.Lines(modules) {
		fields := strings.Fields(strings.TrimPrefix(line, "require "))
		if len(fields) == 2 && fields[0] != "module" && strings.HasPrefix(fields[1], "v") {
			names = append(names, fields[0])
		}
	}
	return names
}

func npmDependencies(t *testing.T) map[string]string {
	t.Helper()
	var manifest struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal([]byte(read(t, "webui/package.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	all := maps.Clone(manifest.DevDependencies)
	maps.Copy(all, manifest.Dependencies)
	return all
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
