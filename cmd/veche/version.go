package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// version is set by the linker, see the Makefile.
var version = ""

// printVersion is `veche version`.
func printVersion(_ context.Context, c *call) error {
	if _, err := c.parse(); err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "veche %s (%s, %s/%s)\n", buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	printCodecs(c.stdout)
	return nil
}

// buildVersion is the version by the linker, or what the toolchain noted of
// the source.
func buildVersion() string {
	if version != "" {
		return version
	}
	if revision := buildSetting("vcs.revision"); revision != "" {
		return revision[:min(12, len(revision))]
	}
	return "unknown"
}

// builtFrom is when the source was committed; zero if the build did not note it.
// No clock that is right can show an earlier time.
func builtFrom() time.Time {
	t, _ := time.Parse(time.RFC3339, buildSetting("vcs.time"))
	return t
}

func buildSetting(key string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}
