package main

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func TestSampleHasTheDefaults(t *testing.T) {
	t.Parallel()
	config := defaultConfig()
	var sample strings.Builder
	if err := writeSample(&sample, config.settings()); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"as it is":                 sample.String(),
		"with everything switched": regexp.MustCompile(`(?m)^( *)#([a-z_]+:)`).ReplaceAllString(sample.String(), "$1$2"),
	} {
		var got Config
		if name == "as it is" {
			got = defaultConfig()
		}
		if err := readYAML([]byte(text), got.settings()); err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		if want := defaultConfig(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, want)
		}
	}
	for _, s := range config.settings() {
		if !strings.Contains(sample.String(), s.environment()) || strings.TrimSpace(s.about) == "" {
			t.Errorf("%s is not explained in the sample", s.key)
		}
	}
}

// The table of README.md names every setting with its default, and no other.
func TestReadmeHasEverySettingWithItsDefault(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## Settings")
	table, _, _ = strings.Cut(table, "\n## ")
	config := defaultConfig()
	known := map[string]string{}
	for _, s := range config.settings() {
		known[s.key] = s.value.get()
	}
	told := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+`) \\| ([^|]*)\\|").FindAllStringSubmatch(table, -1) {
		prefix := ""
		for _, key := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[1], -1) {
			name := key[1]
			if strings.HasPrefix(name, ".") {
				name = prefix + name
			}
			prefix = name[:max(strings.LastIndexByte(name, '.'), 0)]
			told[name] = true
			value, ok := known[name]
			if !ok {
				t.Errorf("README.md explains %s, which is no setting", name)
			}
			if value != "" && row[2] != "" && !strings.Contains(row[2], value) {
				t.Errorf("README.md: %s is %s, not %s", name, value, row[2])
			}
		}
	}
	for name := range known {
		if !told[name] {
			t.Errorf("README.md does not name the setting %s", name)
		}
	}
}

func TestFlagWinsOverEnvironmentOverFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "veche.yaml")
	writeFile(t, path, "data: /from/file\nhttp:\n  listen: 127.0.0.1:1\nhttps:\n  listen: 127.0.0.1:1\n  acme:\n    names: [a.example, b.example]\nmedia:\n  listen: 127.0.0.1:1\n")
	getenv := environment("VECHE_HTTPS_LISTEN", "127.0.0.1:2", "VECHE_MEDIA_LISTEN", "127.0.0.1:2", "VECHE_METRICS_ALLOW", "10.0.0.0/8, 192.0.2.7",
		"VECHE_WHIP_ORIGINS", "https://Player.example.org:443/ http://localhost:3000 http://[::1]:80")
	got, err := readConfig(path, getenv, map[string]string{"media-listen": "127.0.0.1:3"})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct{ what, got, want string }{
		{"file", got.Data, "/from/file"},
		{"file", got.HTTP.Listen, "127.0.0.1:1"},
		{"environment over file", got.HTTPS.Listen, "127.0.0.1:2"},
		{"flag over environment", got.Media.Listen, "127.0.0.1:3"},
		{"list in file", strings.Join(got.HTTPS.ACME.Names, " "), "a.example b.example"},
		{"networks in environment", (*networks)(&got.Metrics.Allow).get(), "10.0.0.0/8, 192.0.2.7/32"},
		{"origins as browsers write them", strings.Join(got.WHIP.Origins, " "), "https://player.example.org http://localhost:3000 http://[::1]"},
		{"default", got.Log.Level, "info"},
	} {
		if v.got != v.want {
			t.Errorf("%s: got %q, want %q", v.what, v.got, v.want)
		}
	}
}

func TestWrongConfigurationIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, want string }{
		{"htp:\n  listen: :80\n", `line 1: there is no setting "htp"`},
		{"http:\n  lisen: :80\n", `line 2: there is no setting "http.lisen"`},
		{"http: :80\n", "keys are expected"},
		{"- a\n", "keys are expected"},
		{"data: [a, b]\n", "one value is expected"},
		{"data: a\ndata: b\n", "twice"},
		{"http:\n  listen: 8080\n", "not an address"},
		{"http:\n  listen: :port\n", "not a port"},
		{"http:\n  listen: :70000\n", "not a port"},
		{"http:\n  listen: example.org:80\n", "not an IP address"},
		{"http:\n  listen: off\nhttps:\n  listen: off\n", "both off"},
		{"https:\n  certificate: a.pem\n", "belong together"},
		{"https:\n  certificate: a\n  key: b\n  acme:\n    names: [c]\n", "exclude each other"},
		{"public_url: meet.example.org\n", "beginning with https://"},
		{"public_url: https://meet.example.org/veche\n", "without a path"},
		{"trusted_proxies: [proxy]\n", "not an address or a network"},
		{"pprof:\n  listen: :6060\n", "not a loopback address"},
		{"log:\n  level: loud\n", "not one of"},
		{"whip:\n  origins: [player.example.org]\n", "beginning with https://"},
		{"whip:\n  origins: [\"https://player.example.org/live\"]\n", "without a path"},
		{"whip:\n  origins: [\"null\"]\n", "beginning with https://"},
		{"media:\n  fps: 24\n", "15, 25 or 30"},
		{"data: \"\"\n", "a folder is needed"},
		{"data: 'a\n", "yaml"},
	} {
		path := filepath.Join(t.TempDir(), "veche.yaml")
		writeFile(t, path, c.file)
		_, err := readConfig(path, environment(), nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.file, err, c.want)
		}
	}
	if _, err := readConfig("no/such/file", environment(), nil); err == nil {
		t.Error("a missing file is no error")
	}
}

func FuzzReadYAML(f *testing.F) {
	for _, seed := range []string{"", "data: x", "http:\n  listen: :1", "a: &a [*a]", "https: {acme: {names: [a, b]}}", "? [a]\n: b", "data: null", "http:"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		config := defaultConfig()
		if readYAML(data, config.settings()) != nil {
			return
		}
		// What was read can be written and read again, and is the same.
		again := defaultConfig()
		for i, s := range again.settings() {
			value := config.settings()[i].value.get()
			if err := s.value.set(value); err != nil {
				t.Errorf("%s: %q was taken and is refused now: %v", s.key, value, err)
			}
		}
		if got, want := again.Data, config.Data; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// environment is a getenv with these variables.
func environment(pairs ...string) func(string) string {
	values := make(map[string]string)
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return values[name] }
}

func writeFile(tb testing.TB, path, content string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
}
