package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestExitStatusSaysWhoseFaultItWas(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"--help"}, 0},
		{[]string{"version"}, 0},
		{[]string{"--version"}, 0},
		{[]string{"init"}, 0},
		{[]string{"doctor", "--help"}, 0},
		{[]string{"user", "add", "--help"}, 0},
		{nil, 2},
		{[]string{"nonsense"}, 2},
		{[]string{"serve", "--nonsense"}, 2},
		{[]string{"serve", "argument"}, 2},
		{[]string{"serve", "--http-listen", "nowhere"}, 2},
		{[]string{"user"}, 2},
		{[]string{"user", "nonsense"}, 2},
		{[]string{"user", "add"}, 2},
		{[]string{"backup"}, 2},
		{[]string{"backup", "a", "b"}, 2},
		{[]string{"serve", "--config", "no/such/file"}, 1},
		{[]string{"restore", "no/such/file", "--data", empty}, 1},
		{[]string{"backup", "x/y/z", "--data", empty}, 1},
		{[]string{"user", "passwd", "nobody", "--data", empty}, 1},
	} {
		status, _, stderr := veche(t, environment(), c.args...)
		if status != c.want {
			t.Errorf("veche %s: exit status %d, want %d (%s)", strings.Join(c.args, " "), status, c.want, stderr)
		}
		if (status == 0) != (stderr == "") {
			t.Errorf("veche %s: exit status %d and on standard error %q", strings.Join(c.args, " "), status, stderr)
		}
	}
}

func TestEveryCommandHasHelp(t *testing.T) {
	t.Parallel()
	_, all, _ := veche(t, environment(), "--help")
	for _, c := range commands() {
		status, stdout, stderr := veche(t, environment(), c.name, "--help")
		if status != 0 || !strings.HasPrefix(stdout, "Usage: veche "+c.name) {
			t.Errorf("veche %s --help: status %d, %q, %q", c.name, status, stdout, stderr)
		}
		if !strings.Contains(all, "  "+c.name) {
			t.Errorf("veche --help does not name %s", c.name)
		}
	}
}

func TestFlagsMayStandBehindTheArgument(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	status, stdout, stderr := veche(t, environment(), "user", "add", "anna", "--admin", "--data", data)
	if status != 0 || !strings.HasPrefix(stdout, "password: ") {
		t.Fatalf("status %d, %q, %q", status, stdout, stderr)
	}
	_, list, _ := veche(t, environment("VECHE_DATA", data), "user", "list")
	if !strings.Contains(list, "anna") || !strings.Contains(list, "administrator") {
		t.Errorf("the list is %q", list)
	}
}

// veche runs a command as main does.
func veche(t *testing.T, getenv func(string) string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), args, getenv, &out, &errs)
	status = exitStatus(err, &errs)
	return status, out.String(), errs.String()
}
