package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"go.yaml.in/yaml/v3"
)

// setting is one key of the configuration.
type setting struct {
	key   string // path in the file, with dots
	value interface {
		set(string) error
		get() string
	}
	about string // for people; may have several lines
}

// environment is the name of the variable: https.acme.names → VECHE_HTTPS_ACME_NAMES.
func (s setting) environment() string {
	return "VECHE_" + strings.ToUpper(strings.ReplaceAll(s.key, ".", "_"))
}

// flag is the name of the flag: https.acme.names → https-acme-names.
func (s setting) flag() string {
	return strings.NewReplacer(".", "-", "_", "-").Replace(s.key)
}

func (s setting) isList() bool {
	_, ok := s.value.(interface{ isList() })
	return ok
}

// readYAML sets what data says. A key that is not among settings is an error.
func readYAML(data []byte, settings []setting) error {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return err
	}
	if len(document.Content) == 0 {
		return nil // empty, or only comments
	}
	return readSection(document.Content[0], "", settings)
}

func readSection(node *yaml.Node, prefix string, settings []setting) error {
	if node.Kind == yaml.ScalarNode && node.Tag == "!!null" {
		return nil // a section of which everything is commented out
	}
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: keys are expected here", node.Line)
	}
	seen := make(map[string]bool)
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		key := prefix + name.Value
		if seen[key] {
			return fmt.Errorf("line %d: %q stands here twice", name.Line, key)
		}
		seen[key] = true
		if err := readKey(name, value, key, settings); err != nil {
			return err
		}
	}
	return nil
}

func readKey(name, value *yaml.Node, key string, settings []setting) error {
	section := false
	for _, s := range settings {
		if s.key == key {
			text, err := scalar(value, s.isList())
			if err == nil {
				err = s.value.set(text)
			}
			if err != nil {
				return fmt.Errorf("line %d: %s: %w", value.Line, key, err)
			}
			return nil
		}
		section = section || strings.HasPrefix(s.key, key+".")
	}
	if !section {
		return fmt.Errorf("line %d: there is no setting %q", name.Line, key)
	}
	return readSection(value, key+".", settings)
}

// scalar is the text of a value; lists become what split takes apart again.
func scalar(node *yaml.Node, isList bool) (string, error) {
	switch {
	case node.Kind == yaml.ScalarNode && node.Tag == "!!null":
		return "", nil
	case node.Kind == yaml.ScalarNode:
		return node.Value, nil
	case node.Kind == yaml.SequenceNode && isList:
		var entries []string
		for _, entry := range node.Content {
			text, err := scalar(entry, false)
			if err != nil {
				return "", err
			}
			entries = append(entries, text)
		}
		return strings.Join(entries, ","), nil
	}
	return "", errors.New("one value is expected here")
}

// printSample is `veche init`.
func printSample(_ context.Context, c *call) error {
	if _, err := c.parse(); err != nil {
		return err
	}
	config := defaultConfig()
	return writeSample(c.stdout, config.settings())
}

// writeSample writes a configuration file in which every key is explained and
// commented out with its default, so that a later default still reaches those
// who started from it.
func writeSample(w io.Writer, settings []setting) error {
	var b strings.Builder
	b.WriteString("# Configuration of Veche. Use it with `veche serve --config FILE`.\n" +
		"# What is commented out has the value shown. The environment variable named behind\n" +
		"# a key wins over this file, and the flag of the same name over both.\n")
	var open []string // sections we are in
	began := false    // one of them just now: no empty line before its first key
	for _, s := range settings {
		path := strings.Split(s.key, ".")
		sections := path[:len(path)-1]
		common := 0
		for common < len(open) && common < len(sections) && open[common] == sections[common] {
			common++
		}
		for depth := common; depth < len(sections); depth++ {
			if depth == common {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "%s%s:\n", indent(depth), sections[depth])
			began = true
		}
		open = sections
		if !began {
			b.WriteByte('\n')
		}
		began = false
		in := indent(len(sections))
		for line := range strings.Lines(s.about + "\n") {
			fmt.Fprintf(&b, "%s# %s", in, line)
		}
		value := fmt.Sprintf("%q", s.value.get())
		if s.isList() {
			value = "[" + s.value.get() + "]"
		}
		fmt.Fprintf(&b, "%s#%s: %s  # %s\n", in, path[len(path)-1], value, s.environment())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func indent(depth int) string { return strings.Repeat("  ", depth) }

func parseLevel(s string) (slog.Level, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s)); err != nil {
		return level, fmt.Errorf("%q is not one of debug, info, warn and error", s)
	}
	return level, nil
}
